"""Cards beneath an answer that show what differs: a passage and what stands there now, an answer and the one before."""

import re
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from alcove.desktop import place
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr
from alcove.rag.changes import Compared
from alcove.rag.difference import Piece

_LINE_END = re.compile(r"[ \t\r\f]*\n")
_NOTHING_LIKE_IT = marked("Nothing like it stands in the document now.")


class DifferenceView(QLabel):
    """One text with what was removed struck through and what was added marked."""

    def __init__(self, theme: Theme, pieces: Sequence[Piece]) -> None:
        super().__init__()
        self._theme = theme
        self._pieces = pieces
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(tr("Difference"))
        self.setAccessibleDescription(spoken(pieces))
        theme.changed.connect(self._write)
        self._write()

    def _write(self) -> None:
        tokens = self._theme.tokens
        looks = {
            "kept": f"color:{tokens.ink}",
            "removed": f"color:{tokens.soft};text-decoration:line-through",
            "added": f"color:{tokens.ink};background:{tokens.mark}",
        }
        alone = len(self._pieces) == 1
        self.setText("".join(_dressed(piece, looks[piece.kind], lines=alone) for piece in self._pieces))


class DifferenceCard(QFrame):
    """Differences below each other, under a title, with a button that puts them away."""

    closed = Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._shown: object = None
        self.views: list[DifferenceView] = []
        self.said: list[str] = []
        """What stands between the differences."""
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S2, Size.S2, Size.S4)
        column.setSpacing(Size.S2)
        head = QHBoxLayout()
        name = QLabel(title)
        dress(name, "heading")
        close = QToolButton()
        close.setToolTip(tr("Put this away"))
        close.setAccessibleName(tr("Put away: {title}").format(title=title))
        theme.set_icon(close, "x", "faint", Size.ICON_SMALL)
        close.clicked.connect(self.closed)
        head.addWidget(name, 1)
        head.addWidget(close)
        column.addLayout(head)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, Size.S2, 0)
        self._body.setSpacing(Size.S2)
        column.addLayout(self._body)
        self.hide()

    def show_sources(self, compared: Sequence[Compared] | None) -> None:
        """Show what became of passages; None puts the card away."""
        if not self._begin(compared):
            return
        by_uri: dict[str, list[Compared]] = {}
        for one in compared or ():
            by_uri.setdefault(one.standing.passage.uri, []).append(one)
        for uri, some in by_uri.items():
            if self.views:
                self._body.addSpacing(Size.S1)
            self._say(place.item_name(uri), "heading")
            why = told(some[0].standing.why)
            if why:
                self._say(f"{why[:1].upper()}{why[1:]}.", "warn")
            for one in some:
                if not one.now and not why:
                    self._say(tr(_NOTHING_LIKE_IT), "warn")
                self._add(one.difference)

    def show_answers(self, pieces: Sequence[Piece] | None) -> None:
        """Show what differs between two answers; None puts the card away."""
        if not self._begin(pieces):
            return
        if all(piece.kind == "kept" for piece in pieces or ()):
            self._say(tr("Both answers say the same, word for word."), "soft")
        else:
            self._add(pieces or ())

    def _begin(self, shown: object) -> bool:
        """Clear the card for something else to show; return whether there is any."""
        self.setVisible(shown is not None)
        if shown is self._shown:
            return False
        self._shown, self.views, self.said = shown, [], []
        while (item := self._body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        return shown is not None

    def _say(self, words: str, look: str) -> None:
        self.said.append(words)
        label = QLabel(words)
        label.setWordWrap(True)
        dress(label, look)
        self._body.addWidget(label)

    def _add(self, pieces: Sequence[Piece]) -> None:
        view = DifferenceView(self._theme, pieces)
        self.views.append(view)
        self._body.addWidget(view)


def spoken(pieces: Sequence[Piece]) -> str:
    """Return a difference for who hears it: "The rent is, removed: £640, added: £700, a month"."""
    said = {"kept": "{words}", "removed": tr("removed: {words}"), "added": tr("added: {words}")}
    return ", ".join(said[piece.kind].format(words=" ".join(piece.text.split())) for piece in pieces)


def _dressed(piece: Piece, look: str, *, lines: bool) -> str:
    """Return a run of words with its look; the space behind it belongs to no word and stays bare.

    What was removed has its own lines only where it stands alone: the others are those of the new text.
    """
    words = piece.text.rstrip()
    space = piece.text[len(words) :]
    if piece.kind == "removed" and not lines:
        words, space = " ".join(words.split()), " "
    gap = "<br>" * min(2, space.count("\n")) if "\n" in space else " " if space else ""
    return f'<span style="{look}">{_LINE_END.sub("<br>", escape(words))}</span>{gap}'
