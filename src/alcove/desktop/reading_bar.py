"""What is being read now, with pause, resume and stop: a line on the library page, a block in the left column."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.syncing import Reading, Syncing
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, tr

PAUSED = marked("Reading is paused")
PAUSED_WHY = marked("Nothing is read by itself until you go on. What was read stays searchable.")


class ReadingBar(QWidget):
    """Shown while something is read, or reading is paused; takes no room otherwise."""

    def __init__(self, theme: Theme, syncing: Syncing, *, compact: bool) -> None:
        super().__init__()
        self._theme = theme
        self._syncing = syncing
        self._compact = compact
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(compact)
        dress(self.words, "reading" if compact else "soft")
        self.now = ElidedLabel()
        dress(self.now, "faint" if compact else "soft")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("What is being read"))
        self.pause_button = self._button("pause", tr("Pause reading"))
        self.pause_button.clicked.connect(syncing.pause)
        self.stop_button = self._button("x", tr("Stop reading for now"))
        self.stop_button.clicked.connect(syncing.stop)
        self.resume_button = QPushButton(tr("Resume"))
        self.resume_button.setAccessibleName(tr("Resume reading"))
        dress(self.resume_button, "flush")
        self.resume_button.clicked.connect(syncing.resume)
        self._lay_out()
        syncing.progress_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how far it is."""
        reading = self._syncing.reading()
        paused = self._syncing.paused and not self._syncing.showing
        self.bar.setVisible(reading is not None)
        self.pause_button.setVisible(reading is not None)
        self.stop_button.setVisible(reading is not None and self._compact)
        self.resume_button.setVisible(paused and self._compact)
        self.words.setVisible(reading is not None or not self._compact)
        if reading is not None:
            self._show(reading)
        elif paused:
            self.words.setText("" if self._compact else tr(PAUSED))
            self.now.set_full_text(tr(PAUSED) if self._compact else f". {tr(PAUSED_WHY)}")
            self.setToolTip(tr(PAUSED_WHY))
        self.setVisible(reading is not None or paused)

    def _show(self, reading: Reading) -> None:
        counts = reading.short() if self._compact else reading.counts
        words = tr("{verb} {source}: {counts}")
        source = f"<b>{escape(reading.source)}</b>"
        self.words.setText(words.format(verb=reading.verb, source=source, counts=escape(counts)))
        self.words.setToolTip(reading.line())
        rest = (reading.now,) if self._compact else (reading.now, reading.left)
        told = " · ".join(part for part in rest if part)
        self.now.set_full_text(told if self._compact or not told else f" · {told}")
        self.now.setVisible(True)
        self.bar.setMaximum(max(1, reading.total))
        self.bar.setValue(reading.done)
        self.bar.setToolTip(reading.line())

    def _button(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, "soft", Size.ICON_SMALL)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S1)
        row = QHBoxLayout()
        row.setSpacing(0)
        if self._compact:
            column.setContentsMargins(Size.S1, 0, 0, Size.S1)
            column.setSpacing(0)
            column.addWidget(self.words)
        else:
            row.addWidget(self.words)
        row.addWidget(self.now, 1)
        row.addStretch(0)
        for button in (self.resume_button, self.pause_button, self.stop_button):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.bar)
