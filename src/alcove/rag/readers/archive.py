"""Archives: zip and tar as the files in them, one level deep; gz, bz2 and xz as the file they hold.

Nothing is unpacked to a name the archive gives: names only tell what a member is called. What claims to unpack to
far more than its size is refused before, what does so without claiming is stopped on the way.
"""

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from calendar import timegm
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from alcove.core.errors import DocumentError
from alcove.core.formats import MB, mime_of
from alcove.rag.readers import How, Member
from alcove.rag.types import Document

MOST_MEMBERS = 100_000
_BOMB_RATIO = 200
_BOMB_BYTES = 1_000 * MB
_JUNK_FOLDERS = frozenset(("__macosx", ".git", ".svn", ".hg", ".trashes", ".spotlight-v100"))
_JUNK_NAMES = frozenset((".ds_store", "thumbs.db", "desktop.ini", ".localized"))
_NESTED = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".jar", ".apk", ".iso", ".cab")
_DAMAGED = "the archive is damaged or not what its name says"
_AES = 99
_UNICODE_PATH = 0x7075
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_LATIN = re.compile("[À-ÖØ-öø-ÿ]")
_UPPER_RUN = re.compile(rb"[\x80-\xff]{3,}")
_SURE = 0.9


def read_zip(path: Path, how: How) -> Generator[Member, None, Document]:
    """Read a zip archive's files. Raises DocumentError for one that is damaged, empty, or a bomb."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise DocumentError(_DAMAGED) from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_bombs(sum(info.file_size for info in infos), path, len(infos))
        names = _zip_names(infos)
        used: dict[str, int] = {}
        for info, named in zip(infos, names, strict=True):
            name = _tidy(named)
            if not name or _is_junk(name):
                continue
            modified = timegm((*info.date_time, 0, 0, 0)) * 10**9 if info.date_time[0] > 1980 else 0
            opened = _zip_opener(archive, info, how)
            yield Member(_unused(name, used), mime_of(name), info.file_size, modified, _unless_nested(name, opened))
    if not used:
        raise DocumentError("there are no files in the archive")
    return Document("")


def read_tar(path: Path, how: How) -> Generator[Member, None, Document]:
    """Read a tar archive's files in one pass, packed or not."""
    return (yield from _tar(path))


def read_packed(path: Path, how: How) -> Generator[Member, None, Document]:
    """Read what gzip, bzip2 or xz packed: one file, called as the packed one without its suffix, or a tar archive."""
    unpack: dict[str, Callable[[Path], BinaryIO]] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}  # type: ignore[dict-item]
    opener = unpack[path.suffix.lower()]
    try:
        with opener(path) as stream:
            begins = stream.read(512)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise DocumentError(_DAMAGED) from error
    if begins[257:262] == b"ustar":
        return (yield from _tar(path))
    name = _tidy(path.stem)
    packed = path.stat()
    size = len(begins) if len(begins) < 512 else packed.st_size  # the least it can be
    opened = _Watched(lambda: opener(path)).opened
    yield Member(name, mime_of(name), size, packed.st_mtime_ns, _unless_nested(name, opened))
    return Document("")


def _tar(path: Path) -> Generator[Member, None, Document]:
    used: dict[str, int] = {}
    total = count = 0
    try:
        with tarfile.open(path, mode="r|*") as archive:
            for info in archive:
                count += 1
                total += info.size
                _refuse_bombs(total, path, count)
                name = _tidy(info.name)
                if not info.isreg() or not name or _is_junk(name):
                    continue
                opened = _Watched(lambda info=info: cast(BinaryIO, archive.extractfile(info))).opened  # type: ignore[misc]
                name = _unused(name, used)
                yield Member(name, mime_of(name), info.size, int(info.mtime * 1e9), _unless_nested(name, opened))
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError) as error:
        if not used:
            raise DocumentError(_DAMAGED) from error
        raise DocumentError(f"the archive is damaged after {len(used)} files") from error
    if not used:
        raise DocumentError("there are no files in the archive")
    return Document("")


def _refuse_bombs(unpacked: int, path: Path, members: int) -> None:
    if members > MOST_MEMBERS:
        raise DocumentError(f"the archive holds more than {MOST_MEMBERS:,} files")
    size = path.stat().st_size
    if unpacked > _BOMB_BYTES and unpacked > size * _BOMB_RATIO:
        raise DocumentError(
            f"unpacked, it would be {unpacked / MB:,.0f} MB, {unpacked // max(size, 1):,} times its size: a zip bomb"
        )


def _tidy(name: str) -> str:
    """Return a member's name as a path within its archive, `/` between folders, leading nowhere else."""
    parts = (part.strip() for part in re.sub(r"[\0-\x1f]", "", name).replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _is_junk(name: str) -> bool:
    *folders, last = name.lower().split("/")
    return last in _JUNK_NAMES or last.startswith("._") or not _JUNK_FOLDERS.isdisjoint(folders)


def _unused(name: str, used: dict[str, int]) -> str:
    """Return the name, numbered when the archive has it twice."""
    used[name] = used.get(name, 0) + 1
    if used[name] == 1:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} ({used[name]}){dot}{suffix}" if stem else f"{name} ({used[name]})"


def _unless_nested(name: str, opened: Callable[[], BinaryIO]) -> Callable[[], BinaryIO]:
    def refused() -> BinaryIO:
        raise DocumentError("it is an archive inside an archive, and those are not unpacked")

    return refused if name.lower().endswith(_NESTED) else opened


def _zip_opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo, how: How) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        locked = bool(info.flag_bits & 1)
        if locked and info.compress_type == _AES:
            raise DocumentError("the file is encrypted with AES, which Alcove cannot open; unpack the archive")
        if locked and not how.password:
            raise DocumentError("the file is encrypted and needs a password", action="password")
        try:
            return cast(BinaryIO, archive.open(info, pwd=how.password.encode() if locked else None))
        except RuntimeError as error:  # zipfile's own, for a wrong password
            if isinstance(error, NotImplementedError):
                raise DocumentError(f"it is packed by a method ({info.compress_type}) Alcove cannot unpack") from error
            raise DocumentError("the password does not open the file", action="password") from error

    return _Watched(opened).opened


class _Watched(io.RawIOBase):
    """A member's bytes: what goes wrong while they are unpacked is told in plain words."""

    def __init__(self, source: Callable[[], BinaryIO]) -> None:
        self._source = source
        self._stream: BinaryIO | None = None

    def opened(self) -> BinaryIO:
        """Open it; raises DocumentError."""
        with _told():
            self._stream = self._source()
        return cast(BinaryIO, self)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert self._stream is not None
        with _told():
            return self._stream.read(size)

    def close(self) -> None:
        if self._stream is not None and not self.closed:
            self._stream.close()
        super().close()


@contextmanager
def _told() -> Iterator[None]:
    """Tell damage as such; an error of the disk (it has a number) is let through."""
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, struct.error) as error:
        raise DocumentError("it is damaged inside its archive") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise DocumentError("it is damaged inside its archive") from error


def _zip_names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the members' names: in UTF-8 where that is marked, else in the encoding that fits them all."""
    marked = [info.filename if info.flag_bits & 0x800 else _unicode_path(info) for info in infos]
    raw = [info.orig_filename.encode("cp437", "replace") for info in infos]
    encoding = _names_encoding(b"\n".join(name for name, known in zip(raw, marked, strict=True) if not known))
    return [known or name.decode(encoding, "replace") for name, known in zip(raw, marked, strict=True)]


def _unicode_path(info: zipfile.ZipInfo) -> str:
    """Return the name of the extra field that Info-ZIP writes beside one in an old code page (APPNOTE 4.6.9)."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and 5 < size <= len(extra) - 4:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return ""


def _names_encoding(names: bytes) -> str:
    """Tell the encoding of file names by how many of their upper bytes are letters in it.

    Programs for DOS and Windows wrote the code page of their country and did not say which. Words of Cyrillic are
    runs of upper bytes; in Western ones these stand alone.
    """
    try:
        names.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    upper = sum(byte >= 0x80 for byte in names)
    best, most = "", 0.0
    for encoding, letters in (("cp437", _LATIN), ("cp866", _CYRILLIC), ("cp1251", _CYRILLIC), ("cp1252", _LATIN)):
        if letters is _LATIN or _UPPER_RUN.search(names):
            share = len(letters.findall(names.decode(encoding, "replace"))) / upper
            if share > most:
                best, most = encoding, share
    if most >= _SURE:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(names).best()
    return guess.encoding if guess else "cp437"
