"""What every test lives under: no network, no unannounced warnings in the log, the models at hand."""

from __future__ import annotations

import logging
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

MODELS = Path(sys.prefix) / "share" / "alcove" / "models"
LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}")


def pytest_configure(config: pytest.Config) -> None:
    """Keep this machine's proxies and accounts out of every test, child processes included."""
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        patch.delenv(name, raising=False)
        patch.delenv(name.upper(), raising=False)


class NetworkRefused(AssertionError):
    """A test tried to reach something beyond this computer."""


def refuse_beyond_loopback(address: Any) -> None:
    """Raise NetworkRefused unless the address is this computer's (a path or bytes is a Unix socket)."""
    if isinstance(address, tuple) and not LOOPBACK.fullmatch(str(address[0])):
        raise NetworkRefused(f"a test tried to connect to {address[0]}:{address[1]}")


@pytest.fixture(autouse=True)
def network_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse what leaves this computer: connections beyond loopback and looking up other hosts' names."""

    class GuardedSocket(socket.socket):
        def connect(self, address: Any) -> None:
            refuse_beyond_loopback(address)
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            refuse_beyond_loopback(address)
            return super().connect_ex(address)

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None:
            name = host.decode() if isinstance(host, bytes) else host
            refuse_beyond_loopback((name, args[0] if args else ""))
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "socket", GuardedSocket)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@dataclass(frozen=True)
class ExpectedLog:
    """A warning a test says it causes: `@pytest.mark.expects_log(logger, message)`."""

    logger: str
    message: re.Pattern[str]

    def matches(self, record: logging.LogRecord) -> bool:
        """Tell whether this record is the expected one."""
        ours = record.name == self.logger or record.name.startswith(self.logger + ".")
        return ours and self.message.search(record.getMessage()) is not None


class LogKeeper(logging.Handler):
    """Keep what alcove's loggers say at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        self.records.append(record)

    def unexpected(self, expected: list[ExpectedLog]) -> list[str]:
        """Return what nobody announced, as lines."""
        loose = [r for r in self.records if not any(e.matches(r) for e in expected)]
        return [f"{r.levelname} {r.name}: {r.getMessage()}" for r in loose]


@pytest.fixture(autouse=True)
def logfail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose code warns in the log without the test having said so; a marked warning must come."""
    marks = request.node.iter_markers("expects_log")
    expected = [ExpectedLog(mark.args[0], re.compile(mark.args[1])) for mark in marks]
    keeper = LogKeeper()
    logger = logging.getLogger("alcove")
    logger.addHandler(keeper)
    yield
    logger.removeHandler(keeper)
    if lines := keeper.unexpected(expected):
        pytest.fail("unexpected in the log:\n" + "\n".join(lines), pytrace=False)
    for one in expected:
        if not any(one.matches(record) for record in keeper.records):
            pytest.fail(f"{one.logger} never said {one.message.pattern!r}", pytrace=False)


def _came_with_it(name: str) -> Path:
    path = MODELS / name
    if not path.exists():
        pytest.fail(f"{name} is not in {MODELS}: run `make setup`", pytrace=False)
    return path


@pytest.fixture(scope="session")
def starter_model() -> Path:
    """Return the chat model Alcove comes with, a GGUF file."""
    return _came_with_it("SmolLM2-135M-Instruct.Q4_1.gguf")


@pytest.fixture(scope="session")
def embedder_dir() -> Path:
    """Return the folder of the embedder Alcove comes with."""
    return _came_with_it("all-MiniLM-L6-v2")
