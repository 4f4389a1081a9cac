"""A model of the catalogue or of a search: what it is, and, once the hub was asked, its files and what fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from alcove.core.errors import AppError
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_row import bytes_words
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import marked, told, tr

if TYPE_CHECKING:
    from alcove.models.fits import Fit
    from alcove.models.hub import Choice, Repository

_QUALITY = {
    "2": marked("very small, and much worse"),
    "3": marked("smaller, and worse"),
    "4": marked("the usual choice"),
    "5": marked("a little better, larger"),
    "6": marked("a little better, larger"),
    "8": marked("nearly the original"),
}
HERE, UNDER_WAY = marked("On this computer"), marked("Downloading")


class ChoiceRow(QWidget):
    """One file of a repository, all parts of one, or a folder."""

    def __init__(self, choice: Choice, fit: Fit, state: str, *, named: bool) -> None:
        super().__init__()
        self.choice = choice
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S3)
        words = QVBoxLayout()
        words.setSpacing(0)
        parts = (bytes_words(choice.bytes), choice.name if named else "", choice_words(choice))
        name = ElidedLabel(" · ".join(part for part in parts if part))
        name.setToolTip(choice.name)
        words.addWidget(name)
        self.fit = QLabel(told(fit.words))
        self.fit.setWordWrap(True)
        dress(self.fit, "soft" if fit.verdict == "fits" else "warn")
        words.addWidget(self.fit)
        row.addLayout(words, 1)
        self.button = QPushButton()
        dress(self.button, "pill")
        row.addWidget(self.button)
        self.show_state(state)

    def show_state(self, state: str) -> None:
        """Say whether it is here or on the way; empty when neither."""
        words = tr(state) if state else tr("Download")
        self.button.setText(words)
        self.button.setEnabled(not state)
        self.button.setAccessibleName(f"{words}: {self.choice.name}")


class RepositoryCard(QFrame):
    """Name, a sentence and facts; its files unfold below once they are known."""

    files_requested = Signal()
    download_requested = Signal(object, object)
    """The repository, and the choice."""

    def __init__(self, name: str, words: str, facts: str, preferred: str = "") -> None:
        super().__init__()
        self._preferred = preferred
        self._repository: Repository | None = None
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S2)
        top = QHBoxLayout()
        top.setSpacing(Size.S3)
        lines = QVBoxLayout()
        lines.setSpacing(Size.S1)
        heading = ElidedLabel(name)
        dress(heading, "heading")
        lines.addWidget(heading)
        for text, look in ((words, "body"), (facts, "soft")):
            if text:
                label = QLabel(text)
                label.setWordWrap(True)
                dress(label, look)
                lines.addWidget(label)
        top.addLayout(lines, 1)
        self.ask_button = QPushButton(tr("Files and sizes"))
        self.ask_button.setAccessibleName(tr("Files and sizes of {name}").format(name=name))
        dress(self.ask_button, "pill")
        self.ask_button.clicked.connect(self._on_ask)
        top.addWidget(self.ask_button)
        column.addLayout(top)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.hide()
        column.addWidget(self._told)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(Size.S3)
        column.addLayout(self._choices)
        self.rows: list[ChoiceRow] = []
        self.more_button: QPushButton | None = None

    @property
    def told(self) -> str:
        """What is said in place of files: that they are asked for, or why there are none."""
        return "" if self._told.isHidden() else self._told.text()

    def show_asking(self, host: str) -> None:
        """Say that the hub is being asked."""
        self.ask_button.setEnabled(False)
        self._say(tr("Asking {host}").format(host=host), "soft")

    def show_error(self, error: AppError) -> None:
        """Say why the files are not known, and let it be tried again."""
        self.ask_button.setEnabled(True)
        self._say(told(str(error)), "warn")

    def show_files(
        self, repository: Repository, fits: Sequence[Fit], state_of: Callable[[Repository, Choice], str]
    ) -> None:
        """Show what can be downloaded: the preferred file, and the others when they are asked for."""
        self._repository = repository
        self._told.hide()
        self.ask_button.hide()
        if repository.gated:
            words = tr("Its owner asks for an account and an agreement first, so it cannot be downloaded here.")
            self._say(words, "warn")
            return
        if not repository.choices:
            words = tr("There is nothing here that Alcove can run: no GGUF file, no safetensors embedder.")
            self._say(words, "warn")
            return
        liked = next((one for one in repository.choices if one.quantisation == self._preferred), None)
        kinds = Counter(one.quantisation for one in repository.choices)
        for choice, fit in zip(repository.choices, fits, strict=True):
            named = kinds[choice.quantisation] > 1 or not choice.quantisation
            row = ChoiceRow(choice, fit, state_of(repository, choice), named=named)
            row.button.clicked.connect(lambda _=False, choice=choice: self.download_requested.emit(repository, choice))
            self._choices.addWidget(row)
            row.setVisible(liked is None or choice is liked)
            self.rows.append(row)
        if liked is not None and len(self.rows) > 1:
            self.more_button = QPushButton(tr("%n other size(s)", None, len(self.rows) - 1))
            dress(self.more_button, "flush")
            self.more_button.clicked.connect(self._on_more)
            self._choices.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self, state_of: Callable[[Repository, Choice], str]) -> None:
        """Show again which files are here or on the way."""
        if self._repository is not None:
            for row in self.rows:
                row.show_state(state_of(self._repository, row.choice))

    def _on_ask(self) -> None:
        self.files_requested.emit()

    def _on_more(self) -> None:
        for row in self.rows:
            row.show()
        if self.more_button is not None:
            self.more_button.hide()

    def _say(self, words: str, look: str) -> None:
        self._told.setText(words)
        dress(self._told, look)
        self._told.show()


def choice_words(choice: Choice) -> str:
    """Say how a choice was quantised and what that means, and in how many files it comes."""
    if choice.quantisation == "folder":
        return tr("%n file(s)", None, len(choice.files))
    digit = next((sign for sign in choice.quantisation if sign.isdigit()), "")
    original = "F16" in choice.quantisation or "F32" in choice.quantisation
    quality = tr("the original precision") if original else tr(_QUALITY[digit]) if digit in _QUALITY else ""
    count = len(choice.files)
    parts = [choice.quantisation, quality, tr("%n part(s)", None, count) if count > 1 else ""]
    return " · ".join(part for part in parts if part)
