"""What the editors of prompts and of personas have in common: title, name, folder, tags, the text, and its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.prompt_book import PromptBook, TextKind
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr
from alcove.desktop.version_list import VersionList

if TYPE_CHECKING:
    from alcove.chat.kept import Kept, Version
    from alcove.core.errors import AppError

HISTORY = marked("History")
TOOLS: dict[TextKind, tuple[str, str, str]] = {
    "prompt": (marked("Duplicate this prompt"), marked("Export this prompt"), marked("Delete this prompt")),
    "persona": (marked("Duplicate this persona"), marked("Export this persona"), marked("Delete this persona")),
}
"""What can be done with one as a whole."""


class TextEditor(QWidget):
    """Edit one text; nothing is kept before it is saved, and what is not saved is told (`edited`) and stays.

    Whoever inherits adds what is its own: `content_of`, `show_content`, and sections below the text (`add_section`).
    """

    edited = Signal()
    saved = Signal(object)
    delete_requested = Signal()
    duplicate_requested = Signal()
    export_requested = Signal()

    def __init__(self, theme: Theme, book: PromptBook, kind: TextKind, hint: str) -> None:
        super().__init__()
        self.theme = theme
        self.book = book
        self.kind: TextKind = kind
        self.kept: Kept[Any] | None = None
        self._showing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S2)
        column.addLayout(self._head())
        column.addLayout(self._facts())
        self.body = QPlainTextEdit()
        dress(self.body, "body")
        self.body.setFont(theme.font(Size.BODY))
        self.body.setPlaceholderText(hint)
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(Size.PATTERNS_HIGH)
        self.body.textChanged.connect(self.on_edited)
        column.addWidget(self.body, 1)
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        self.wrong.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dress(self.wrong, "warn")
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.pills = QHBoxLayout()
        self.pills.setSpacing(Size.S2)
        self.pills.addStretch(1)
        column.addLayout(self.pills)
        self._group = QButtonGroup(self)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.sections: dict[str, QPushButton] = {}
        self.history = VersionList(theme)
        self.history.restore_requested.connect(self._on_restore)
        save = QShortcut(QKeySequence.StandardKey.Save, self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)

    # What is its own of whoever inherits

    def content_of(self, name: str, title: str, folder: str, tags: tuple[str, ...]) -> Any:
        """Return what stands in the fields."""
        raise NotImplementedError

    def show_content(self, content: Any) -> None:
        """Show what a content has beyond its head."""
        raise NotImplementedError

    def empty(self) -> Any:
        """Return what a new one begins as."""
        raise NotImplementedError

    def add_section(self, label: str, section: QWidget) -> None:
        """Let a section be shown below the text, under a button with its marked label; the first one is on view."""
        button = QPushButton(tr(label))
        button.setCheckable(True)
        dress(button, "pill")
        button.clicked.connect(lambda: self.show_section(label))
        self._group.addButton(button)
        self.pills.insertWidget(len(self.sections), button)
        self.stack.addWidget(section)
        self.sections[label] = button
        if len(self.sections) == 1:
            button.setChecked(True)

    def show_section(self, label: str) -> None:
        """Show a section; the history is read when it is looked at."""
        self.sections[label].setChecked(True)
        self.stack.setCurrentIndex(list(self.sections).index(label))
        if label == HISTORY:
            self._read_history()

    # Content

    @property
    def content(self) -> Any:
        """What stands in the fields."""
        tags = tuple(tag.strip() for tag in self.tags.text().split(",") if tag.strip())
        name = self.name.text().strip() or self._name_of(self.title.text())
        return self.content_of(name, self.title.text().strip(), self.folder.text().strip(), tags)

    @property
    def unsaved(self) -> bool:
        """Whether something was changed that is not saved."""
        return bool(self.content != (self.kept.content if self.kept else self.empty()))

    def show_text(self, kept: Kept[Any] | None, draft: Any = None) -> None:
        """Show one, or a new one, with what was changed of it and is not saved yet."""
        self.kept = kept
        content = draft if draft is not None else kept.content if kept else self.empty()
        self._showing = True
        self.title.setText(content.title)
        self.name.setText(content.name)
        self.folder.setText(content.folder)
        self.tags.setText(", ".join(content.tags))
        for field in (self.title, self.name, self.folder, self.tags):
            field.setCursorPosition(0)  # of one that does not fit, its beginning is shown
        with QSignalBlocker(self.body):
            self.body.setPlainText(content.words)
        self.show_content(content)
        self._showing = False
        self.show_wrong("")
        self.write_state()
        if self.sections[HISTORY].isChecked():
            self._read_history()

    def save(self) -> None:
        """Keep what stands in the fields as the newest version."""
        if self.unsaved:
            number = self.kept.id if self.kept else None
            self.book.save(self.kind, number, self.content, done=self._on_saved, failed=self._on_refused)

    def on_edited(self) -> None:
        """Something was changed by hand."""
        if not self._showing:
            self.show_wrong("")
            self.write_state()
            self.edited.emit()

    def show_wrong(self, words: str) -> None:
        """Say what is wrong."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def write_state(self) -> None:
        """Show whether there is something to save."""
        unsaved = self.unsaved
        saved = not unsaved and self.kept is not None
        self.save_button.setEnabled(unsaved)
        self.save_button.setText(tr("Saved") if saved else tr("Save"))
        dress(self.save_button, "second" if saved else "primary")
        for button in (self.duplicate_button, self.export_button, self.delete_button):
            button.setEnabled(self.kept is not None)
        self.sections[HISTORY].setEnabled(self.kept is not None)
        if not self.name.text():
            self.name.setPlaceholderText(self._name_of(self.title.text()) or tr("name"))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self.title = QLineEdit()
        dress(self.title, "title-edit")
        self.title.setTextMargins(-2, 0, 0, 0)  # Qt keeps that much before the text of every field
        self.title.setPlaceholderText(tr("Title"))
        self.title.setAccessibleName(tr("Title"))
        self.title.setMaxLength(120)
        self.title.textChanged.connect(self.on_edited)
        row.addWidget(self.title, 1)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(Size.S1)
        row.addLayout(self.tools)
        duplicate, export, delete = TOOLS[self.kind]
        self.duplicate_button = self._icon_button("copy", tr(duplicate), self.duplicate_requested)
        self.export_button = self._icon_button("export", tr(export), self.export_requested)
        self.delete_button = self._icon_button("trash", tr(delete), self.delete_requested)
        self.save_button = QPushButton(tr("Save"))
        dress(self.save_button, "primary")
        self.save_button.setToolTip(tr("Save; the former version is kept"))
        self.save_button.clicked.connect(self.save)
        row.addWidget(self.save_button)
        return row

    def _icon_button(self, icon: str, words: str, signal: Any) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self.theme.set_icon(button, icon, "soft")
        button.clicked.connect(signal)
        self.tools.addWidget(button)
        return button

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Size.S2)
        grid.setVerticalSpacing(2)
        called = tr("Name, typed as /name") if self.kind == "prompt" else tr("Name")
        self.name, self.folder, self.tags = QLineEdit(), QLineEdit(), QLineEdit()
        fields = (
            (self.name, tr("Name"), called, ""),
            (self.folder, tr("Folder"), tr("Folder"), tr("none")),
            (self.tags, tr("Tags"), tr("Tags"), tr("none")),
        )
        for at, (line, words, label_words, hint) in enumerate(fields):
            label = QLabel(label_words)
            label.setBuddy(line)
            dress(label, "faint")
            line.setAccessibleName(words)
            line.setPlaceholderText(hint)
            line.textChanged.connect(self.on_edited)
            grid.addWidget(label, 0, at)
            grid.addWidget(line, 1, at)
            grid.setColumnStretch(at, 1)
        self.folder.setToolTip(tr("Such as Work/Contracts"))
        self.tags.setToolTip(tr("With commas between"))
        return grid

    @staticmethod
    def _name_of(title: str) -> str:
        from alcove.chat.kept import name_of

        return name_of(title)

    def _on_saved(self, kept: Kept[Any]) -> None:
        self.show_text(kept)
        self.saved.emit(kept)

    def _on_refused(self, error: AppError) -> None:
        self.show_wrong(told(str(error)))

    def _read_history(self) -> None:
        if self.kept is not None:
            number = self.kept.id

            def read(versions: list[Version[Any]]) -> None:
                if self.kept is not None and self.kept.id == number:
                    self.history.show_versions(versions)

            self.book.versions(self.kind, number, read)

    def _on_restore(self, version: int) -> None:
        if self.kept is not None:
            self.book.restore_version(self.kind, self.kept.id, version, self._on_saved)
