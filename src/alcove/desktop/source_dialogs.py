"""Dialogs of sources: a web page to add, what is read of a source, and the password of a document."""

from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QIntValidator, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from alcove.connectors.base import SourceOptions
from alcove.desktop.remedy import KEPT
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.tick_box import TickBox
from alcove.desktop.translation import marked, tr
from alcove.rag.types import Source

LEAVES = marked(
    "This leaves your computer. To read the page, Alcove asks its site for it, and the site learns your network "
    "address, as with a browser. Your files, questions and answers stay here."
)
SWITCHES_ON = marked("The network is switched off for now; this switches it on.")
MOST_DEPTH, MOST_PAGES, MOST_MB = 5, 10_000, 100_000


class PlainDialog(QDialog):
    """A title, what its maker puts in the middle, and two buttons; Esc leaves everything as it was."""

    def __init__(self, parent: QWidget | None, title: str, accept: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(Size.DIALOG)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, Size.S5, Size.S6, Size.S5)
        column.setSpacing(Size.S3)
        self.head = QLabel(title)
        dress(self.head, "page-title")
        column.addWidget(self.head)
        self.column = QVBoxLayout()
        self.column.setSpacing(Size.S3)
        column.addLayout(self.column)
        column.addSpacing(Size.S1)
        self.buttons = buttons = QHBoxLayout()
        buttons.setSpacing(Size.S2)
        buttons.addStretch(1)
        self.cancel_button = QPushButton(tr("Cancel"))
        dress(self.cancel_button, "second")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.accept_button = QPushButton(accept)
        dress(self.accept_button, "primary")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.accept)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.accept_button)
        column.addLayout(buttons)

    def showEvent(self, event: QShowEvent) -> None:
        """Let Tab come to the buttons last, though they were made first, and begin where something is to be typed."""
        buttons = (self.cancel_button, self.accept_button)
        others = [one for one in self.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        stops = [*(one for one in others if one not in buttons), *buttons]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)
        first = next((one for one in stops if _typed_into(one)), None)
        if first is not None and self.focusWidget() is None:
            first.setFocus()
        super().showEvent(event)
        self._grow()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._grow)  # not while it is laid out
        return super().event(event)

    def _grow(self) -> None:
        """Be high enough for the words in it, which take more lines when others are told."""
        layout = self.layout()
        needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if needed > self.height():
            self.resize(self.width(), needed)

    def say(self, words: str, look: str = "soft") -> QLabel:
        """Add a paragraph."""
        label = QLabel(words)
        label.setWordWrap(True)
        dress(label, look)
        self.column.addWidget(label)
        return label

    def form(self) -> QFormLayout:
        """Add rows of a name and a field."""
        form = QFormLayout()
        form.setHorizontalSpacing(Size.S4)
        form.setVerticalSpacing(Size.S2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(form)
        return form


def _typed_into(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit | QPlainTextEdit) and widget.isEnabled() and not widget.isHidden()


class NumberField(QLineEdit):
    """A whole number; left empty it is `empty`, and `words` say what that means."""

    def __init__(self, value: int, most: int, name: str, words: str, *, empty: int = 0) -> None:
        super().__init__(str(value) if value != empty else "")
        self._empty = empty
        self.setValidator(QIntValidator(0, most, self))
        self.setPlaceholderText(words)
        self.setAccessibleName(name)

    def value(self) -> int:
        """Return the number that was typed."""
        return int(self.text()) if self.hasAcceptableInput() else self._empty


def patterns(value: tuple[str, ...], name: str, example: str) -> QPlainTextEdit:
    """Return a field for patterns, one a line."""
    field = QPlainTextEdit("\n".join(value))
    field.setPlaceholderText(example)
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    field.setFixedHeight(Size.PATTERNS_HIGH)
    dress(field, "patterns")
    return field


def lines(field: QPlainTextEdit) -> tuple[str, ...]:
    """Return the lines of a field that hold something."""
    return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())


class WebPageDialog(PlainDialog):
    """Ask for the address of a page, how far links are followed, and for leave to use the network."""

    def __init__(self, parent: QWidget | None, theme: Theme, *, web: bool, network: bool) -> None:
        super().__init__(parent, tr("Add a web page"), tr("Add"))
        form = self.form()
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://example.org/handbook/")
        self.address.setAccessibleName(tr("Address of the page"))
        self.address.textChanged.connect(self._check)
        self.links = NumberField(0, MOST_DEPTH, tr("How many links deep"), tr("only this page"))
        self.pages = NumberField(100, MOST_PAGES, tr("Most pages"), "100", empty=100)
        for words, field in (
            (tr("Address"), self.address), (tr("Links deep"), self.links), (tr("Most pages"), self.pages),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(field)
            form.addRow(label, field)
        self.say(
            tr(
                "Links are followed below this address only, and as far as the site’s robots.txt allows. What was read "
                "stays in the library until you remove it."
            )
        )
        self.column.addWidget(self._notice(theme, web, network))
        self._check()

    def place(self) -> str:
        """Return the address, with its scheme."""
        typed = self.address.text().strip()
        return typed if "://" in typed or not typed else f"https://{typed}"

    def options(self) -> SourceOptions:
        """Return what was chosen."""
        return SourceOptions(depth=self.links.value(), most_pages=self.pages.value())

    def _notice(self, theme: Theme, web: bool, network: bool) -> QFrame:
        box = QFrame()
        dress(box, "notice")
        row = QHBoxLayout(box)
        row.setContentsMargins(Size.S3, Size.S3, Size.S3, Size.S3)
        row.setSpacing(Size.S3)
        sign = QLabel()
        theme.set_icon(sign, "warning", "warn")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Size.S2)
        self.warning = QLabel(tr(LEAVES) if network else f"{tr(LEAVES)} {tr(SWITCHES_ON)}")
        self.warning.setWordWrap(True)
        dress(self.warning, "warn")
        self.leave = TickBox(theme, tr("Let Alcove fetch the web pages of this library"))
        self.leave.setChecked(web)
        if web:
            self.leave.hide()
        self.leave.toggled.connect(self._check)
        words.addWidget(self.warning)
        words.addWidget(self.leave)
        row.addLayout(words, 1)
        return box

    def _check(self) -> None:
        parts = urlsplit(self.place())
        host = parts.hostname or ""
        good = parts.scheme in ("http", "https") and ("." in host or host == "localhost")
        self.accept_button.setEnabled(good and self.leave.isChecked())


class SourceOptionsDialog(PlainDialog):
    """Choose what is read of a source; which fields there are depends on its kind."""

    def __init__(self, parent: QWidget | None, theme: Theme, source: Source) -> None:
        super().__init__(parent, tr("What is read of {source}").format(source=source.name), tr("Save"))
        self._before = source.options
        self._web = source.kind == "web"
        options = source.options
        if self._web:
            form = self.form()
            self.links = NumberField(options.depth, MOST_DEPTH, tr("How many links deep"), tr("only this page"))
            self.pages = NumberField(options.most_pages, MOST_PAGES, tr("Most pages"), "100", empty=100)
            form.addRow(tr("Links deep"), self.links)
            form.addRow(tr("Most pages"), self.pages)
        self.include = self._patterns(tr("Read only what matches"), options.include, "*.pdf\nletters/**")
        self.exclude = self._patterns(tr("Leave out what matches"), options.exclude, "drafts/\n*.bak")
        self.say(tr("One pattern a line, as in a .gitignore file. Nothing typed means everything."), "faint")
        if self._web:
            return
        self.hidden = TickBox(theme, tr("Read hidden files and folders too"))
        self.hidden.setChecked(options.hidden)
        self.ignored = TickBox(theme, tr("Leave out what .gitignore files leave out"))
        self.ignored.setChecked(options.ignore_files)
        self.column.addWidget(self.hidden)
        self.column.addWidget(self.ignored)
        form = self.form()
        self.most = NumberField(options.most_mb, MOST_MB, tr("Largest file in megabytes"), tr("no limit"))
        form.addRow(tr("Largest file, MB"), self.most)
        self.revision = QLineEdit(options.revision)
        if source.kind == "git":
            self.revision.setPlaceholderText(tr("what is checked out"))
            self.revision.setAccessibleName(tr("Branch, tag or commit that is read"))
            form.addRow(tr("Branch, tag or commit"), self.revision)

    def options(self) -> SourceOptions:
        """Return what was chosen."""
        made = replace(self._before, include=lines(self.include), exclude=lines(self.exclude))
        if self._web:
            return replace(made, depth=self.links.value(), most_pages=self.pages.value())
        return replace(
            made,
            hidden=self.hidden.isChecked(),
            ignore_files=self.ignored.isChecked(),
            most_mb=self.most.value(),
            revision=self.revision.text().strip(),
        )

    def _patterns(self, words: str, value: tuple[str, ...], example: str) -> QPlainTextEdit:
        label = QLabel(words)
        dress(label, "heading")
        field = patterns(value, words, example)
        label.setBuddy(field)
        box = QVBoxLayout()
        box.setSpacing(Size.S1)
        box.addWidget(label)
        box.addWidget(field)
        self.column.addLayout(box)
        return field


class PasswordDialog(PlainDialog):
    """Ask for the password of a document."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, tr("The password of {name}").format(name=name), tr("Read it"))
        self.say(tr(KEPT))
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(tr("Password of {name}").format(name=name))
        self.field.textChanged.connect(lambda text: self.accept_button.setEnabled(bool(text)))
        self.accept_button.setEnabled(False)
        self.column.addWidget(self.field)
