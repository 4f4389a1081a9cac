"""The reader's two sides: news, members, deadlines, cancelling, crashes, rest, memory and temporary files."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import DocumentError, ItemUnreachable
from alcove.core.ledger import Ledger
from alcove.core.paths import Paths
from alcove.models.embedder import EmbedderIdentity, identify, passage_counter
from alcove.rag import reader as reader_module
from alcove.rag.child import Child
from alcove.rag.reader import MemberReading, Reader, ReaderService, Reading, ReadOptions
from alcove.rag.readers import MemberRead, PagesDone
from alcove.rag.types import Document
from tests.rag.test_child import wait_until

Making = Callable[[str], Reader]
ROOT = Path(__file__).parents[2]


class Scripted:
    """Stands for ReaderService in the child: what a file says is what reading it does."""

    def __init__(self, busy: Any, scratch: str) -> None:
        self._service = ReaderService(busy, scratch)
        self._wait_while_busy = self._service._wait_while_busy
        self._hoard = b""

    def read(self, path: str, mime: str, options: ReadOptions) -> Generator[object, None, Reading]:
        """Do what the lines of the file say."""
        for line in Path(path).read_text().splitlines():
            word, _, rest = line.partition(" ")
            yield from getattr(self, f"_{word}")(rest)
        return Reading(Document(f"{options.password}{mime}"), [])

    def _page(self, count: str) -> Iterator[PagesDone]:
        yield PagesDone(int(count), 99)

    def _member(self, name: str) -> Iterator[MemberReading]:
        yield MemberReading(name, "text/plain", 1, 1, Reading(Document(name), []), "", "")

    def _sleep(self, seconds: str) -> Iterator[PagesDone]:
        time.sleep(float(seconds))
        return iter(())

    def _rest(self, _: str) -> Iterator[PagesDone]:
        self._wait_while_busy()
        return iter(())

    def _die(self, _: str) -> Iterator[PagesDone]:
        os.kill(os.getpid(), signal.SIGSEGV)
        return iter(())

    def _die_once(self, flag: str) -> Iterator[PagesDone]:
        if not Path(flag).exists():
            Path(flag).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return iter(())

    def _fail(self, words: str) -> Iterator[PagesDone]:
        raise ValueError(words)

    def _short(self, _: str) -> Iterator[PagesDone]:
        raise MemoryError

    def _hoard_mb(self, count: str) -> Iterator[PagesDone]:
        self._hoard = os.urandom(1000) * (int(count) * 1000)
        return iter(())

    def _leave(self, _: str) -> Iterator[PagesDone]:
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(b"x")
        return iter(())


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def reader() -> Iterator[Reader]:
    one = Reader()
    one._child = Child("reader", f"{__name__}:Scripted", (one._busy, one._scratch))
    yield one
    one._child.kill()
    one.close()


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    def written(*lines: str) -> Path:
        path = tmp_path / "script"
        path.write_text("\n".join(lines))
        return path

    return written


def all_of(reading: Generator[object, None, Reading | None]) -> tuple[Reading | None, list[object]]:
    told: list[object] = []
    while True:
        try:
            told.append(next(reading))
        except StopIteration as end:
            return end.value, told


def reason(reader: Reader, path: Path) -> tuple[str, str]:
    with pytest.raises(DocumentError) as failed:
        all_of(reader.read(path, "x"))
    return failed.value.message, failed.value.action


def names(told: list[object]) -> list[str]:
    return [one.name for one in told if isinstance(one, MemberReading)]


def test_news_comes_in_order_before_the_document(reader: Reader, script: Callable[..., Path]) -> None:
    path = script("page 1", "member a", "page 2", "member b")
    reading, told = all_of(reader.read(path, "kind", ReadOptions(password="p-")))
    assert reading is not None and reading.document.text == "p-kind"
    assert told[0] == PagesDone(1, 99) and told[2] == PagesDone(2, 99) and names(told) == ["a", "b"]


def test_a_file_that_kills_the_reader_twice_is_skipped_and_its_members_told_once(
    reader: Reader, script: Callable[..., Path]
) -> None:
    path = script("member a", "member b", "sleep 0.2", "die")
    told: list[object] = []
    with pytest.raises(DocumentError) as crashed:
        for one in reader.read(path, "x"):
            told.append(one)
    assert (crashed.value.message, crashed.value.action) == ("the reader crashed on it", "retry")
    assert names(told) == ["a", "b"]
    assert all_of(reader.read(script("page 1"), "x"))[0] is not None


def test_a_reader_killed_by_something_else_tries_again(
    reader: Reader, script: Callable[..., Path], tmp_path: Path
) -> None:
    path = script("member a", "sleep 0.2", f"die_once {tmp_path / 'flag'}", "member b")
    reading, told = all_of(reader.read(path, "x"))
    assert reading is not None and names(told) == ["a", "b"]


def test_each_sign_of_life_renews_the_deadline(
    reader: Reader, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of(reader.read(script("page 0"), "x"))  # it has started
    monkeypatch.setattr(reader_module, "_BASE_S", 1.0)
    lively = script(*["sleep 0.4", "page 1", "sleep 0.4", "member m"] * 2)
    assert all_of(reader.read(lively, "x"))[0] is not None
    before = reader.pid
    assert reason(reader, script("page 1", "sleep 30")) == ("reading it took longer than 1 seconds", "retry")
    assert before is not None and not psutil.pid_exists(before)


def test_time_spent_resting_is_not_counted(
    reader: Reader, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of(reader.read(script("page 0"), "x"))
    monkeypatch.setattr(reader_module, "_BASE_S", 0.5)
    reader.rest(True)
    began = time.monotonic()
    threading.Timer(1.2, reader.rest, (False,)).start()
    assert all_of(reader.read(script("rest"), "x"))[0] is not None
    assert time.monotonic() - began >= 1.2


@pytest.mark.parametrize("lines", [("sleep 30",), ("member a", "sleep 30"), ("rest",)])
def test_cancelling_ends_it_at_once_whatever_it_does(
    reader: Reader, script: Callable[..., Path], lines: tuple[str, ...]
) -> None:
    all_of(reader.read(script("page 0"), "x"))
    reader.rest(lines == ("rest",))
    token = CancelToken()
    threading.Timer(0.4, token.cancel).start()
    began = time.monotonic()
    assert all_of(reader.read(script(*lines), "x", token=token))[0] is None
    assert time.monotonic() - began < 1.5
    reader.rest(False)
    assert all_of(reader.read(script("page 0"), "x", token=token)) == (None, []), "nothing begins when cancelled"
    assert all_of(reader.read(script("page 0"), "x"))[0] is not None


def test_a_file_nobody_waits_for_any_more_is_not_read_on(reader: Reader, script: Callable[..., Path]) -> None:
    reading = reader.read(script("page 1", "sleep 60"), "x")
    assert next(reading) == PagesDone(1, 99)
    before = reader.pid
    reading.close()
    assert before is not None and wait_until(lambda: not psutil.pid_exists(before))
    began = time.monotonic()
    assert all_of(reader.read(script("page 2"), "x"))[1] == [PagesDone(2, 99)]
    assert time.monotonic() - began < 20


def test_failures_become_reasons(reader: Reader, script: Callable[..., Path]) -> None:
    words, action = reason(reader, script("fail odd\udc80 value".encode("utf-8", "replace").decode()))
    assert words.startswith("the file is damaged or unusual (ValueError: odd") and action == ""
    assert reason(reader, script("short")) == ("reading it needs more memory than a file is allowed", "")


def test_a_reader_that_grew_is_replaced_after_the_file(
    reader: Reader, script: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of(reader.read(script("page 1"), "x"))
    first = reader.pid
    monkeypatch.setattr(reader_module, "RESTART_AT", 300 * 1024**2)
    all_of(reader.read(script("page 1"), "x"))
    assert reader.pid == first is not None
    assert all_of(reader.read(script("hoard_mb 400"), "x"))[0] is not None
    assert reader.pid is None
    assert all_of(reader.read(script("page 1"), "x"))[0] is not None
    assert reader.pid not in (None, first)


def test_temporary_files_go_with_the_child_that_made_them(
    reader: Reader, script: Callable[..., Path], own_temporary_folder: Path
) -> None:
    reason(reader, script("leave", "die"))
    [scratch] = own_temporary_folder.iterdir()
    assert scratch.stat().st_mode & 0o077 == 0
    assert len(list(scratch.iterdir())) == 1
    all_of(reader.read(script("page 1"), "x"))
    assert list(scratch.iterdir()) == [], "the next child found it and removed it"
    all_of(reader.read(script("leave"), "x"))
    reader.close()
    assert list(own_temporary_folder.iterdir()) == []


def test_what_a_killed_alcove_left_is_removed_by_the_next(own_temporary_folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    for name in (f"alcove-reader-{ended.pid}-1", f"alcove-reader-{os.getpid()}-1", "alcove-reader-other"):
        (own_temporary_folder / name).mkdir()
        (own_temporary_folder / name / "part").write_text("x")
    Reader().close()
    left = {path.name for path in own_temporary_folder.iterdir()}
    assert left == {f"alcove-reader-{os.getpid()}-1", "alcove-reader-other"}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> ReaderService:
    """Make the child's side in this process, without what would bind the whole of it."""
    made = object.__new__(ReaderService)
    made._busy = Reader()._busy
    made._embedder = None
    return made


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (MemoryError(), "reading it needs more memory than a file is allowed"),
        (RecursionError(), "it is nested too deeply to be read"),
        (FileNotFoundError(2, "No such file or directory"), "the file cannot be opened: No such file or directory"),
        (OSError("odd"), "the file cannot be opened: odd"),
    ],
)
def test_what_readers_raise_is_told_in_words(
    service: ReaderService, monkeypatch: pytest.MonkeyPatch, raised: Exception, words: str
) -> None:
    def failing(*_: object) -> Generator[object, None, Document]:
        raise raised
        yield

    monkeypatch.setattr("alcove.rag.readers.read", failing)
    with pytest.raises(DocumentError) as failed:
        next(service.read("/x", "text/plain", ReadOptions()))
    assert failed.value.message == words
    assert isinstance(failed.value, ItemUnreachable) == isinstance(raised, OSError)


def test_members_are_split_too_and_skipped_ones_keep_their_reason(
    service: ReaderService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading(*_: object) -> Generator[object, None, Document]:
        yield PagesDone(1, 2)
        yield MemberRead("in/a.txt", "text/plain", 5, 7, Document("The text of a member."))
        yield MemberRead("in/b.txt", "text/plain", 5, 7, None, "it is damaged", "retry")
        return Document("The text around.")

    monkeypatch.setattr("alcove.rag.readers.read", reading)
    done, told = all_of(service.read("/folder/x.zip", "application/zip", ReadOptions()))  # type: ignore[arg-type]
    assert done is not None and len(done.chunks) == 1
    read, skipped = (one for one in told if isinstance(one, MemberReading))
    assert read.reading is not None and read.reading.chunks[0].end == 21
    assert (skipped.reading, skipped.reason, skipped.action) == (None, "it is damaged", "retry")


def test_chunks_are_made_for_the_embedder(
    service: ReaderService, monkeypatch: pytest.MonkeyPatch, embedder_dir: Path, tmp_path: Path
) -> None:
    text = "3,141.59 2,718.28 1,414.21 1,732.05\n" * 60

    def reading(*_: object) -> Generator[object, None, Document]:
        yield PagesDone(1, 1)
        return Document(text, "Figures")

    monkeypatch.setattr("alcove.rag.readers.read", reading)

    def chunks(embedder: EmbedderIdentity | None) -> list[str]:
        service._embedder = embedder
        service.__dict__.pop("_limit", None)
        done, _ = all_of(service.read("/x.txt", "text/plain", ReadOptions()))  # type: ignore[arg-type]
        assert done is not None
        return [text[chunk.start : chunk.end] for chunk in done.chunks]

    embedder = identify(embedder_dir)
    count = passage_counter(embedder)
    assert max(count(f"Figures\n{one}") for one in chunks(None)) > embedder.most_tokens
    assert max(count(f"Figures\n{one}") for one in chunks(embedder)) <= embedder.most_tokens
    broken = dataclasses.replace(embedder, place=tmp_path)
    assert chunks(broken) == chunks(None), "the index child tells that it is broken"


def test_the_child_has_limits_and_its_own_temporary_folder(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import os, resource, tempfile
        from alcove.rag.reader import MEMORY_LIMIT, ReaderService
        ReaderService(None, {str(tmp_path / "scratch")!r})
        assert resource.getrlimit(resource.RLIMIT_AS) == (MEMORY_LIMIT, MEMORY_LIMIT)
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
        print(tempfile.gettempdir(), os.environ["TMPDIR"])
        """
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.stdout.split() == [str(tmp_path / "scratch")] * 2, ran.stderr


def test_what_the_child_attempts_is_refused_and_stands_in_the_ledger(tmp_path: Path) -> None:
    paths = Paths.at(tmp_path)
    reader = Reader(paths=paths)
    child = Child("reader", "tests.rag.child_service:CallingReader", reader._child._arguments)
    assert child.call("call_home") == "A connection to 192.0.2.1 was refused."
    ledger = Ledger(paths.ledger)
    wait_until(lambda: len(ledger.entries()) == 2)
    child.kill()
    assert {(one.who, one.host, one.port, one.allowed) for one in ledger.entries()} == {
        ("reader", "192.0.2.1", 1, False), ("reader", "192.0.2.1", 2, False),
    }  # fmt: skip
    child.close()
    reader.close()
