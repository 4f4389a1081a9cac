"""Sync: compares each source with the catalogue, reads what is new or changed, and feeds the index.

A synchronous generator; whoever iterates it decides on which thread. Stopping to iterate is cancelling.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import filelock

from alcove.connectors.base import Connector, Item, Surroundings, Unlistable, connect
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, DatabaseError, LibraryBusy, SourceError
from alcove.rag.catalogue import Catalogue, Known
from alcove.rag.child import ChildDied
from alcove.rag.embeddings import Embeddings
from alcove.rag.feed import pay
from alcove.rag.index import Index
from alcove.rag.intake import Intake
from alcove.rag.meter import Meter
from alcove.rag.reader import Reader, ReadOptions
from alcove.rag.readers import PagesDone, reader_version, refusal
from alcove.rag.types import (
    Degraded,
    Done,
    ItemId,
    Planned,
    Skipped,
    Source,
    SyncEvent,
    Unavailable,
)


@dataclass(slots=True)
class _Plan:
    read: list[Item] = field(default_factory=list)
    refuse: list[tuple[Item, str, str, str]] = field(default_factory=list)
    moved: list[tuple[Known, Item]] = field(default_factory=list)
    gone: list[ItemId] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Totals:
    indexed: int = 0
    unchanged: int = 0
    removed: int = 0
    chunks: int = 0
    skipped: list[Skipped] = field(default_factory=list)


class Sync:
    """One run over some sources. `idle` is set while no model generates: work waits for it.

    `how` says how an item, by its uri, is to be read.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        reader: Reader,
        index: Index | None,
        embeddings: Embeddings,
        *,
        lock: Path,
        idle: threading.Event,
        surroundings: Surroundings,
        how: Callable[[str], ReadOptions],
    ) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._index = index
        self._embeddings = embeddings
        self._lock = filelock.FileLock(lock)
        self._idle = idle
        self._surroundings = surroundings
        self._how = how
        self._totals = _Totals()

    def run(self, sources: Sequence[Source], token: CancelToken) -> Iterator[SyncEvent]:
        """Sync the sources in turn, then pay what Chroma is owed. Ends with `Done`.

        Raises LibraryBusy when another sync of the same library is running.
        """
        began = time.perf_counter()
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise LibraryBusy(
                "Another Alcove is reading this library right now.",
                "Wait until it has finished, or close it.",
            ) from error
        except OSError as error:
            raise DatabaseError(
                f"The library's folder cannot be written: {error.strerror}.",
                "Check that you may write to it, and that the disk has room.",
            ) from error
        try:
            for source in sources:
                if not token.cancelled:
                    yield from self._sync_source(source, token)
            if not token.cancelled:
                yield from self._feed_all(token)
        finally:
            self._lock.release()
        totals = self._totals
        yield Done(
            self._catalogue.counts([s.id for s in sources]).items,
            totals.indexed,
            totals.unchanged,
            totals.removed,
            tuple(totals.skipped),
            totals.chunks,
            time.perf_counter() - began,
            token.cancelled,
        )

    def _sync_source(self, source: Source, token: CancelToken) -> Iterator[SyncEvent]:
        try:
            connector = connect(source.kind, source.path, source.options, self._surroundings)
            plan = self._plan(source, connector, token)
            if token.cancelled:
                return
            yield Planned(source.name, plan.new, plan.changed, len(plan.gone), plan.unchanged, len(plan.moved))
            self._totals.unchanged += plan.unchanged + len(plan.moved)
            if plan.moved or plan.gone or plan.refuse or plan.read:
                self._catalogue.note_links(source.id, stale=True)
            if plan.moved:
                self._catalogue.move_items(source.id, plan.moved)
            if plan.gone:
                self._catalogue.remove_items(plan.gone)
                self._totals.removed += len(plan.gone)
            if plan.refuse:
                self._catalogue.skip(source.id, plan.refuse)
                yield from self._skipped([Skipped(item.uri, reason) for item, _, reason, _ in plan.refuse])
            if plan.read:
                self._catalogue.note_pending(source.id, plan.read, [reader_version(i.mime) for i in plan.read])
                yield from self._read_all(source, connector, plan.read, token)
            self._resolve_links(source, token)
            self._catalogue.set_state(source.id, "ready", connector.device())
        except SourceError as error:  # it is not reachable, or was removed from the library meanwhile
            self._catalogue.set_state(source.id, "unavailable")
            yield Unavailable(source.name, str(error))

    def _resolve_links(self, source: Source, token: CancelToken) -> None:
        """Resolve the links of a source that has been read to its end and changed since they last were."""
        if self._catalogue.links_stale(source.id) and not token.cancelled:
            self._catalogue.resolve_links(source.id)

    def _plan(self, source: Source, connector: Connector, token: CancelToken) -> _Plan:
        """Compare what is there with what is known. Raises SourceError when the source is not reachable."""
        plan = _Plan()
        known = self._catalogue.known(source.id)
        unlisted: list[str] = []
        new: list[Item] = []
        found = 0
        for item in connector.scan():
            if isinstance(item, Unlistable):
                unlisted.append(item.prefix)
                before = known.get(item.prefix)
                if before is None or before.state == "skipped":
                    plan.refuse.append((Item(item.prefix, "", 0, -1), "", item.reason, "retry"))
                continue
            found += 1
            if found % 1000 == 0 and token.cancelled:
                return plan
            old = known.pop(item.uri, None)
            reader = reader_version(item.mime)
            if (
                old is not None
                and old.modified_ns == item.modified_ns
                and old.size == item.size
                and old.state != "pending"
                and old.reader == reader
            ):
                plan.unchanged += 1
                continue
            if old is None:
                new.append(item)
            else:
                plan.changed += 1
                _take(plan, item, reader)
        device = self._catalogue.device(source.id)
        if known and not found and not unlisted and device is not None and device != connector.device():
            raise SourceError(
                f"{source.path} is empty and on another disk than before.",
                "If its disk is unplugged, connect it again; what was indexed stays.",
            )
        below = tuple(prefix + end for prefix in unlisted for end in {os.sep, "/"})
        gone = [old for uri, old in known.items() if uri not in unlisted and not uri.startswith(below)]
        was = {_identity(old): old for old in gone if old.file_id and old.state == "indexed"}
        for item in new:
            before = was.pop(_identity(item), None)
            if before is not None and before.mime == item.mime and before.reader == reader_version(item.mime):
                plan.moved.append((before, item))
            else:
                plan.new += 1
                _take(plan, item, reader_version(item.mime))
        moved = {old.id for old, _ in plan.moved}
        plan.gone = [old.id for old in gone if old.id not in moved]
        return plan

    def _read_all(
        self, source: Source, connector: Connector, items: list[Item], token: CancelToken
    ) -> Iterator[SyncEvent]:
        meter = Meter("reading", source.name, len(items))
        if self._index is not None:
            self._index.warm()
        for count, item in enumerate(items):
            if not self._may_go_on(token):
                return
            yield from meter.at(count, uri=item.uri)
            yield from self._read_one(source, connector, item, token, meter)
        yield from meter.at(len(items), always=True)

    def _read_one(
        self, source: Source, connector: Connector, item: Item, token: CancelToken, meter: Meter
    ) -> Iterator[SyncEvent]:
        intake = Intake(self._catalogue, self._reader, source.id)
        for news in intake.take(item, connector.open(item.uri), self._how(item.uri), token):
            if isinstance(news, PagesDone):
                yield from meter.at_page(news.done, news.total, item.uri)
            elif isinstance(news, Skipped):
                yield from self._skipped([news])
            else:
                self._totals.indexed += 1
                self._totals.chunks += news.chunks
                yield news

    def _skipped(self, skipped: list[Skipped]) -> Iterator[SyncEvent]:
        self._totals.skipped += skipped
        yield from skipped

    def _feed_all(self, token: CancelToken) -> Iterator[SyncEvent]:
        """Pay what Chroma is owed."""
        if self._index is None:
            yield Degraded("The embedding model cannot be used.", "Search works by keyword; sync again to complete it.")
            return
        meter, feeder = Meter("embedding", "", 0), None
        try:
            for at in pay(self._embeddings, self._index, token, lambda: self._may_go_on(token)):
                if at is not feeder:
                    meter, feeder = Meter("embedding", "", at.owed), at
                    yield from meter.at(0, always=True)
                yield from meter.at(at.done)
            if feeder is not None:
                yield from meter.at(feeder.done, always=True)
        except ChildDied as error:
            yield Degraded(error.message, "Search works by keyword; sync again to complete it.")
        except DatabaseError:
            raise
        except AppError as error:
            yield Degraded(error.message, error.hint)

    def _may_go_on(self, token: CancelToken) -> bool:
        """Wait while a model generates; return False when cancelled."""
        while not token.cancelled and not self._idle.wait(0.1):
            continue
        return not token.cancelled


def _take(plan: _Plan, item: Item, reader: str) -> None:
    """Have an item read, or refused unopened."""
    reason = refusal(item.uri, item.mime, item.size)
    if reason:
        plan.refuse.append((item, reader, reason, ""))
    else:
        plan.read.append(item)


def _identity(item: Item | Known) -> tuple[int, int, int]:
    """What stays the same of a file that is renamed or moved on its disk."""
    return item.file_id, item.size, item.modified_ns
