"""Feeding the index: pays what Chroma is owed, in small batches, so that any moment is a safe moment to die.

The order of writes is what makes it safe: vectors into SQLite; a row that says an entry is about to be
written; the entry into Chroma; the row marked done. So Chroma never holds an id that SQLite does not know.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from typing import Any, TypeVar

import numpy as np

from alcove.core.cancel import CancelToken
from alcove.models.types import Vectors
from alcove.rag.child import ChildDied
from alcove.rag.embeddings import Embeddings, Pending
from alcove.rag.index import Index
from alcove.rag.types import ChunkId

EMBED_BATCH = 16
"""Most chunks embedded at once. A question waits for one such batch at most, and so does the end of Alcove: a slow
embedder gets smaller ones, so that this is no more than `_BATCH_S`.
"""
_BATCH_S = 0.7
_WINDOW = 1024
_UPSERT_BATCH = 256
_DELETE_BATCH = 500
_CHECKED_AFTER_CRASH = 2000
_MOST_DEATHS = 5
_LOOK_S = 0.1
"""How often a wait looks whether it was cancelled."""

T = TypeVar("T")


class Stopped(Exception):
    """The feeder was cancelled while it waited. Nothing is lost: what was not done is still owed."""


class Feeder:
    """Embed what has no vector and write to Chroma what it lacks. Owned by one sync at a time."""

    def __init__(self, embeddings: Embeddings, index: Index, token: CancelToken | None = None) -> None:
        self._embeddings = embeddings
        self._index = index
        self._token = token or CancelToken()
        self._window: list[Pending] = []
        self._embedding: deque[tuple[list[Pending], Future[Vectors]]] = deque()
        self._embedded: list[tuple[Pending, Vectors]] = []
        self._writing: tuple[list[Pending], Future[list[int]]] | None = None
        self._taken: set[int] = set()
        self._batch, self._batch_began = EMBED_BATCH, 0.0
        self.owed = 0
        """Chunks Chroma lacked when it began."""
        self.done = 0
        """Chunks dealt with so far: embedded, or their known vectors received by Chroma."""

    def doubtful(self) -> bool:
        """Tell whether Chroma may hold something else than the catalogue believes: see `mend`."""
        if self._index.doubtful():
            return True
        if self._index.missing():
            return bool(self._embeddings.entries())
        return self._embeddings.place() != self._index.place

    def mend(self) -> None:
        """After a stop that was not clean, or elsewhere than last time: compare Chroma with the catalogue by id
        and note what is missing.

        Entries that Chroma counts but cannot find by their own vector (seen after SIGKILL) are looked for
        among the last ones written, where its log is not yet part of its graph. Raises Stopped.
        """
        present = self._answer(self._index.find_present())
        held = {ChunkId(one) for one in present}
        expected = set(self._embeddings.entries())
        self._embeddings.unconfirm(sorted(expected - held))
        strangers = sorted(held - expected)
        for start in range(0, len(strangers), _DELETE_BATCH):
            self._answer(self._index.delete(strangers[start : start + _DELETE_BATCH]))
        recent = list(self._embeddings.all_vectors(last=_CHECKED_AFTER_CRASH))
        recent = [(chunk, vector) for chunk, vector in recent if chunk in held and chunk in expected]
        for start in range(0, len(recent), _UPSERT_BATCH):
            ids = [chunk for chunk, _ in recent[start : start + _UPSERT_BATCH]]
            vectors = np.stack([np.frombuffer(v, np.float32) for _, v in recent[start : start + _UPSERT_BATCH]])
            missed = self._answer(self._index.find_lost(ids, vectors))
            lost = sorted(ChunkId(one) for one in set(missed) - self._embeddings.unfound())
            self._embeddings.unconfirm(lost)
            self._answer(self._index.delete(lost))
        self._settle()

    def begin_anew(self) -> None:
        """Empty Chroma; all that has a vector is owed to it."""
        if self._index.empty():
            self._embeddings.doubt_others()
        self._embeddings.unconfirm()
        self._settle()

    def pay_deletes(self) -> None:
        """Remove from Chroma what the library no longer has. Raises Stopped."""
        owed = self._embeddings.owed_deletes()
        for start in range(0, len(owed), _DELETE_BATCH):
            batch = owed[start : start + _DELETE_BATCH]
            self._answer(self._index.delete(batch))
            self._embeddings.deletes_done(batch)

    def remaining(self) -> int:
        """Count the chunks Chroma still lacks."""
        return self._embeddings.count_pending()

    def step(self, *, block: bool) -> bool:
        """Take in what is ready and send what may be sent; with `block`, wait a moment for one answer.

        Return whether there is anything left to do. Raises ChildDied when the child ended; what was in
        flight is then still owed, and a new feeder takes it up.
        """
        self._send()
        if block:
            waiting: list[Future[Any]] = [future for _, future in list(self._embedding)[:1]]
            waiting += [self._writing[1]] if self._writing else []
            wait(waiting, _LOOK_S, return_when="FIRST_COMPLETED")
        while self._embedding and self._embedding[0][1].done():
            batch, future = self._embedding.popleft()
            vectors = future.result()
            self._pace(len(batch))
            self._embeddings.keep({p.content_hash: v for p, v in zip(batch, vectors, strict=True)})
            self._embedded += zip(batch, vectors, strict=True)
            self.done += len(batch)
        if self._writing and self._writing[1].done():
            self._confirm()
        self._send()
        return bool(self._embedding or self._writing or self._embedded or self._window)

    def _send(self) -> None:
        # Where vectors are known the window stays empty: no more of them are fetched than the next write takes.
        if not self._window and len(self._embedded) < _UPSERT_BATCH:
            self._fill()
        while self._window and len(self._embedding) < 2:
            batch, self._window = self._window[: self._batch], self._window[self._batch :]
            if not self._embedding:
                self._batch_began = time.monotonic()
            self._embedding.append((batch, self._index.embed([p.text for p in batch])))
        last = not self._window and not self._embedding
        if not self._writing and (len(self._embedded) >= _UPSERT_BATCH or (last and self._embedded)):
            self._write()

    def _pace(self, count: int) -> None:
        """Take so many chunks at once that embedding them takes no longer than somebody may wait for it."""
        now = time.monotonic()
        took, self._batch_began = now - self._batch_began, now
        if self._index.keeps_waiting:
            self._batch = max(1, min(EMBED_BATCH, 2 * count, int(count * _BATCH_S / max(took, 1e-6))))

    def _fill(self) -> None:
        """Take the next chunks, longest first within a window, so that a batch pads little."""
        fresh: dict[bytes, Pending] = {}
        for pending in self._embeddings.pending(_WINDOW + len(self._taken)):
            if pending.id not in self._taken:
                # A twin of the same text is taken up next time, when its vector is known.
                fresh.setdefault(pending.content_hash, pending)
        known = [p for p in fresh.values() if p.has_vector]
        vectors = self._embeddings.vectors([p.content_hash for p in known])
        self._embedded += [(p, vectors[p.content_hash]) for p in known]
        self._window = sorted((p for p in fresh.values() if not p.has_vector), key=lambda p: -len(p.text))
        self._taken.update(p.id for p in fresh.values())

    def _write(self) -> None:
        batch, self._embedded = self._embedded[:_UPSERT_BATCH], self._embedded[_UPSERT_BATCH:]
        there = self._embeddings.intend([p.id for p, _ in batch])
        self._taken.difference_update(p.id for p, _ in batch if p.id not in there)
        batch = [(p, v) for p, v in batch if p.id in there]
        if not batch:
            return
        self._embeddings.note_place(self._index.place)
        pending = [p for p, _ in batch]
        vectors = np.stack([v for _, v in batch])
        future = self._index.upsert([p.id for p in pending], vectors, [p.source for p in pending])
        self._writing = pending, future

    def _confirm(self) -> None:
        assert self._writing is not None
        pending, future = self._writing
        self._writing = None
        unfound = set(future.result())
        self._embeddings.confirm([p.id for p in pending], unfound)
        self._taken.difference_update(p.id for p in pending)
        self.done += sum(p.has_vector for p in pending)

    def _settle(self) -> None:
        if self._index.doubtful():
            self._embeddings.doubt_others()  # the doubt is of the whole folder, and ends here for this one alone
        self._answer(self._index.settle())
        self._embeddings.note_place(self._index.place)

    def _answer(self, future: "Future[T]") -> T:
        while not future.done():
            if self._token.cancelled:
                raise Stopped
            wait([future], _LOOK_S)
        return future.result()


def pay(embeddings: Embeddings, index: Index, token: CancelToken, may_go_on: Callable[[], bool]) -> Iterator[Feeder]:
    """Pay what Chroma is owed, taking up again when a child dies; yield the feeder after every step.

    `may_go_on` waits while there is something more urgent; False ends it. Raises what the index raises, and ChildDied
    when children die without getting anywhere.
    """
    deaths = 0
    while not token.cancelled:
        feeder = Feeder(embeddings, index, token)
        try:
            if feeder.doubtful():
                feeder.mend()
            feeder.pay_deletes()
            feeder.owed = feeder.remaining()
            if feeder.owed:
                yield feeder  # the first batch may wait for the embedder to load
                while may_go_on() and feeder.step(block=True):
                    yield feeder
                yield feeder
            return
        except Stopped:
            return
        except ChildDied:
            deaths = 1 if feeder.done else deaths + 1  # what makes progress may go on
            if deaths == _MOST_DEATHS:
                raise
