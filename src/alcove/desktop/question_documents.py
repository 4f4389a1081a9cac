"""What the question being written is asked with: files given to it, documents it names, those of every question here.

Views read `chips` and listen to `changed`; nothing here paints. Files are read on a lane of their own, one after the
other: a person waits for them, while a sync may take hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop import place
from alcove.desktop.notify import Notifier
from alcove.desktop.question_editor import QuestionEditor
from alcove.desktop.services import AttachService, LibraryService
from alcove.desktop.session import ChatSession
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import told, tr

if TYPE_CHECKING:
    from alcove.chat.store import AskedWith, ConversationId
    from alcove.desktop.turn_state import TurnState
    from alcove.rag.attached import AttachEvent
    from alcove.rag.types import ItemCoverage

State = Literal["waits", "reading", "read", "unread"]
MOST_FILES = 50
"""Given at once; a folder's worth belongs into the library."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A document as it is shown: what it is, how far its reading is in words, and whether every question gets it."""

    named: AskedWith
    state: State
    words: str = ""
    """What became of it: "page 3 of 12", "read by OCR, 87 % sure", why it could not be read."""
    action: str = ""
    """What would help: see `DocumentError.action`."""
    kept: bool = False


class QuestionDocuments(QObject):
    """Hold them for the conversation that is open."""

    changed = Signal()

    def __init__(
        self,
        service: AttachService,
        library: LibraryService,
        session: ChatSession,
        field: QuestionEditor,
        tasks: TaskRunner,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._service = service
        self._library = library
        self._session = session
        self._field = field
        self._tasks = tasks
        self._notifier = notifier
        self._queue: list[tuple[str, bool]] = []
        self._now = ""
        self._task: Task[AttachEvent | ItemCoverage] | None = None
        self._pages: dict[str, tuple[int, int]] = {}
        self._found: dict[str, ItemCoverage] = {}
        self._unfinished: list[str] = []
        self.turns: Callable[[], Sequence[TurnState]] = lambda: session.turns
        """What stands before the question: the turns of the line, or of all columns."""
        self._finishing: Task[int] | None = None
        self.attached: tuple[AskedWith, ...] = ()
        self._new = object()
        """Stands for the conversation that is not begun yet, also once it is."""
        self._begun: dict[object, ConversationId] = {}
        field.mentions_changed.connect(self.changed)
        session.conversation_begun.connect(self._on_begun)
        session.line.turns_read.connect(self.read_files_of)

    @property
    def chips(self) -> list[Chip]:
        """What is shown above the field: kept documents, then files, then what the text names."""
        kept = self._session.kept
        named = [one for one in self._field.mentions if one.role == "pinned"]
        uris = {one.uri for one in kept}
        files = [self._chip(one, kept=one.uri in uris) for one in self.attached]
        given = {one.uri for one in self.attached}
        return [
            *(Chip(one, "read", kept=True) for one in kept if one.uri not in given),
            *files,
            *(Chip(one, "read") for one in named if one.uri not in uris | given),
        ]

    @property
    def asked_with(self) -> tuple[AskedWith, ...]:
        """What a question sent now is asked with."""
        return (*self.attached, *self._field.mentions)

    def awaited(self) -> str:
        """Say which files a question sent now would wait for; empty for none."""
        waits = [chip for chip in self.chips if chip.state in ("waits", "reading")]
        waits += [self._chip(one) for one in self._files_of_line() if self._waits(one.uri)]
        if not waits:
            return ""
        first = next((chip for chip in waits if chip.state == "reading"), waits[0])
        words = tr("Goes as soon as {name} is read")
        if len(waits) > 1:
            words = tr("Goes as soon as {name}, and %n more is read", None, len(waits) - 1)
        far = f": {first.words}" if first.words and first.state == "reading" else ""
        return f"{words.format(name=first.named.name)}{far}"

    def add_files(self, paths: Sequence[Path]) -> None:
        """Give files to the question, and have them read."""
        from alcove.chat.store import AskedWith
        from alcove.rag.attached import uri_of

        if len(paths) > MOST_FILES:
            words = tr("Only the first {most} of {count} files were taken")
            words = words.format(most=MOST_FILES, count=len(paths))
            self._notifier.warn(words, tr("Add their folder to the library."))
        fresh = [AskedWith("attached", uri_of(path), path.name) for path in paths[:MOST_FILES]]
        self._add(fresh)

    def add_picture(self, picture: QImage) -> None:
        """Give a picture from the clipboard to the question: a copy is kept and read."""
        from alcove.chat.store import AskedWith

        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if picture.isNull() or not picture.save(buffer, "PNG"):  # type: ignore[call-overload]  # as Qt documents it
            hint = tr("Save it to a file and drop that here.")
            self._notifier.warn(tr("The picture on the clipboard cannot be used"), hint)
            return
        png = bytes(data.data())

        def kept(uri: str) -> None:
            self._add([AskedWith("attached", uri, place.item_name(uri))])

        self._tasks.run("io", lambda: self._service.keep_picture(png), owner=self, done=kept)

    def remove(self, chip: Chip) -> None:
        """Take a document away, and offer to bring it back while its conversation is open."""
        named, here, before = chip.named, self._here(), self._field.written()
        file, kept = _found(self.attached, named.uri), _found(self._session.kept, named.uri)
        self.attached = _without(self.attached, named.uri)
        if named in self._field.mentions or chip.kept:
            self._field.forget(named.uri)
        if kept is not None:
            self._session.set_kept(_without(self._session.kept, named.uri))
        if self._now == named.uri and self._task is not None:
            self._task.cancel()
        self._queue = [one for one in self._queue if one[0] != named.uri]
        self.changed.emit()
        after = self._field.written()

        def back() -> None:
            if self._here() != self._begun.get(here, here):
                return
            if file is not None:
                self.attached = _with(self.attached, *file)
                self._read([named.uri])
            if kept is not None:
                self._session.set_kept(_with(self._session.kept, *kept))
            if after != before and self._field.written() == after:
                self._field.put(*before)
            elif after != before and not any(one.uri == named.uri for one in self._field.mentions):
                end = len(self._field.toPlainText())
                self._field.mention(next(one.named for one in before[1] if one.named.uri == named.uri), end, end)
            self.changed.emit()

        self._notifier.offer(tr("{name} was taken away").format(name=named.name), tr("Undo"), back)

    def keep(self, chip: Chip, on: bool) -> None:
        """Ask every question of this conversation with a document, or this one alone."""
        from alcove.chat.store import AskedWith

        others = tuple(one for one in self._session.kept if one.uri != chip.named.uri)
        pinned = AskedWith("pinned", chip.named.uri, chip.named.name)
        self._session.set_kept((*others, pinned) if on else others)
        self.changed.emit()

    def read_again(self, chip: Chip, password: str = "") -> None:
        """Try again what could not be read, with a password if one is given."""
        uri = chip.named.uri

        def noted(_: object) -> None:
            self._found.pop(uri, None)
            self._read([uri], again=True)
            self.changed.emit()

        if password:
            self._tasks.run("io", lambda: self._library.read_again(uri, password), owner=self, done=noted)
        else:
            noted(None)

    def hold(self, attached: Sequence[AskedWith]) -> None:
        """Begin with these files: those of a draft."""
        self.attached = tuple(attached)
        self._read([one.uri for one in attached])
        self.changed.emit()

    def sent(self) -> None:
        """Know that the question went with its files; they are the conversation's now."""
        self.attached = ()
        self.changed.emit()

    def chip_of(self, named: AskedWith) -> Chip:
        """Return how a document of a question that was sent is shown."""
        return self._chip(named) if named.role == "attached" else Chip(named, "read")

    def _add(self, fresh: Sequence[AskedWith]) -> None:
        known = {one.uri for one in self.attached}
        new = [one for one in dict.fromkeys(fresh) if one.uri not in known]
        self.attached = (*self.attached, *new)
        self._read([one.uri for one in new], again=True)
        self.changed.emit()

    def _files_of_line(self) -> list[AskedWith]:
        return [one for turn in self.turns() for one in turn.asked_with if one.role == "attached"]

    def _here(self) -> object:
        """Return what tells the open conversation from others."""
        return self._session.conversation.id if self._session.conversation is not None else self._new

    def _on_begun(self) -> None:
        if self._session.conversation is not None:
            self._begun[self._new] = self._session.conversation.id
            self._new = object()

    def look_at_line(self) -> None:
        """See what became of the files of the conversation that was opened; those that changed are read again."""
        self._read([one.uri for one in self._files_of_line()])
        self.changed.emit()

    def read_files_of(self, turns: Sequence[TurnState]) -> None:
        """Have the files of these turns read, where that was not done or they changed."""
        self._read([one.uri for turn in turns for one in turn.asked_with if one.role == "attached"])

    def _read(self, uris: Sequence[str], *, again: bool = False) -> None:
        queued = {uri for uri, _ in self._queue} | {self._now}
        self._queue += [(uri, again) for uri in uris if uri not in queued]
        self._next()

    def _waits(self, uri: str) -> bool:
        return uri == self._now or any(uri == one for one, _ in self._queue)

    def _next(self) -> None:
        if self._task is not None:
            return
        if not self._queue:
            self._finish()
            return
        if self._finishing is not None:
            self._finishing.cancel()  # what a person waits for goes first
            self._finishing = None
        self._now, again = self._queue.pop(0)
        uri = self._now

        def events(token: CancelToken) -> Iterator[AttachEvent | ItemCoverage]:
            yield from self._service.read(uri, token, again=again)
            yield from self._service.coverage([uri])

        self._task = self._tasks.iterate(
            "attach", events, owner=self, events=self._on_events,
            done=lambda _: self._end(uri), failed=lambda error: self._on_failed(uri, error),
        )  # fmt: skip

    def _on_events(self, events: list[AttachEvent | ItemCoverage]) -> None:
        from alcove.rag.types import ItemCoverage, Progress

        for event in events:
            if isinstance(event, Progress):
                self._pages[event.uri] = (event.page, event.pages)
            elif isinstance(event, ItemCoverage):
                self._found[event.uri] = event
        self.changed.emit()

    def _on_failed(self, uri: str, error: AppError) -> None:
        self._notifier.error(error)
        self._end(uri)

    def _end(self, uri: str) -> None:
        self._pages.pop(uri, None)
        self._unfinished.append(uri)
        self._task, self._now = None, ""
        self._next()
        self.changed.emit()

    def _finish(self) -> None:
        """Let what was read be found by its meaning too, while nothing else waits."""
        uris = tuple(self._unfinished)

        def finished(_: object) -> None:
            if self._finishing is task:
                self._finishing = None
                self._unfinished = [one for one in self._unfinished if one not in uris]

        if uris and self._finishing is None:
            task = self._finishing = self._tasks.iterate(
                "attach", lambda token: self._service.finish(uris, token), owner=self, events=lambda _: None,
                done=finished, failed=finished,
            )  # fmt: skip

    def _chip(self, named: AskedWith, *, kept: bool = False) -> Chip:
        if self._waits(named.uri):
            page, pages = self._pages.get(named.uri, (0, 0))
            words = tr("page {page} of {pages}").format(page=page, pages=pages) if pages > 1 else ""
            return Chip(named, "reading" if named.uri == self._now else "waits", words, kept=kept)
        found = self._found.get(named.uri)
        if found is None:
            return Chip(named, "waits", kept=kept)
        if found.state != "indexed":
            reason = told(found.reason) if found.reason else tr("it was not read to its end")
            return Chip(named, "unread", reason, found.action, kept)
        return Chip(named, "read", _read_words(found), kept=kept)


def _found(among: Sequence[AskedWith], uri: str) -> tuple[int, AskedWith] | None:
    """Return a document and its place among others."""
    return next(((at, one) for at, one in enumerate(among) if one.uri == uri), None)


def _without(among: Sequence[AskedWith], uri: str) -> tuple[AskedWith, ...]:
    return tuple(one for one in among if one.uri != uri)


def _with(among: Sequence[AskedWith], at: int, one: AskedWith) -> tuple[AskedWith, ...]:
    """Return these with one more, about where it was; once alone."""
    others = _without(among, one.uri)
    return (*others[:at], one, *others[at:])


def _read_words(found: ItemCoverage) -> str:
    """Return how a file was read: "12 pages, 3 by OCR, 87 % sure"; nothing where that goes without saying."""
    pages = tr("%n page(s)", None, found.pages) if found.pages and found.pages > 1 else ""
    if not found.ocr_pages:
        return pages
    part_of_it = pages and found.ocr_pages != found.pages
    parts = [pages, tr("%n by OCR", None, found.ocr_pages) if part_of_it else tr("read by OCR")]
    if found.ocr_confidence is not None:
        parts.append(tr("{percent} % sure").format(percent=f"{found.ocr_confidence:.0f}"))
    if poor := sum(count for kind, count in found.strip if kind in ("poor", "unread")):
        parts.append(tr("%n not readable", None, poor))
    return ", ".join(part for part in parts if part)
