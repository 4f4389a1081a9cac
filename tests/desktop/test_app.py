"""The real thing in a process of its own: what it imports, one window a library, damaged libraries, a quick end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.desktop import app
from alcove.desktop.app import SingleInstance

HEAVY = ("torch", "transformers", "chromadb", "sentence_transformers")
LATE = (
    *HEAVY, "llama_cpp", "numpy", "alcove.rag.library", "qtawesome", "PySide6.QtPdf", "PySide6.QtNetwork",
    "alcove.desktop.settings_page",
)  # fmt: skip


def run(code: str, data_dir: Path, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(data_dir), *arguments],
        capture_output=True,
        text=True,
        timeout=seconds,
        env=environment,
        check=False,
    )


def test_the_window_is_shown_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    done = run(
        """
        import json, sys, time
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from alcove.desktop import app

        told = {}
        real = app.Application._on_shown

        def shown(self):
            told["at_show"] = sorted(set(sys.modules))
            told["visible"] = self.window.isVisible()
            real(self)
            # The layers are built on a lane right after; the children import what is heavy, the window never.
            QTimer.singleShot(1500, self.window.close)

        def closing(self):
            told["at_end"] = sorted(set(sys.modules))
            print(json.dumps(told), flush=True)
            close(self)

        close = app.Application._close
        app.Application._on_shown, app.Application._close = shown, closing
        sys.exit(app.main(Path(sys.argv[1])))
        """,
        tmp_path / "data",
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["visible"]
    assert set(told["at_show"]) & set(LATE) == set()
    assert "alcove.rag.library" in told["at_end"]
    assert set(told["at_end"]) & set(HEAVY) == set()


def test_a_second_start_raises_the_first_window_and_goes(tmp_path: Path) -> None:
    done = run(
        """
        import subprocess, sys, threading
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from alcove.desktop import app

        second = "import sys; from pathlib import Path; from alcove.desktop import app; "
        second += "print('status', app.main(Path(sys.argv[1])))"
        real = app.Application._on_shown

        def shown(self):
            real(self)
            self.window.hide()
            started = subprocess.Popen([sys.executable, "-c", second, sys.argv[1]], stdout=subprocess.PIPE, text=True)

            def look():
                if started.poll() is None or not self.window.isVisible():
                    return
                print("second said:", started.stdout.read().strip())
                timer.stop()
                self.window.close()

            timer = QTimer(self.window)
            timer.timeout.connect(look)
            timer.start(50)

        app.Application._on_shown = shown
        sys.exit(app.main(Path(sys.argv[1])))
        """,
        tmp_path / "data",
    )
    assert done.returncode == 0, done.stderr
    assert "second said: status 0" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    done = run(
        """
        import os, sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from alcove.desktop import app

        real, close = app.Application._on_shown, app.Application._close

        def shown(self):
            real(self)
            QTimer.singleShot(100, lambda: os.kill(os.getpid(), int(sys.argv[2])))

        def closing(self):
            print("closing", flush=True)
            close(self)

        app.Application._on_shown, app.Application._close = shown, closing
        sys.exit(app.main(Path(sys.argv[1])))
        """,
        tmp_path / "data",
        str(int(number)),
    )
    assert (done.returncode, done.stdout.strip()) == (0, "closing"), done.stderr


def test_another_library_is_another_instance(qtbot: QtBot, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first, other, again = SingleInstance(one), SingleInstance(two), SingleInstance(one)
    assert first.claim() and other.claim()
    first.listen()
    with qtbot.waitSignal(first.raise_requested):
        assert not again.claim()
    first.release()
    assert again.claim(), "the next start takes over"
    again.release()
    other.release()


def test_a_lock_left_by_a_crash_is_no_obstacle(tmp_path: Path) -> None:
    code = """
        import os, sys
        from pathlib import Path
        from PySide6.QtCore import QCoreApplication
        from alcove.desktop.app import SingleInstance

        application = QCoreApplication([])
        single = SingleInstance(Path(sys.argv[1]))
        print(single.claim(), flush=True)
        single.listen()
        os.kill(os.getpid(), 9) if sys.argv[2] == "die" else single.release()
        """
    assert run(code, tmp_path, "die").stdout.strip() == "True"
    assert (tmp_path / "window.lock").exists()
    assert run(code, tmp_path, "live").stdout.strip() == "True"


def test_a_damaged_library_is_told_in_plain_words(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths.at(tmp_path)
    paths.database.write_bytes(b"this is no database, " * 400)
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append((box.text(), box.informativeText())))
    assert app.main(tmp_path) == app.KNOWN_ERROR
    ((message, hint),) = told
    assert "damaged" in message and "restore it from a backup" in hint
    assert paths.database.read_bytes().startswith(b"this is no database")


def test_a_library_of_a_newer_version_is_refused_and_untouched(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(Paths.at(tmp_path).database)
    with database.transaction() as tx:
        tx.execute("INSERT INTO migrations VALUES ('9999_from_the_future', 0)")
    database.close()
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    assert app.main(tmp_path) == app.KNOWN_ERROR
    assert "newer version" in told[0]


def test_a_folder_that_cannot_be_made_is_told(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.informativeText()))
    assert app.main(tmp_path / "file" / "library") == app.KNOWN_ERROR
    assert "--data-dir" in told[0]


def test_closing_with_a_sync_and_an_answer_in_flight_takes_at_most_two_seconds(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.md").write_text(f"# Note {number}\n\n" + f"The boiler was serviced in {number}. " * 80)
    done = run(
        """
        import sys, time
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from alcove.desktop import app

        real, close = app.Application._on_shown, app.Application._close

        def shown(self):
            real(self)
            self.window.syncing.add(Path(sys.argv[2]))

            def look():
                session = self.window.session
                if not session.busy:  # at first nothing is read that a model could answer from
                    session.ask("When was the boiler serviced?")
                elif self.window.syncing.running and session.turns[-1].phase in ("loading", "reading", "writing"):
                    print("in flight", flush=True)
                    self.window.close()
            self.timer = QTimer()
            self.timer.timeout.connect(look)
            self.timer.start(20)
            QTimer.singleShot(60_000, self.window.close)

        def timed(self):
            began = time.monotonic()
            import os
            leave = os._exit
            os._exit = lambda status: (print("seconds", time.monotonic() - began, flush=True), leave(status))
            close(self)
            print("seconds", time.monotonic() - began)

        app.Application._on_shown, app.Application._close = shown, timed
        sys.exit(app.main(Path(sys.argv[1])))
        """,
        tmp_path / "data",
        str(folder),
    )
    assert done.returncode == 0, done.stderr
    assert "in flight" in done.stdout, "both were over before the window closed"
    seconds = float(done.stdout.split("seconds")[1].split()[0])
    assert seconds < 2.0, done.stdout
    database = Database(Paths.at(tmp_path / "data").database)
    statuses = {row["status"] for row in database.query("SELECT status FROM messages WHERE role = 'assistant'")}
    database.close()
    assert statuses <= {"stopped", "streaming", "complete"}


def test_the_icon_has_all_its_sizes(qtbot: QtBot) -> None:
    assert len(app.brand_icon().availableSizes()) >= 5
