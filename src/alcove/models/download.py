"""Downloading a model from the hub: going on where it stopped, stopped at once, checked, and in place only when whole.

What is under way lies in `.unfinished/` of the model folder: what is wanted (`plan.json`) and a file a file, `3.part`
while it comes and `3.done` once its checksum is right. There nothing is taken for a model, and from there everything
goes on after any end of the program. huggingface_hub 2.4 has a downloader, but it begins anew every time (its
unfinished file has another name each time, and is deleted) and can neither tell of progress nor be stopped.
"""

import contextlib
import errno
import hashlib
import json
import shutil
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, HubUnreachable, ModelError, ModelMissing
from alcove.models.hub import FOLDER, Choice, Hub, HubFile, Kind, Repository, changed, gated

PARALLEL = 3
_TRIES = 6
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
_TELL_S = 0.25
_SPEED_OVER_S = 5.0
_SPARE = 200_000_000
"""Bytes of the disk that a download leaves free."""
_BLOCK = 1 << 20
_ENDED_S = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A download that was begun: which files of which revision, and where they go. `key` names its folder."""

    key: str
    name: str
    repository: str
    revision: str
    kind: Kind
    folder: bool
    target: str
    """The file or folder it becomes, in the model folder; of a model in parts the first."""
    files: tuple[HubFile, ...]
    done: int = 0

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far a download is. `trouble` is what it waits for, in words; empty while all is well."""

    done: int
    total: int
    bytes_per_s: float
    seconds_left: float | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Checking:
    """All has come; this much is compared with the checksums the hub states."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The model is there. The last event of a download that was not cancelled."""

    path: Path
    kind: Kind


DownloadEvent = Fetching | Checking | Fetched


class Downloads:
    """Begin, carry on and discard downloads into `folder`."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self._folder = folder
        self._hub = hub
        self._store = folder / ".unfinished"

    def plan(self, repository: Repository, choice: Choice) -> Wanted:
        """Take down that a choice is wanted, so that it is offered again until it is there or discarded.

        Raises ModelError when it needs an account, or the disk has no room.
        """
        if repository.gated:
            raise gated(repository.name)
        told = f"{repository.name} {repository.revision} {choice.name} {choice.quantisation}"
        key = hashlib.sha256(told.encode()).hexdigest()[:16]
        known = next((one for one in self.unfinished() if one.key == key), None)
        if known is not None:
            return known
        wanted = Wanted(
            key,
            choice.name.rpartition("/")[2].removesuffix(".gguf"),
            repository.name,
            repository.revision,
            choice.kind,
            choice.quantisation == FOLDER,
            self._free_name(repository, choice),
            choice.files,
        )
        self._check_room(wanted)
        place = self._store / key
        with _saving():
            place.mkdir(parents=True, exist_ok=True)
            (place / "plan.new").write_text(json.dumps(asdict(wanted)), "utf-8")
            (place / "plan.new").replace(place / "plan.json")
        return wanted

    def unfinished(self) -> list[Wanted]:
        """Return what was begun and is not there yet, oldest first; a damaged plan is passed over."""
        found = []
        for plan in sorted(self._store.glob("*/plan.json"), key=lambda one: one.stat().st_mtime):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                wanted = _wanted(json.loads(plan.read_text("utf-8")))
                found.append(replace(wanted, done=sum(self._have(wanted, n) for n in range(len(wanted.files)))))
        return found

    def discard(self, wanted: Wanted) -> None:
        """Delete what came so far. Raises ModelError while it is being downloaded elsewhere."""
        with self._alone(wanted):
            shutil.rmtree(self._store / wanted.key, ignore_errors=True)
        self._tidy(wanted)

    def run(self, wanted: Wanted, token: CancelToken) -> Iterator[DownloadEvent]:
        """Download, from where it stopped; the last event is `Fetched`, or none when cancelled.

        Raises ModelError, in words: what has come is kept, but for what had a wrong checksum.
        """
        with self._alone(wanted):
            self._check_room(wanted)
            yield from self._fetch(wanted, token)
            yield from self._check(wanted, token)
            if token.cancelled:
                return
            with _saving():
                path = self._put_in_place(wanted)
        self._tidy(wanted)
        yield Fetched(path, wanted.kind)

    # Names and places

    def _free_name(self, repository: Repository, choice: Choice) -> str:
        """Return a name that nothing in the model folder has, and nothing under way will have."""
        taken = {one.target for one in self.unfinished()}
        plain = choice.files[0].path.rpartition("/")[2] if choice.quantisation != FOLDER else choice.name
        owner = repository.name.partition("/")[0]
        for name in (plain, f"{owner}_{plain}", *(f"{owner}_{number}_{plain}" for number in range(2, 1000))):
            if name not in taken and not (self._folder / name).exists():
                return name
        raise ModelError(f"The model folder has {plain} a thousand times.", "Remove some of them.")

    def _part(self, wanted: Wanted, number: int) -> Path:
        return self._store / wanted.key / f"{number}.part"

    def _done(self, wanted: Wanted, number: int) -> Path:
        return self._store / wanted.key / f"{number}.done"

    def _final(self, wanted: Wanted, number: int) -> Path:
        """Return where a file goes: a folder is filled where it is not seen, parts lie beside each other."""
        path = wanted.files[number].path
        if wanted.folder:
            return self._store / wanted.key / "folder" / path
        first, this = wanted.files[0].path.rpartition("/")[2], path.rpartition("/")[2]
        return self._folder / f"{wanted.target.removesuffix(first)}{this}"

    def _have(self, wanted: Wanted, number: int) -> int:
        """Return how much of a file is there."""
        if self._whole(wanted, number):
            return wanted.files[number].bytes
        return min(max(_size(self._part(wanted, number)), 0), wanted.files[number].bytes)

    def _whole(self, wanted: Wanted, number: int) -> bool:
        """Tell whether a file is there and was compared, or is even in place: the end may have come just then."""
        final = self._final(wanted, number)
        return self._done(wanted, number).exists() or _size(final) == wanted.files[number].bytes

    @contextlib.contextmanager
    def _alone(self, wanted: Wanted) -> Iterator[None]:
        from filelock import FileLock, Timeout

        with _saving():
            (self._store / wanted.key).mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._store / f"{wanted.key}.lock", timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise ModelError(
                f"{wanted.name} is being downloaded by another Alcove.", "Wait for it, or stop it there."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _tidy(self, wanted: Wanted) -> None:
        """Remove the lock of what is no more, and the store once it is empty."""
        with contextlib.suppress(OSError):
            (self._store / f"{wanted.key}.lock").unlink(missing_ok=True)
            self._store.rmdir()

    def _check_room(self, wanted: Wanted) -> None:
        left = wanted.bytes - sum(self._have(wanted, number) for number in range(len(wanted.files)))
        with _saving():
            self._folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._folder).free
        if left + _SPARE > free:
            raise ModelError(
                f"{wanted.name} needs {_gigabytes(left)} more, and the disk has {_gigabytes(free)} free.",
                f"Free some room on the disk of {self._folder}, or choose a smaller file.",
            )

    def _put_in_place(self, wanted: Wanted) -> Path:
        """Move what is whole and right to where models are; of parts the first, which is the model, comes last."""
        for number in reversed(range(len(wanted.files))):
            final = self._final(wanted, number)
            final.parent.mkdir(parents=True, exist_ok=True)
            if self._done(wanted, number).exists():
                self._done(wanted, number).replace(final)
        folder = self._store / wanted.key / "folder"
        if folder.is_dir():
            folder.replace(self._folder / wanted.target)
        shutil.rmtree(self._store / wanted.key, ignore_errors=True)
        return self._folder / wanted.target

    # Fetching

    def _fetch(self, wanted: Wanted, token: CancelToken) -> Iterator[Fetching]:
        """Fetch what is missing, several files at a time."""
        numbers = [n for n in range(len(wanted.files)) if not self._whole(wanted, n)]
        missing = iter(sorted(numbers, key=lambda n: -wanted.files[n].bytes))  # each worker takes the next
        tally = _Tally(sum(self._have(wanted, n) for n in range(len(wanted.files))), wanted.bytes)
        inner = CancelToken()
        failures: list[AppError] = []
        ended = threading.Event()

        def work() -> None:
            try:
                for number in missing:
                    self._fetch_file(wanted, number, inner, tally)
            except AppError as error:
                failures.append(error)
                inner.cancel()
            finally:
                ended.set()

        # Daemons: one that waits for a name to be looked up ends with that, and writes nothing once it is cancelled.
        workers = [threading.Thread(target=work, name="download", daemon=True) for _ in numbers[:PARALLEL]]
        unsubscribe = token.on_cancel(inner.cancel)
        try:
            for worker in workers:
                worker.start()
            while any(worker.is_alive() for worker in workers) and not inner.cancelled:
                yield tally.told()
                ended.wait(_TELL_S)
                ended.clear()
        finally:
            unsubscribe()
            inner.cancel()
            until = time.monotonic() + _ENDED_S
            for worker in workers:
                worker.join(max(0.0, until - time.monotonic()))
        if failures and not token.cancelled:
            raise failures[0]
        yield tally.told()

    def _fetch_file(self, wanted: Wanted, number: int, token: CancelToken, tally: "_Tally") -> None:
        """Fetch one file, again and again where that may help. Returns when it is all there, or cancelled."""
        file, part = wanted.files[number], self._part(wanted, number)
        tries = 0
        while not token.cancelled:
            before = _size(part)
            if before > file.bytes:
                part.unlink()
                tally.add(-file.bytes)
            elif before == file.bytes:
                return
            try:
                self._stream(wanted, file, part, token, tally)
            except HubUnreachable as error:
                if token.cancelled:
                    return
                tries = 1 if _size(part) > before else tries + 1
                wait = error.wait_s or _FIRST_WAIT_S * 2 ** (tries - 1)
                if tries >= _TRIES or wait > _LONGEST_WAIT_S:
                    raise
                tally.trouble(f"{error.message} Trying again in {wait:.0f} seconds.")
                token.wait(wait)
            except ModelMissing as error:
                raise ModelMissing(
                    f"The hub does not have {wanted.repository}/{file.path} any more.",
                    "Its owner took it away or replaced it: discard this download, and look for it anew.",
                ) from error

    def _stream(self, wanted: Wanted, file: HubFile, part: Path, token: CancelToken, tally: "_Tally") -> None:
        """Ask for the rest of a file and write it down as it comes."""
        have = max(_size(part), 0)
        url = self._hub.address(wanted.repository, wanted.revision, file.path)
        name = f"{wanted.repository}/{file.path}"
        headers = {"Range": f"bytes={have}-"} if have else {}
        with _saving(), self._hub.stream(url, token, name, headers=headers) as answer:
            if answer.status_code != 206 and have:
                tally.add(-have)
                have = 0
            if _stated(answer) not in (None, file.bytes):
                raise changed(name)
            with part.open("ab" if have else "wb") as out:
                for block in answer.iter_bytes():
                    if token.cancelled:
                        return
                    have += len(block)
                    if have > file.bytes:
                        raise changed(name)
                    out.write(block)
                    tally.add(len(block))
        if have < file.bytes and not token.cancelled:
            raise HubUnreachable(f"The connection to {self._hub.host} broke off.", "What was downloaded is kept.")

    # Checking

    def _check(self, wanted: Wanted, token: CancelToken) -> Iterator[Checking]:
        """Compare what came with what the hub states; a file that is not that is deleted. Raises ModelError."""
        seen = 0
        for number, file in enumerate(wanted.files):
            if token.cancelled:
                return
            if not self._whole(wanted, number):
                with _saving():
                    found = None
                    for found in _checksums(self._part(wanted, number), file, token):
                        if isinstance(found, int):
                            yield Checking(seen + found, wanted.bytes)
                    if token.cancelled:
                        return
                    if file.checksum and found != file.checksum:
                        self._part(wanted, number).unlink()
                        raise ModelError(
                            f"What came of {file.path} is not what the hub states: its checksum is another.",
                            "It was deleted. Download it again; if that happens twice, choose another repository.",
                        )
                    self._part(wanted, number).replace(self._done(wanted, number))
            seen += file.bytes
            yield Checking(seen, wanted.bytes)


class _Tally:
    """How much has come, how quickly of late, and what is in the way; written by several threads."""

    def __init__(self, done: int, total: int) -> None:
        self._lock = threading.Lock()
        self._done = done
        self._total = total
        self._trouble = ""
        self._lately: deque[tuple[float, int]] = deque([(time.monotonic(), done)])

    def add(self, count: int) -> None:
        with self._lock:
            self._done += count
            if count > 0:
                self._trouble = ""

    def trouble(self, words: str) -> None:
        with self._lock:
            self._trouble = words

    def told(self) -> Fetching:
        """Return how far it is; asked by one thread, now and then."""
        now = time.monotonic()
        with self._lock:
            done, trouble = self._done, self._trouble
        self._lately.append((now, done))
        while len(self._lately) > 2 and now - self._lately[0][0] > _SPEED_OVER_S:
            self._lately.popleft()
        since, before = self._lately[0]
        speed = max(0.0, (done - before) / (now - since)) if now > since else 0.0
        left = (self._total - done) / speed if speed else None
        return Fetching(done, self._total, speed, left, trouble)


def _checksums(path: Path, file: HubFile, token: CancelToken) -> Iterator[int | str]:
    """Yield how many bytes were read, now and then, and last the checksum, of the kind that the hub states."""
    kind = file.checksum.partition(":")[0]
    digest = hashlib.sha1(f"blob {file.bytes}\0".encode()) if kind == "git" else hashlib.sha256()
    told, read = time.monotonic(), 0
    with path.open("rb") as content:
        while (block := content.read(_BLOCK)) and not token.cancelled:
            digest.update(block)
            read += len(block)
            if time.monotonic() - told > _TELL_S:
                told = time.monotonic()
                yield read
    yield f"{kind}:{digest.hexdigest()}"


def _stated(answer: Any) -> int | None:
    """Return how long a file is by the answer's headers; None where they do not say."""
    headers: Mapping[str, str] = answer.headers
    told = headers.get("content-range", "").rpartition("/")[2] if answer.status_code == 206 else ""
    told = told or ("" if answer.status_code == 206 else headers.get("content-length", ""))
    return int(told) if told.isdecimal() else None


def _wanted(told: dict[str, Any]) -> Wanted:
    return Wanted(**{**told, "files": tuple(HubFile(**file) for file in told["files"])})


def _size(path: Path) -> int:
    """Return a file's size; -1 when there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _gigabytes(count: int) -> str:
    return f"{count / 10**9:.1f} GB" if count >= 10**8 else f"{max(1, round(count / 10**6))} MB"


@contextlib.contextmanager
def _saving() -> Iterator[None]:
    """Say in plain words why a file cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ModelError(
                "The disk is full.", "Free some room and go on: what was downloaded so far is kept."
            ) from error
        if error.errno == errno.EFBIG:
            raise ModelError(
                "This disk cannot hold so large a file.",
                "It may be formatted as FAT, which ends at 4 GB: move the library to another disk.",
            ) from error
        raise ModelError(f"The model cannot be saved: {error.strerror or error}.", "Check the model folder.") from error
