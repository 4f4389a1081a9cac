"""The binary formats of Office 97 to 2003: what LibreOffice converts, when it is installed, and passwords.

Hides how LibreOffice is run: no window, a profile of its own that is thrown away, no macros, no network, a time
limit, and everything it started ended with it. It stays in the process group of the `reader` child, so that it dies
with that too.
"""

import contextlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alcove.core.errors import DocumentError
from alcove.rag.readers import How

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
BASE_S = 50.0
S_PER_MB = 2.0
"""Within the reader's own deadline, so that LibreOffice is blamed and not the reader."""
_DEAD_END = "127.0.0.1"
_SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_PROFILE = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", _DEAD_END),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", _DEAD_END),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_USUAL_PASSWORD = "VelvetSweatshop"
"""With which Excel locks what is only protected against changes, and opens it unasked."""
# WORKAROUND: on damaged files of Apache POI's tests msoffcrypto-tool 6.1 let all of these through.
ODD = (ValueError, OSError, LookupError, AttributeError, TypeError, AssertionError, NotImplementedError, struct.error)
_NEEDS_PASSWORD = "the file is encrypted and needs a password"


def soffice() -> str:
    """Return where LibreOffice's program is; empty when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), "")


@contextmanager
def converted(path: Path, suffix: str, how: How) -> Iterator[Path]:
    """Convert a file with LibreOffice; the new file is gone afterwards.

    Raises DocumentError when LibreOffice is missing, takes too long, or makes nothing of it.
    """
    program = soffice()
    if not program:
        raise DocumentError(
            f"reading {path.suffix.lower()} files needs LibreOffice, which is not installed", action="libreoffice"
        )
    how.wait_while_busy()
    with tempfile.TemporaryDirectory(prefix="alcove-office-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        _write_profile(place / "profile")
        # Under a name of our own: LibreOffice goes by the suffix, and by nothing else in a name.
        source = place / f"in{path.suffix.lower()}"
        shutil.copyfile(path, source)
        command = [
            program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard", "--convert-to", suffix,
            "--outdir", str(place / "out"), str(source),
        ]  # fmt: skip
        _run(command, place, BASE_S + S_PER_MB * path.stat().st_size / 1e6)
        made = place / "out" / f"in.{suffix}"
        if not made.is_file() or not made.stat().st_size:
            raise DocumentError("LibreOffice could not open it: the file is damaged, locked or not what its name says")
        yield made


def _write_profile(folder: Path) -> None:
    items = "".join(_SETTING.format(path=path, name=name, value=value) for path, name, value in _PROFILE)
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def _run(command: list[str], home: Path, seconds: float) -> None:
    dead = f"http://{_DEAD_END}:9"
    refused = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), dead)
    env = {**os.environ, **refused, "no_proxy": ""}
    if sys.platform != "win32":
        env |= {"HOME": str(home), "TMPDIR": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command, cwd=home, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"LibreOffice took longer than {seconds:.0f} seconds over it", action="retry") from error
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill LibreOffice and what it started: its program is a script around the one that works."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        started = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        for one in started:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
    if process.poll() is None:
        process.kill()
        process.wait()


@contextmanager
def unlocked(path: Path, password: str) -> Iterator[Path]:
    """Decrypt an Office file; the new file is gone afterwards. Raises DocumentError when the password is not right."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    with tempfile.TemporaryDirectory(prefix="alcove-unlocked-") as folder, path.open("rb") as file:
        plain = Path(folder) / path.name
        for key in (password, _USUAL_PASSWORD) if password else (_USUAL_PASSWORD,):
            file.seek(0)
            try:
                locked = msoffcrypto.OfficeFile(file)
                checked = {"verify_password": True} if locked.format == "ooxml" else {}
                locked.load_key(password=key, **checked)
                with plain.open("wb") as target:
                    locked.decrypt(target)
                break
            except InvalidKeyError:
                continue
            except (DecryptionError, FileFormatError, ParseError, *ODD) as error:
                raise DocumentError(f"it is encrypted in a way Alcove does not know ({error})") from error
        else:
            reason = f"{_NEEDS_PASSWORD}; the one given does not open it" if password else _NEEDS_PASSWORD
            raise DocumentError(reason, action="password")
        yield plain
