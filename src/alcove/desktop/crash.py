"""What happens when Alcove itself is wrong: the log, the crash report a person can copy, and native crashes.

Made first by the composition root. A known error never comes here; everything else does, from any thread.
"""

import faulthandler
import logging
import logging.handlers
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from alcove import __version__
from alcove.desktop.theme import Size, dress
from alcove.desktop.translation import tr

LOG_FILE, NATIVE_FILE = "alcove.log", "native-crash.txt"
LOG_BYTES, LOG_BACKUPS, LOG_TAIL_LINES = 1_000_000, 3, 40
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger("alcove.desktop.crash")


class CrashReporter(QObject):
    """Write the log, catch what nobody caught, and bring each bug to the GUI thread as a report."""

    reported = Signal(str)

    def __init__(self, logs: Path) -> None:
        super().__init__()
        self._logs = logs
        self._native: TextIO | None = None
        self._handler: logging.Handler | None = None
        self._seen: set[str] = set()

    def install(self) -> str:
        """Begin to log and to catch; return the report of a native crash that ended the last run, or ""."""
        self._logs.mkdir(parents=True, exist_ok=True)
        self._handler = logging.handlers.RotatingFileHandler(
            self._logs / LOG_FILE, maxBytes=LOG_BYTES, backupCount=LOG_BACKUPS, encoding="utf-8"
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(self._handler)
        logging.getLogger("alcove").setLevel(logging.INFO)
        previous = self._take_native_crash()
        self._native = (self._logs / NATIVE_FILE).open("w", encoding="utf-8")
        faulthandler.enable(self._native)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_log_qt_message)
        log.info("Alcove %s begins", __version__)
        return previous

    def uninstall(self) -> None:
        """Put everything back; an orderly end leaves no trace of a native crash."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        if self._native is not None:
            self._native.close()
            self._native = None
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def bug(self, error: BaseException) -> None:
        """Log an exception nobody expected and report it, the same one once a run."""
        text = "".join(traceback.format_exception(error))
        log.error("%s", text)
        if text not in self._seen:
            self._seen.add(text)
            self.reported.emit(self._report(text))

    def _take_native_crash(self) -> str:
        file = self._logs / NATIVE_FILE
        text = file.read_text("utf-8", errors="replace") if file.exists() else ""
        if not text.strip():
            return ""
        file.replace(self._logs / time.strftime("native-crash-%Y%m%d-%H%M%S.txt"))
        return self._report(text)

    def _report(self, details: str) -> str:
        return f"{about_this_computer()}\n\n{details.strip()}\n\nLast lines of the log:\n{self._log_tail()}"

    def _log_tail(self) -> str:
        file = self._logs / LOG_FILE
        if not file.exists():
            return ""
        lines = file.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL_LINES:])

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.bug(error)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.bug(arguments.exc_value)


class CrashDialog(QDialog):
    """Show one crash report, with a button that copies it."""

    def __init__(self, report: str, parent: QWidget | None = None, *, earlier: bool = False) -> None:
        super().__init__(parent)
        self._report = report
        self.setWindowTitle(tr("Something went wrong"))
        self.resize(Size.COLUMN, Size.BUBBLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(Size.S6, Size.S5, Size.S6, Size.S5)
        column.setSpacing(Size.S3)
        title = QLabel(tr("Alcove closed by itself last time") if earlier else tr("Something went wrong inside Alcove"))
        dress(title, "page-title")
        words = QLabel(
            tr(
                "This is a mistake in Alcove, not yours. Your files and conversations are safe. "
                "The details below stay on this computer until you copy them somewhere."
            )
        )
        words.setWordWrap(True)
        dress(words, "soft")
        self.details = QPlainTextEdit(report)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(tr("Details of the crash"))
        dress(self.details, "report")
        self.copy_button = QPushButton(tr("Copy details"))
        dress(self.copy_button, "second")
        self.copy_button.clicked.connect(self._on_copy)
        close = QPushButton(tr("Close"))
        dress(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        for widget in (title, words, self.details):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy_button.setText(tr("Copied"))


def about_this_computer() -> str:
    """Return the versions a report begins with; nothing that names the person or their files."""
    import platform

    return (
        f"Alcove {__version__}, Python {platform.python_version()}, PySide6 {pyside_version}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger(f"qt.{context.category or 'default'}").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
