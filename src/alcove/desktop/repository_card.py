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

if TYPE_CHECKING:
    from alcove.models.fits import Fit
    from alcove.models.hub import Choice, Repository

_QUALITY = {
    "2": "very small, and much worse",
    "3": "smaller, and worse",
    "4": "the usual choice",
    "5": "a little better, larger",
    "6": "a little better, larger",
    "8": "nearly the original",
}
HERE, UNDER_WAY = "On this computer", "Downloading"


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
        told = (bytes_words(choice.bytes), choice.name if named else "", choice_words(choice))
        name = ElidedLabel(" · ".join(part for part in told if part))
        name.setToolTip(choice.name)
        words.addWidget(name)
        self.fit = QLabel(fit.words)
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
        self.button.setText(state or "Download")
        self.button.setEnabled(not state)
        self.button.setAccessibleName(f"{state or 'Download'}: {self.choice.name}")


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
        told = QVBoxLayout()
        told.setSpacing(Size.S1)
        heading = ElidedLabel(name)
        dress(heading, "heading")
        told.addWidget(heading)
        for text, look in ((words, "body"), (facts, "soft")):
            if text:
                label = QLabel(text)
                label.setWordWrap(True)
                dress(label, look)
                told.addWidget(label)
        top.addLayout(told, 1)
        self.ask_button = QPushButton("Files and sizes")
        self.ask_button.setAccessibleName(f"Files and sizes of {name}")
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
        self._say(f"Asking {host}", "soft")

    def show_error(self, error: AppError) -> None:
        """Say why the files are not known, and let it be tried again."""
        self.ask_button.setEnabled(True)
        self._say(str(error), "warn")

    def show_files(
        self, repository: Repository, fits: Sequence[Fit], state_of: Callable[[Repository, Choice], str]
    ) -> None:
        """Show what can be downloaded: the preferred file, and the others when they are asked for."""
        self._repository = repository
        self._told.hide()
        self.ask_button.hide()
        if repository.gated:
            self._say("Its owner asks for an account and an agreement first, so it cannot be downloaded here.", "warn")
            return
        if not repository.choices:
            self._say("There is nothing here that Alcove can run: no GGUF file, no safetensors embedder.", "warn")
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
            others = len(self.rows) - 1
            self.more_button = QPushButton(f"{others} other sizes" if others > 1 else "One other size")
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
        return f"{len(choice.files)} files"
    digit = next((sign for sign in choice.quantisation if sign.isdigit()), "")
    quality = "the original precision" if "F16" in choice.quantisation or "F32" in choice.quantisation else ""
    quality = quality or _QUALITY.get(digit, "")
    told = [choice.quantisation, quality, f"{len(choice.files)} parts" if len(choice.files) > 1 else ""]
    return " · ".join(part for part in told if part)
