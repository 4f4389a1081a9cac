"""The one door to the network. Shut, it refuses every connection beyond this computer that nobody asked for.

Python tells of each connection and name look-up before it is made (audit events), whichever library asks.
A shut door listens to that and raises; what was attempted is handed to the ledger. It stays shut until the
process ends. Native code that opens sockets by itself is not heard: it is kept quiet by its own switches, and a
test that traces a whole run shows that it is.

What a person asks for by name is an `Errand`; the clients that `Door.client` and `Door.client2` make run it.
"""

import contextlib
import ipaddress
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING, Any

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, NetworkRefused

if TYPE_CHECKING:
    import httpx
    import httpx2

# Code that is not Python's asks nobody. WORKAROUND: onnxruntime 1.31 (it comes with chromadb) looks up and reports to
# mobile.events.data.microsoft.com, and keeps a database in ~/.cache/Microsoft, unless this is set before it loads.
_QUIET = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
_LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
_TELL_S = 1.0
"""How often what a request moves is told while it runs."""
_BETWEEN = {"__main__", "alcove", "anyio", "httpcore", "httpcore2", "httpx", "httpx2", "requests", "urllib3"}
"""Whose code stands between the network and who asks, besides Python's own."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to reach beyond this computer, made by the process `who`, and whether it was allowed.

    `why` is what it was for, in plain words. `sent` and `received` are bytes, None where nobody counted them. What
    moves later is told by further ones that count 0 `times`.
    """

    who: str
    host: str
    allowed: bool
    port: int = 0
    why: str = ""
    times: int = 1
    sent: int | None = None
    received: int | None = None
    at: float = field(default_factory=time.time, compare=False)


@dataclass(frozen=True, slots=True)
class Errand:
    """Something beyond this computer that a person asked for: why, in plain words, and which hosts it takes.

    With `sent_on`, hosts that one of these redirects to are let through too. It is broken off when `token` is
    cancelled, and after so many `seconds`.
    """

    why: str
    hosts: tuple[str, ...]
    token: CancelToken = field(default_factory=CancelToken)
    sent_on: bool = False
    seconds: float | None = None


class BrokenOff(OSError):
    """A request was broken off because its errand was cancelled, or took too long."""


class Trip:
    """An errand under way: the hosts it takes so far, and its requests in flight. For the clients."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.hosts = {host.lower() for host in errand.hosts}
        self.passages: set[Passage] = set()
        self._late_at = None if errand.seconds is None else time.monotonic() + errand.seconds
        self._unsubscribe = errand.token.on_cancel(self._break_off)

    def check(self) -> None:
        """Raise BrokenOff when the errand was cancelled, or is late."""
        if self.errand.token.cancelled:
            raise BrokenOff("it was cancelled")
        if self._late_at is not None and time.monotonic() >= self._late_at:
            raise BrokenOff(f"it was not complete after {self.errand.seconds:.0f} seconds")

    def end(self) -> None:
        """Stop minding whether it is cancelled."""
        self._unsubscribe()

    def _break_off(self) -> None:
        for passage in list(self.passages):
            passage.break_off()


class Passage:
    """One request that was let through: counts what it moves, and ends with its errand or by the switch.

    One to a host on this computer is neither counted nor ended by the switch.
    """

    def __init__(self, door: "Door", trip: Trip, host: str, port: int) -> None:
        self._door = door
        self._trip = trip
        self.host = host
        self._port = port
        self._leaves = not is_local(host)
        self._socket: socket.socket | None = None
        self._moved = [0, 0]
        self._told = time.monotonic()
        trip.passages.add(self)

    def check(self) -> None:
        """Raise BrokenOff or NetworkRefused when it must not go on."""
        self._trip.check()
        if self._leaves:
            self._door.must_be_on(self.host)

    def hold(self, sock: socket.socket) -> None:
        """Remember the socket that the request waits on, to be able to break it off."""
        self._socket = sock
        self.check()

    def moved(self, *, sent: int = 0, received: int = 0) -> None:
        """Count bytes of HTTP; what TLS adds is not counted."""
        self._moved[0] += sent
        self._moved[1] += received
        if time.monotonic() - self._told >= _TELL_S:
            self._tell()

    def sent_on(self, host: str) -> None:
        """Let the errand go on to a host that this one redirects to, if it may."""
        if self._trip.errand.sent_on:
            self._trip.hosts.add(host.lower())

    def break_off(self) -> None:
        """Wake whoever waits for the other side."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # of TLS too: without its goodbye

    def end(self) -> None:
        """Tell what was moved at last."""
        self._trip.passages.discard(self)
        self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        sent, received = self._moved
        if self._leaves and (sent or received):
            why = self._trip.errand.why
            with contextlib.suppress(AppError):  # a full disk: what was moved is told with what moves next
                self._door.note(self.host, self._port, why, allowed=True, times=0, sent=sent, received=received)
                self._moved = [0, 0]


class Door:
    """Guard the connections of this process, which is called `who`.

    `record` is told of every attempt that leaves the computer; nothing leaves while `switch` says that it is off.
    """

    def __init__(
        self, who: str, record: Callable[[Attempt], None] | None = None, switch: Callable[[], bool] = lambda: True
    ) -> None:
        self._who = who
        self._record = record
        self._switch = switch
        self._allowed: dict[str, tuple[str, str]] = {}
        self._local = threading.local()

    def allow(self, host: str, port: int, why: str) -> None:
        """Let any library through to `host`, by its name and by the addresses the name has now."""
        self._allowed[host.lower()] = host, why
        with contextlib.suppress(OSError):
            for info in socket.getaddrinfo(host, port):
                self._allowed[str(info[4][0])] = host, why

    @contextlib.contextmanager
    def asking(self, errand: Errand) -> Iterator[None]:
        """Run an errand: within the block, and in this thread alone, clients without one of their own are let through.

        It is for clients that outlive an errand, as that of the hub's library does.
        """
        before, trip = self.trip, Trip(errand)
        self._local.trip = trip
        try:
            yield
        finally:
            self._local.trip = before
            trip.end()

    @property
    def trip(self) -> Trip | None:
        """The errand this thread runs."""
        trip: Trip | None = getattr(self._local, "trip", None)
        return trip

    def client(self, errand: Errand | None = None, **options: Any) -> "httpx.Client":
        """Make an HTTP client that goes through the door, for an errand of its own or those of `asking`.

        It has no cookies of before, no proxies, and keeps no connections; `options` are those of `httpx.Client`.
        """
        import httpx

        from alcove.core.clients import Transport

        transport: Any = Transport(self, "httpx", errand, keep=False)
        made = {"timeout": httpx.Timeout(60.0, connect=10.0), "trust_env": False, **options}
        return httpx.Client(transport=transport, **made)

    def client2(self, errand: Errand | None = None, **options: Any) -> "httpx2.Client":
        """Make the same for `httpx2`, keeping connections: for `huggingface_hub.set_client_factory`."""
        import httpx2

        from alcove.core.clients import Transport

        transport: Any = Transport(self, "httpx2", errand, keep=True)
        made = {"trust_env": False, **options}
        return httpx2.Client(transport=transport, **made)

    def admit(self, trip: Trip | None, host: str, port: int) -> Passage:
        """Let a request of an errand through, noting it. Raises NetworkRefused, or BrokenOff. For the clients."""
        trip = trip or Trip(Errand(asker(), ()))
        trip.check()
        if not is_local(host):
            allowed = host.lower() in trip.hosts and self._switch()
            self.note(host, port, trip.errand.why, allowed=allowed, sent=0, received=0)
            if not allowed:
                raise self._refusal(host)
        return Passage(self, trip, host, port)

    @contextlib.contextmanager
    def letting(self, passage: Passage) -> Iterator[None]:
        """Let this thread connect to the host of a passage within the block, whatever addresses its name has.

        The name is looked up within the block, so the addresses are whoever answers for it: what is in the block must
        connect to nothing else.
        """
        self._local.passage = passage
        try:
            yield
        finally:
            self._local.passage = None

    def must_be_on(self, host: str) -> None:
        """Raise NetworkRefused while the network is switched off."""
        if not self._switch():
            raise self._refusal(host)

    def shut(self) -> None:
        """Refuse what was not asked for, from now on; children started later inherit what keeps libraries quiet."""
        os.environ.update(_QUIET)
        sys.addaudithook(self._heard)

    def note(
        self,
        host: str,
        port: int,
        why: str,
        *,
        allowed: bool,
        times: int = 1,
        sent: int | None = None,
        received: int | None = None,
    ) -> None:
        """Hand an attempt, or what one moved, to the ledger."""
        if self._record is not None:
            self._record(Attempt(self._who, host, allowed, port, why, times, sent, received))

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not event.startswith("socket."):
            return
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            where = arguments[1]
            if isinstance(where, tuple) and len(where) > 1:
                self._check(str(where[0]), where[1], arguments[0])
        elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
            host = arguments[0]
            port = arguments[1] if event == "socket.getaddrinfo" else 0
            self._check(host.decode(errors="replace") if isinstance(host, bytes) else str(host or ""), port)
        elif event == "socket.getnameinfo":
            self._check(str(arguments[0][0]), arguments[0][1])

    def _check(self, host: str, port: object, sock: socket.socket | None = None) -> None:
        passage: Passage | None = getattr(self._local, "passage", None)
        if passage is not None and (host.lower() == passage.host.lower() or _is_number(host)):
            if sock is not None:
                passage.hold(sock)
            return
        if is_local(host):
            return
        number = int(port) if isinstance(port, int) or (isinstance(port, str) and port.isdecimal()) else 0
        name, why = self._allowed.get(host.lower(), (host, ""))
        allowed = bool(why) and self._switch()
        self.note(name, number, why or asker(), allowed=allowed)
        if not allowed:
            raise self._refusal(host)

    def _refusal(self, host: str) -> NetworkRefused:
        hint = "Nothing may leave this computer unless you ask for it."
        if not self._switch():
            hint = "The network is switched off: switch it on under Privacy, or with: alcove settings set network on"
        return NetworkRefused(f"A connection to {host} was refused.", hint)


def asker() -> str:
    """Say which library asks for a connection that nobody asked for."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if name not in _BETWEEN and name not in sys.stdlib_module_names:
            return f"nobody asked for it, {name} did"
        frame = frame.f_back
    return "nobody asked for it"


def is_local(host: str) -> bool:
    """Tell whether a host name or address is this computer."""
    if host.lower() in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_number(host: str) -> bool:
    """Tell whether a host is an address already and no name."""
    try:
        ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return True


def reach(host: str, port: int, seconds: float) -> None:
    """Connect and hang up, to learn in a bounded time whether somebody listens. Raises OSError."""
    socket.create_connection((host, port), seconds).close()  # noqa: TID251  # this is the door


def connection_errors() -> tuple[type[Exception], ...]:
    """Return what a connection that fails may raise, whichever library holds it; BrokenOff is among them."""
    import httpx

    return OSError, httpx.HTTPError


def host_of(url: str) -> str:
    """Return the host of an address, as an errand names it. Raises ValueError when it has none."""
    import httpx

    try:
        host = httpx.URL(url).raw_host.decode("ascii")
    except httpx.InvalidURL as error:
        raise ValueError(f"{url} is no address") from error
    if not host:
        raise ValueError(f"{url} names no host")
    return host
