"""Archives: their files by name and one level deep; bombs, damage and passwords told in plain words."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, archive
from tests.rag.reading import read_file, read_members

TEXT = "Tung oil dries in two days. "


def zipped(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def texts(path: Path, how: How | None = None) -> dict[str, str]:
    """Return each member's text, or why it has none."""
    return {
        name: one.document.text if one.document else one.reason for name, one in read_members(path, "", how).items()
    }


def raw_zip(names: list[bytes], *, flags: int = 0, method: int = 0, claims: int | None = None) -> bytes:
    """Return a zip archive whose names are these bytes, unmarked; each member is TEXT, claimed to be `claims` long."""
    data = TEXT.encode()
    size = len(data) if claims is None else claims
    local, central = b"", b""
    for name in names:
        common = struct.pack("<HHHHHIII", 20, flags, method, 0, 33, zlib.crc32(data), len(data), size)
        central += struct.pack("<IH", 0x02014B50, 20) + common
        central += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(local)) + name
        local += struct.pack("<I", 0x04034B50) + common + struct.pack("<HH", len(name), 0) + name + data
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(names), len(names), len(central), len(local), 0)
    return local + central + end


def test_files_are_read_one_level_deep_and_junk_is_left_out(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"deep.txt": "deep"}).read_bytes()
    path = zipped(
        tmp_path / "a.zip",
        {
            "notes/oil.txt": TEXT, "notes/": b"", "b.html": "<h1>Wax</h1>", "inner.zip": inner, "x.tar.gz": b"x",
            "__MACOSX/._oil.txt": b"x", ".DS_Store": b"x", "notes/Thumbs.db": b"x", ".git/config": b"x", "._b": b"x",
            "photo.xyz": b"x", "empty.txt": b"",
        },
    )  # fmt: skip
    assert texts(path) == {
        "notes/oil.txt": TEXT,
        "b.html": "# Wax",
        "inner.zip": "it is an archive inside an archive, and those are not unpacked",
        "x.tar.gz": "it is an archive inside an archive, and those are not unpacked",
        "photo.xyz": "Alcove does not read .xyz files",
        "empty.txt": "the file is empty",
    }
    assert read_members(path)["notes/oil.txt"].modified_ns > 0


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw_zip([b"../../up.txt", b"/etc/abs.txt", b"C:\\w\\x.txt", b"a/./b.txt", b"a/b.txt", b".."]))
    assert list(texts(path)) == ["up.txt", "etc/abs.txt", "C:/w/x.txt", "a/b.txt", "a/b (2).txt"]
    assert set(texts(path).values()) == {TEXT}
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Договор аренды.txt", "cp866"),
        ("Договор аренды.txt", "cp1251"),
        ("Договор аренды.txt", "utf-8"),
        ("Übergröße.txt", "cp437"),
        ("Übergröße.txt", "cp1252"),
        ("plain.txt", "ascii"),
        ("日本語の書類と説明書.txt", "cp932"),
    ],
)
def test_names_in_old_code_pages_are_told(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw_zip([name.encode(encoding), b"b.txt"]))
    assert list(texts(path)) == [name, "b.txt"]


def test_names_beside_an_old_one_are_preferred(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("D_j_.txt")
    name = "Déjà.txt".encode()
    info.extra = struct.pack("<HH", 1, 1) + b"x" + struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(info, TEXT)
    assert list(texts(tmp_path / "a.zip")) == ["Déjà.txt"]


def encrypted(data: bytes, password: bytes) -> bytes:
    """Encrypt as zip's first cipher does (APPNOTE 6.1), twelve bytes of header before."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(byte: int, value: int) -> int:
        return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(byte: int) -> None:
        keys[0] = crc(byte, keys[0])
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[1] >> 24, keys[2])

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in bytes(11) + bytes([zlib.crc32(data) >> 24]) + data:
        key = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((key * (key ^ 1) >> 8) & 0xFF))
        update(byte)
    return bytes(out)


def test_an_encrypted_member_needs_its_password(tmp_path: Path) -> None:
    data = raw_zip([b"a.txt"], flags=1)
    locked = encrypted(TEXT.encode(), b"wax")
    size = struct.pack("<II", len(TEXT), len(TEXT))
    data = data.replace(TEXT.encode(), locked).replace(size, struct.pack("<II", len(locked), len(TEXT)))
    end = data.rindex(b"PK\x05\x06")
    data = data[: end + 16] + struct.pack("<I", data.index(b"PK\x01\x02")) + data[end + 20 :]
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    (member,) = read_members(path).values()
    assert (member.reason, member.action) == ("the file is encrypted and needs a password", "password")
    (member,) = read_members(path, "", How(password="oil")).values()
    assert (member.reason, member.action) == ("the password does not open the file", "password")
    assert texts(path, How(password="wax")) == {"a.txt": TEXT}


@pytest.mark.parametrize(
    ("flags", "method", "reason"), [(1, 99, "encrypted with AES"), (0, 9, "a method (9)"), (0, 8, "damaged inside")]
)
def test_members_that_cannot_be_unpacked_say_why(tmp_path: Path, flags: int, method: int, reason: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw_zip([b"a.txt"], flags=flags, method=method))
    assert reason in texts(path)["a.txt"]


def test_bombs_are_refused_by_what_they_claim(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(raw_zip([b"%d.txt" % n for n in range(50)], method=8, claims=60_000_000))
    with pytest.raises(DocumentError, match=r"would be 3,000 MB, .* times its size: a zip bomb"):
        read_file(path)


def test_bombs_that_claim_little_are_stopped_on_the_way(tmp_path: Path) -> None:
    began = time.monotonic()
    path = zipped(tmp_path / "a.zip", {"a.txt": b" " * 80_000_000, "b.txt": TEXT})
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 80_000_000), struct.pack("<I", 100)))
    packed = tmp_path / "c.txt.gz"
    packed.write_bytes(gzip.compress(b" " * 80_000_000, 9))
    assert texts(path) == {"a.txt": "it is damaged inside its archive", "b.txt": TEXT}
    assert "larger than the 64 MB" in texts(packed)["c.txt"]
    assert time.monotonic() - began < 20


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    path = zipped(tmp_path / "a.zip", {f"{n}.txt": TEXT for n in range(4)})
    with pytest.raises(DocumentError, match="more than 3 files"):
        read_file(path)


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.gz", "a.bz2", "a.xz"])
def test_what_is_no_archive_is_not_read(tmp_path: Path, name: str) -> None:
    whole = zipped(tmp_path / "whole.zip", {"a.txt": random.Random(1).randbytes(5000)}).read_bytes()
    for data in (b"just words, no archive", whole[:3000], b"x" if name in ("a.tar", "a.tgz") else b"\0" * 2000):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DocumentError, match="damaged or not what its name says"):
            read_file(tmp_path / name)


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_without_files_says_so(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "a.tar", "w"), zipfile.ZipFile(tmp_path / "a.zip", "w"):
        pass
    with pytest.raises(DocumentError, match="no files in the archive"):
        read_file(tmp_path / name)


def tarred(files: dict[str, bytes], packing: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{packing}") as made:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), 1_000
            made.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "packing"), [("a.tar", ""), ("a.tgz", "gz"), ("a.tar.gz", "gz"), ("a.tar.bz2", "bz2"), ("a.tar.xz", "xz")]
)
def test_tar_archives_are_read_packed_or_not(tmp_path: Path, name: str, packing: str) -> None:
    files = {"x/a.txt": TEXT.encode(), "../b.txt": b"b", "x.zip": b"z", ".DS_Store": b"x", "x/a.txt ": b"twice"}
    (tmp_path / name).write_bytes(tarred(files, packing))
    read = texts(tmp_path / name)
    assert read["x/a.txt"] == TEXT and read["b.txt"] == "b" and "inside an archive" in read["x.zip"]
    assert list(read) == ["x/a.txt", "b.txt", "x.zip", "x/a (2).txt"]


def test_a_tar_archive_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    noise = random.Random(2).randbytes(200_000)
    (tmp_path / "a.tar").write_bytes(tarred({"a.txt": TEXT.encode(), "b.txt": noise}, "")[:50_000])
    with pytest.raises(DocumentError, match="damaged after 2 files"):
        read_file(tmp_path / "a.tar")


def test_a_tar_bomb_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.txt")
    info.size = 2_000_000_000
    (tmp_path / "a.tar").write_bytes(info.tobuf() + b"\0" * 5_000)
    with pytest.raises(DocumentError, match="a zip bomb"):
        read_file(tmp_path / "a.tar")


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_packed_files_are_the_file_they_hold(tmp_path: Path, suffix: str, pack: object) -> None:
    assert callable(pack)
    path = tmp_path / f"oil.txt.{suffix}"
    path.write_bytes(pack(TEXT.encode()))
    assert texts(path) == {"oil.txt": TEXT}
    path.write_bytes(pack((TEXT * 9000).encode())[:-20])
    reason = texts(path)["oil.txt"] if suffix != "bz2" else ""
    assert reason in ("", "it is damaged inside its archive")
    path.write_bytes(pack(b""))
    assert texts(path) == {"oil.txt": "the file is empty"}
