"""One source on the library page: what it is, what became of its items, and what can be done with it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.item_rows import Tally
from alcove.desktop.marks import Bar
from alcove.desktop.syncing import Reading
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr
from alcove.rag.types import Source

ICONS = {"folder": "folder-simple", "obsidian": "notebook", "git": "git-branch", "web": "globe"}
KINDS = {
    "folder": marked("Folder"),
    "obsidian": marked("Obsidian vault"),
    "git": marked("Git repository"),
    "web": marked("Web page"),
}


class SourceCard(QFrame):
    """A card with a bar of what was read, by OCR, waits, was skipped or is out of reach."""

    chosen = Signal(bool)
    sync_requested = Signal()
    pause_requested = Signal()
    options_requested = Signal()
    remove_requested = Signal()

    def __init__(self, theme: Theme, source: Source, *, web: bool) -> None:
        super().__init__()
        self._web = web
        self._theme = theme
        self.source = source
        self._tally = Tally()
        self._reading: Reading | None = None
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S2, Size.S2, Size.S3)
        column.setSpacing(Size.S1)
        self.words = NameLabel("", most=Size.COLUMN)
        dress(self.words, "soft")
        column.addLayout(self._head())
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, Size.S2, 0)
        self.bar = Bar(theme)
        foot.addWidget(self.bar)
        column.addLayout(foot)
        self.show_tally(self._tally)

    def show_tally(self, tally: Tally) -> None:
        """Show what became of the items."""
        self._tally = tally
        words = tally.words() or tr("nothing read yet")
        self.bar.set_runs(tally.runs, f"{self.source.name}: {words}")
        self._write()

    def show_reading(self, reading: Reading | None) -> None:
        """Offer to pause while this source is being read; None when it is not."""
        if (reading is None) == (self._reading is None):
            return
        self._reading = reading
        self._theme.set_icon(self.sync_button, "pause" if reading else "arrows-clockwise", "soft")
        words = tr("Pause reading {source}") if reading else tr("Read what is new in {source}")
        words = words.format(source=self.source.name)
        self.sync_button.setToolTip(words)
        self.sync_button.setAccessibleName(words)

    def _write(self) -> None:
        dress(self.words, "warn" if self.source.state == "unavailable" else "soft")
        self.words.set_full_text(source_words(self.source, self._tally, web=self._web))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        sign = QLabel()
        gone = self.source.state == "unavailable"
        kind = tr(KINDS[self.source.kind]) if self.source.kind in KINDS else self.source.kind
        self._theme.set_icon(sign, "warning" if gone else ICONS.get(self.source.kind, "folder-simple"),
                             "warn" if gone else "soft")  # fmt: skip
        sign.setToolTip(kind)
        row.addWidget(sign)
        row.addSpacing(Size.S1)
        name = NameLabel(self.source.name)
        dress(name, "heading")
        row.addWidget(name)
        path = ElidedLabel(f"{kind} · {self.source.path}")
        dress(path, "faint")
        row.addWidget(path, 1)
        row.addWidget(self.words)
        row.addSpacing(Size.S1)
        self.filter_button = self._action("funnel", tr("Show only the items of {source}"))
        self.filter_button.setCheckable(True)
        self.filter_button.toggled.connect(self.chosen)
        self.sync_button = self._action("arrows-clockwise", tr("Read what is new in {source}"))
        self.sync_button.clicked.connect(self._on_sync)
        self.options_button = self._action("sliders-horizontal", tr("Choose what is read of {source}"))
        self.options_button.clicked.connect(self.options_requested)
        self.remove_button = self._action("trash", tr("Remove {source} from the library; its files stay"), "faint")
        self.remove_button.clicked.connect(self.remove_requested)
        self.buttons = (self.filter_button, self.sync_button, self.options_button, self.remove_button)
        for button in self.buttons:
            row.addWidget(button)
        return row

    def _action(self, icon: str, words: str, ink: str = "soft") -> QToolButton:
        button = QToolButton()
        words = words.format(source=self.source.name)
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, ink)
        return button

    def _on_sync(self) -> None:
        (self.pause_requested if self._reading is not None else self.sync_requested).emit()


class NameLabel(ElidedLabel):
    """Words that have their place before a path does: as wide as they are, up to a limit."""

    def __init__(self, text: str, *, most: int = Size.FIELD) -> None:
        super().__init__(text)
        self._most = most
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Preferred)
        self.setSizePolicy(policy)

    def set_full_text(self, text: str) -> None:
        super().set_full_text(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        self.ensurePolished()
        wide = self.fontMetrics().horizontalAdvance(self.full_text()) + Size.S1
        return QSize(min(wide, self._most), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), Size.RAIL * 2), super().minimumSizeHint().height())


def source_words(source: Source, tally: Tally, *, web: bool) -> str:
    """Return how a source stands, in words; `web` says whether web pages may be fetched."""
    if source.kind == "web" and not web:
        return (
            tr("web pages are switched off; what was read stays") if tally.words() else tr("web pages are switched off")
        )
    counted = tally.words()
    if source.state == "unavailable":
        return tr("cannot be reached; what was read stays")
    if not counted:
        new = source.state == "new" or not source.items
        return tr("not read yet") if new else tr("%n item(s)", None, source.items)
    return counted
