"""Where one is in a delve: the conversation, the words delved into one in the other, the sentence they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.stepper import quiet_button
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alcove.chat.tree import Delve

_MOST_LETTERS = 28
_BESIDE = "›"


class TrailBar(QWidget):
    """Lead out of a delve: back by one, or to any of those it stands in."""

    left = Signal(int)
    """So many levels are to be left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(tr("Where this stands in the conversation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, 0, Size.S6, Size.S3)
        column.setSpacing(0)
        middle = QWidget()
        middle.setMaximumWidth(Size.COLUMN)
        self._row = QHBoxLayout(middle)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.back = quiet_button(theme, "arrow-left", tr("Back to where this was said (Esc)"))
        self.back.clicked.connect(lambda: self.left.emit(1))
        self._crumbs = QHBoxLayout()
        self._crumbs.setSpacing(0)
        self._row.addWidget(self.back)
        self._row.addSpacing(Size.S1)
        self._row.addLayout(self._crumbs)
        self._row.addStretch(1)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setMaximumWidth(Size.COLUMN)
        self.said.setTextFormat(Qt.TextFormat.RichText)
        self.said.setContentsMargins(Size.S6 + Size.S1, 0, 0, Size.S1)
        dress(self.said, "soft")
        for widget in (middle, self.said):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(widget, 1000)
            row.addStretch(1)
            column.addLayout(row)
        theme.changed.connect(self._on_theme_changed)
        self._sentence: tuple[str, str] = ("", "")
        self.hide()

    def show_trail(self, title: str, trail: Sequence[Delve]) -> None:
        """Show the way to a delve; nothing in the conversation itself."""
        while (item := self._crumbs.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(bool(trail))
        if not trail:
            return
        for number, words in enumerate([title, *(delve.phrase for delve in trail[:-1])]):
            crumb = QPushButton(_shortened(words).replace("&", "&&"))
            crumb.setToolTip(words)
            crumb.setAccessibleName(tr("Back to {words}").format(words=words))
            dress(crumb, "crumb")
            levels = len(trail) - number
            crumb.clicked.connect(lambda _=False, levels=levels: self.left.emit(levels))
            sign = QLabel(_BESIDE)
            dress(sign, "faint")
            for widget in (crumb, sign):
                self._crumbs.addWidget(widget)
                widget.show()  # else it would be empty for a moment
        here = ElidedLabel(trail[-1].phrase)
        here.setContentsMargins(Size.S1, 0, 0, 0)
        here.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        here.setMinimumWidth(Size.S8)
        dress(here, "crumb-here")
        self._crumbs.addWidget(here, 1)

    def show_sentence(self, sentence: str, phrase: str) -> None:
        """Show the sentence the words stand in, with them marked."""
        self._sentence = (sentence, phrase)
        self._write()

    def _write(self) -> None:
        sentence, phrase = self._sentence
        at = sentence.casefold().find(phrase.casefold()) if phrase else -1
        self.said.setVisible(at >= 0 and len(sentence) > len(phrase))
        if at < 0:
            return
        mark, ink = self._theme.tokens.mark, self._theme.tokens.ink
        before, words, after = sentence[:at], sentence[at : at + len(phrase)], sentence[at + len(phrase) :]
        marked = f'<span style="background-color: {mark}; color: {ink};">{_plain(words)}</span>'
        self.said.setText(f"{_plain(before)}{marked}{_plain(after)}")
        self.said.setAccessibleName(tr("Said in the answer: {sentence}").format(sentence=sentence))

    def _on_theme_changed(self) -> None:
        self._write()


def _shortened(words: str) -> str:
    return words if len(words) <= _MOST_LETTERS else words[:_MOST_LETTERS].rstrip() + "…"


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
