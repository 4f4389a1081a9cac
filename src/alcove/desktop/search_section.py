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
from alcove.desktop.translation import decimal, joined, marked, number, told, tr

if TYPE_CHECKING:
    from alcove.rag.serving import EmbedderCard, EmbedderState

WHAT_FOR = marked(
    "An embedding model finds passages that mean what you ask, whatever their words. It reads your library once, and "
    "then each question."
)
LEAVES = marked(
    "This leaves your computer: the text of every document in your library, passage by passage, and every question you "
    "ask are sent to {host}. Search by words stays here."
)
LANGUAGES = {
    "ar": marked("Arabic"), "bg": marked("Bulgarian"), "ca": marked("Catalan"), "cs": marked("Czech"),
    "da": marked("Danish"), "de": marked("German"), "el": marked("Greek"), "en": marked("English"),
    "es": marked("Spanish"), "et": marked("Estonian"), "fa": marked("Persian"), "fi": marked("Finnish"),
    "fr": marked("French"), "he": marked("Hebrew"), "hi": marked("Hindi"), "hr": marked("Croatian"),
    "hu": marked("Hungarian"), "hy": marked("Armenian"), "id": marked("Indonesian"), "it": marked("Italian"),
    "ja": marked("Japanese"), "ka": marked("Georgian"), "ko": marked("Korean"), "lt": marked("Lithuanian"),
    "nl": marked("Dutch"), "no": marked("Norwegian"), "pl": marked("Polish"), "pt": marked("Portuguese"),
    "ro": marked("Romanian"), "ru": marked("Russian"), "sk": marked("Slovak"), "sl": marked("Slovenian"),
    "sr": marked("Serbian"), "sv": marked("Swedish"), "th": marked("Thai"), "tr": marked("Turkish"),
    "uk": marked("Ukrainian"), "vi": marked("Vietnamese"), "zh": marked("Chinese"),
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
        lines = QVBoxLayout()
        lines.setSpacing(Size.S1)
        name = ElidedLabel(card.name)
        dress(name, "heading")
        self.facts = QLabel(facts_of(card))
        self.facts.setToolTip(card.place)
        dress(self.facts, "soft")
        lines.addWidget(name)
        lines.addWidget(self.facts)
        top.addLayout(lines, 1)
        self.use_button = self._use_button(state)
        top.addWidget(self.use_button)
        self.remove_button = QToolButton()
        self.remove_button.setToolTip(tr("Take off the list; its files stay"))
        self.remove_button.setAccessibleName(tr("Take {name} off the list").format(name=card.name))
        theme.set_icon(self.remove_button, "trash", "faint")
        self.remove_button.clicked.connect(self.remove_requested)
        if not card.added or self._used(state):
            self.remove_button.hide()
        top.addWidget(self.remove_button)
        column.addLayout(top)
        if card.host:
            leaves = tr("Leaves this computer: passages and questions are sent to {host}").format(host=card.host)
            sends = QLabel(leaves)
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
        button = QPushButton(tr("Searches now") if self.card.key == state.answering else tr("Use for search"))
        dress(button, "pill")
        button.setCheckable(True)
        button.setChecked(self.card.key == state.answering)
        words = tr("{name} searches now") if button.isChecked() else tr("Use {name} for search")
        button.setAccessibleName(words.format(name=self.card.name))
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
        if not self.card.here:
            words = tr("What it has read takes {size}")
        elif not self.card.left:
            words = tr("It has read all of your library; that takes {size}")
        else:
            words = tr("It has read %n passage(s); that takes {size}", None, state.chunks - self.card.left)
        self.words.setText(words.format(size=size_words(self.card.bytes)))
        dress(self.words, "soft")
        self.free_button.setText(tr("Free the room"))
        self.free_button.setAccessibleName(tr("Free what is kept of {name}").format(name=self.card.name))
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
        self.bar.setAccessibleName(tr("How much {name} has read").format(name=self.card.name))
        self._column.addWidget(self.bar)
        self.words.setText(change_words(models, state, left))
        self.words.setWordWrap(True)
        dress(self.words, "warn" if models.failed and not models.running else "soft")
        self._column.addWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(Size.S4)
        if models.running:
            row.addWidget(self._link(tr("Pause"), self.pause_requested))
        else:
            row.addWidget(self._link(tr("Try again") if models.failed else tr("Go on"), self.resume_requested))
        if state.answers is not None:
            row.addWidget(self._link(tr("Keep {name}").format(name=state.answers.name), self.keep_requested))
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
        super().__init__(parent, tr("An embedding model elsewhere"), tr("Ask it"))
        self._models = models
        self.say(
            tr(
                "Any service with OpenAI's embeddings: Ollama, LM Studio, llama-server or vLLM on this computer or "
                "another one, or one that is hosted. Nothing of your library is sent before you use it."
            )
        )
        form = self.form()
        self.address, self.model, self.key = QLineEdit(), QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("http://127.0.0.1:11434/v1")
        self.model.setPlaceholderText("bge-m3")
        self.key.setPlaceholderText(tr("if it asks for one"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        for words, field in ((tr("Address"), self.address), (tr("Model"), self.model), (tr("Key"), self.key)):
            field.setAccessibleName(words)
            field.textChanged.connect(self._on_edited)
            form.addRow(words, field)
        self.trouble = self.say("", "warn")
        self._on_edited()

    def accept(self) -> None:
        self.accept_button.setEnabled(False)
        self.accept_button.setText(tr("Asking"))
        self._models.add_service(self.address.text(), self.model.text().strip(), self.key.text(), self._on_answered)

    def _on_edited(self) -> None:
        self.accept_button.setEnabled(bool(self.address.text().strip() and self.model.text().strip()))
        self.trouble.hide()

    def _on_answered(self, error: AppError | None) -> None:
        if error is None:
            super().accept()
            return
        self.accept_button.setText(tr("Ask it"))
        self._on_edited()
        self.trouble.setText(told(str(error)))
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
        self.add_button = QPushButton(tr("Add one"))
        dress(self.add_button, "second")
        self.menu = QMenu(self)
        for place, then in (
            (tr("Folder…"), self._on_add_folder), (tr("GGUF file…"), self._on_add_file),
            (tr("Elsewhere…"), self._on_add_service),
        ):  # fmt: skip
            self.menu.addAction(place).triggered.connect(then)
        self.add_button.setMenu(self.menu)
        column.addLayout(section_head(tr(WHAT_FOR), self.add_button))
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
            offer = QPushButton(tr("Get one that reads many languages"))
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
            made.free_button.setText(tr("Freeing it"))
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
        title = tr("Send your library to {host}?").format(host=card.host)
        dialog = PlainDialog(self, title, tr("Send and use"))
        dialog.say(tr(LEAVES).format(host=card.host), "warn")
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
        name = QFileDialog.getExistingDirectory(self, tr("The folder of an embedding model"), str(Path.home()))
        if name:
            self._models.add(Path(name))

    def _on_add_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Add an embedding model"), str(Path.home()), tr("Models (*.gguf)")
        )
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
        return tr("Its files are not here any more")
    parts = [reads_words(card.languages)]
    if card.kind == "remote":
        host = card.place.removeprefix("http://").removeprefix("https://").partition("/")[0]
        parts.append(tr("asked at {host}").format(host=host))
    else:
        parts.append(tr("on this computer"))
        parts.append(size_words(card.size))
    return " · ".join(part for part in parts if part)


def reads_words(languages: tuple[str, ...]) -> str:
    """Return which languages a model reads: "Reads English", "Reads many languages"."""
    from alcove.models.families import MANY

    if languages == MANY:
        return tr("Reads many languages")
    if not languages:
        return tr("Does not say which languages it reads")
    named = ", ".join(_language(code) for code in languages[:_NAMED])
    more = len(languages) - _NAMED
    words = tr("Reads {languages} and %n more", None, more) if more > 0 else tr("Reads {languages}")
    return words.format(languages=named)


def _language(code: str) -> str:
    return tr(LANGUAGES[code]) if code in LANGUAGES else code


def unread_words(card: EmbedderCard, state: EmbedderState) -> str:
    """Return what to know where a library holds languages its model does not tell to read; empty where it reads all."""
    if card.multilingual or not card.languages:
        return ""
    unread = sorted(map(_language, state.languages - set(card.languages)))
    if not unread:
        return ""
    return tr(
        "Your library holds {languages} too, which this model does not read: there, search goes by words alone."
    ).format(languages=joined(unread))


def change_words(models: EmbedderList, state: EmbedderState, left: int) -> str:
    """Return how far a change is, and who answers until then."""
    if models.failed and not models.running:
        return told(str(models.failed))
    name = state.answers.name if state.answers else ""
    read = tr("{done} of %n passage(s)", None, state.chunks).format(done=number(state.chunks - left))
    if not models.running:
        if name:
            words = tr("Paused at {read}. {name} answers until then, and nothing is read twice.")
        else:
            words = tr("Paused at {read}. Search goes by words until then, and nothing is read twice.")
        return words.format(read=read, name=name)
    at = models.progress
    if at and at.seconds_left:
        left_words = tr("{time} left").format(time=duration(at.seconds_left))
        read = f"{read} · {left_words}"
    if name:
        words = tr("Reading your library: {read}. {name} answers until then.")
    else:
        words = tr("Reading your library: {read}. Search goes by words until then.")
    return words.format(read=read, name=name)


def trouble_words(state: EmbedderState) -> str:
    """Return what is wrong with the wanted model, and with others on the list."""
    return "\n".join(dict.fromkeys(told(part) for part in (state.trouble, *map(str, state.broken)) if part))


def size_words(count: int) -> str:
    """Return a size in one short word."""
    if count >= 10**9:
        return tr("{n} GB").format(n=decimal(count / 10**9, 1))
    return tr("{n} MB").format(n=number(max(1, round(count / 10**6))))
