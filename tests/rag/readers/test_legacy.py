"""What an office file really is, LibreOffice for the old ones, passwords."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.rag.readers import How, legacy
from tests.rag.readers.office_files import docx, odf, ole, paragraph, pptx, row, shape, slide, xlsx, zipped
from tests.rag.reading import read_file

DOC = ole({"WordDocument": b"\xec\xa5" + b"\0" * 1500})
PADDING = {"xl/padding.bin": random.Random(0).randbytes(9_000)}
RTF = rb"{\rtf1 Dear aunt\par}"


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a program called soffice on the path that runs a Python script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "soffice"
    program.write_text(f"#!{sys.executable}\nimport os, pathlib, shutil, subprocess, sys, time\n{script}")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.docx", RTF, "Dear aunt"),
        ("a.doc", b"  \n<!-- x --><html><body><p>A page</p></body></html>", "A page"),
        ("a.doc", docx(paragraph("New inside")), "New inside"),
        ("a.docx", odf("text", "<x:p xmlns:x='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>Free</x:p>"), "Free"),
        ("a.xls", b"Name\tTown\nAnn\tTver\n", "Name\tTown\nAnn\tTver\n"),
        ("a.xls", b"<table><tr><td>Rent</td><td>500</td></tr></table>", "Rent"),
        ("a.xls", xlsx({"A": row(1, "x", 1)}), "x | 1"),
        ("a.ppt", pptx([slide(shape("Hello"))]), "Hello"),
        ("a.doc", b"Plain words of old.", "Plain words of old."),
    ],
)
def test_a_file_is_read_as_what_it_is(tmp_path: Path, name: str, data: bytes, text: str) -> None:
    assert text in read_file(written(tmp_path, name, data)).text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"\x00\x01\x02 noise", "damaged or not what its name says"),
        ("a.docx", zipped({"x.txt": "x"}), "a zip archive with no office document"),
        ("a.docx", zipped({"_rels/.rels": "<x/>"}), "the part with its text is missing"),
        ("a.doc", b"<?xml version='1.0'?><w:wordDocument/>", "XML of a kind"),
        ("a.doc", ole({"Other": b"x"}), "an old binary file of another kind"),
        ("a.doc", DOC[:600], "damaged or not what its name says"),
        ("a.docx", docx(paragraph("x"))[:-40], "damaged"),
    ],
)
def test_why_a_file_is_not_read(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_file(written(tmp_path, name, data))


def test_old_files_need_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "soffice", lambda: "")
    with pytest.raises(DocumentError, match=r"reading \.doc files needs LibreOffice, which is not installed") as told:
        read_file(written(tmp_path, "a.doc", DOC))
    assert told.value.action == "libreoffice"


@pytest.mark.skipif(sys.platform == "win32", reason="the program that stands for LibreOffice is a script")
class TestProtocol:
    """With a program in LibreOffice's place that tells how it was called."""

    def test_it_is_called_without_window_network_or_the_persons_profile(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = written(tmp_path, "made.docx", docx(paragraph("Converted")))
        script = f"""
arguments = dict(zip(sys.argv[1:], sys.argv[2:]))
profile = pathlib.Path(next(a for a in sys.argv if "UserInstallation" in a).partition("file://")[2])
settings = (profile / "user/registrymodifications.xcu").read_text()
out = pathlib.Path(arguments["--outdir"])
out.mkdir()
assert "--headless" in sys.argv and arguments["--convert-to"] == "docx"
assert "DisableMacrosExecution" in settings and "ooInetHTTPProxyName" in settings
assert os.environ["https_proxy"].startswith("http://127.0.0.1") and os.environ["HOME"] == str(out.parent)
assert pathlib.Path(sys.argv[-1]).name == "in.doc" and profile.parent == out.parent
pathlib.Path({str(tmp_path)!r}, "called").write_text(str(out.parent))
shutil.copy({str(made)!r}, out / "in.docx")
"""
        soffice(tmp_path, monkeypatch, script)
        assert read_file(written(tmp_path, "a letter.doc", DOC)).text == "Converted"
        assert not Path((tmp_path / "called").read_text()).exists()

    def test_what_it_makes_nothing_of_is_skipped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        soffice(tmp_path, monkeypatch, "")
        with pytest.raises(DocumentError, match="LibreOffice could not open it"):
            read_file(written(tmp_path, "a.doc", DOC))

    def test_it_is_ended_with_all_it_started(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import psutil

        child = tmp_path / "child"
        soffice(tmp_path, monkeypatch, f"""
started = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path({str(child)!r}).write_text(str(started.pid))
time.sleep(60)
""")  # fmt: skip
        monkeypatch.setattr(legacy, "BASE_S", 3.0)
        begun = time.monotonic()
        with pytest.raises(DocumentError, match="took longer than 3 seconds") as told:
            read_file(written(tmp_path, "a.doc", DOC))
        assert told.value.action == "retry" and time.monotonic() - begun < 20
        pid = int(child.read_text())
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


@pytest.mark.skipif(not legacy.soffice(), reason="LibreOffice is not installed")
def test_libreoffice_itself_converts(tmp_path: Path) -> None:
    source = written(tmp_path, "letter.docx", docx(paragraph("Written long ago")))
    profile = (tmp_path / "profile").as_uri()
    command = [legacy.soffice(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "doc:MS Word 97"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120)
    old = tmp_path / "letter.doc"
    if not old.is_file():
        pytest.skip("LibreOffice is installed without Writer")
    assert old.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    assert read_file(old).text == "Written long ago"


def locked(data: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    # msoffcrypto-tool writes streams below 4,096 bytes in a way it cannot read.
    assert len(data) > 5_000
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def test_an_encrypted_file_is_read_with_its_password(tmp_path: Path) -> None:
    path = written(tmp_path, "secret.xlsx", locked(xlsx({"A": row(1, "secret", 1)}, PADDING), "open sesame"))
    with pytest.raises(DocumentError, match="the file is encrypted and needs a password") as told:
        read_file(path)
    assert told.value.action == "password"
    with pytest.raises(DocumentError, match="the one given does not open it") as told:
        read_file(path, how=How(password="wrong"))
    assert told.value.action == "password"
    assert read_file(path, how=How(password="open sesame")).text == "secret | 1"


def test_what_excel_opens_unasked_is_read(tmp_path: Path) -> None:
    data = locked(xlsx({"A": row(1, "kept", 1)}, PADDING), "VelvetSweatshop")
    assert read_file(written(tmp_path, "kept.xlsx", data)).text == "kept | 1"


def test_an_encryption_nobody_knows_is_told(tmp_path: Path) -> None:
    data = ole({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": struct.pack("<HH", 9, 9)})
    with pytest.raises(DocumentError, match="encrypted in a way Alcove does not know"):
        read_file(written(tmp_path, "a.docx", data))
