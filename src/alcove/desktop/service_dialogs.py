"""Dialogs of services that run models elsewhere: one to add, its key, and where to keep a key without a keyring."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from alcove.core.errors import AppError
from alcove.desktop.source_dialogs import NumberField, PlainDialog
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.tick_box import TickBox
from alcove.desktop.translation import marked, number, told, tr
from alcove.models.endpoints import (
    CONTEXT,
    LEAST_CONTEXT,
    MOST_CONTEXT,
    PRESETS,
    EndpointModel,
    endpoint_url,
    host_of,
    leaves,
    sent_openly,
)

OTHER = marked("Another service")
_ABOUT_KEY = marked("It is kept in the keyring of this computer, and sent to this service alone.")


class WhereNotice(QFrame):
    """What it means that a service runs where it does, and the leave a key needs to go there unencrypted."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(Size.S3, Size.S3, Size.S3, Size.S3)
        row.setSpacing(Size.S3)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Size.S2)
        self.words = QLabel()
        self.words.setWordWrap(True)
        dress(self, "plain-card")
        dress(self.words, "soft")
        self.leave = TickBox(theme, tr("Send the key all the same"))
        self.leave.toggled.connect(self.changed)
        words.addWidget(self.words)
        words.addWidget(self.leave)
        row.addLayout(words, 1)
        self.openly = False

    def show_place(self, url: str, *, key: bool) -> None:
        """Say what is sent to an address that is in order (empty: it is not), and whether others could read it."""
        out, self.openly = bool(url) and leaves(url), bool(url) and sent_openly(url)
        dress(self, "notice" if out else "plain-card")
        dress(self.words, "warn" if out else "soft")
        self._theme.set_icon(self._sign, "arrow-square-out" if out else "cpu", "warn" if out else "soft")
        self.words.setText(where_words(url, key=key))
        self.leave.setVisible(self.openly and key)
        self.setVisible(bool(url))

    def allows(self, *, key: bool) -> bool:
        """Tell whether what goes there may."""
        return not (self.openly and key) or self.leave.isChecked()


def where_words(url: str, *, key: bool) -> str:
    """Return what it means that a service runs at an address."""
    if not url:
        return ""
    host = host_of(url)
    if not leaves(url):
        return tr(
            "This runs on this computer: what it is asked stays here, unless that program sends it on, which Alcove "
            "cannot see."
        )
    words = tr(
        "This leaves your computer. When one of its models answers, your question, the conversation so far and the "
        "passages found for it go to {host}. It stays off until you switch it on."
    ).format(host=host)
    if not sent_openly(url):
        return words
    openly = (
        tr("The address is not encrypted: others on the way to {host} can read along, the key too.")
        if key
        else tr("The address is not encrypted: others on the way to {host} can read along.")
    )
    return f"{words} {openly.format(host=host)}"


class AddServiceDialog(PlainDialog):
    """Ask for a service: one that most people know, or any address, and its key if it wants one."""

    def __init__(self, parent: QWidget | None, theme: Theme) -> None:
        super().__init__(parent, tr("Add a service"), tr("Add"))
        self.say(tr("Any service with an OpenAI-compatible address can answer. It is off until you switch it on."))
        self.presets: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        for name in (*(one.name for one in PRESETS), OTHER):
            button = QPushButton(tr(OTHER) if name == OTHER else name)
            dress(button, "pill")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, name=name: self._on_preset(name))
            row.addWidget(button)
            self.presets[name] = button
        row.addStretch(1)
        self.column.addLayout(row)
        form = self.form()
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://api.example.org/v1")
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("its host"))
        self.key = key_field(tr("only if it wants one"))
        for words, told_as, field in (
            (tr("Address"), tr("Address of the service"), self.address),
            (tr("Name"), tr("Name of the service"), self.name),
            (tr("Key"), tr("Key of the service"), self.key),
        ):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(told_as)
            form.addRow(label, field)
            field.textChanged.connect(self._check)
        self.address.textEdited.connect(lambda: self.presets[OTHER].setChecked(True))
        self.about_key = self.say(tr(_ABOUT_KEY), "faint")
        self.wrong = self.say("", "warn")
        self.notice = WhereNotice(theme)
        self.notice.changed.connect(self._check)
        self.column.addWidget(self.notice)
        self._on_preset(PRESETS[0].name)

    def url(self) -> str:
        """Return the address in its one form; empty while it is none."""
        try:
            return endpoint_url(self.address.text())
        except AppError:
            return ""

    @property
    def openly(self) -> bool:
        """Whether leave was given to send the key unencrypted."""
        return self.notice.openly and self.notice.leave.isChecked()

    def _on_preset(self, name: str) -> None:
        self.presets[name].setChecked(True)
        preset = next((one for one in PRESETS if one.name == name), None)
        self.address.setText(preset.url if preset else "")
        self.name.setText(preset.name if preset else "")
        (self.accept_button if preset else self.address).setFocus()

    def _check(self) -> None:
        key, typed, url = bool(self.key.text().strip()), self.address.text().strip(), self.url()
        wrong = ""
        if typed and not url:
            try:
                endpoint_url(typed)
            except AppError as error:
                wrong = told(str(error))
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.about_key.setVisible(key)
        self.notice.show_place(url, key=key)
        self.name.setPlaceholderText(host_of(url) or tr("its host"))
        self.accept_button.setEnabled(bool(url) and self.notice.allows(key=key))


class KeyDialog(PlainDialog):
    """Ask for the key of a service; the one it has is never shown."""

    def __init__(self, parent: QWidget | None, theme: Theme, name: str, url: str, *, has_key: bool) -> None:
        super().__init__(parent, tr("The key of {name}").format(name=name), tr("Keep"))
        self.say(tr(_ABOUT_KEY))
        self.forget = False
        self.key = key_field(tr("another key") if has_key else "")
        self.key.setAccessibleName(tr("Key of {name}").format(name=name))
        self.column.addWidget(self.key)
        self.forget_button = QPushButton(tr("Remove the key it has"))
        dress(self.forget_button, "flush")
        self.forget_button.setAutoDefault(False)
        self.forget_button.clicked.connect(self._on_forget)
        if not has_key:
            self.forget_button.hide()
        self.column.addWidget(self.forget_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._url = url
        self.notice = WhereNotice(theme)
        self.notice.changed.connect(self._check)
        self.key.textChanged.connect(self._check)
        self.column.addWidget(self.notice)
        self._check()

    @property
    def openly(self) -> bool:
        """Whether leave was given to send the key unencrypted."""
        return self.notice.openly and self.notice.leave.isChecked()

    def _check(self) -> None:
        self.notice.show_place(self._url if sent_openly(self._url) else "", key=True)
        self.accept_button.setEnabled(bool(self.key.text().strip()) and self.notice.allows(key=True))

    def _on_forget(self) -> None:
        self.forget = True
        self.accept()


class ContextDialog(PlainDialog):
    """Ask how many tokens a model sees at once."""

    def __init__(self, parent: QWidget | None, model: EndpointModel) -> None:
        super().__init__(parent, tr("The context of {model}").format(model=model.model), tr("Save"))
        said = (
            tr("Its service says {n}.").format(n=number(model.told_context))
            if model.told_context
            else tr("Its service does not say, so {n} is assumed.").format(n=number(CONTEXT))
        )
        self.say(
            tr(
                "How many tokens it sees at once: your question, the passages and the conversation. {said} More than "
                "it really sees makes answers fail, or passages be left out unseen."
            ).format(said=said)
        )
        self.tokens = NumberField(
            model.own_context, MOST_CONTEXT, tr("Tokens it sees at once"), tr("as the service says")
        )
        self.tokens.textChanged.connect(self._check)
        self.column.addWidget(self.tokens)

    def _check(self) -> None:
        self.accept_button.setEnabled(self.tokens.value() == 0 or self.tokens.value() >= LEAST_CONTEXT)


class NoKeyringDialog(PlainDialog):
    """Say that there is no keyring, and let the person choose whether a key is kept in memory."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, tr("This computer has no keyring"), tr("Keep until Alcove closes"))
        self.say(
            tr(
                "The key of {name} was not kept: there is no safe place for it here, and Alcove writes no key into a "
                "file. It can be kept in memory until Alcove closes; you would have to give it again after that."
            ).format(name=name)
        )
        self.cancel_button.setText(tr("Do not keep it"))


def key_field(words: str) -> QLineEdit:
    """Return a field for a key, which is not shown."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(words)
    return field
