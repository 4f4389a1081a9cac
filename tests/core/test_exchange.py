"""A question to a server: cancelled within a fifth of a second whatever it waits for, and why it failed."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import NetworkRefused
from alcove.core.exchange import Answer, ExchangeFailed, Patience, Request, exchange
from alcove.core.net import Attempt, Door
from tests.core.test_fetching import self_signed

Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """Serve one connection; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def says(*parts: bytes) -> Talk:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        for part in parts:
            connection.sendall(part)
            time.sleep(0.05)

    return talk


def silent(connection: socket.socket) -> None:
    connection.settimeout(10)
    while connection.recv(65536):
        continue


def half(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nhalf")
    silent(connection)


def get(url: str) -> Request:
    return Request("GET", url, {"X-Secret": "k3y"}, "a test")


def asked(
    url: str,
    read: Callable[[Answer], Any] = lambda answer: answer.text(1000),
    *,
    door: Door | None = None,
    connect_s: float = 5.0,
    silence_s: float = 5.0,
    token: CancelToken | None = None,
) -> Any:
    with exchange(door or Door("test"), get(url), Patience(connect_s, silence_s), token or CancelToken()) as answer:
        return read(answer) if answer is not None else None


def at(port: int, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{port}/"


def test_an_answer_comes_line_by_line_and_as_text() -> None:
    body = b"one\r\ntw", b"o\n\nthr\xc3\xa9", b"e"
    head = b"HTTP/1.1 200 OK\r\nX-Kind: odd\r\n\r\n"
    with talking(says(head, *body)) as port:
        assert asked(at(port), lambda answer: list(answer.lines())) == ["one", "two", "", "thrée"]
    with talking(says(head + b"line\n")) as port:
        assert asked(at(port), lambda answer: list(answer.lines())) == ["line"]
    with talking(says(head, *body)) as port:
        assert asked(at(port), lambda answer: (answer.text(4), answer.status, answer.headers["x-kind"])) == (
            "one\r", 200, "odd",
        )  # fmt: skip


def test_a_request_does_not_tell_its_headers_when_it_is_logged() -> None:
    assert repr(get("http://127.0.0.1/")) == "Request(GET http://127.0.0.1/)"


def test_a_line_without_an_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alcove.core.exchange._MOST_LINE", 100)
    with talking(says(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200)) as port, pytest.raises(ExchangeFailed) as failed:
        asked(at(port), lambda answer: list(answer.lines()))
    assert (failed.value.why, str(failed.value)) == ("broken", "a line without an end")


@contextlib.contextmanager
def full() -> Iterator[int]:
    """A port where connections are begun and never made: nobody takes those that wait."""
    with socket.socket() as server, contextlib.ExitStack() as waiting:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(8):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                one.connect(server.getsockname())
        yield server.getsockname()[1]


@contextlib.contextmanager
def no_answer_to_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A name whose look-up takes until the end."""
    over = threading.Event()
    look_up = socket.getaddrinfo

    def slow(host: Any, *rest: Any, **options: Any) -> Any:
        over.wait(20)
        return look_up("127.0.0.1", *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    yield "http://slow.test:9/"
    over.set()


@pytest.mark.parametrize("place", ["look-up", "connection", "greeting", "answer", "rest"])
def test_cancelling_is_heeded_within_a_fifth_of_a_second(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token = CancelToken()
    cancelled: list[float] = []

    def cancel() -> None:
        cancelled.append(time.perf_counter())
        token.cancel()

    with contextlib.ExitStack() as stack:
        match place:
            case "look-up":
                url = stack.enter_context(no_answer_to_names(monkeypatch))
            case "connection":
                url = at(stack.enter_context(full()))
            case "greeting":
                url = at(stack.enter_context(talking(silent))).replace("http:", "https:")
            case "answer":
                url = at(stack.enter_context(talking(silent)))
            case _:
                url = at(stack.enter_context(talking(half)))
        threading.Timer(0.3, cancel).start()
        got = asked(url, token=token, connect_s=20, silence_s=20)
        late = time.perf_counter() - cancelled[0]
    assert got == ("half" if place == "rest" else None)
    assert 0 <= late < 0.2


def test_cancelled_before_nothing_is_asked() -> None:
    token = CancelToken()
    token.cancel()
    assert asked("http://127.0.0.1:9/", token=token) is None


@pytest.mark.parametrize("place", ["look-up", "connection", "greeting"])
def test_a_connection_that_takes_too_long_is_late(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.ExitStack() as stack:
        if place == "look-up":
            url = stack.enter_context(no_answer_to_names(monkeypatch))
        elif place == "connection":
            url = at(stack.enter_context(full()))
        else:
            url = at(stack.enter_context(talking(silent))).replace("http:", "https:")
        with pytest.raises(ExchangeFailed) as failed:
            asked(url, connect_s=0.2)
    assert failed.value.why == "late"


def test_silence_is_too_long_by_what_is_said_at_the_time() -> None:
    def patiently(patience: Patience, port: int) -> str:
        with exchange(Door("test"), get(at(port)), patience, CancelToken()) as answer:
            assert answer is not None
            patience.silence_s = 0.2
            return answer.text(1000)

    with talking(half) as port, pytest.raises(ExchangeFailed) as failed:
        patiently(Patience(5, 60), port)
    assert (failed.value.why, str(failed.value)) == ("silent", "nothing came for 0 seconds")


def test_who_is_not_there_and_what_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ExchangeFailed) as failed:
        asked(at(port))
    assert failed.value.why == "nobody"
    with talking(says(b"SSH-2.0\r\n")) as port, pytest.raises(ExchangeFailed) as failed:
        asked(at(port))
    assert failed.value.why == "broken"
    with talking(lambda connection: None) as port, pytest.raises(ExchangeFailed) as failed:
        asked(at(port))
    assert failed.value.why == "broken"


def test_a_host_without_a_name_or_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ExchangeFailed) as failed:
        asked("http://localhost:9/")
    assert failed.value.why == "no host"
    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", lambda *_, **__: ("x" * 70).encode("idna"))
        with pytest.raises(ExchangeFailed) as failed:
            asked("http://localhost:9/")
    assert (failed.value.why, str(failed.value)) == ("no host", "localhost can be no name")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with pytest.raises(ExchangeFailed) as failed:
        asked("http://localhost:9/")
    assert (failed.value.why, str(failed.value)) == ("nobody", "localhost has no address")


def test_each_address_of_a_host_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo
    with full() as deaf, talking(says(b"HTTP/1.1 200 OK\r\n\r\nhere")) as port:
        both = [
            *look_up("127.0.0.1", deaf, type=socket.SOCK_STREAM),
            *look_up("127.0.0.1", port, type=socket.SOCK_STREAM),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        assert asked("http://localhost:9/", connect_s=1.0) == "here"


def test_a_certificate_nobody_signed_and_a_server_that_does_not_greet(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))

    def greet(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            context.wrap_socket(connection, server_side=True).close()

    with talking(greet) as port, pytest.raises(ExchangeFailed) as failed:
        asked(f"https://127.0.0.1:{port}/")
    assert (failed.value.why, str(failed.value)) == ("certificate", "self-signed certificate")
    with talking(says(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port, pytest.raises(ExchangeFailed) as failed:
        asked(f"https://127.0.0.1:{port}/")
    assert failed.value.why == "no tls"


def test_an_answer_comes_by_https_from_who_can_prove_who_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    believing = ssl.create_default_context(cafile=certificate)
    believing.check_hostname = False  # the certificate is of nobody
    monkeypatch.setattr("alcove.core.clients.trusted", lambda: believing)

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            says(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe")(safe)

    with talking(answer) as port:
        assert asked(f"https://127.0.0.1:{port}/") == "safe"


def test_a_server_beyond_this_computer_is_told_with_why_and_refused_while_the_network_is_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: look_up("127.0.0.1", *rest, **more))
    told: list[Attempt] = []
    with talking(says(b"HTTP/1.1 200 OK\r\n\r\nfar")) as port:
        assert asked(at(port, "far.test"), door=Door("test", told.append)) == "far"
    assert {(one.host, one.why, one.allowed) for one in told} == {("far.test", "a test", True)}
    assert sum(one.received or 0 for one in told) > 20
    off = Door("test", told.append, lambda: False)
    with pytest.raises(NetworkRefused):
        asked(at(9, "far.test"), door=off)


def test_a_door_that_shuts_meanwhile_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look-up or a connection that the door hears of itself, as in a real process."""

    def refused(*_: object, **__: object) -> object:
        raise NetworkRefused("A connection was refused.", "Ask for it.")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", refused)
        with pytest.raises(NetworkRefused):
            asked("http://localhost:9/")
    monkeypatch.setattr(socket.socket, "connect", refused)
    with pytest.raises(NetworkRefused):
        asked("http://127.0.0.1:9/")
