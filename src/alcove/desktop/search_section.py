"""For search: which embedding model finds passages by meaning, in which languages, and changing to another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.errors import AppError
from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.embedders import EmbedderList
from alcove.desktop.sections import section_head
from alcove.desktop.source_dialogs import PlainDialog
from alcove.desktop.syncing import duration
from alcove.desktop.theme import Size, Theme, dress

if TYPE_CHECKING:
    from alcove.rag.serving import EmbedderCard, EmbedderState

WHAT_FOR = (
    "An embedding model finds passages that mean what you ask, whatever their words. It reads your library once, and "
    "then each question."
)
LEAVES = (
    "This leaves your computer: the text of every document in your library, passage by passage, and every question you "
    "ask are sent to {host}. Search by words stays here."
)
LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean", "lt": "Lithuanian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_NAMED = 3
"""So many languages are named."""


class SearchCard(QFrame):
    """One embedding model: what it is, whether it searches or is about to, and what can be done with it."""

    use_requested = Signal()
    remove_requested = Signal()
    free_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    keep_requested = Signal()

    def __init__(self, theme: Theme, card: EmbedderCard, state: EmbedderState) -> None:
        super().__init__()
        self.card = card
        self._theme = theme
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S1)
        top = QHBoxLayout()
        top.setSpacing(Size.S2)
        told = QVBoxLayout()
        told.setSpacing(Size.S1)
        name = ElidedLabel(card.name)
        dress(name, "heading")
        self.facts = QLabel(facts_of(card))
        self.facts.setToolTip(card.place)
        dress(self.facts, "soft")
        told.addWidget(name)
        told.addWidget(self.facts)
        top.addLayout(told, 1)
        self.use_button = self._use_button(state)
        top.addWidget(self.use_button)
        self.remove_button = QToolButton()
        self.remove_button.setToolTip("Take off the list; its files stay")
        self.remove_button.setAccessibleName(f"Take {card.name} off the list")
        theme.set_icon(self.remove_button, "trash", "faint")
        self.remove_button.clicked.connect(self.remove_requested)
        if not card.added or self._used(state):
            self.remove_button.hide()
        top.addWidget(self.remove_button)
        column.addLayout(top)
        if card.host:
            sends = QLabel(f"Leaves this computer: passages and questions are sent to {card.host}")
            sends.setWordWrap(True)
            dress(sends, "warn")
            column.addWidget(sends)
        if state.answering == card.key and (unread := unread_words(card, state)):
            warned = QLabel(unread)
            warned.setWordWrap(True)
            dress(warned, "warn")
            column.addWidget(warned)
        self._column = column
        self.bar = QProgressBar()
        self.words = QLabel()
        self.free_button = QPushButton()
        if not self._used(state) and card.vectors:
            self._add_kept(state)

    def _used(self, state: EmbedderState) -> bool:
        return self.card.key in (state.answering, state.wanted.key if state.wanted else "")

    def _use_button(self, state: EmbedderState) -> QPushButton:
        button = QPushButton("Searches now" if self.card.key == state.answering else "Use for search")
        dress(button, "pill")
        button.setCheckable(True)
        button.setChecked(self.card.key == state.answering)
        button.setAccessibleName(
            f"{self.card.name} searches now" if button.isChecked() else f"Use {self.card.name} for search"
        )
        if not self.card.here or (self._used(state) and not button.isChecked()):
            button.hide()
        if button.isChecked():
            button.setEnabled(False)
        button.clicked.connect(self.use_requested)
        return button

    def _add_kept(self, state: EmbedderState) -> None:
        """Say what is kept of a model that is not used, and offer to delete it."""
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        done = state.chunks - self.card.left
        ready = "It has read all of your library" if not self.card.left else f"It has read {done:,} passages"
        self.words.setText(f"{ready}; that takes {size_words(self.card.bytes)}" if self.card.here else
                           f"What it has read takes {size_words(self.card.bytes)}")  # fmt: skip
        dress(self.words, "soft")
        self.free_button.setText("Free the room")
        self.free_button.setAccessibleName(f"Free what is kept of {self.card.name}")
        dress(self.free_button, "flush")
        self.free_button.clicked.connect(self.free_requested)
        row.addWidget(self.words)
        row.addWidget(self.free_button)
        row.addStretch(1)
        self._column.addLayout(row)

    def show_change(self, models: EmbedderList, state: EmbedderState) -> None:
        """Show how far the change to this model is, with what can be done about it."""
        at, total = models.progress, state.chunks
        left = at.total - at.done if at else self.card.left
        self._column.addSpacing(Size.S1)
        self.bar.setTextVisible(False)
        self.bar.setMaximum(max(1, total))
        self.bar.setValue(total - left)
        self.bar.setAccessibleName(f"How much {self.card.name} has read")
        self._column.addWidget(self.bar)
        self.words.setText(change_words(models, state, left))
        self.words.setWordWrap(True)
        dress(self.words, "warn" if models.failed and not models.running else "soft")
        self._column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(Size.S4)
        if models.running:
            row.addWidget(self._link("Pause", self.pause_requested))
        else:
            row.addWidget(self._link("Try again" if models.failed else "Go on", self.resume_requested))
        if state.answers is not None:
            row.addWidget(self._link(f"Keep {state.answers.name}", self.keep_requested))
        row.addStretch(1)
        self._column.addLayout(row)

    def _link(self, words: str, then: SignalInstance) -> QPushButton:
        button = QPushButton(words)
        dress(button, "flush")
        button.clicked.connect(then)
        return button


class ServiceDialog(PlainDialog):
    """Ask for the address, the model and the key of a service; it stays open until the service has answered."""

    def __init__(self, parent: QWidget, models: EmbedderList) -> None:
        super().__init__(parent, "An embedding model elsewhere", "Ask it")
        self._models = models
        self.say(
            "Any service with OpenAI's embeddings: Ollama, LM Studio, llama-server or vLLM on this computer or another "
            "one, or one that is hosted. Nothing of your library is sent before you use it."
        )
        form = self.form()
        self.address, self.model, self.key = QLineEdit(), QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("http://127.0.0.1:11434/v1")
        self.model.setPlaceholderText("bge-m3")
        self.key.setPlaceholderText("if it asks for one")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        for words, field in (("Address", self.address), ("Model", self.model), ("Key", self.key)):
            field.setAccessibleName(words)
            field.textChanged.connect(self._on_edited)
            form.addRow(words, field)
        self.trouble = self.say("", "warn")
        self._on_edited()

    def accept(self) -> None:
        self.accept_button.setEnabled(False)
        self.accept_button.setText("Asking")
        self._models.add_service(self.address.text(), self.model.text().strip(), self.key.text(), self._on_answered)

    def _on_edited(self) -> None:
        self.accept_button.setEnabled(bool(self.address.text().strip() and self.model.text().strip()))
        self.trouble.hide()

    def _on_answered(self, error: AppError | None) -> None:
        if error is None:
            super().accept()
            return
        self.accept_button.setText("Ask it")
        self._on_edited()
        self.trouble.setText(str(error))
        self.trouble.show()


class SearchSection(QWidget):
    """All embedding models as cards: the one that searches first, then the one that is to, then the others."""

    multilingual_requested = Signal()
    """A person wants a model of many languages, and there is none here."""

    def __init__(self, theme: Theme, models: EmbedderList) -> None:
        super().__init__()
        self._theme = theme
        self._models = models
        dress(self, "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        self.add_button = QPushButton("Add one")
        dress(self.add_button, "second")
        self.menu = QMenu(self)
        for place, then in (
            ("Folder…", self._on_add_folder), ("GGUF file…", self._on_add_file), ("Elsewhere…", self._on_add_service),
        ):  # fmt: skip
            self.menu.addAction(place).triggered.connect(then)
        self.add_button.setMenu(self.menu)
        column.addLayout(section_head(WHAT_FOR, self.add_button))
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S2)
        column.addLayout(self._list)
        self.cards: list[SearchCard] = []
        self.trouble = QLabel()
        self.dialog: PlainDialog | None = None
        self._shown: object = None
        models.changed.connect(self._write)
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        self._models.refresh()  # what was read meanwhile counts
        super().showEvent(event)

    def _write(self) -> None:
        models, state = self._models, self._models.state
        shown = state, models.progress, models.running, models.failed, models.paused, models.freeing
        if state is None or shown == self._shown:
            return
        self._shown = shown
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.trouble = QLabel(trouble_words(state))
        self.trouble.setWordWrap(True)
        dress(self.trouble, "warn")
        self._list.addWidget(self.trouble)
        self.trouble.setVisible(bool(self.trouble.text()))
        self.cards = [self._card(card, state) for card in in_order(state)]
        for made in self.cards:
            self._list.addWidget(made)
        if not any(card.multilingual for card in state.cards):
            offer = QPushButton("Get one that reads many languages")
            dress(offer, "link")
            offer.clicked.connect(self.multilingual_requested)
            self._list.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)

    def _card(self, card: EmbedderCard, state: EmbedderState) -> SearchCard:
        made = SearchCard(self._theme, card, state)
        made.use_requested.connect(lambda: self._on_use(card))
        made.remove_requested.connect(lambda: self._models.remove(card))
        made.free_requested.connect(lambda: self._models.free(card))
        made.free_button.setEnabled(self._models.freeing != card.key)
        if self._models.freeing == card.key:
            made.free_button.setText("Freeing it")
        if state.changing and state.wanted is not None and state.wanted.key == card.key:
            made.show_change(self._models, state)
            made.pause_requested.connect(self._models.pause)
            made.resume_requested.connect(self._models.resume)
            made.keep_requested.connect(lambda: self._on_keep(state))
        return made

    def _on_use(self, card: EmbedderCard) -> None:
        state = self._models.state
        if not card.host or (state is not None and state.sending and state.chosen == card.name):
            self._models.choose(card)
            return
        dialog = PlainDialog(self, f"Send your library to {card.host}?", "Send and use")
        dialog.say(LEAVES.format(host=card.host), "warn")
        dialog.accepted.connect(lambda: self._models.choose(card, leave=True))
        dialog.rejected.connect(self._rewrite)
        dialog.open()
        self.dialog = dialog

    def _rewrite(self) -> None:
        """Show things as they are: a button that was pressed in vain is up again."""
        self._shown = None
        self._write()

    def _on_keep(self, state: EmbedderState) -> None:
        if state.answers is not None:
            self._models.choose(state.answers)

    def _on_add_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "The folder of an embedding model", str(Path.home()))
        if name:
            self._models.add(Path(name))

    def _on_add_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Add an embedding model", str(Path.home()), "Models (*.gguf)")
        if name:
            self._models.add(Path(name))

    def _on_add_service(self) -> None:
        self.dialog = ServiceDialog(self, self._models)
        self.dialog.open()


def in_order(state: EmbedderState) -> list[EmbedderCard]:
    """Return the cards as they are shown: the one that searches, the one that is to, the others by name."""
    wanted = state.wanted.key if state.wanted else ""

    def order(card: EmbedderCard) -> tuple[bool, bool, bool, str]:
        return card.key != state.answering, card.key != wanted, not card.here, card.name.lower()

    return sorted(state.cards, key=order)


def facts_of(card: EmbedderCard) -> str:
    """Return the quiet line under a model's name."""
    if not card.here:
        return "Its files are not here any more"
    told = [reads_words(card.languages)]
    if card.kind == "remote":
        told.append("asked at " + card.place.removeprefix("http://").removeprefix("https://").partition("/")[0])
    else:
        told.append("on this computer")
        told.append(size_words(card.size))
    return " · ".join(part for part in told if part)


def reads_words(languages: tuple[str, ...]) -> str:
    """Return which languages a model reads: "Reads English", "Reads many languages"."""
    from alcove.models.families import MANY

    if languages == MANY:
        return "Reads many languages"
    named = [LANGUAGES.get(code, code) for code in languages]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"Reads {', '.join(named[:_NAMED])}{more}" if named else "Does not say which languages it reads"


def unread_words(card: EmbedderCard, state: EmbedderState) -> str:
    """Return what to know where a library holds languages its model does not tell to read; empty where it reads all."""
    if card.multilingual or not card.languages:
        return ""
    unread = sorted(LANGUAGES.get(code, code) for code in state.languages - set(card.languages))
    if not unread:
        return ""
    named = unread[0] if len(unread) == 1 else f"{', '.join(unread[:-1])} and {unread[-1]}"
    return f"Your library holds {named} too, which this model does not read: there, search goes by words alone."


def change_words(models: EmbedderList, state: EmbedderState, left: int) -> str:
    """Return how far a change is, and who answers until then."""
    if models.failed and not models.running:
        return str(models.failed)
    answers = f"{state.answers.name} answers until then" if state.answers else "Search goes by words until then"
    read = f"{state.chunks - left:,} of {state.chunks:,} passages"
    if not models.running:
        return f"Paused at {read}. {answers}, and nothing is read twice."
    at = models.progress
    time_left = f" · {duration(at.seconds_left)} left" if at and at.seconds_left else ""
    return f"Reading your library: {read}{time_left}. {answers}."


def trouble_words(state: EmbedderState) -> str:
    """Return what is wrong with the wanted model, and with others on the list."""
    return "\n".join(dict.fromkeys(part for part in (state.trouble, *map(str, state.broken)) if part))


def size_words(count: int) -> str:
    """Return a size in one short word."""
    if count >= 10**9:
        return f"{count / 10**9:.1f} GB"
    return f"{max(1, round(count / 10**6)):,} MB"
