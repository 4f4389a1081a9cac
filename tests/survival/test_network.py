"""Nothing leaves the computer: seen from outside the process, with every child, and at the door itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from alcove.core.ledger import Ledger
from alcove.core.net import is_local
from tests.connectors.site import html, links, site
from tests.survival.command import ALCOVE, alcove
from tests.survival.conftest import Small

_RUN = """
set -e
alcove() {{ "{alcove}" --data-dir "{data}" --json "$@"; }}
alcove sources add "{folder}"
alcove sync
alcove search "a boat on the river"
alcove ask "Where does the word zqaaxk stand?" --max-tokens 24
alcove coverage
alcove models list
alcove doctor
"""
_FAMILY = re.compile(r"sa_family=(AF_\w+)")
_ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def beyond(trace: str) -> list[str]:
    """Return the lines of an strace that name an address beyond this computer, or a name server's port."""
    found = []
    for line in trace.splitlines():
        family = _FAMILY.search(line)
        if family is None or family[1] not in ("AF_INET", "AF_INET6"):
            continue
        address = _ADDRESS.search(line)
        if address is None or not is_local(address[1] or address[2]) or "htons(53)" in line:
            found.append(line)
    return found


def test_the_trace_is_read_rightly() -> None:
    trace = """
        1 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = -1 ENOENT
        1 connect(3, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
        1 connect(3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0
        1 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0
        1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.7")}, 16) = 0
        1 sendto(3, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, "2001:db8::1")}, 28) = 1
    """
    assert [line.split("=")[1].split(",")[0] for line in beyond(trace)] == ["AF_INET", "AF_INET", "AF_INET6"]


@pytest.mark.skipif(sys.platform != "linux", reason="strace and network namespaces are Linux's")
@pytest.mark.usefixtures("starter_model")
def test_a_whole_run_connects_to_nothing_beyond_this_computer(once_synced: Small, tmp_path: Path) -> None:
    """Trace the run; where tracing is not allowed, run where there is no network at all."""
    script = _RUN.format(alcove=ALCOVE, data=tmp_path / "data", folder=once_synced.folder)
    trace = tmp_path / "trace"
    tracing = ["strace", "-f", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg", "-o", str(trace)]
    alone = ["unshare", "--map-root-user", "--net"]
    for before in (tracing, alone):
        if shutil.which(before[0]) and not subprocess.run([*before, "true"], capture_output=True).returncode:
            break
    else:
        pytest.fail("neither strace nor unshare can be used here")
    home = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    ran = subprocess.run([*before, "bash", "-c", script], capture_output=True, text=True, timeout=280, env=home)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert '"event": "done"' in ran.stdout and '"answer"' in ran.stdout
    if before is tracing:
        lines = trace.read_text(errors="replace")
        assert beyond(lines) == []
    assert not list(tmp_path.rglob("*Microsoft*"))  # where onnxruntime keeps what it means to report
    assert Ledger(tmp_path / "data" / "ledger.db").entries() == []


def in_a_process(body: str) -> str:
    """Run code behind a shut door in a process of its own, for a door stays shut; return what it printed."""
    script = textwrap.dedent(
        """
        import socket
        from alcove.core.errors import NetworkRefused
        from alcove.core.net import Attempt, Door
        told = []
        def refused(act):
            try:
                act()
            except NetworkRefused as error:
                return error.message
            except OSError as error:
                return f"let through: {type(error).__name__}"
            return "let through"
        door = Door("test", told.append)
        """
    ) + textwrap.dedent(body)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    ("act", "target"),
    [
        ("socket.socket().connect(('192.0.2.1', 80))", "192.0.2.1"),
        ("socket.socket(socket.AF_INET6).connect(('2001:db8::1', 80))", "2001:db8::1"),
        ("socket.socket().connect_ex(('192.0.2.1', 80))", "192.0.2.1"),
        ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", "192.0.2.1"),
        ("socket.getaddrinfo('example.org', 443)", "example.org"),
        ("socket.getaddrinfo(b'example.org', 443)", "example.org"),
        ("socket.gethostbyname('example.org')", "example.org"),
        ("socket.gethostbyaddr('192.0.2.1')", "192.0.2.1"),
        ("socket.getnameinfo(('192.0.2.1', 80), 0)", "192.0.2.1"),
        ("__import__('httpx').get('http://example.org')", "example.org"),
        ("__import__('httpx2').get('http://example.org')", "example.org"),
        ("__import__('urllib.request').request.urlopen('http://example.org')", "example.org"),
    ],
)
def test_a_shut_door_refuses_and_tells(act: str, target: str) -> None:
    printed = in_a_process(f"door.shut()\nprint(refused(lambda: {act}))\nprint(told)")
    assert printed.splitlines()[0] == f"A connection to {target} was refused."
    assert f"Attempt(who='test', host='{target}', allowed=False" in printed


def test_a_shut_door_lets_through_what_stays_here_and_what_was_allowed() -> None:
    printed = in_a_process(
        """
        door.allow("192.0.2.9", 9, "search index")
        door.shut()
        server = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(server.getsockname()).close()
        socket.getaddrinfo("localhost", 80)
        a, b = socket.socketpair()
        one = socket.socket(type=socket.SOCK_DGRAM)
        print(refused(lambda: one.connect(("192.0.2.9", 9))).split(":")[0])
        print(told)
        """
    )
    first, told = printed.splitlines()
    assert first == "let through" and told.count("Attempt(") == 1
    assert "who='test', host='192.0.2.9', allowed=True, port=9, why='search index'" in told


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("", True),
        ("LocalHost", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::1%lo", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:192.0.2.1", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
        ("example.org", False),
    ],
)
def test_what_is_this_computer(host: str, here: bool) -> None:
    assert is_local(host) is here


def test_an_attempt_of_the_command_is_refused_told_and_put_down(small: Small) -> None:
    script = textwrap.dedent(
        """
        import socket, sys
        from alcove.terminal import commands, main
        def call_home(options, output):
            socket.socket().connect(("192.0.2.1", 443))
        commands.list_sources = call_home
        sys.argv = ["alcove", "--data-dir", sys.argv[1], "--json", "sources", "list"]
        sys.exit(main.main())
        """
    )
    ran = subprocess.run([sys.executable, "-c", script, str(small.data_dir)], capture_output=True, text=True)
    assert ran.returncode == 2 and "A connection to 192.0.2.1 was refused." in ran.stdout
    told = [(one.who, one.host, one.port, one.allowed) for one in Ledger(small.data_dir / "ledger.db").entries()]
    assert told == [("terminal", "192.0.2.1", 443, False)]


def test_fetching_a_page_passes_the_door_for_its_own_host_alone() -> None:
    printed = in_a_process(
        """
        from alcove.core.cancel import CancelToken
        from alcove.core.fetching import Fetcher, Unreachable
        door.shut()
        def fetch():
            try:
                fetcher.get("http://192.0.2.9:9/", {}, lambda head: 1)
            except Unreachable as error:
                print(error)
        import alcove.core.fetching as fetching
        fetching._CONNECT_S = 0.5
        fetcher = Fetcher(door, CancelToken(), "web page source")
        fetch()
        print(refused(lambda: socket.socket().connect(("192.0.2.9", 9))))
        print([(one.host, one.allowed) for one in told])
        """
    )
    assert "192.0.2.9" in printed.splitlines()[0]
    assert printed.splitlines()[1:] == [
        "A connection to 192.0.2.9 was refused.",
        "[('192.0.2.9', True), ('192.0.2.9', False)]",
    ]


def test_a_site_is_read_when_the_network_is_switched_on_and_never_before(tmp_path: Path) -> None:
    data_dir = tmp_path / "library"
    words = "The lighthouse keeper writes the tides into a book every evening. " * 5
    menu = "<nav>" + links(*(f"/menu/{n}" for n in range(20))) + "</nav>"
    with site({"/docs/": html(menu + f"<main><h1>Book</h1><p>{words}</p>{links('tides', 'gone')}</main>")}) as running:
        running.pages["/docs/tides"] = html(f"<main><h1>Tides</h1><p>{words}</p></main>", "<title>The tides</title>")
        address = f"{running.root}/docs/"
        alcove(data_dir, "sources", "add", address, "--name", "site", "--depth", "1")
        off = alcove(data_dir, "sync")
        assert "alcove settings set web on" in str(off.lines) and off.last["items"] == 0
        assert running.connections == 0

        alcove(data_dir, "settings", "set", "web", "on")
        done = alcove(data_dir, "sync").last
        assert (done["items"], done["indexed"], done["skipped"]) == (2, 2, [])
        hits = alcove(data_dir, "search", "who writes the tides", "--mode", "keyword").last["hits"]
        assert {hit["uri"] for hit in hits} == {address, f"{address}tides"}
        assert "The tides" in {hit["title"] for hit in hits} and "menu" not in hits[0]["text"]
        assert not [path for path in running.asked if path.startswith("/menu")]
        running.forget()
        assert alcove(data_dir, "sync").last["unchanged"] == 2
        assert running.answered == [404, 304, 304, 404]

        del running.pages["/docs/tides"]
        assert alcove(data_dir, "sync").last["removed"] == 1
    gone = alcove(data_dir, "sync")
    assert "there is no connection" in str(gone.lines) and gone.last["items"] == 1
    assert alcove(data_dir, "search", "lighthouse", "--mode", "keyword").last["hits"]
    assert Ledger(data_dir / "ledger.db").entries() == [], "this computer itself is not beyond the door"


_WINDOW = """
import socket, sys, threading
from pathlib import Path
from alcove.core.errors import NetworkRefused
from alcove.desktop import app
def attempt(port):
    try:
        socket.socket(type=socket.SOCK_DGRAM).connect(("192.0.2.1", port))
    except NetworkRefused as error:
        print(error.message, flush=True)
class Calling(app.Application):
    def _on_shown(self):
        super()._on_shown()
        attempt(1)
        one = threading.Thread(target=attempt, args=(2,))
        one.start()
        one.join()
        self.window.close()
app.Application = Calling
sys.exit(app.main(Path(sys.argv[1])))
"""


def test_an_attempt_in_the_window_is_refused_and_put_down(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _WINDOW, str(tmp_path)], capture_output=True, text=True, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "A connection to 192.0.2.1 was refused.\n" * 2
    told = [(one.who, one.host, one.port, one.allowed) for one in Ledger(tmp_path / "ledger.db").entries()]
    assert sorted(told) == [("window", "192.0.2.1", 1, False), ("window", "192.0.2.1", 2, False)]


_ATTEMPT = """
import os, socket, sys, threading
from alcove.core.errors import IndexUnavailable, NetworkRefused
from alcove.core.paths import Paths
paths = Paths.at(sys.argv[1])
{make}
def attempt(port):
    try:
        socket.socket(type=socket.SOCK_DGRAM).connect(("192.0.2.1", port))
    except NetworkRefused as error:
        print(error.message, flush=True)
attempt(1)
one = threading.Thread(target=attempt, args=(2,))
one.start()
one.join()
{then}
os.kill(os.getpid(), 9)
"""
_READER = """
from alcove.rag.reader import ReaderService
ReaderService(None, paths=paths)
"""
_INDEX = """
from alcove.rag import chroma, index
service = index.IndexService(index.IndexConfig(None, paths.chroma, "http://192.0.2.9:8000", paths=paths))
"""
_CHROMA = """
chroma._REACH_S = 0.3
try:
    service.present("mine")
except IndexUnavailable as error:
    print(error, flush=True)
"""


def in_a_killed_process(data_dir: Path, make: str, then: str = "") -> str:
    """Run what a child runs, attempt what it may not, and kill it; return what it printed."""
    script = _ATTEMPT.format(make=make, then=then)
    ran = subprocess.run([sys.executable, "-c", script, str(data_dir)], capture_output=True, text=True, timeout=60)
    assert ran.returncode == -9, ran.stderr
    return ran.stdout


@pytest.mark.parametrize(("who", "make", "then"), [("reader", _READER, ""), ("index", _INDEX, _CHROMA)])
def test_the_children_refuse_and_what_they_told_outlives_them(tmp_path: Path, who: str, make: str, then: str) -> None:
    printed = in_a_killed_process(tmp_path, make, then)
    assert printed.count("A connection to 192.0.2.1 was refused.\n") == 2
    told = [(one.who, one.host, one.port, one.allowed) for one in Ledger(tmp_path / "ledger.db").entries()]
    chroma = [("index", "192.0.2.9", 8000, True)] if then else []
    assert sorted(told) == sorted([(who, "192.0.2.1", 1, False), (who, "192.0.2.1", 2, False), *chroma])


def test_the_switch_beats_what_a_child_is_allowed(tmp_path: Path) -> None:
    off = "from alcove.core.switch import Switch\nSwitch(paths.switch).set(on=False)"
    printed = in_a_killed_process(tmp_path, _INDEX, off + _CHROMA)
    assert "A connection to 192.0.2.9 was refused. The network is switched off" in printed
    assert not [one for one in Ledger(tmp_path / "ledger.db").entries() if one.allowed]


_TRANSFER = """
import sys, pytest
from alcove.core.errors import NetworkRefused
from alcove.core.ledger import guarded
from alcove.core.net import Errand
from alcove.core.paths import Paths
from tests.core.far import far
door = guarded("test", Paths.at(sys.argv[1]))
door.shut()
with far(pytest.MonkeyPatch()) as server, door.client(Errand("a long download", ("far.test",))) as client:
    try:
        with client.stream("GET", server.at("/half")) as answer:
            for block in answer.iter_raw():
                print("moving", flush=True)
    except NetworkRefused as error:
        print(error, flush=True)
"""


def test_switching_off_in_one_process_breaks_off_what_runs_in_another(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _TRANSFER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as running:
        assert running.stdout is not None and running.stdout.readline() == "moving\n"
        switched = alcove(tmp_path, "settings", "set", "network", "off").last
        began = time.monotonic()
        assert "switched off" in running.stdout.readline() and time.monotonic() - began < 2
    assert switched == {"key": "network", "value": False} and running.returncode == 0
    (entry,) = Ledger(tmp_path / "ledger.db").entries()
    assert (entry.why, entry.allowed, entry.times) == ("a long download", True, 1) and (entry.received or 0) > 1000
