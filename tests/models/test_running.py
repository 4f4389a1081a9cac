"""The note of which model is at work, and the models that crashed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core.database import Database
from alcove.core.settings import SettingsStore
from alcove.models.running import AtWork, Crashed, Running, is_at_fault
from alcove.models.types import GenerationEvent, TextDelta


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "running.json"


def words(count: int) -> Iterator[GenerationEvent]:
    return iter([TextDelta(f"word {number} ") for number in range(count)])


def test_what_is_loaded_is_noted_meanwhile(file: Path) -> None:
    running = Running(file)
    with running.loading("a"):
        assert Running(file).left() == AtWork("a", "loading")
    assert not file.exists()
    with pytest.raises(ZeroDivisionError), running.loading("a"):
        _ = 1 / 0
    assert Running(file).left() is None, "a known end is none"


def test_what_answers_is_noted_until_it_is_done(file: Path) -> None:
    running = Running(file)
    events = running.answering("a", words(2))
    assert next(events) == TextDelta("word 0 ")
    written = file.stat().st_mtime_ns
    next(events)
    assert file.stat().st_mtime_ns == written, "it is written once"
    assert list(events) == []
    assert not file.exists()


def test_an_answer_that_is_left_takes_its_note_away(file: Path) -> None:
    events = Running(file).answering("a", words(2))
    next(events)
    assert file.exists()
    events.close()  # type: ignore[attr-defined]
    assert not file.exists()


def test_of_two_answers_in_turn_the_note_names_the_one_at_work(file: Path) -> None:
    running = Running(file)

    def noted(model: str) -> Iterator[GenerationEvent]:
        for _ in range(2):
            assert f'"{model}"' in file.read_text("utf-8")
            yield TextDelta("")

    a, b = (running.answering(model, noted(model)) for model in ("a", "b"))
    next(a), next(b), next(a)
    with running.loading("c"):
        pass
    assert list(a) == []
    next(b)
    assert list(b) == [] and not file.exists()


def test_without_a_file_nothing_is_noted() -> None:
    running = Running()
    with running.loading("a"):
        assert list(running.answering("a", words(3))) == list(words(3))
    assert running.left() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"model": "a"}'])
def test_a_note_that_cannot_be_read_is_taken_away(file: Path, text: str) -> None:
    file.write_text(text)
    assert Running(file).left() is None
    assert not file.exists()


def test_an_answer_goes_on_where_no_note_can_be_written(tmp_path: Path) -> None:
    running = Running(tmp_path / "gone" / "running.json")
    assert list(running.answering("a", words(2))) == list(words(2))


def test_a_model_that_crashed_is_remembered_with_its_file(tmp_path: Path) -> None:
    model, database = tmp_path / "a.gguf", Database(tmp_path / "alcove.db")
    model.write_bytes(b"GGUF")
    crashed = Crashed(SettingsStore(database))
    crashed.add("a", model)
    again = Crashed(SettingsStore(database))
    assert again.holds("a", model) and not again.holds("b", model)
    model.write_bytes(b"GGUF, another")
    assert not again.holds("a", model)
    crashed.add("a", model)
    crashed.remove("b")
    assert again.holds("a", model)
    crashed.remove("a")
    assert not again.holds("a", model)
    database.close()


def crash(tmp_path: Path, code: str, package: str = "llama_cpp") -> str:
    """Return what faulthandler writes of a process that dies in a function of this package."""
    module = tmp_path / package / "runtime.py"
    module.parent.mkdir(parents=True)
    module.write_text("import faulthandler, ctypes, os\n\ndef die():\n    ctypes.string_at(0)\n")
    head = "import faulthandler, sys, threading, os\nfaulthandler.enable()\n"
    head += f"sys.path.insert(0, {str(module.parent)!r})\n"
    died = subprocess.run([sys.executable, "-c", f"{head}import runtime\n{code}"], capture_output=True, check=False)
    assert died.returncode != 0
    return died.stderr.decode()


IN_A_THREAD = "thread = threading.Thread(target=runtime.die)\nthread.start()\nthread.join()\n"


def test_a_crash_in_the_runtime_is_the_models_fault(tmp_path: Path) -> None:
    assert is_at_fault(crash(tmp_path, IN_A_THREAD))
    assert is_at_fault(crash(tmp_path / "ours", IN_A_THREAD, "alcove/models"))
    assert is_at_fault("Fatal Python error: Aborted\n\nThread 0x01 (most recent call first):\n  <no Python frame>\n")


def test_a_crash_elsewhere_and_no_crash_are_not(tmp_path: Path) -> None:
    waiting = "threading.Thread(target=runtime.threading_wait, daemon=True).start()\n"
    elsewhere = "import ctypes\nctypes.string_at(0)\n"
    report = crash(tmp_path, f"runtime.threading_wait = lambda: threading.Event().wait()\n{waiting}{elsewhere}")
    assert "Current thread" in report
    assert not is_at_fault(report)
    assert not is_at_fault("")
