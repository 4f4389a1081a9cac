"""Connecting to a host so that it can be given up at any moment: for the clients, and for no one else.

A system's look-up of a name, a connection and a TLS greeting may each take very long, and Python can leave none of them
from another thread on every system. Here each is looked after every `_LOOK_S`: `check` raises when it must not go on.
"""

import contextlib
import os
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from alcove.core.errors import NetworkRefused

_LOOK_S = 0.05
Check = Callable[[], None]
Letting = Callable[[], contextlib.AbstractContextManager[None]]


def connected(host: str, port: int, timeout: float | None, check: Check, letting: Letting) -> socket.socket:
    """Connect to a host, one of its addresses after the other, each for its share of the time that is left.

    `letting` opens the door to it meanwhile. Raises TimeoutError, another OSError, or what `check` raises.
    """
    end = None if timeout is None else time.monotonic() + timeout
    found = _looked_up(host, port, _patience(timeout, check), letting)
    failed = OSError(f"{host} has no address")
    for left, (family, kind, protocol, _, address) in zip(range(len(found), 0, -1), found, strict=True):
        one = socket.socket(family, kind, protocol)
        try:
            with letting():
                _connect(one, address, _patience(None if end is None else (end - time.monotonic()) / left, check))
        except OSError as error:
            one.close()
            check()  # to be broken off looks like a failure
            failed = error
        except NetworkRefused:
            one.close()
            raise
        else:
            return one
    raise failed


def greeted(
    one: socket.socket, trusted: ssl.SSLContext, host: str | None, timeout: float | None, check: Check
) -> ssl.SSLSocket:
    """Go on in TLS. The plain socket is closed or taken over. Raises TimeoutError, OSError, or what `check` raises."""
    until = _patience(timeout, check)
    safe = trusted.wrap_socket(one, server_hostname=host, do_handshake_on_connect=False)
    try:
        safe.settimeout(_LOOK_S)
        while True:
            with contextlib.suppress(TimeoutError):
                safe.do_handshake()
                return safe
            until()
    except BaseException:
        safe.close()
        raise


def _patience(timeout: float | None, check: Check) -> Check:
    """Return a check that also raises TimeoutError once it has taken too long."""
    end = None if timeout is None else time.monotonic() + timeout

    def until() -> None:
        check()
        if end is not None and time.monotonic() >= end:
            raise TimeoutError("timed out")

    return until


def _looked_up(host: str, port: int, until: Check, letting: Letting) -> list[Any]:
    """Return the addresses of a host. The look-up is the system's: given up, its thread ends whenever that answers."""
    found: list[Any] = []
    failed: list[OSError | UnicodeError | NetworkRefused] = []

    def look_up() -> None:
        try:
            with letting():
                found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError, NetworkRefused) as error:
            failed.append(error)

    thread = threading.Thread(target=look_up, name=f"look-up of {host}", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK_S)
        until()
    if failed and isinstance(failed[0], UnicodeError):
        raise socket.gaierror(f"{host} can be no name") from failed[0]
    if failed:
        raise failed[0]
    return found


def _connect(one: socket.socket, address: Any, until: Check) -> None:
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    one.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        one.connect(address)
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_WRITE)
        while not ready.select(_LOOK_S):
            until()
    if code := one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(code, os.strerror(code))
