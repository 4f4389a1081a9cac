"""Changing the embedder: the new one is filled beside the old one, which answers until nothing is missing.

Vectors are made from the stored chunks: no file is opened. Every moment is a safe moment to stop; what was embedded is
kept, and what is still owed is found in the book of record.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, DatabaseError, LibraryBusy, ModelError, NetworkRefused
from alcove.rag.embeddings import Embeddings
from alcove.rag.feed import pay
from alcove.rag.index import Index
from alcove.rag.meter import Meter
from alcove.rag.types import Progress

_LOOK_S = 0.1


class Change:
    """One run towards an embedder called `name`. `may_go_on` waits while there is something more urgent.

    `lock` is a file that keeps a second process from the same work.
    """

    def __init__(
        self, name: str, index: Index, embeddings: Embeddings, *, lock: Path, may_go_on: Callable[[CancelToken], bool]
    ) -> None:
        self._name = name
        self._index = index
        self._embeddings = embeddings
        self._lock = filelock.FileLock(lock)
        self._may_go_on = may_go_on
        self.chunks = 0
        """Chunks embedded, or taken up again with the vectors they had."""

    def run(self, token: CancelToken) -> Iterator[Progress]:
        """Embed all there is, and what comes meanwhile. Raises AppError, in words that say what becomes of it."""
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise LibraryBusy(
                "Another Alcove is changing the embedding model of this library right now.",
                "Wait until it has finished, or close it.",
            ) from error
        except OSError as error:
            raise DatabaseError(f"The library's folder cannot be written: {error.strerror}.") from error
        try:
            yield from self._tried(token)
            while not token.cancelled and self._embeddings.count_pending():
                yield from self._filled(token)
        except (DatabaseError, LibraryBusy, NetworkRefused):
            raise
        except AppError as error:
            raise ModelError(
                f"The change to {self._name} stopped: {error.message}",
                f"Search goes on with the old one, and nothing is lost. {error.hint}".strip(),
            ) from error
        finally:
            self._lock.release()

    def _tried(self, token: CancelToken) -> Iterator[Progress]:
        """Load the embedder, so that one that cannot be used is told at once."""
        total = self._embeddings.count_pending()
        if not total:
            return
        yield Progress("changing", self._name, 0, total, None)
        trial = self._index.try_out()
        while not trial.done() and not token.wait(_LOOK_S):
            continue
        if not token.cancelled and not trial.result().tells:
            raise ModelError(
                f"{self._name} puts all texts in nearly the same place, so it cannot tell which are alike.",
                "It is damaged or no embedding model: choose another one.",
            )

    def _filled(self, token: CancelToken) -> Iterator[Progress]:
        meter, feeder, began = Meter("changing", self._name, 0), None, self.chunks
        for at in pay(self._embeddings, self._index, token, lambda: self._may_go_on(token)):
            if at is not feeder:
                began = self.chunks
                meter, feeder = Meter("changing", self._name, at.owed), at
            self.chunks = began + at.done
            yield from meter.at(at.done)
        if feeder is None:
            token.wait(_LOOK_S)  # what is owed was taken by another chunk of the same text: look again
        else:
            yield from meter.at(feeder.done, always=True)
