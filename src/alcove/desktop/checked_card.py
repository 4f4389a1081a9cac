"""What the library says of a claim, beneath the row it stands in: the verdict, the passages, how much was searched."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from alcove.core.errors import AppError
from alcove.desktop.cards import HitCard
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import number, told, tr
from alcove.rag.agreement import Cause
from alcove.rag.claims import Checked, Passage
from alcove.rag.types import Citation


class CheckedCard(QFrame):
    """A check of a claim: under way until one of `show_checked` and `show_error`."""

    closed = Signal()
    hit_chosen = Signal(object)
    """The `Hit` of a passage that was clicked."""

    def __init__(self, theme: Theme, claim: str) -> None:
        super().__init__()
        self._theme = theme
        self.cards: list[HitCard] = []
        dress(self, "clear")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Size.S2, Size.S2, 0, 0)
        self._column.setSpacing(Size.S2)
        head = QHBoxLayout()
        head.setSpacing(Size.S2)
        self.verdict = QLabel(tr("Looking in the library"))
        self.verdict.setWordWrap(True)
        dress(self.verdict, "soft")
        head.addWidget(self.verdict, 1)
        self.close_button = QToolButton()
        self.close_button.setToolTip(tr("Put this away (Esc)"))
        self.close_button.setAccessibleName(tr("Put away the check of: {claim}").format(claim=claim))
        theme.set_icon(self.close_button, "x", "faint", Size.ICON_SMALL)
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self.close_button)
        self._column.addLayout(head)

    def show_checked(self, checked: Checked) -> None:
        """Show what was found."""
        self.verdict.setText(verdict_words(checked))
        dress(self.verdict, "warn" if checked.contradicted else "soft")
        for passage in (checked.supported, checked.contradicted, checked.nearest):
            if passage is not None:
                self._add(passage)
        searched = QLabel(searched_words(checked))
        searched.setWordWrap(True)
        dress(searched, "faint")
        self._column.addWidget(searched)

    def show_error(self, error: AppError) -> None:
        """Say why it could not be checked."""
        self.verdict.setText(f"{told(error.message)} {told(error.hint)}".strip())
        dress(self.verdict, "warn")

    def _add(self, passage: Passage) -> None:
        hit = passage.hit
        span = Citation(0, hit.uri, hit.title, hit.page, passage.start, passage.end, passage.text, True, 0, 0)
        card = HitCard(self._theme, hit, citation=span)
        card.clicked.connect(lambda: self.hit_chosen.emit(hit))
        self.cards.append(card)
        self._column.addWidget(card)


def verdict_words(checked: Checked) -> str:
    """Return the verdict in words."""
    cause = checked.contradicted.cause if checked.contradicted else None
    why = cause_words(cause, tr("in the answer"), tr("in the passage")) if cause else ""
    if checked.verdict == "supported":
        return tr("A passage of the library says so.")
    if checked.verdict == "contradicted":
        return tr("A passage of the library says otherwise: {why}.").format(why=why)
    if checked.verdict == "disputed":
        return tr("One passage says so, another one says otherwise: {why}.").format(why=why)
    if not checked.coverage.items:
        return tr("The library is empty, so there is nothing to check this against.")
    if checked.nearest is None:
        return tr("Nothing in the library speaks of this.")
    return tr("Nothing in the library says so. The nearest passage:")


def searched_words(checked: Checked) -> str:
    """Return how much was searched, and what that does not mean."""
    coverage = checked.coverage
    how_many = tr("Compared with %n passages; {seen} of {all} items could be seen.", None, checked.passages)
    said = [how_many.format(seen=number(coverage.indexed), all=number(coverage.items))]
    if checked.degraded:
        said.append(tr("Searched by words only: {why}.").format(why=told(checked.degraded).rstrip(".")))
    if checked.verdict == "not found" and coverage.items:
        said.append(tr("That nothing was found does not mean that it is wrong."))
    return " ".join(said)


def cause_words(cause: Cause, here: str, there: str) -> str:
    """Return why two sentences contradict each other; `here` and `there` say where they stand."""
    if cause.kind == "opinion":
        return tr("both cannot be true")
    first, second = _quoted(cause.first), _quoted(cause.second)
    if cause.kind == "denial":
        return tr("{words} stands only {where}").format(words=first or second, where=here if first else there)
    if cause.kind == "order":
        return tr("{first} and {second} are the other way round").format(first=first, second=second)
    return tr("{first} {here}, {second} {there}").format(first=first, here=here, second=second, there=there)


def _quoted(words: str) -> str:
    """Return the words of a side; where they are a quotation, in the marks of the window's language."""
    return tr("“{words}”").format(words=words[1:-1]) if words[:1] + words[-1:] == "“”" else words
