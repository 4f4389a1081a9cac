"""The one door: what it refuses, what it lets through, and that every attempt is told."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from alcove.core.errors import NetworkRefused
from alcove.core.net import Attempt, Door, Errand, Trip, connection_errors, host_of, is_local, reach

Hook = Callable[[str, tuple[object, ...]], None]
Shut = Callable[[Door], Hook]

IN_A_PROCESS = """
import socket
from alcove.core.errors import NetworkRefused
from alcove.core.net import Door, reach

attempts = []
door = Door("test", attempts.append)
door.shut()
with socket.create_server(("127.0.0.1", 0)) as server:
    reach(*server.getsockname(), 5)
for attempt in (
    lambda: socket.create_connection(("192.0.2.1", 80), 1),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.2", 53)),
    lambda: socket.getaddrinfo("example.org", 443),
    lambda: socket.gethostbyname("example.com"),
):
    try:
        attempt()
    except NetworkRefused:
        continue
    raise SystemExit("not refused")
print(*(f"{one.who}:{one.host}:{one.allowed}" for one in attempts))
"""


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> Shut:
    """Shut a door without shutting this process's for good; return what the interpreter would call."""
    hooks: list[Hook] = []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)

    def shutting(door: Door) -> Hook:
        door.shut()
        return hooks[-1]

    return shutting


def test_a_shut_door_refuses_what_leaves_the_computer_and_tells_of_it() -> None:
    ran = subprocess.run([sys.executable, "-c", IN_A_PROCESS], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    told = ["192.0.2.1", "192.0.2.2", "example.org", "example.com"]
    assert ran.stdout.split() == [f"test:{target}:False" for target in told]


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("192.0.2.1", 80))),
        ("socket.connect", (None, ("2001:db8::1", 80, 0, 0))),
        ("socket.sendto", (None, ("192.0.2.1", 53))),
        ("socket.sendmsg", (None, ("192.0.2.1", 53))),
        ("socket.getaddrinfo", ("example.org", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (b"example.org", 80, 0, 0, 0)),
        ("socket.gethostbyname", ("example.org",)),
        ("socket.gethostbyaddr", ("192.0.2.1",)),
        ("socket.getnameinfo", (("192.0.2.1", 80),)),
    ],
)
def test_every_way_out_is_watched(shut: Shut, event: str, arguments: tuple[object, ...]) -> None:
    attempts: list[Attempt] = []
    hook = shut(Door("test", attempts.append))
    with pytest.raises(NetworkRefused, match="was refused") as refused:
        hook(event, arguments)
    assert refused.value.hint
    assert len(attempts) == 1 and not attempts[0].allowed


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("open", ("/etc/hosts", "r", 0)),
        ("socket.bind", (None, ("192.0.2.1", 80))),
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.connect", (None, "/run/some.sock")),
        ("socket.sendmsg", (None, None)),
        ("socket.sendto", (None, ())),
        ("socket.getaddrinfo", ("localhost", 80, 0, 0, 0)),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("socket.getnameinfo", (("::1", 80, 0, 0),)),
    ],
)
def test_what_stays_on_the_computer_is_let_through_untold(
    shut: Shut, event: str, arguments: tuple[object, ...]
) -> None:
    attempts: list[Attempt] = []
    shut(Door("test", attempts.append))(event, arguments)
    assert attempts == []


def test_an_allowed_host_is_let_through_by_name_and_address_and_told(
    shut: Shut, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[Attempt] = []
    door = Door("index", attempts.append)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(0, 0, 0, "", ("192.0.2.7", 0))])
    door.allow("Chroma.Example.org", 8000, "search index")
    hook = shut(door)
    hook("socket.getaddrinfo", ("chroma.example.org", "8000", 0, 0, 0))
    hook("socket.connect", (None, ("192.0.2.7", 8000)))
    assert attempts == [Attempt("index", "Chroma.Example.org", True, 8000, "search index")] * 2
    with pytest.raises(NetworkRefused):
        hook("socket.connect", (None, ("192.0.2.8", 8000)))


def test_a_host_without_an_address_is_allowed_by_name(shut: Shut, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> object:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    door = Door("index")
    door.allow("chroma.example.org", 8000, "search index")
    shut(door)("socket.getaddrinfo", ("chroma.example.org", 8000, 0, 0, 0))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::1%lo", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:192.0.2.1", False),
        ("192.168.0.5", False),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_what_is_this_computer(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_reaching_tells_whether_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        reach(host, port, 5)
    with pytest.raises(connection_errors()):
        reach(host, port, 5)


def test_a_passage_lets_its_thread_through_to_its_host_alone(shut: Shut) -> None:
    attempts: list[Attempt] = []
    door = Door("terminal", attempts.append)
    hook = shut(door)
    ours, theirs = socket.socketpair()
    ours.close(), theirs.close()
    steps = (
        ("socket.getaddrinfo", ("Example.org", 443, 0, 0, 0)),
        ("socket.connect", (ours, ("192.0.2.7", 443))),
        ("socket.connect", (ours, ("2001:db8::7%eth0", 443, 0, 0))),
    )
    trip = Trip(Errand("a test", ("example.org",)))
    with door.letting(door.admit(trip, "example.org", 443)):
        for event, arguments in steps:
            hook(event, arguments)
        with pytest.raises(NetworkRefused):
            hook("socket.getaddrinfo", ("other.example.org", 443, 0, 0, 0))
        with ThreadPoolExecutor(1) as elsewhere, pytest.raises(NetworkRefused):
            elsewhere.submit(hook, *steps[1]).result()
    with pytest.raises(NetworkRefused):
        hook(*steps[1])
    told = [(one.host, one.port, one.allowed) for one in attempts]
    assert told == [
        ("example.org", 443, True),
        ("other.example.org", 443, False), ("192.0.2.7", 443, False), ("192.0.2.7", 443, False),
    ]  # fmt: skip


def test_hosts_are_named_as_they_are_sent() -> None:
    assert host_of("https://Пример.рф:8443/v1") == "xn--e1afmkfd.xn--p1ai"
    assert host_of("http://127.0.0.1:11434") == "127.0.0.1"
    for wrong in ("http://a:b:c/", "example.org", ""):
        with pytest.raises(ValueError, match=r"is no address|names no host"):
            host_of(wrong)
