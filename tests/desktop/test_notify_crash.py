"""The one road to the eye, and what happens when Alcove itself is wrong."""

from __future__ import annotations

import faulthandler
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alcove.core.errors import AppError
from alcove.desktop.crash import LOG_FILE, NATIVE_FILE, CrashDialog, CrashReporter, about_this_computer
from alcove.desktop.notify import MOST_SHOWN, SECONDS, Notice, Notifier, ToastStack
from alcove.desktop.theme import Theme


def test_notices_wait_for_a_window() -> None:
    notifier, seen = Notifier(), []
    notifier.error(AppError("The disk is full.", "Free some room."))
    notifier.attach(seen.append)
    notifier.warn("Slow")
    notifier.detach()
    notifier.info("Later")
    assert [(notice.kind, notice.text) for notice in seen] == [("error", "The disk is full."), ("warn", "Slow")]
    notifier.attach(seen.append)
    assert seen[-1].text == "Later"


@pytest.fixture
def stack(qtbot: QtBot, theme: Theme) -> ToastStack:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(700, 500)
    over.show()
    made = ToastStack(theme, over, 100)
    made.test_over = over  # type: ignore[attr-defined]
    return made


def words(toast: QWidget) -> list[str]:
    return [label.text() for label in toast.findChildren(QLabel) if label.text()]


def test_an_error_says_what_happened_and_what_to_do_and_stays(stack: ToastStack) -> None:
    stack.show_notice(Notice("error", "The model is gone.", "Add it again."))
    assert words(stack.toasts[0]) == ["The model is gone.", "Add it again."]
    assert stack.toasts[0].accessibleName() == "The model is gone. Add it again."
    assert SECONDS["error"] == 0


def test_an_offer_is_taken_once_and_goes(qtbot: QtBot, stack: ToastStack) -> None:
    taken: list[str] = []
    stack.show_notice(Notice("info", "Deleted", "", "Undo", lambda: taken.append("undo")))
    stack.toasts[0].action_button.click()
    assert taken == ["undo"] and stack.toasts == [] and stack.isHidden()


def test_a_notice_goes_by_itself(qtbot: QtBot, stack: ToastStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECONDS, "info", 0.05)
    stack.show_notice(Notice("info", "Done"))
    qtbot.waitUntil(lambda: not stack.toasts)


def test_the_same_words_are_not_said_twice_and_too_many_wait(stack: ToastStack) -> None:
    for number in range(MOST_SHOWN + 2):
        stack.show_notice(Notice("warn", f"number {number}"))
    stack.show_notice(Notice("warn", "number 0"))
    assert len(stack.toasts) == MOST_SHOWN
    stack.toasts[0].dismiss()
    assert [toast.notice.text for toast in stack.toasts] == ["number 1", "number 2", "number 3"]


def test_notices_lie_inside_their_window_at_every_width(qtbot: QtBot, stack: ToastStack) -> None:
    over: QWidget = stack.test_over  # type: ignore[attr-defined]
    stack.show_notice(Notice("error", "A long sentence about what happened to a file of yours. " * 3, "Do this."))
    for width in (700, 420, 900):
        over.resize(width, 500)
        qtbot.waitUntil(lambda: over.rect().contains(stack.geometry()))
        assert stack.geometry().bottom() <= 400
        assert stack.height() >= 40


@pytest.fixture
def reporter(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashReporter]:
    hooks = sys.excepthook, threading.excepthook, faulthandler.is_enabled()
    made = CrashReporter(tmp_path / "logs")
    yield made
    made.uninstall()
    sys.excepthook, threading.excepthook = hooks[:2]
    if hooks[2]:
        faulthandler.enable()


def broken() -> None:
    raise ZeroDivisionError("seven by nothing")


def caught() -> ZeroDivisionError:
    try:
        broken()
    except ZeroDivisionError as error:
        return error
    raise AssertionError


@pytest.mark.expects_log("alcove.desktop.crash", "seven by nothing")
def test_a_bug_is_logged_and_reported_once(reporter: CrashReporter, tmp_path: Path) -> None:
    reports: list[str] = []
    reporter.reported.connect(reports.append)
    assert reporter.install() == ""
    error = caught()
    reporter.bug(error)
    reporter.bug(error)
    assert len(reports) == 1
    assert "seven by nothing" in reports[0] and "in broken" in reports[0]
    assert reports[0].startswith("Alcove ") and "Last lines of the log" in reports[0]
    assert "seven by nothing" in (tmp_path / "logs" / LOG_FILE).read_text("utf-8")


@pytest.mark.expects_log("alcove.desktop.crash", "seven by nothing")
def test_what_nobody_caught_is_reported_from_any_thread(qtbot: QtBot, reporter: CrashReporter) -> None:
    reports: list[str] = []
    reporter.reported.connect(reports.append)
    reporter.install()
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    assert len(reports) == 1
    thread = threading.Thread(target=broken, name="astray")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(reports) == 2)


def test_qt_speaks_into_the_log(reporter: CrashReporter, tmp_path: Path) -> None:
    reporter.install()
    qWarning("a word from Qt")
    assert "a word from Qt" in (tmp_path / "logs" / LOG_FILE).read_text("utf-8")


def test_the_log_turns_over(reporter: CrashReporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alcove.desktop.crash.LOG_BYTES", 2000)
    reporter.install()
    for number in range(200):
        logging.getLogger("alcove.test").info("line %d", number)
    names = sorted(file.name for file in (tmp_path / "logs").glob("alcove.log*"))
    assert names == ["alcove.log", "alcove.log.1", "alcove.log.2", "alcove.log.3"]
    assert all((tmp_path / "logs" / name).stat().st_size <= 2100 for name in names)


def test_a_native_crash_is_found_at_the_next_start(tmp_path: Path, reporter: CrashReporter) -> None:
    code = (
        "import faulthandler, sys\nfrom pathlib import Path\nfrom alcove.desktop.crash import CrashReporter\n"
        "CrashReporter(Path(sys.argv[1])).install()\nfaulthandler._sigsegv()\n"
    )
    died = subprocess.run([sys.executable, "-c", code, str(tmp_path / "logs")], capture_output=True, check=False)
    assert died.returncode != 0
    report = reporter.install()
    assert "Segmentation fault" in report or "access violation" in report
    assert list((tmp_path / "logs").glob("native-crash-*.txt")), "it is kept beside the log"
    reporter.uninstall()
    assert reporter.install() == "", "and told once"


def test_an_orderly_end_leaves_no_crash(reporter: CrashReporter, tmp_path: Path) -> None:
    reporter.install()
    reporter.uninstall()
    assert (tmp_path / "logs" / NATIVE_FILE).read_text("utf-8") == ""


def test_the_report_can_be_read_and_copied(qtbot: QtBot, theme: Theme) -> None:
    dialog = CrashDialog("everything about it")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.details.toPlainText() == "everything about it" and dialog.details.isReadOnly()
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "everything about it"
    assert dialog.copy_button.text() == "Copied"


def test_the_report_names_versions_and_no_person() -> None:
    told = about_this_computer()
    assert "PySide6" in told and str(Path.home()) not in told
