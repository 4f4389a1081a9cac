"""The one door: what it refuses, what it lets through, and that every attempt is told."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from alcove.core import net
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import NetworkRefused
from alcove.core.net import (
    Attempt,
    Door,
    Fetcher,
    Ledger,
    Response,
    Unreachable,
    address,
    connection_errors,
    is_local,
    reach,
)

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
print(*(f"{one.who}:{one.target}:{one.allowed}" for one in attempts))
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
    door.allow("Chroma.Example.org")
    hook = shut(door)
    hook("socket.getaddrinfo", ("chroma.example.org", 8000, 0, 0, 0))
    hook("socket.connect", (None, ("192.0.2.7", 8000)))
    assert attempts == [Attempt("index", "chroma.example.org", True), Attempt("index", "192.0.2.7", True)]
    with pytest.raises(NetworkRefused):
        hook("socket.connect", (None, ("192.0.2.8", 8000)))


def test_an_open_door_lets_everything_through_and_tells_of_it(shut: Shut) -> None:
    attempts: list[Attempt] = []
    door = Door("terminal", attempts.append)
    hook = shut(door)
    door.open()
    hook("socket.connect", (None, ("192.0.2.8", 443)))
    assert attempts == [Attempt("terminal", "192.0.2.8", True)]


def test_a_host_without_an_address_is_allowed_by_name(shut: Shut, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> object:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    door = Door("index")
    door.allow("chroma.example.org")
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


def test_the_ledger_is_written_at_a_good_moment(tmp_path: Path) -> None:
    opened: list[Database] = []

    def library() -> Database:
        opened.append(Database(tmp_path / "alcove.db"))
        return opened[-1]

    ledger = Ledger("sync")
    ledger.save(library)
    assert opened == [], "without attempts nothing is opened"

    ledger.note(Attempt("index", "example.org", False))
    ledger.note(Attempt("index", "chroma.example.org", True))
    ledger.save(library)
    ledger.save(library)
    rows = Database(tmp_path / "alcove.db").query("SELECT * FROM ledger ORDER BY id")
    assert [(row["who"], row["target"], row["purpose"], row["allowed"]) for row in rows] == [
        ("index", "example.org", "sync", 0),
        ("index", "chroma.example.org", "sync", 1),
    ]
    assert all(row["at"] > 1_600_000_000 for row in rows)


def test_reaching_tells_whether_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        reach(host, port, 5)
    with pytest.raises(connection_errors()):
        reach(host, port, 5)


def test_a_host_is_let_through_within_a_block_and_in_its_thread_only(shut: Shut) -> None:
    attempts: list[Attempt] = []
    door = Door("terminal", attempts.append)
    hook = shut(door)
    steps = (
        ("socket.getaddrinfo", ("Example.org", 443, 0, 0, 0)),
        ("socket.connect", (None, ("192.0.2.7", 443))),
        ("socket.connect", (None, ("2001:db8::7%eth0", 443, 0, 0))),
    )
    with door.letting("example.org"):
        for event, arguments in steps:
            hook(event, arguments)
        with pytest.raises(NetworkRefused):
            hook("socket.getaddrinfo", ("other.example.org", 443, 0, 0, 0))
        with ThreadPoolExecutor(1) as elsewhere, pytest.raises(NetworkRefused):
            elsewhere.submit(hook, *steps[1]).result()
    with pytest.raises(NetworkRefused):
        hook(*steps[1])
    told = [(one.target, one.allowed) for one in attempts]
    assert told == [
        ("Example.org", True), ("192.0.2.7", True), ("2001:db8::7%eth0", True),
        ("other.example.org", False), ("192.0.2.7", False), ("192.0.2.7", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "base", "meant"),
    [
        ("HTTP://Example.org", "", "http://example.org/"),
        ("https://example.org:443?q=1#part", "", "https://example.org/?q=1"),
        ("http://ann:secret@example.org/a", "", "http://example.org/a"),
        (" http://Пример.рф/ё б ", "", "http://xn--e1afmkfd.xn--p1ai/%D1%91%20%D0%B1"),
        ("../c?d#e", "http://example.org/a/b/", "http://example.org/a/c?d"),
        ("//example.com/x%2Fy", "https://example.org/", "https://example.com/x%2Fy"),
        ("example.org", "", ""),
        ("mailto:a@example.org", "http://example.org/", ""),
        ("http://example.org:65536/", "", ""),
        ("http://example.org:port/", "", ""),
        ("http://../", "", ""),
        ("http://example.org/\x00", "", ""),
        ("http://xn--\ud83d.org/", "", ""),
    ],
)
def test_addresses_have_one_form(written: str, base: str, meant: str) -> None:
    assert address(written, base) == meant


class Once:
    """A server that gives each connection one prepared answer; an empty one hangs up, None never answers."""

    def __init__(self, *answers: bytes | None) -> None:
        self.requests: list[bytes] = []
        self._answers = answers
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}/"
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # shut down: a test that failed never asked for the rest
            self._answer_all()

    def _answer_all(self) -> None:
        for answer in self._answers:
            connection, _ = self._server.accept()
            with connection:
                self.requests.append(connection.recv(65536))
                if answer is None:
                    self._done.wait(10)
                elif answer:
                    connection.sendall(answer)
                    if answer.endswith(b"no length"):
                        self._done.wait(10)

    def close(self) -> None:
        self._done.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)  # wakes who waits for a connection
        self._thread.join()
        self._server.close()


@pytest.fixture
def once() -> Iterator[Callable[..., Once]]:
    made: list[Once] = []

    def serving(*answers: bytes | None) -> Once:
        made.append(Once(*answers))
        return made[-1]

    yield serving
    for one in made:
        one.close()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    one = Fetcher(Door("test"), CancelToken())
    yield one
    one.close()


def everything(_head: Response) -> int:
    return 1000


def test_a_page_is_fetched_with_nothing_that_tells_who_asks(fetcher: Fetcher, once: Callable[..., Once]) -> None:
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nETag: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage"
    server = once(answer, answer)
    for _ in range(2):
        got = fetcher.get(server.address, {"If-None-Match": "y"}, everything)
    assert (got.status, got.body, got.length, got.headers["etag"], got.target) == (200, b"page", 4, "x", "")
    for request in server.requests:
        said = request.decode().lower()
        assert "user-agent: alcove/" in said and "if-none-match: y" in said and "cookie" not in said


def test_a_server_that_hangs_up_between_two_pages_costs_neither(fetcher: Fetcher, once: Callable[..., Once]) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"
    server = once(*[answer] * 40)
    assert [fetcher.get(server.address, {}, everything).body for _ in range(40)] == [b"page"] * 40


def test_redirects_are_told_and_bodies_taken_only_as_far_as_wanted(fetcher: Fetcher, once: Callable[..., Once]) -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000
    server = once(b"HTTP/1.1 302 Found\r\nLocation: ../b\r\nContent-Length: 0\r\n\r\n", long, long)
    moved = fetcher.get(server.address + "a/", {}, everything)
    assert (moved.status, moved.target) == (302, server.address + "b")
    got = fetcher.get(server.address, {}, everything)
    assert (got.body, got.length) == (None, 5000)
    got = fetcher.get(server.address, {}, lambda head: head.status - 200)
    assert (got.body, got.length) == (None, 5000)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "what 127.0.0.1 answered cannot be understood or broke off"),
        (b"SSH-2.0-OpenSSH\r\n", "what 127.0.0.1 answered cannot be understood or broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1", "what 127.0.0.1 answered cannot be understood or broke off"),
        (None, "127.0.0.1 did not answer in time"),
    ],
)  # fmt: skip
def test_why_a_page_cannot_be_had_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, once: Callable[..., Once], answer: bytes | None, reason: str
) -> None:
    monkeypatch.setattr(net, "_SILENCE_S", 0.3)
    fetcher = Fetcher(Door("test"), CancelToken())
    with pytest.raises(Unreachable) as failed:
        fetcher.get(once(answer).address, {}, everything)
    assert str(failed.value) == reason
    fetcher.close()


def test_a_server_that_is_not_there_or_cannot_prove_who_it_is(fetcher: Fetcher, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match="there is no connection to 127"):
        fetcher.get(f"http://127.0.0.1:{port}/", {}, everything)
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def shake_hands(server: socket.socket) -> None:
        connection, _ = server.accept()
        with contextlib.suppress(OSError), connection:
            context.wrap_socket(connection, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=shake_hands, args=(server,), daemon=True)
        thread.start()
        with pytest.raises(Unreachable, match="cannot prove who it is"):
            fetcher.get(f"https://127.0.0.1:{server.getsockname()[1]}/", {}, everything)
        thread.join(10)


def self_signed(folder: Path) -> Path:
    """Make a certificate that no authority has signed."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(1))
        .not_valid_after(today + datetime.timedelta(1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_cancelling_and_lateness_break_off_what_is_in_flight(
    monkeypatch: pytest.MonkeyPatch, once: Callable[..., Once]
) -> None:
    token = CancelToken()
    fetcher = Fetcher(Door("test"), token)
    unending = once(b"HTTP/1.1 200 OK\r\n\r\nno length")
    server = once(None, None, None)
    monkeypatch.setattr(net, "_WHOLE_S", 0.3)
    for one in (unending, server):
        with pytest.raises(Unreachable, match="not complete after 0 seconds"):
            fetcher.get(one.address, {}, everything)
    monkeypatch.setattr(net, "_WHOLE_S", 60.0)
    threading.Timer(0.3, token.cancel).start()
    began = time.monotonic()
    for _ in range(2):  # the second one begins cancelled
        with pytest.raises(Unreachable):
            fetcher.get(server.address, {}, everything)
    assert time.monotonic() - began < 3
    fetcher.close()
