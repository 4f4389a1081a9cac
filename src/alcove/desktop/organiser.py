"""What a person does with conversations as wholes: find, pin, archive, put into folders, export, import.

Reading and writing happens on lanes; the session reads its list anew after each change. No widgets: the menus and
dialogs are in `conversation_menus`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from alcove.core.errors import ConversationError
from alcove.core.settings import SettingsStore
from alcove.desktop.notify import Notice, Notifier
from alcove.desktop.services import StoreService, TransferService
from alcove.desktop.session import ChatSession, shortened
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import number, told, tr

if TYPE_CHECKING:
    from alcove.chat.conversations import RemovedFolder
    from alcove.chat.search import Found
    from alcove.chat.store import Conversation, ConversationId, MessageId
    from alcove.chat.transfer import Imported, ImportEvent
    from alcove.desktop.turn_state import TurnState

Kind = Literal["pdf", "html", "markdown", "json"]
SUFFIXES: dict[Kind, str] = {"pdf": ".pdf", "html": ".html", "markdown": ".md", "json": ".json"}
_OPEN = "open_folders"


class Organiser(QObject):
    """Arrange the conversations of the window."""

    found = Signal(object, str)
    """What a search found, and for what."""
    importing_changed = Signal()

    def __init__(
        self,
        session: ChatSession,
        store: StoreService,
        transfer: TransferService,
        tasks: TaskRunner,
        notifier: Notifier,
        settings: SettingsStore,
    ) -> None:
        super().__init__()
        self._session = session
        self.line: Callable[[], Sequence[TurnState]] = lambda: session.turns
        """Returns the turns in view of the open conversation."""
        self._store = store
        self._transfer = transfer
        self._tasks = tasks
        self._notifier = notifier
        self._settings = settings
        self._sought = ""
        self._import: Task[ImportEvent] | None = None
        self.importing = ""
        """How far an import is, in words; empty without one."""

    @property
    def folders(self) -> list[str]:
        """The paths of all folders."""
        return self._session.folders

    def search(self, text: str) -> None:
        """Find conversations; `found` tells, of the newest search only."""
        self._sought = text

        def done(found: list[Found]) -> None:
            if self._sought == text:
                self.found.emit(found, text)

        self._tasks.run("io", lambda: self._store.search(text), owner=self, done=done)

    def pin(self, conversations: Sequence[Conversation], *, on: bool) -> None:
        """Let conversations stand above the others, or no more."""
        self._change(lambda: self._store.pin(*_ids(conversations), on=on))

    def archive(self, conversations: Sequence[Conversation], *, on: bool) -> None:
        """Put conversations out of the way, or back, and offer to undo it."""

        def done() -> None:
            words = tr("Archived {what}") if on else tr("Back from the archive: {what}")
            self._notifier.offer(
                words.format(what=shortened(conversations)),
                tr("Undo", "of a change"),
                lambda: self._change(lambda: self._store.archive(*_ids(conversations), on=not on)),
            )

        self._change(lambda: self._store.archive(*_ids(conversations), on=on), done)

    def delete(self, conversations: Sequence[Conversation]) -> None:
        """Hide conversations and offer to bring them back."""
        self._session.delete(*conversations)

    def move(self, conversations: Sequence[Conversation], folder: str) -> None:
        """Put conversations into a folder, or with "" into none."""
        moved = [one for one in conversations if one.folder != folder]
        if moved:
            self._change(lambda: self._store.move(_ids(moved), folder))

    def add_folder(self, path: str, holding: Sequence[Conversation] = ()) -> None:
        """Make a folder, and put conversations into it."""

        def made() -> None:
            self._store.move(_ids(holding), self._store.add_folder(path))

        self._change(made)

    def rename_folder(self, path: str, to: str) -> None:
        """Give a folder another path, with all that lies in it."""
        self._change(lambda: self._store.move_folder(path, to))

    def remove_folder(self, path: str) -> None:
        """Remove a folder; its conversations move out, and all of it can be undone."""

        def done(removed: RemovedFolder) -> None:
            self._session.refresh()
            name = path.rpartition("/")[2]
            count = len(removed.held)
            words = tr("Removed the folder {name}")
            if count:
                words = tr("Removed the folder {name}; %n conversation(s) moved out", None, count)
            self._notifier.offer(
                words.format(name=name), tr("Undo"), lambda: self._change(lambda: self._store.put_back(removed))
            )

        self._tasks.run("io", lambda: self._store.remove_folder(path), owner=self, done=done)

    # Which folders stand open is remembered.

    def open_folders(self) -> set[str]:
        """Return the folders that stood open."""
        return set(json.loads(self._settings.state(_OPEN, "[]")))

    def remember_open(self, paths: set[str]) -> None:
        """Keep which folders stand open."""
        saved = json.dumps(sorted(paths & set(self.folders)))
        self._tasks.run("io", lambda: self._settings.remember(_OPEN, saved), owner=self)

    # Files

    def export(self, conversations: Sequence[Conversation], kind: Kind, path: Path, *, whole: bool = False) -> None:
        """Write a conversation to a file, or several into a folder, each a file by its title.

        Of the open conversation it is the line on view, of others where they last went on; with `whole` all branches.
        """
        plans = [(one.id, self._leaf(one), target) for one, target in _targets(conversations, kind, path)]

        def written() -> None:
            for conversation, leaf, target in plans:
                self._write(conversation, leaf, kind, target, whole=whole)

        words = tr("Exported {what} to {name}").format(what=shortened(conversations), name=path.name)
        self._tasks.run("io", written, owner=self, done=lambda _: self._notifier.info(words))

    def import_file(self, path: Path) -> None:
        """Take over the conversations of an export of Alcove, ChatGPT or Open WebUI."""
        if self._import is not None:
            return
        self._say(tr("Importing {name}").format(name=path.name))
        self._import = self._tasks.iterate(
            "io",
            lambda token: self._transfer.import_file(path, token),
            owner=self,
            events=self._on_import_events,
            done=lambda _: self._on_import_ended(),
            failed=self._on_import_failed,
        )

    def stop_import(self) -> None:
        """Stop importing; what was taken over stays."""
        if self._import is not None:
            self._import.cancel()

    def _leaf(self, conversation: Conversation) -> MessageId | None:
        opened, turns = self._session.conversation, self.line()
        if opened is None or opened.id != conversation.id or not turns:
            return None
        return turns[-1].answer_id or turns[-1].question_id

    def _write(
        self, conversation: ConversationId, leaf: MessageId | None, kind: Kind, path: Path, *, whole: bool
    ) -> None:
        text = self._transfer.export(conversation, "html" if kind == "pdf" else kind, leaf=leaf, whole=whole)
        try:
            if kind == "pdf":
                from alcove.desktop.pdf_export import write_pdf

                write_pdf(text, path)
            else:
                path.write_text(text, "utf-8")
        except OSError as error:
            raise ConversationError(
                tr("{name} could not be written: {why}.").format(name=path.name, why=told(error.strerror or "")),
                tr("Choose another place, or make room there."),
            ) from error

    def _change(self, change: Callable[[], object], then: Callable[[], None] | None = None) -> None:
        def done(_: object) -> None:
            self._session.refresh()
            if then is not None:
                then()

        self._tasks.run("io", change, owner=self, done=done)

    def _on_import_events(self, events: list[ImportEvent]) -> None:
        from alcove.chat.transfer import Imported

        last = events[-1]
        if isinstance(last, Imported):
            self._told(last)
        else:
            percent = 100 * last.done // max(1, last.total)
            self._say(tr("Importing {n} · {percent} %").format(n=number(last.conversations), percent=percent))

    def _told(self, imported: Imported) -> None:
        hint = " ".join(told(problem) for problem in imported.problems[:2])
        self._notifier.tell(Notice("warn" if imported.problems else "info", imported_words(imported), hint))

    def _on_import_ended(self) -> None:
        self._import = None
        self._say("")
        self._session.refresh()

    def _on_import_failed(self, error: object) -> None:
        self._on_import_ended()
        self._notifier.error(error)  # type: ignore[arg-type]  # the runner hands over an AppError

    def _say(self, words: str) -> None:
        self.importing = words
        self.importing_changed.emit()


def imported_words(imported: Imported) -> str:
    """Say what an import did, in a sentence or two."""
    parts = [tr("%n conversation(s)", None, imported.added)]
    if imported.extended:
        parts.append(tr("%n continued", None, imported.extended))
    if imported.known:
        parts.append(tr("%n known already", None, imported.known))
    if imported.problems:
        parts.append(tr("%n not readable", None, len(imported.problems)))
    words = tr("Imported {what}.")
    if imported.losses:
        words = tr("Imported {what}. Not taken over: {lost}.")
    lost = ", ".join(f"{number(count)} {told(name)}" for name, count in imported.losses.items())
    words = words.format(what=", ".join(parts), lost=lost)
    return tr("Stopped. {told}").format(told=words) if imported.cancelled else words


def _ids(conversations: Sequence[Conversation]) -> list[ConversationId]:
    return [one.id for one in conversations]


def _targets(conversations: Sequence[Conversation], kind: Kind, path: Path) -> list[tuple[Conversation, Path]]:
    """Return where each conversation is written to; titles that are alike are told apart by numbers."""
    if not path.is_dir():
        return [(conversations[0], path)]
    from alcove.chat.export import file_name

    taken: set[str] = set()
    found = []
    for one in conversations:
        bare = name = file_name(one.title)
        again = 2
        while name.casefold() in taken or (path / f"{name}{SUFFIXES[kind]}").exists():
            name, again = f"{bare} {again}", again + 1
        taken.add(name.casefold())
        found.append((one, path / f"{name}{SUFFIXES[kind]}"))
    return found
