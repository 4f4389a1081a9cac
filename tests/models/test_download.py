"""Downloading, against a server on this computer that misbehaves in every way the hub and the way to it may."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import HubUnreachable, ModelError, ModelMissing, NetworkRefused
from alcove.core.net import Attempt, Door
from alcove.models import download as module
from alcove.models.download import Checking, DownloadEvent, Downloads, Fetched, Fetching, Wanted
from alcove.models.gguf import read_header
from alcove.models.hub import Hub
from tests.models.hub_server import BIG, EMBEDDER, MODEL, WHOLE, Fault, HubServer, Repo

ONE, TWO = "model-Q4_K_M.gguf", "big-Q8_0.gguf"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long between tries, and tell often."""
    monkeypatch.setattr(module, "_FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(module, "_TELL_S", 0.02)


def begin(hub: Hub, downloads: Downloads, repository: str = "one/model-GGUF", file: str = "") -> Wanted:
    asked = hub.repository(repository, CancelToken())
    return downloads.plan(asked, asked.choice(file))


def finish(downloads: Downloads, wanted: Wanted) -> list[DownloadEvent]:
    return list(downloads.run(wanted, CancelToken()))


def stop_after(downloads: Downloads, wanted: Wanted, least: int) -> float:
    """Cancel once so much has come; return how long that took."""
    token = CancelToken()
    for event in downloads.run(wanted, token):
        if isinstance(event, Fetching) and event.done >= least and not token.cancelled:
            began = time.monotonic()
            token.cancel()
    return time.monotonic() - began


def models(folder: Path) -> list[str]:
    """Return what is seen where models are looked for."""
    return sorted(str(one.relative_to(folder)) for one in [*folder.glob("*.gguf"), *folder.glob("*/modules.json")])


def test_a_file_comes_whole_and_tells_how_far_it_is(hub: Hub, downloads: Downloads, tmp_path: Path) -> None:
    wanted = begin(hub, downloads)
    assert (wanted.name, wanted.bytes, wanted.done) == ("model-Q4_K_M", len(MODEL), 0)
    events = finish(downloads, wanted)
    assert events[-1] == Fetched(tmp_path / "models" / ONE, "chat")
    assert (tmp_path / "models" / ONE).read_bytes() == MODEL
    assert read_header(tmp_path / "models" / ONE).is_chat
    fetching = [event for event in events if isinstance(event, Fetching)]
    assert fetching[0].done == 0 and fetching[-1].done == fetching[-1].total == len(MODEL)
    assert [event for event in events if isinstance(event, Checking)][-1] == Checking(len(MODEL), len(MODEL))
    assert downloads.unfinished() == []
    assert os.listdir(tmp_path / "models") == [ONE], "nothing is left beside it"


def test_the_file_comes_from_the_host_that_the_hub_sends_to(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    finish(downloads, begin(hub, downloads))
    assert [path.partition("one")[0] for path, _ in server.asked[1:]] == ["/", "/cdn/"]


def test_speed_and_time_left(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    server.fault(ONE, Fault(slowly=0.0005))
    fetching = [e for e in finish(downloads, begin(hub, downloads)) if isinstance(e, Fetching)]
    middle = next(event for event in fetching if 0.3 < event.done / event.total < 0.9)
    assert 10_000 < middle.bytes_per_s < 20_000_000
    assert middle.seconds_left == pytest.approx((middle.total - middle.done) / middle.bytes_per_s)
    assert fetching[0].seconds_left is None


def test_parts_come_side_by_side_and_become_one_model(hub: Hub, downloads: Downloads, tmp_path: Path) -> None:
    wanted = begin(hub, downloads, "two/models-GGUF", "parts-UD-Q6_K_XL.gguf")
    folder = tmp_path / "models"
    assert finish(downloads, wanted)[-1] == Fetched(folder / "parts-UD-Q6_K_XL-00001-of-00003.gguf", "chat")
    names = [f"parts-UD-Q6_K_XL-{n:05}-of-00003.gguf" for n in (1, 2, 3)]
    assert models(folder) == names
    assert b"".join((folder / name).read_bytes() for name in names) == WHOLE


def test_several_files_come_at_a_time(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    names = [f"parts-UD-Q6_K_XL-{n:05}-of-00003.gguf" for n in (1, 2, 3)]
    for name in names:
        server.fault(name, Fault(stall_after=100))
    token = CancelToken()
    for event in downloads.run(begin(hub, downloads, "two/models-GGUF", "parts-UD-Q6_K_XL.gguf"), token):
        if isinstance(event, Fetching) and event.done == 300:
            token.cancel()
    assert all(server.ranges(name) == [""] for name in names)


def test_a_folder_comes_with_what_it_needs(hub: Hub, downloads: Downloads, tmp_path: Path) -> None:
    (*_, last) = finish(downloads, begin(hub, downloads, "three/embedder"))
    folder = tmp_path / "models" / "embedder"
    assert last == Fetched(folder, "embedding")
    there = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    left = {".gitattributes", "README.md", "onnx/model.onnx", "pytorch_model.bin", "train_script.py"}
    assert there == set(EMBEDDER) - left
    assert all((folder / name).read_bytes() == EMBEDDER[name] for name in there)


def test_it_goes_on_where_it_stopped(hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path) -> None:
    server.fault(TWO, Fault(slowly=0.002))
    wanted = begin(hub, downloads, "two/models-GGUF", TWO)
    assert stop_after(downloads, wanted, 100_000) < 1
    assert models(tmp_path / "models") == [], "half of a model is none"
    (half,) = Downloads(tmp_path / "models", hub).unfinished()
    assert 100_000 <= half.done < len(BIG)
    finish(downloads, half)
    assert server.ranges(TWO) == ["", f"bytes={half.done}-"]
    assert (tmp_path / "models" / TWO).read_bytes() == BIG


def test_it_goes_on_by_itself_when_the_connection_breaks_off(
    hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path
) -> None:
    server.fault(ONE, Fault(cut_after=150_000), Fault(status=503), Fault(cut_after=100_000))
    events = finish(downloads, begin(hub, downloads))
    assert server.ranges(ONE) == ["", "bytes=150000-", "bytes=150000-", "bytes=250000-"]
    assert (tmp_path / "models" / ONE).read_bytes() == MODEL
    assert isinstance(events[-1], Fetched)


def test_what_is_in_the_way_is_told(
    hub: Hub, downloads: Downloads, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FIRST_WAIT_S", 0.3)
    server.fault(ONE, Fault(status=502))
    events = finish(downloads, begin(hub, downloads))
    told = {event.trouble for event in events if isinstance(event, Fetching)}
    assert any("a fault of its own (502). Trying again" in words for words in told)
    assert [event.trouble for event in events if isinstance(event, Fetching)][-1] == ""


def test_it_gives_up_in_words_when_nothing_helps_and_keeps_what_came(
    hub: Hub, downloads: Downloads, server: HubServer
) -> None:
    server.fault(ONE, Fault(cut_after=1000), *[Fault(cut_after=0)] * 10)
    wanted = begin(hub, downloads)
    with pytest.raises(HubUnreachable, match="broke off"):
        finish(downloads, wanted)
    (half,) = downloads.unfinished()
    assert half.done == 1000
    assert len(server.ranges(ONE)) == 1 + 5


def test_the_hub_may_ask_to_wait(hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path) -> None:
    server.fault(ONE, Fault(status=429, headers={"Retry-After": "1"}))
    began = time.monotonic()
    finish(downloads, begin(hub, downloads))
    assert 0.9 < time.monotonic() - began < 5
    server.fault(TWO, Fault(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(HubUnreachable, match="no more requests for 60 minutes"):
        finish(downloads, begin(hub, downloads, "two/models-GGUF", TWO))


def test_a_server_that_knows_no_ranges_begins_anew(
    hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path
) -> None:
    server.fault(ONE, Fault(cut_after=150_000), Fault(no_ranges=True))
    events = finish(downloads, begin(hub, downloads))
    assert (tmp_path / "models" / ONE).read_bytes() == MODEL
    assert [event.done for event in events if isinstance(event, Fetching)][-1] == len(MODEL)


@pytest.mark.parametrize("after", [0, 100])
def test_cancelling_is_quick_on_a_connection_that_says_nothing(
    hub: Hub, downloads: Downloads, server: HubServer, after: int
) -> None:
    server.fault(ONE, Fault(stall_after=after))
    wanted, token = begin(hub, downloads), CancelToken()
    events = downloads.run(wanted, token)
    until = time.monotonic() + 0.5
    for event in itertools.islice(events, 1000):
        assert isinstance(event, Fetching)
        if time.monotonic() > until:
            break
    began = time.monotonic()
    token.cancel()
    assert not any(isinstance(event, Fetched) for event in events)
    assert time.monotonic() - began < 0.6
    (half,) = downloads.unfinished()
    assert half.done == after


def test_who_stops_listening_stops_it(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    server.fault(ONE, Fault(stall_after=100))
    events = downloads.run(begin(hub, downloads), CancelToken())
    assert any(isinstance(event, Fetching) and event.done == 100 for event in events)
    began = time.monotonic()
    events.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 0.6
    assert not [one for one in threading.enumerate() if one.name == "download"]
    finish(downloads, downloads.unfinished()[0])


def test_a_connection_that_says_nothing_is_left_and_tried_again(
    hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alcove.models.hub._TIMEOUT", (1.0, 0.3, 0.3, 1.0))
    server.fault(ONE, Fault(stall_after=1000))
    finish(downloads, begin(hub, downloads))
    assert server.ranges(ONE) == ["", "bytes=1000-"]
    assert (tmp_path / "models" / ONE).read_bytes() == MODEL


def test_a_wrong_checksum_is_told_and_the_file_not_kept(
    hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path
) -> None:
    server.repositories["one/model-GGUF"].stated[ONE] = "0" * 64
    with pytest.raises(ModelError, match="its checksum is another"):
        finish(downloads, begin(hub, downloads))
    assert models(tmp_path / "models") == []
    (half,) = downloads.unfinished()
    assert half.done == 0, "it begins anew"


def test_a_small_file_is_checked_as_git_does(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    server.repositories["three/embedder"].stated["vocab.txt"] = "0" * 40
    with pytest.raises(ModelError, match=r"vocab\.txt.*its checksum is another"):
        finish(downloads, begin(hub, downloads, "three/embedder"))


@pytest.mark.parametrize("body", [MODEL[:-10], MODEL + b"more"])
def test_a_file_of_another_length_is_told(
    hub: Hub, downloads: Downloads, server: HubServer, body: bytes, tmp_path: Path
) -> None:
    server.fault(ONE, Fault(body=body))
    with pytest.raises(ModelError, match="not what it was when the download began"):
        finish(downloads, begin(hub, downloads))
    assert models(tmp_path / "models") == []


def test_a_file_that_became_shorter_than_what_is_here(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    server.fault(ONE, Fault(cut_after=5000), Fault(body=MODEL[:4000]))
    with pytest.raises(ModelError, match="not what it was when the download began"):
        finish(downloads, begin(hub, downloads))


def test_what_is_longer_than_it_should_be_begins_anew(hub: Hub, downloads: Downloads, tmp_path: Path) -> None:
    wanted = begin(hub, downloads)
    (tmp_path / "models" / ".unfinished" / wanted.key / "0.part").write_bytes(MODEL + b"more")
    finish(downloads, wanted)
    assert (tmp_path / "models" / ONE).read_bytes() == MODEL


def test_a_file_that_disappears_meanwhile(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    wanted = begin(hub, downloads)
    server.fault(ONE, Fault(cut_after=5000), Fault(status=404, headers={"X-Error-Code": "EntryNotFound"}))
    with pytest.raises(ModelMissing, match=r"any more.*discard this download"):
        finish(downloads, wanted)
    server.repositories.clear()
    with pytest.raises(ModelMissing, match="any more"):
        finish(downloads, wanted)


def test_one_that_needs_an_account_is_told_before_anything_is_asked_for(
    hub: Hub, downloads: Downloads, server: HubServer
) -> None:
    with pytest.raises(ModelError, match="account"):
        begin(hub, downloads, "shy/model-GGUF")
    assert len(server.asked) == 1
    wanted = begin(hub, downloads)
    server.repositories["one/model-GGUF"].told["gated"] = "auto"
    with pytest.raises(ModelError, match="account"):
        finish(downloads, wanted)


def test_the_disk_is_asked_before_anything_is_fetched(
    hub: Hub, downloads: Downloads, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 200_000_000 + len(MODEL)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    wanted = begin(hub, downloads)
    free -= 1
    with pytest.raises(ModelError, match=r"needs 1 MB more, and the disk has 0\.2 GB free"):
        finish(downloads, wanted)
    with pytest.raises(ModelError, match="choose a smaller file"):
        begin(hub, downloads, "two/models-GGUF", TWO)
    assert server.ranges(ONE) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "The disk is full"), (errno.EFBIG, "so large a file.*FAT"), (errno.EACCES, "cannot be saved")],
)
def test_a_disk_that_refuses_is_explained(
    hub: Hub, downloads: Downloads, number: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = begin(hub, downloads)
    opened = Path.open

    def refuse(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if path.suffix == ".part":
            raise OSError(number, os.strerror(number))
        return opened(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ModelError, match=words):
        finish(downloads, wanted)


def test_discarding_leaves_nothing(hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path) -> None:
    server.fault(ONE, Fault(slowly=0.002))
    wanted = begin(hub, downloads)
    stop_after(downloads, wanted, 10_000)
    downloads.discard(wanted)
    assert downloads.unfinished() == []
    assert os.listdir(tmp_path / "models") == []


def test_the_same_is_not_downloaded_twice_at_a_time(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    server.fault(ONE, Fault(stall_after=100))
    wanted, token = begin(hub, downloads), CancelToken()
    events = downloads.run(wanted, token)
    assert any(isinstance(event, Fetching) and event.done == 100 for event in events)
    with pytest.raises(ModelError, match="another Alcove"):
        finish(downloads, wanted)
    with pytest.raises(ModelError, match="another Alcove"):
        downloads.discard(wanted)
    token.cancel()
    list(events)
    finish(downloads, wanted)


def test_to_want_the_same_again_goes_on_with_it(hub: Hub, downloads: Downloads, server: HubServer) -> None:
    server.fault(ONE, Fault(slowly=0.002))
    stop_after(downloads, begin(hub, downloads), 10_000)
    again = begin(hub, downloads)
    assert again.done >= 10_000
    assert len(downloads.unfinished()) == 1


def test_a_file_of_another_owner_gets_a_name_of_its_own(
    hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path
) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / ONE).write_bytes(b"another model")
    server.repositories["else/model-GGUF"] = Repo({ONE: BIG})
    assert finish(downloads, begin(hub, downloads))[-1] == Fetched(folder / f"one_{ONE}", "chat")
    assert finish(downloads, begin(hub, downloads, "else/model-GGUF"))[-1] == Fetched(folder / f"else_{ONE}", "chat")
    first = "parts-UD-Q6_K_XL-00001-of-00003.gguf"
    (folder / first).write_bytes(b"another model")
    finish(downloads, begin(hub, downloads, "two/models-GGUF", "parts-UD-Q6_K_XL.gguf"))
    assert [name for name in models(folder) if "two_" in name] == [
        f"two_parts-UD-Q6_K_XL-{n:05}-of-00003.gguf" for n in (1, 2, 3)
    ]
    assert (folder / ONE).read_bytes() == b"another model"


def test_an_end_between_checking_and_moving_loses_nothing(
    hub: Hub, downloads: Downloads, server: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = begin(hub, downloads, "two/models-GGUF", "parts-UD-Q6_K_XL.gguf")
    moved, replace = [], Path.replace

    def move_one(path: Path, target: Path) -> Path:
        if target.parent == tmp_path / "models":
            moved.append(target.name)
            if len(moved) == 2:
                raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", move_one)
        finish(downloads, wanted)
    assert moved[0].endswith("00003-of-00003.gguf"), "the first part, which is the model, comes last"
    (half,) = downloads.unfinished()
    assert half.done == half.bytes
    asked = len(server.asked)
    finish(downloads, half)
    assert len(server.asked) == asked, "nothing is fetched again"
    assert len(models(tmp_path / "models")) == 3


def test_a_damaged_plan_is_passed_over(downloads: Downloads, tmp_path: Path) -> None:
    for number, told in enumerate(("{", "[]", "{}", '{"files": [{"path": 3}]}')):
        place = tmp_path / "models" / ".unfinished" / str(number)
        place.mkdir(parents=True)
        (place / "plan.json").write_text(told)
    assert downloads.unfinished() == []


CHILD = """
import sys
from pathlib import Path
from alcove.core.cancel import CancelToken
from alcove.core.net import Door
from alcove.models.download import Downloads
from alcove.models.hub import Hub

hub = Hub(Door("test"), endpoint=sys.argv[1])
downloads = Downloads(Path(sys.argv[2]), hub)
asked = hub.repository("two/models-GGUF", CancelToken())
for event in downloads.run(downloads.plan(asked, asked.choice("big-Q8_0.gguf")), CancelToken()):
    print(getattr(event, "done", -1), flush=True)
"""


def test_a_process_that_is_killed_loses_nothing(hub: Hub, server: HubServer, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    server.fault(TWO, Fault(slowly=0.002), Fault(slowly=0.002))
    asked = [sys.executable, "-c", CHILD, server.endpoint, str(folder)]
    for least in (100_000, 300_000):
        with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, env={**os.environ}) as child:
            assert child.stdout is not None
            assert any(int(line) > least for line in child.stdout)
            child.send_signal(signal.SIGKILL)
        assert models(folder) == []
    downloads = Downloads(folder, hub)
    (half,) = downloads.unfinished()
    assert half.done >= 300_000
    finish(downloads, half)
    first, second, third = server.ranges(TWO)
    assert first == "" and third == f"bytes={half.done}-"
    assert 100_000 <= int(second.removeprefix("bytes=").rstrip("-")) < half.done
    assert hashlib.sha256((folder / TWO).read_bytes()).digest() == hashlib.sha256(BIG).digest()


@pytest.fixture
def beyond(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> HubServer:
    """The same server under names of other computers."""
    look_up = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **options: Any) -> Any:
        return look_up("127.0.0.1" if str(host).endswith(".test") else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    server.files_at = "files.test"
    return server


def test_all_of_it_goes_through_the_door_and_is_noted(beyond: HubServer, tmp_path: Path) -> None:
    told: list[Attempt] = []
    hub = Hub(Door("test", told.append), endpoint=beyond.at("hub.test"))
    finish(Downloads(tmp_path, hub), begin(hub, Downloads(tmp_path, hub)))
    tried = [(one.host, one.allowed, one.why) for one in told if one.times]
    assert tried == [
        ("hub.test", True, "one/model-GGUF on the model hub"),
        ("hub.test", True, "one/model-GGUF/model-Q4_K_M.gguf on the model hub"),
        ("files.test", True, "one/model-GGUF/model-Q4_K_M.gguf on the model hub"),
    ]
    came = sum(one.received or 0 for one in told if one.host == "files.test")
    assert len(MODEL) < came < len(MODEL) + 1000


def test_the_switch_ends_a_download_and_keeps_what_came(beyond: HubServer, tmp_path: Path) -> None:
    switched = [True]
    hub = Hub(Door("test", switch=lambda: switched[0]), endpoint=beyond.at("hub.test"))
    downloads = Downloads(tmp_path, hub)
    wanted = begin(hub, downloads)
    beyond.fault(ONE, Fault(stall_after=1000))
    with pytest.raises(NetworkRefused, match="switched off"):
        for event in downloads.run(wanted, CancelToken()):
            switched[0] = not (isinstance(event, Fetching) and event.done == 1000)
    assert [one.done for one in downloads.unfinished()] == [1000]
    with pytest.raises(NetworkRefused, match="switched off"):
        finish(downloads, wanted)
    with pytest.raises(NetworkRefused, match="switched off"):
        hub.search("model", CancelToken())
    switched[0] = True
    finish(downloads, wanted)


def test_no_connection_is_told_and_what_came_is_kept(server: HubServer, tmp_path: Path) -> None:
    hub = Hub(Door("test"), endpoint=server.endpoint)
    wanted = begin(hub, Downloads(tmp_path, hub))
    gone = Downloads(tmp_path, Hub(Door("test"), endpoint="http://127.0.0.1:9"))
    with pytest.raises(HubUnreachable, match="there is no connection"):
        finish(gone, wanted)
    assert len(gone.unfinished()) == 1
