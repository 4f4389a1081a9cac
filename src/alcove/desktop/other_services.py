"""The section on services that run models elsewhere: a card each, with its switch, its state and its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from alcove.desktop.elided_label import ElidedLabel
from alcove.desktop.model_list import ModelList
from alcove.desktop.sections import section_head
from alcove.desktop.service_dialogs import AddServiceDialog, ContextDialog, KeyDialog, NoKeyringDialog
from alcove.desktop.service_list import ServiceList, place_words, state_words
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr

if TYPE_CHECKING:
    from alcove.models.endpoints import Endpoint, EndpointModel

FEW = 6
"""Models of a service that are on view before all are asked for."""
ABOUT = marked(
    "Ollama, LM Studio, llama-server, vLLM or a service on the internet can answer too, once you switch it on. What "
    "runs beyond this computer is marked wherever it answers, and told before anything goes there."
)


class ServiceModelRow(QWidget):
    """One model of a service."""

    use_requested = Signal()
    context_requested = Signal()

    def __init__(self, theme: Theme, model: EndpointModel, *, used: bool, out: bool) -> None:
        super().__init__()
        self.model = model
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Size.S2)
        sign = QLabel()
        theme.set_icon(sign, "arrow-square-out" if model.leaves else "cpu", "warn" if model.leaves else "faint",
                       Size.ICON_SMALL)  # fmt: skip
        name = ElidedLabel(model.model)
        row.addWidget(sign)
        row.addWidget(name, 1)
        if model.leaves and not out:
            sent_on = QLabel(tr("sent on to a cloud"))
            dress(sent_on, "warn")
            row.addWidget(sent_on)
        if model.own_context or model.told_context:
            sees = tr("sees %n token(s)", None, model.context)
        else:
            sees = tr("sees %n token(s), assumed", None, model.context)
        self.context_button = QPushButton(sees)
        self.context_button.setToolTip(tr("How much it sees at once; click to change it"))
        dress(self.context_button, "quiet")
        self.context_button.clicked.connect(self.context_requested)
        row.addWidget(self.context_button)
        self.use_button = QPushButton(tr("Answers") if used else tr("Use"))
        self.use_button.setCheckable(True)
        self.use_button.setChecked(used)
        answers = tr("{model} answers") if used else tr("Use {model}")
        self.use_button.setAccessibleName(answers.format(model=model.name))
        dress(self.use_button, "pill-out" if model.leaves else "pill")
        self.use_button.clicked.connect(self.use_requested)
        row.addWidget(self.use_button)


class ServiceCard(QFrame):
    """One service."""

    def __init__(self, theme: Theme, services: ServiceList, models: ModelList, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._services = services
        self._models = models
        self._name = name
        self._all = False
        self.rows: list[ServiceModelRow] = []
        self.dialog: KeyDialog | ContextDialog | None = None
        dress(self, "plain-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S4, Size.S3, Size.S3, Size.S3)
        column.setSpacing(Size.S2)
        column.addLayout(self._head())
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        dress(self.problem, "warn")
        column.addWidget(self.problem)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Find a model"))
        self.filter.setAccessibleName(tr("Find a model of {service}").format(service=name))
        self.filter.textChanged.connect(self._write_models)
        column.addWidget(self.filter)
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S1)
        column.addLayout(self._list)
        self.more = QPushButton()
        dress(self.more, "flush")
        self.more.clicked.connect(self._on_more)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_service(self, one: Endpoint) -> None:
        """Show what is known of the service."""
        self._service = one
        self.place.set_full_text(place_words(one) + (f" · {tr(_KEYS[one.key])}" if one.key else ""))
        dress(self.place, "warn" if one.leaves else "soft")
        self._theme.set_icon(
            self._sign, "arrow-square-out" if one.leaves else "cpu", "warn" if one.leaves else "soft"
        )  # fmt: skip
        self.state.setText(state_words(self._services, one))
        self.switch.setChecked(one.active)
        self.switch.setText(tr("On") if one.active else tr("Off"))
        state = tr("{service} is on") if one.active else tr("{service} is off")
        self.switch.setAccessibleName(state.format(service=one.name))
        switching = tr("Switch it off: nothing is sent to it any more") if one.active else tr("Switch it on")
        self.switch.setToolTip(switching)
        dress(self.switch, "pill-out" if one.leaves else "pill")
        asking = self._services.checking(one.name)
        self.check_button.setVisible(one.active)
        self.check_button.setEnabled(not asking)
        problem = self._services.problems.get(one.name) if one.active else None
        self.problem.setText(f"{told(problem.message)} {told(problem.hint)}".strip() if problem else "")
        self.problem.setVisible(problem is not None)
        self._write_models()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(Size.S2)
        self._sign = QLabel()
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Size.S1)
        title = ElidedLabel(self._name)
        dress(title, "heading")
        self.place = ElidedLabel()
        dress(self.place, "soft")
        words.addWidget(title)
        words.addWidget(self.place)
        head.addLayout(words, 1)
        self.state = QLabel()
        dress(self.state, "faint")
        head.addWidget(self.state)
        self.check_button = QPushButton(tr("Check"))
        dress(self.check_button, "pill")
        self.check_button.setToolTip(tr("Ask it for its models"))
        self.check_button.setAccessibleName(tr("Ask {service} for its models").format(service=self._name))
        self.check_button.clicked.connect(lambda: self._services.check(self._name))
        head.addWidget(self.check_button)
        self.switch = QPushButton()
        dress(self.switch, "pill")
        self.switch.setCheckable(True)
        self.switch.clicked.connect(lambda on: self._services.switch(self._name, on=on))
        head.addWidget(self.switch)
        self.key_button = self._tool("key", tr("The key of {service}").format(service=self._name))
        self.key_button.clicked.connect(self._on_key)
        self.remove_button = self._tool("trash", tr("Remove {service}, and its key").format(service=self._name))
        self.remove_button.clicked.connect(lambda: self._services.remove(self._name))
        head.addWidget(self.key_button)
        head.addWidget(self.remove_button)
        return head

    def _tool(self, icon: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(words)
        button.setAccessibleName(words)
        self._theme.set_icon(button, icon, "faint")
        return button

    def _write_models(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        one = self._service
        models = one.models if one.active else ()
        self.filter.setVisible(len(models) > FEW and self._all)
        wanted = self.filter.text().strip().casefold()
        found = [model for model in models if wanted in model.model.casefold()]
        at = self._models.answering
        used = [model for model in found if at is not None and model.name == at.name]
        shown = found if self._all else [*used, *(model for model in found if model not in used)][:FEW]
        self.rows = [self._row(model, used=model in used) for model in shown]
        for row in self.rows:
            self._list.addWidget(row)
        self.more.setVisible(len(models) > FEW)
        self.more.setText(tr("Show fewer") if self._all else tr("Show all {count}").format(count=len(models)))

    def _row(self, model: EndpointModel, *, used: bool) -> ServiceModelRow:
        row = ServiceModelRow(self._theme, model, used=used, out=self._service.leaves)
        row.use_requested.connect(lambda: self._services.use(model.name))
        row.context_requested.connect(lambda: self._on_context(model))
        return row

    def _on_more(self) -> None:
        self._all = not self._all
        self.filter.clear()
        self._write_models()

    def _on_key(self) -> None:
        one = self._service
        dialog = KeyDialog(self.window(), self._theme, one.name, one.url, has_key=bool(one.key))

        def answered() -> None:
            if dialog.forget:
                self._services.forget_key(one.name)
            else:
                self._services.keep_key(one.name, dialog.key.text(), openly=dialog.openly)

        dialog.accepted.connect(answered)
        dialog.open()
        dialog.key.setFocus()
        self.dialog = dialog

    def _on_context(self, model: EndpointModel) -> None:
        dialog = ContextDialog(self.window(), model)
        dialog.accepted.connect(lambda: self._services.set_context(self._name, model.model, dialog.tokens.value()))
        dialog.open()
        dialog.tokens.setFocus()
        self.dialog = dialog


_KEYS = {"kept": marked("with a key"), "for this run": marked("with a key until Alcove closes")}


class OtherServices(QWidget):
    """All services that run models elsewhere, and the way to add one."""

    def __init__(self, theme: Theme, services: ServiceList, models: ModelList) -> None:
        super().__init__()
        self._theme = theme
        self._services = services
        self._models = models
        self.cards: dict[int, ServiceCard] = {}
        self.dialog: AddServiceDialog | NoKeyringDialog | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Size.S4)
        column.setSpacing(Size.S3)
        self.add_button = QPushButton("  " + tr("Add a service"))
        dress(self.add_button, "primary")
        theme.set_icon(self.add_button, "plus", "on_accent")
        self.add_button.clicked.connect(self.ask)
        column.addLayout(section_head(tr(ABOUT), self.add_button))
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S2)
        column.addLayout(self._list)
        services.changed.connect(self._write)
        services.key_not_kept.connect(self._on_key_not_kept)
        models.changed.connect(self._write)
        self._write()
        services.refresh()

    def ask(self) -> None:
        """Ask for a service and add it."""
        dialog = AddServiceDialog(self.window(), self._theme)
        dialog.accepted.connect(
            lambda: self._services.add(
                dialog.url(), dialog.name.text(), dialog.key.text().strip(), openly=dialog.openly
            )
        )
        dialog.open()
        self.dialog = dialog

    def _write(self) -> None:
        known = {one.id: one for one in self._services.services}
        for number in [number for number in self.cards if number not in known]:
            card = self.cards.pop(number)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        for number, one in known.items():
            if number not in self.cards:
                self.cards[number] = ServiceCard(self._theme, self._services, self._models, one.name)
                self._list.addWidget(self.cards[number])
            self.cards[number].show_service(one)

    def _on_key_not_kept(self, name: str, key: str, openly: bool) -> None:
        dialog = NoKeyringDialog(self.window(), name)
        dialog.accepted.connect(lambda: self._services.keep_key(name, key, openly=openly, this_run=True))
        dialog.open()
        self.dialog = dialog
