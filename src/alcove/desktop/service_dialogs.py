"""Dialogs of services that run models elsewhere: one to add, its key, and where to keep a key without a keyring."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from alcove.core.errors import AppError
from alcove.desktop.source_dialogs import NumberField, PlainDialog
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.tick_box import TickBox
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

OTHER = "Another service"
_ABOUT_KEY = "It is kept in the keyring of this computer, and sent to this service alone."


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
        self.leave = TickBox(theme, "Send the key all the same")
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
        return (
            "This runs on this computer: what it is asked stays here, unless that program sends it on, which Alcove "
            "cannot see."
        )
    words = (
        f"This leaves your computer. When one of its models answers, your question, the conversation so far and the "
        f"passages found for it go to {host}. It stays off until you switch it on."
    )
    if sent_openly(url):
        words += f" The address is not encrypted: others on the way to {host} can read along"
        words += ", the key too." if key else "."
    return words


class AddServiceDialog(PlainDialog):
    """Ask for a service: one that most people know, or any address, and its key if it wants one."""

    def __init__(self, parent: QWidget | None, theme: Theme) -> None:
        super().__init__(parent, "Add a service", "Add")
        self.say("Any service with an OpenAI-compatible address can answer. It is off until you switch it on.")
        self.presets: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(Size.S1)
        for name in (*(one.name for one in PRESETS), OTHER):
            button = QPushButton(name)
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
        self.name.setPlaceholderText("its host")
        self.key = key_field("only if it wants one")
        for words, field in (("Address", self.address), ("Name", self.name), ("Key", self.key)):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(f"{words} of the service")
            form.addRow(label, field)
            field.textChanged.connect(self._check)
        self.address.textEdited.connect(lambda: self.presets[OTHER].setChecked(True))
        self.about_key = self.say(_ABOUT_KEY, "faint")
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
                wrong = str(error)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.about_key.setVisible(key)
        self.notice.show_place(url, key=key)
        self.name.setPlaceholderText(host_of(url) or "its host")
        self.accept_button.setEnabled(bool(url) and self.notice.allows(key=key))


class KeyDialog(PlainDialog):
    """Ask for the key of a service; the one it has is never shown."""

    def __init__(self, parent: QWidget | None, theme: Theme, name: str, url: str, *, has_key: bool) -> None:
        super().__init__(parent, f"The key of {name}", "Keep")
        self.say(_ABOUT_KEY)
        self.forget = False
        self.key = key_field("another key" if has_key else "")
        self.key.setAccessibleName(f"Key of {name}")
        self.column.addWidget(self.key)
        self.forget_button = QPushButton("Remove the key it has")
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
        super().__init__(parent, f"The context of {model.model}", "Save")
        told = (
            f"Its service says {model.told_context:,}."
            if model.told_context
            else f"Its service does not say, so {CONTEXT:,} is assumed."
        )
        self.say(
            f"How many tokens it sees at once: your question, the passages and the conversation. {told} More than it "
            "really sees makes answers fail, or passages be left out unseen."
        )
        self.tokens = NumberField(model.own_context, MOST_CONTEXT, "Tokens it sees at once", "as the service says")
        self.tokens.textChanged.connect(self._check)
        self.column.addWidget(self.tokens)

    def _check(self) -> None:
        self.accept_button.setEnabled(self.tokens.value() == 0 or self.tokens.value() >= LEAST_CONTEXT)


class NoKeyringDialog(PlainDialog):
    """Say that there is no keyring, and let the person choose whether a key is kept in memory."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, "This computer has no keyring", "Keep until Alcove closes")
        self.say(
            f"The key of {name} was not kept: there is no safe place for it here, and Alcove writes no key into a "
            "file. It can be kept in memory until Alcove closes; you would have to give it again after that."
        )
        self.cancel_button.setText("Do not keep it")


def key_field(words: str) -> QLineEdit:
    """Return a field for a key, which is not shown."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(words)
    return field
