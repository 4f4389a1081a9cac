"""A model that brings the real window down: the next start says so, keeps what was written, and leaves that model be.

Each run is the real program in a process of its own, with the starter model; it dies inside llama.cpp.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from alcove.core.paths import Paths

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the deaths are signals")

ASKS_AND_DIES = """
    import ctypes, os, sys
    from pathlib import Path
    import llama_cpp
    from alcove.chat import turns
    from alcove.desktop import app, late

    late.LateLibrary.warm = lambda _: ""  # the children are not needed
    turns._SAVE_EVERY_S = 0.0
    death, model = sys.argv[2:]
    shown, decode = app.Application._on_shown, llama_cpp.llama_decode
    count = 0

    def asks(self):
        shown(self)
        self.window.session.model = model
        self.window.session.answer_from = "model"
        self.window.session.ask("Write a long story about the sea.")

    def dies(context, batch):
        global count
        count += batch.n_tokens == 1
        if count > 12:
            if death == "segfault":
                decode(ctypes.c_void_p(8), batch)  # llama.cpp reads what is not its own
            ctypes.CDLL(None).abort() if death == "abort" else os.kill(os.getpid(), 9)
        return decode(context, batch)

    app.Application._on_shown, llama_cpp.llama_decode = asks, dies
    sys.exit(app.main(Path(sys.argv[1])))
    """

STARTS_AGAIN = """
    import json, sys
    from pathlib import Path
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QDialog, QLabel
    from alcove.desktop import app, late

    late.LateLibrary.warm = lambda _: ""
    shown, mended = app.Application._on_shown, app.Application._on_mended
    told = {"title": "", "words": ""}

    def starts(self):
        shown(self)
        self.timer = QTimer()
        self.timer.timeout.connect(lambda: looks(self))
        QTimer.singleShot(30_000, self.window.close)

    def knows(self, crash):
        mended(self, crash)
        for dialog in self.window.findChildren(QDialog):
            told["title"] = dialog.windowTitle()
            told["words"] = " ".join(label.text() for label in dialog.findChildren(QLabel))
            told["offer"] = dialog.accept_button.text()
            dialog.accept_button.click()
        self.timer.start(10)

    def looks(self):
        turns = self.window.session.turns
        if not self.window.models.listed or (told["title"] and not turns):
            return
        self.timer.stop()
        shelf = self._layers.get().shelf
        told["default"] = shelf.default_name()
        told["crashed"] = [info.name for info in shelf.list() if info.crashed]
        told["turns"] = [[turn.question, turn.phase, turn.text] for turn in turns]
        print(json.dumps(told), flush=True)
        self.window.close()

    app.Application._on_shown, app.Application._on_mended = starts, knows
    sys.exit(app.main(Path(sys.argv[1])))
    """


def run(code: str, data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(data_dir), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )


def started_again(data_dir: Path) -> dict[str, Any]:
    done = run(STARTS_AGAIN, data_dir)
    assert done.returncode == 0, done.stderr
    assert done.stdout, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize(("death", "number"), [("segfault", signal.SIGSEGV), ("abort", signal.SIGABRT)])
def test_a_model_that_crashes_is_told_and_not_used_by_itself_again(
    tmp_path: Path, starter_model: Path, death: str, number: signal.Signals
) -> None:
    paths = Paths.at(tmp_path)
    paths.models.mkdir()
    os.symlink(starter_model, paths.models / "mine.gguf")
    died = run(ASKS_AND_DIES, tmp_path, death, "mine")
    assert died.returncode == -number, died.stderr
    assert json.loads(paths.running.read_text("utf-8")) == {"model": "mine", "doing": "answering"}

    told = started_again(tmp_path)
    assert told["title"] == "Alcove closed by itself while mine was answering"
    assert "mine is not loaded by itself any more" in told["words"] and "SmolLM2 135M answers instead" in told["words"]
    assert (told["offer"], told["default"], told["crashed"]) == (
        "Show what it had written", starter_model.stem, ["mine"],
    )  # fmt: skip
    ((question, phase, text),) = told["turns"]
    assert (question, phase) == ("Write a long story about the sea.", "stopped")
    assert len(text) > 20, "what was written is there"
    assert not paths.running.exists()

    again = started_again(tmp_path)
    assert (again["title"], again["default"], again["crashed"]) == ("", starter_model.stem, ["mine"]), "it is told once"


def test_the_only_model_leaves_passages_when_it_crashes(tmp_path: Path, starter_model: Path) -> None:
    assert run(ASKS_AND_DIES, tmp_path, "abort", "").returncode == -signal.SIGABRT
    told = started_again(tmp_path)
    assert told["title"] == "Alcove closed by itself while SmolLM2 135M was answering"
    assert "answers are passages only" in told["words"]
    assert (told["default"], told["crashed"]) == ("", [starter_model.stem])


def test_a_kill_is_nobodys_fault(tmp_path: Path, starter_model: Path) -> None:
    assert run(ASKS_AND_DIES, tmp_path, "kill", "").returncode == -signal.SIGKILL
    assert Paths.at(tmp_path).running.exists()
    told = started_again(tmp_path)
    assert (told["title"], told["default"], told["crashed"]) == ("", starter_model.stem, [])
    assert not Paths.at(tmp_path).running.exists()
