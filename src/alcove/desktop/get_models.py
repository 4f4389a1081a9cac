"""Getting models: a list of good ones, a search of the hub, what fits, and what is being downloaded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.download_rows import DownloadRows
from alcove.desktop.downloading import DownloadList
from alcove.desktop.model_list import ModelList
from alcove.desktop.repository_card import HERE, UNDER_WAY, RepositoryCard
from alcove.desktop.sections import ScrollColumn
from alcove.desktop.services import HubService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.theme import Size, Theme, dress
from alcove.desktop.translation import marked, told, tr

if TYPE_CHECKING:
    from alcove.models.fits import Fit
    from alcove.models.hub import Choice, Found, Kind, Repository

_USUAL: dict[Kind, str] = {"chat": "Q4_K_M", "embedding": "folder"}
"""What is shown first of a repository that is not on the list."""
_HEADINGS: dict[Kind, str] = {
    "chat": marked("Models that answer"),
    "embedding": marked("Models that search by meaning"),
}
_AMOUNT = re.compile(r"([\d.]+(?:e\+\d+)?) ([BM])\b")


class GetModels(QWidget):
    """The section *Get models*. Nothing is asked of the hub before a button is pressed."""

    def __init__(
        self, theme: Theme, hub: HubService, downloads: DownloadList, models: ModelList, tasks: TaskRunner
    ) -> None:
        super().__init__()
        self._hub = hub
        self._downloads = downloads
        self._models = models
        self._tasks = tasks
        self._searching: Task[list[Found]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Size.S3)
        asks = tr("Asks {host} when you search or download; nothing else leaves this computer.")
        privacy = QLabel(asks.format(host=hub.host))
        self.room = QLabel()
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for label in (privacy, self.room):
            label.setWordWrap(True)
            dress(label, "soft")
            lines.addWidget(label)
        self.room.hide()
        column.addLayout(lines)
        column.addLayout(self._search_row(theme))
        self.downloads = DownloadRows(theme, downloads)
        self._list = QVBoxLayout()
        self._list.setSpacing(Size.S2)
        column.addWidget(self._scroll(), 1)
        self.cards: list[RepositoryCard] = []
        downloads.changed.connect(self._on_states_changed)
        models.changed.connect(self._on_states_changed)
        self.show_catalogue()
        tasks.run("io", hub.room, owner=self, done=self._on_room)

    def show_catalogue(self) -> None:
        """Show the list of good models, first those of the kind that is looked for."""
        self._clear()
        for kind in sorted(_HEADINGS, key=lambda kind: kind != self.kind):
            self._say(tr(_HEADINGS[kind]), "heading")
            for one in self._hub.catalogue():
                if one.kind == kind:
                    facts = f"{size_words(one.parameters)} · {told(one.languages)} · {told(one.licence)}"
                    self._add(RepositoryCard(one.name, told(one.good_for), facts, one.quantisation), one.repository)

    def show_embedders(self) -> None:
        """Show the models for search first among those worth having."""
        self.kind_buttons["embedding"].setChecked(True)
        self.show_catalogue()

    def search(self) -> None:
        """Ask the hub for models with these words in their names; without words, show the list again."""
        text, kind = self.field.text().strip(), self.kind
        if self._searching is not None:
            self._searching.cancel()
            self._searching = None
        if not text:
            self.show_catalogue()
            return
        self._clear()
        self._say(tr("Asking {host}").format(host=self._hub.host), "soft")

        def found(token: CancelToken) -> Iterator[list[Found]]:
            try:
                yield self._hub.search(text, token, kind=kind)
            except AppError:
                if not token.cancelled:
                    raise

        task = self._tasks.iterate(
            "io",
            found,
            owner=self,
            events=lambda news: self._on_found(task, text, news[0]),
            failed=lambda error: self._on_search_failed(task, error),
        )
        self._searching = task

    @property
    def kind(self) -> Kind:
        """What is searched for."""
        return "embedding" if self.kind_buttons["embedding"].isChecked() else "chat"

    def _search_row(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Size.S2)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search the hub by name: qwen, mistral, e5"))
        self.field.setAccessibleName(tr("Name of a model to search for"))
        self.field.setClearButtonEnabled(True)
        self.field.returnPressed.connect(self.search)
        row.addWidget(self.field, 1)
        self.kind_buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for kind, label, meaning in (
            ("chat", tr("For answers"), tr("Look for models for answers")),
            ("embedding", tr("For search"), tr("Look for models for search")),
        ):
            button = QPushButton(label)
            button.setCheckable(True)
            button.setChecked(kind == "chat")
            button.setToolTip(meaning)
            dress(button, "pill")
            group.addButton(button)
            row.addWidget(button)
            self.kind_buttons[kind] = button
        self.search_button = QPushButton("  " + tr("Search"))
        dress(self.search_button, "primary")
        theme.set_icon(self.search_button, "magnifying-glass", "on_accent")
        self.search_button.clicked.connect(self.search)
        row.addWidget(self.search_button)
        return row

    def _scroll(self) -> ScrollColumn:
        holder = QWidget()
        dress(holder, "clear")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.downloads)
        outer.addLayout(self._list)
        outer.addStretch(1)
        scroll = ScrollColumn(holder)
        return scroll

    def _on_room(self, words: str) -> None:
        self.room.setText(told(words))
        self.room.show()

    def _on_found(self, task: Task[list[Found]], text: str, found: list[Found]) -> None:
        if task is not self._searching:
            return
        self._clear()
        words = tr("{host} has no such model with “{text}” in its name.")
        if found:
            words = tr("%n repositories with “{text}” in the name, downloaded most first", None, len(found))
        self._say(words.format(host=self._hub.host, text=text), "soft", back=True)
        for one in found:
            facts = [tr("%n download(s)", None, one.downloads), told(one.licence) or tr("no licence told")]
            if one.parameters:
                facts.insert(0, size_words(f"{one.parameters / 10**9:.3g} B"))
            if one.gated:
                facts.append(tr("needs an account"))
            self._add(RepositoryCard(one.repository, "", " · ".join(facts), _USUAL[one.kind]), one.repository)

    def _on_search_failed(self, task: Task[list[Found]], error: AppError) -> None:
        if task is self._searching:
            self._clear()
            self._say(told(str(error)), "warn", back=True)

    def _ask(self, card: RepositoryCard, name: str) -> None:
        card.show_asking(self._hub.host)

        def look(token: CancelToken) -> Iterator[tuple[Repository, Sequence[Fit]]]:
            repository = self._hub.repository(name, token)
            yield repository, [self._hub.fit(repository, choice) for choice in repository.choices]

        self._tasks.iterate(
            "io",
            look,
            owner=card,
            events=lambda news: card.show_files(*news[0], self._state_of),
            failed=card.show_error,
        )

    def _state_of(self, repository: Repository, choice: Choice) -> str:
        if self._downloads.of(repository, choice) is not None:
            return UNDER_WAY
        first = choice.files[0].path.rpartition("/")[2] if choice.kind == "chat" else choice.name
        here = ((Path(info.path).name, info.bytes) for info in self._models.every)
        return HERE if (first, choice.bytes) in here else ""

    def _on_states_changed(self) -> None:
        for card in self.cards:
            card.refresh(self._state_of)

    def _add(self, card: RepositoryCard, name: str) -> None:
        card.files_requested.connect(lambda: self._ask(card, name))
        card.download_requested.connect(self._downloads.start)
        self._list.addWidget(card)
        self.cards.append(card)

    def _say(self, words: str, look: str, *, back: bool = False) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, Size.S2, 0, 0)
        label = QLabel(words)
        label.setWordWrap(True)
        dress(label, look)
        line.addWidget(label, 1)
        if back:
            button = QPushButton(tr("Back to the list"))
            dress(button, "flush")
            button.clicked.connect(self._on_back)
            line.addWidget(button)
        self._list.addWidget(row)

    def _on_back(self) -> None:
        self.field.clear()
        self.search()

    def _clear(self) -> None:
        self.cards = []
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def size_words(parameters: str) -> str:
    """Return a number of parameters in words: "8 B, of which 4 B work" is 8 billion parameters, of which 4 billion."""
    point = QLocale().decimalPoint()
    amounts = [(amount.replace(".", point), unit) for amount, unit in _AMOUNT.findall(parameters)]
    match amounts:
        case [(whole, "B"), (part, "B")]:
            return tr("{whole} billion parameters, of which {part} billion work").format(whole=whole, part=part)
        case [(whole, "B")]:
            return tr("{count} billion parameters").format(count=whole)
        case [(whole, "M")]:
            return tr("{count} million parameters").format(count=whole)
    return parameters
