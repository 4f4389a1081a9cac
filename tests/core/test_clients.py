"""HTTP clients of the door, of both libraries: what they let through, count, tell, and how they are broken off."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from alcove.core import clients, net
from alcove.core.cancel import CancelToken
from alcove.core.errors import NetworkRefused
from alcove.core.net import Attempt, BrokenOff, Door, Errand
from tests.core.far import BLOCK, Far, far


class Watched:
    """A door, what it told, and its switch."""

    def __init__(self) -> None:
        self.told: list[Attempt] = []
        self.on = True
        self.door = Door("test", self.told.append, lambda: self.on)

    def tried(self) -> list[tuple[str, bool, str]]:
        return [(one.host, one.allowed, one.why) for one in self.told if one.times]

    def moved(self) -> tuple[int, int]:
        return sum(one.sent or 0 for one in self.told), sum(one.received or 0 for one in self.told)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Far]:
    with far(monkeypatch) as running:
        yield running


@pytest.fixture(params=["client", "client2"])
def make(request: pytest.FixtureRequest, watched: Watched) -> Callable[..., Any]:
    made: Callable[..., Any] = getattr(watched.door, request.param)
    return made


ERRAND = Errand("a test", ("far.test",))


def test_bytes_of_requests_and_answers_are_counted_with_why(
    make: Callable[..., Any], watched: Watched, server: Far
) -> None:
    with make(ERRAND) as client:
        assert client.get(server.at()).content == BLOCK
        assert client.post(server.at(), content=b"y" * 5000).text == "ok"
    assert watched.tried() == [("far.test", True, "a test")] * 2
    assert {one.port for one in watched.told} == {server.port}
    sent, received = watched.moved()
    assert sent > 5000 and received > 1000
    assert (sent, received) == (server.came, server.went)


def test_what_moves_is_told_while_it_moves(
    make: Callable[..., Any], watched: Watched, server: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(net, "_TELL_S", 0.0)
    with make(ERRAND) as client, client.stream("GET", server.at("/half")) as answer:
        blocks = answer.iter_raw()
        next(blocks)
        assert watched.moved()[1] > 1000
        server.release.set()
        list(blocks)
    assert watched.moved() == (server.came, server.went)


def test_nobody_asked_another_host_and_another_thread_are_refused_and_told(
    make: Callable[..., Any], watched: Watched, server: Far
) -> None:
    with make() as client, ThreadPoolExecutor(1) as elsewhere:
        with pytest.raises(NetworkRefused, match=r"far.test was refused. Nothing may leave"):
            client.get(server.at())
        with watched.door.asking(ERRAND):
            assert client.get(server.at()).status_code == 200
            with pytest.raises(NetworkRefused):
                client.get(server.at(host="other.test"))
            with pytest.raises(NetworkRefused):
                elsewhere.submit(client.get, server.at()).result()
            with watched.door.asking(Errand("another", ("other.test",))), pytest.raises(NetworkRefused):
                client.get(server.at())
            assert client.get(server.at()).status_code == 200
        with pytest.raises(NetworkRefused):  # though there may be a connection
            client.get(server.at())
    nobody = "nobody asked for it"
    assert [(host, allowed, why.partition(",")[0]) for host, allowed, why in watched.tried()] == [
        ("far.test", False, nobody), ("far.test", True, "a test"), ("other.test", False, "a test"),
        ("far.test", False, nobody), ("far.test", False, "another"), ("far.test", True, "a test"),
        ("far.test", False, nobody),
    ]  # fmt: skip


def test_redirects_are_followed_to_hosts_that_were_named_or_sent_on_to(
    make: Callable[..., Any], watched: Watched, server: Far
) -> None:
    away = server.at("/to/" + server.at(host="other.test"))
    with make(ERRAND, follow_redirects=True) as client, pytest.raises(NetworkRefused, match=r"other\.test"):
        client.get(away)
    with make(Errand("sent on", ("far.test",), sent_on=True), follow_redirects=True) as client:
        assert client.get(away).content == BLOCK
        with pytest.raises((httpx.HTTPError, httpx2.HTTPError)):
            client.get(server.at("/to/http://a:b:c/"))
    assert [(host, allowed) for host, allowed, _ in watched.tried()] == [
        ("far.test", True), ("other.test", False), ("far.test", True), ("other.test", True), ("far.test", True),
    ]  # fmt: skip
    assert watched.moved() == (server.came, server.went)


@pytest.mark.parametrize("path", ["/silent", "/half"])
def test_cancelling_breaks_off_at_once(make: Callable[..., Any], server: Far, path: str) -> None:
    token = CancelToken()
    with make(Errand("a test", ("far.test",), token)) as client:
        began = threading.Timer(0.2, token.cancel)
        began.start()
        with pytest.raises(BrokenOff, match="cancelled"):
            client.get(server.at(path))
        began.join()
        cancelled = time.monotonic()
        with pytest.raises(BrokenOff, match="cancelled"):
            client.get(server.at())
        assert time.monotonic() - cancelled < 0.1


@pytest.mark.parametrize("path", ["/silent", "/half"])
def test_the_switch_breaks_off_what_runs_and_refuses_what_is_new(
    make: Callable[..., Any], watched: Watched, server: Far, path: str
) -> None:
    with make(ERRAND) as client:
        assert client.get(server.at()).status_code == 200
        timer = threading.Timer(0.2, setattr, (watched, "on", False))
        timer.start()
        with pytest.raises(NetworkRefused, match="switched off"):
            client.get(server.at(path))
        timer.join()
        with pytest.raises(NetworkRefused, match="alcove settings set network on"):
            client.get(server.at())
    assert [allowed for _, allowed, _ in watched.tried()] == [True, True, False]


def test_this_computer_is_neither_counted_nor_minded_by_the_switch(
    make: Callable[..., Any], watched: Watched, server: Far
) -> None:
    watched.on = False
    with make() as client:
        assert client.get(server.at(host="127.0.0.1")).content == BLOCK
    assert watched.told == []


def test_time_is_limited_by_the_client_and_by_the_errand(make: Callable[..., Any], server: Far) -> None:
    with make(ERRAND, timeout=0.15) as client, pytest.raises((httpx.ReadTimeout, httpx2.ReadTimeout)):
        client.get(server.at("/silent"))
    errand = Errand("a test", ("far.test",), seconds=0.1)
    with make(errand) as client, pytest.raises(BrokenOff, match="not complete after 0 seconds"):
        client.get(server.at("/silent"))


def test_connections_are_kept_by_the_hubs_client_alone(watched: Watched, server: Far) -> None:
    ports: Counter[str] = Counter()
    for name, expected in (("client", 3), ("client2", 1)):
        ports.clear()
        with getattr(watched.door, name)(ERRAND) as client:
            for _ in range(3):
                with client.stream("GET", server.at()) as answer:
                    ports[str(answer.extensions["network_stream"].get_extra_info("client_addr"))] += 1
                    answer.read()
        assert len(ports) == expected
    assert watched.moved() == (server.came, server.went)


def test_what_the_other_side_does_is_told_as_the_library_tells_it(make: Callable[..., Any], server: Far) -> None:
    errors = (httpx.ReadError, httpx2.ReadError, httpx.WriteError, httpx2.WriteError,
              httpx.RemoteProtocolError, httpx2.RemoteProtocolError)  # fmt: skip
    with make(ERRAND) as client:
        with pytest.raises(errors):
            client.get(server.at("/reset"))
        with pytest.raises(errors):
            client.post(server.at("/reset"), content=b"z" * 50_000_000)
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        with pytest.raises((httpx.ConnectError, httpx2.ConnectError)):
            client.get(f"http://far.test:{port}/")
        with pytest.raises((httpx.UnsupportedProtocol, httpx2.UnsupportedProtocol)):
            client.get("gopher://far.test/")


def test_sending_is_broken_off_too(make: Callable[..., Any], server: Far) -> None:
    token = CancelToken()
    with make(Errand("a test", ("far.test",), token)) as client:
        threading.Timer(0.3, token.cancel).start()
        with pytest.raises(BrokenOff, match="cancelled"):
            client.post(server.at("/silent"), content=b"z" * 50_000_000)


def test_it_is_cancelled_or_switched_off_while_its_host_is_looked_up(
    make: Callable[..., Any], watched: Watched, server: Far
) -> None:
    token = CancelToken()
    server.resolved = token.cancel
    with make(Errand("a test", ("far.test",), token)) as client, pytest.raises(BrokenOff, match="cancelled"):
        client.get(server.at())
    server.resolved = lambda: setattr(watched, "on", False)
    with make(ERRAND) as client, pytest.raises(NetworkRefused, match="switched off"):
        client.get(server.at())
    assert not server.asked.is_set()


def certified(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Make a certificate for `far.test`, let it be trusted, and return the server's context."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "far.test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), 1, now - datetime.timedelta(1), now + datetime.timedelta(1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("far.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    told = made.public_bytes(serialization.Encoding.PEM)
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "far.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private) + told)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "far.pem")
    trusting = ssl.create_default_context(cadata=told.decode())
    monkeypatch.setattr(clients, "trusted", lambda: trusting)
    return context


def test_encrypted_requests_are_counted_and_broken_off_like_others(
    make: Callable[..., Any], watched: Watched, server: Far, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.socket = certified(tmp_path, monkeypatch).wrap_socket(server.socket, server_side=True)
    token = CancelToken()
    with make(Errand("a test", ("far.test",), token)) as client:
        assert client.get(server.at().replace("http", "https")).content == BLOCK
        assert watched.moved() == (server.came, server.went)
        threading.Timer(0.2, token.cancel).start()
        with pytest.raises(BrokenOff, match="cancelled"):
            client.get(server.at("/half").replace("http", "https"))


def test_shaking_hands_is_broken_off(make: Callable[..., Any], server: Far) -> None:
    token = CancelToken()
    with socket.create_server(("127.0.0.1", 0)) as silent, make(Errand("a test", ("far.test",), token)) as client:
        threading.Timer(0.2, token.cancel).start()
        began = time.monotonic()
        with pytest.raises(BrokenOff, match="cancelled"):
            client.get(f"https://far.test:{silent.getsockname()[1]}/")
        assert time.monotonic() - began < 2
