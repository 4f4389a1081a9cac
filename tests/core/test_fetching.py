"""Fetching pages: what is sent and taken, what is told when it fails, and how it is broken off."""

from __future__ import annotations

import contextlib
import datetime
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alcove.core import fetching
from alcove.core.cancel import CancelToken
from alcove.core.fetching import Fetcher, Response, Unreachable, address
from alcove.core.net import Door


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
    one = Fetcher(Door("test"), CancelToken(), "a test")
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
    monkeypatch.setattr(fetching, "_SILENCE_S", 0.3)
    fetcher = Fetcher(Door("test"), CancelToken(), "a test")
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
    fetcher = Fetcher(Door("test"), token, "a test")
    unending = once(b"HTTP/1.1 200 OK\r\n\r\nno length")
    server = once(None, None, None)
    monkeypatch.setattr(fetching, "_WHOLE_S", 0.3)
    for one in (unending, server):
        with pytest.raises(Unreachable, match="not complete after 0 seconds"):
            fetcher.get(one.address, {}, everything)
    monkeypatch.setattr(fetching, "_WHOLE_S", 60.0)
    threading.Timer(0.3, token.cancel).start()
    began = time.monotonic()
    for _ in range(2):  # the second one begins cancelled
        with pytest.raises(Unreachable):
            fetcher.get(server.address, {}, everything)
    assert time.monotonic() - began < 3
    fetcher.close()
