"""The `reader` child: parsing, OCR, splitting and stemming, away from the window, with limits. No torch in here."""

import contextlib
import logging
import multiprocessing
import os
import queue
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from alcove.core.cancel import CancelToken
from alcove.core.errors import DocumentError, ItemUnreachable, ModelBroken
from alcove.core.ledger import guarded
from alcove.core.paths import Paths
from alcove.models.embedder import EmbedderIdentity, passage_counter
from alcove.rag.child import Child, ChildBug, ChildDied
from alcove.rag.readers import How, MemberRead, PagesDone
from alcove.rag.types import Chunk, Document

if TYPE_CHECKING:
    from alcove.rag.split import Limit

MEMORY_LIMIT = 6 * 1024**3
"""Bytes of address space the child may use; a parser that wants more costs its file, not the machine."""
RESTART_AT = 1024**3
"""Bytes a child may hold between two files: one that grew beyond it, as parsers make it grow, is replaced."""
_SCRATCH = "alcove-reader-"
_BASE_S = 60.0
_S_PER_MB = 3.0
_LOOK_S = 0.1
_TOO_MUCH = "reading it needs more memory than a file is allowed"


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and its chunks, as the child hands them over."""

    document: Document
    chunks: list[Chunk]


@dataclass(frozen=True, slots=True)
class MemberReading:
    """What became of a file inside the one that is read; without `reading` it was skipped for `reason`."""

    name: str
    mime: str
    size: int
    modified_ns: int
    reading: Reading | None
    reason: str
    action: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person chose about reading: see `How`."""

    ocr: bool = True
    languages: tuple[str, ...] = ()
    password: str = ""


ReadNews = PagesDone | MemberReading


class ReaderService:
    """What runs in the child. `busy` is a byte shared with the parent: not 0 while a model generates.

    Temporary files of parsers and of what they start go to `scratch`; what an earlier child left there is removed.
    Chunks are made for `embedder` (None: for keywords only). What a parser attempts on the network is refused, and
    stands in the ledger of the library at `paths`.
    """

    def __init__(
        self, busy: Any, scratch: str = "", embedder: EmbedderIdentity | None = None, paths: Paths | None = None
    ) -> None:
        self._busy = busy
        self._embedder = embedder
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
            os.makedirs(scratch, mode=0o700, exist_ok=True)
            tempfile.tempdir = scratch
            os.environ.update(dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch))
        guarded("reader", paths).shut()
        logging.disable(logging.ERROR)  # parsers' complaints about odd files are not ours to print
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))

    def read(self, path: str, mime: str, options: ReadOptions) -> Generator[ReadNews, None, Reading]:
        """Parse, split and stem one file, telling on the way how far it is and what lies inside.

        Raises DocumentError.
        """
        from alcove.rag.readers import read

        how = How(options.ocr, options.languages, options.password, self._wait_while_busy)
        try:
            reading = read(Path(path), mime, how)
            while True:
                try:
                    news = next(reading)
                except StopIteration as end:
                    return self._split(end.value, Path(path).stem)
                yield self._member_split(news) if isinstance(news, MemberRead) else news
        except MemoryError as error:
            raise DocumentError(_TOO_MUCH) from error
        except RecursionError as error:
            raise DocumentError("it is nested too deeply to be read") from error
        except OSError as error:
            raise ItemUnreachable(f"the file cannot be opened: {error.strerror or error}", action="retry") from error

    def _wait_while_busy(self) -> None:
        while self._busy.value:
            time.sleep(_LOOK_S)

    def _split(self, document: Document, name: str) -> Reading:
        from alcove.rag.split import split

        return Reading(document, split(document, name, self._limit))

    @cached_property
    def _limit(self) -> "Limit | None":
        """What the embedder reads; None where there is none, or a broken one, which the index child tells of."""
        from alcove.rag.split import Limit

        if self._embedder is not None:
            with contextlib.suppress(ModelBroken):
                return Limit(self._embedder.most_tokens, passage_counter(self._embedder))
        return None

    def _member_split(self, member: MemberRead) -> MemberReading:
        name = Path(member.name.rpartition("#")[2]).stem
        reading = self._split(member.document, name) if member.document else None
        return MemberReading(
            member.name, member.mime, member.size, member.modified_ns, reading, member.reason, member.action
        )


class Reader:
    """The parent's side: read one file, with a deadline scaled to its size that each page and member renews.

    Chunks are made for `embedder`, see `split.Limit`.
    """

    def __init__(self, embedder: EmbedderIdentity | None = None, paths: Paths | None = None) -> None:
        # No lock: a child that is killed while it holds one would take the parent with it.
        self._busy = multiprocessing.get_context("spawn").RawValue("b", 0)
        _remove_orphans()
        self._scratch = os.path.join(tempfile.gettempdir(), f"{_SCRATCH}{os.getpid()}-{id(self):x}")
        self._child = Child("reader", "alcove.rag.reader:ReaderService", (self._busy, self._scratch, embedder, paths))

    @property
    def pid(self) -> int | None:
        return self._child.pid

    def rest(self, resting: bool) -> None:
        """Let the child rest between pages (a model generates), or go on."""
        self._busy.value = int(resting)

    def read(
        self, path: Path, mime: str, options: ReadOptions | None = None, token: CancelToken | None = None
    ) -> Generator[ReadNews, None, Reading | None]:
        """Read a file in the child, telling on the way; return None when that was cancelled.

        Raises DocumentError with the reason when it cannot be read, took too long, or brought the child down.
        """
        token = token or CancelToken()
        options = options or ReadOptions()
        told: set[str] = set()
        try:
            # A child that died need not have died of the file: it may have been killed, for want of memory say.
            reading = yield from self._attempt(path, mime, options, token, told)
            if reading is None:
                reading = yield from self._attempt(path, mime, options, token, told, last=True)
        except ChildBug as error:
            first = str(error).splitlines()[0].encode("utf-8", "replace").decode()
            raise DocumentError(f"the file is damaged or unusual ({first})") from error
        except MemoryError as error:
            self._child.kill()
            raise DocumentError(_TOO_MUCH) from error
        self._replace_when_large()
        return reading

    def _attempt(
        self, path: Path, mime: str, options: ReadOptions, token: CancelToken, told: set[str], *, last: bool = False
    ) -> Generator[ReadNews, None, Reading | None]:
        """Read once; return None when cancelled, or when the child died. `told` are the members told of before."""
        if token.cancelled:
            return None
        seconds = _BASE_S
        with contextlib.suppress(OSError):
            seconds += path.stat().st_size / 1e6 * _S_PER_MB
        unsubscribe = token.on_cancel(self._child.kill)
        news: queue.SimpleQueue[ReadNews] = queue.SimpleQueue()
        try:
            future = self._child.submit("read", str(path), mime, options, on_news=news.put)
            for one in self._watched(future, news, seconds):
                if not isinstance(one, MemberReading):
                    yield one
                elif one.name not in told:
                    told.add(one.name)
                    yield one
            reading: Reading = future.result()
            return reading
        except GeneratorExit:  # nobody waits for it any more
            self._child.kill()
            raise
        except TimeoutError as error:
            self._child.kill()
            raise DocumentError(f"reading it took longer than {seconds:.0f} seconds", action="retry") from error
        except ChildDied as error:
            if last and not token.cancelled:
                raise DocumentError("the reader crashed on it", action="retry") from error
            return None
        finally:
            unsubscribe()

    def _watched(
        self, future: "Future[Reading]", news: "queue.SimpleQueue[ReadNews]", seconds: float
    ) -> Iterator[ReadNews]:
        """Yield news until the answer is there. Raises TimeoutError after so long without a sign of life."""
        alive = time.monotonic()
        future.add_done_callback(lambda _: news.put(_END))
        while True:
            try:
                one = news.get(timeout=_LOOK_S)
            except queue.Empty:
                if self._busy.value:
                    alive = time.monotonic()
                elif time.monotonic() - alive > seconds:
                    raise TimeoutError from None
                continue
            if one is _END:
                return
            alive = time.monotonic()
            yield one

    def _replace_when_large(self) -> None:
        with contextlib.suppress(psutil.Error):
            if self.pid is not None and psutil.Process(self.pid).memory_info().rss > RESTART_AT:
                self._child.close()

    def close(self) -> None:
        """Stop the child, and remove what it left."""
        self._child.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


_END = PagesDone(-1, -1)
"""Put after the last news, to wake who waits for more."""


def _remove_orphans() -> None:
    """Remove the temporary files of processes that were killed before they could."""
    with contextlib.suppress(OSError):
        for entry in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
            owner = entry.name.removeprefix(_SCRATCH).partition("-")[0]
            if owner.isdecimal() and not psutil.pid_exists(int(owner)):
                shutil.rmtree(entry, ignore_errors=True)
