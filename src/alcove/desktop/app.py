"""The composition root of the window: builds the objects, shows the window, and ends in good order."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import QLocale, QLockFile, QObject, QProcess, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from alcove import __version__
from alcove.core.database import Database
from alcove.core.errors import AppError
from alcove.core.ledger import Ledger
from alcove.core.net import Attempt, Door
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.core.switch import Switch
from alcove.desktop import text_scale
from alcove.desktop.collecting import collected_here
from alcove.desktop.crash import CrashDialog, CrashReporter
from alcove.desktop.late import (
    LateEmbedders,
    LateEndpoints,
    LateHub,
    LateLayers,
    LateLibrary,
    LateModels,
    LateOwn,
    LatePrompts,
    LateReceipts,
    LateStore,
    LateTransfer,
    LateTurns,
    Layers,
)
from alcove.desktop.late_arena import LateArena
from alcove.desktop.late_input import LateAttached, LateDrafts
from alcove.desktop.notify import Notifier
from alcove.desktop.services import Services
from alcove.desktop.tasks import TaskRunner
from alcove.desktop.theme import Theme
from alcove.desktop.translation import language_of, speak, told
from alcove.desktop.window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from alcove.desktop.model_crash import ModelCrash

KNOWN_ERROR = 2
RAISE_TIMEOUT_MS = 1000
SWITCH_S = 0.001
"""How soon a lane that is busy in Python lets the GUI thread go on; Python's own 5 ms add up while painting."""
DELETED_KEPT_S = 30 * 86_400
"""Deleted conversations and prompts can be brought back by hand for so long."""

log = logging.getLogger(__name__)

RESOURCES = Path(__file__).with_name("resources")


class SingleInstance(QObject):
    """One window a library: a second start raises the first."""

    raise_requested = Signal()

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        self._data_dir = data_dir
        self._lock = QLockFile(str(data_dir / "window.lock"))
        self._lock.setStaleLockTime(0)  # stale when its process is gone, however old it is
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Become the one instance; return False, having raised the other's window, if there is one."""
        if self._lock.tryLock(0):
            return True
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name())
        if socket.waitForConnected(RAISE_TIMEOUT_MS):
            socket.write(b"raise\n")
            socket.waitForBytesWritten(RAISE_TIMEOUT_MS)
            socket.disconnectFromServer()
        return False

    def listen(self) -> None:
        """Hear of later starts; called once the window is shown, because QtNetwork takes a while to load."""
        from PySide6.QtNetwork import QLocalServer

        # The lock is ours: what a crash may have left is removed.
        QLocalServer.removeServer(self._name())
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        self._server.listen(self._name())

    def release(self) -> None:
        """Let the next start be the one instance."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _name(self) -> str:
        """Return the server's name: one a library and a user."""
        import hashlib

        user = os.getuid() if hasattr(os, "getuid") else ""
        return "alcove-" + hashlib.sha256(f"{user}:{self._data_dir.resolve()}".encode()).hexdigest()[:20]

    def _on_new_connection(self) -> None:
        if self._server is not None:
            connection = self._server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            self.raise_requested.emit()


def main(data_dir: Path | None = None) -> int:
    """Open the window and return the exit status when it is closed."""
    sys.setswitchinterval(SWITCH_S)
    if QApplication.instance() is None:
        text_scale.apply()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    describe(app)
    speak(app, language_of("system", QLocale.system().uiLanguages()))  # until the settings can be read
    try:
        paths = Paths.at(data_dir)
    except AppError as error:
        return _refuse(error)
    single = SingleInstance(paths.data_dir)
    if not single.claim():
        return 0
    reporter = CrashReporter(paths.logs)
    previous = reporter.install()
    try:
        with collected_here():
            application = Application(app, paths, reporter, single, previous)
            status = application.run()
    except AppError as error:
        return _refuse(error)
    finally:
        single.release()
        reporter.uninstall()
    if application.again:
        _start_again()
    return status


def describe(app: QApplication) -> None:
    """Tell the desktop who we are."""
    app.setApplicationName("alcove")
    app.setApplicationDisplayName("Alcove")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("alcove")
    app.setWindowIcon(brand_icon())


def brand_icon() -> QIcon:
    """Return the icon in all the sizes there are."""
    icon = QIcon()
    for file in sorted(RESOURCES.glob("alcove-*.png")):
        icon.addFile(str(file))
    return icon


class Application:
    """Everything that lives as long as the window."""

    def __init__(
        self, app: QApplication, paths: Paths, reporter: CrashReporter, single: SingleInstance, previous: str
    ) -> None:
        self._began = time.time()
        self._app = app
        self._reporter = reporter
        self._previous = previous
        self._database = Database(paths.database)
        store = SettingsStore(self._database)
        settings = store.load()
        speak(app, language_of(settings.language, QLocale.system().uiLanguages()))
        self.again = False
        self._ledger = Ledger(paths.ledger)
        self._door = Door("window", self._note, Switch(paths.switch).on)
        self._layers = LateLayers(self._database, settings, paths, self._door, previous)
        self.notifier = Notifier()
        self.tasks = TaskRunner(self.notifier.error, reporter.bug)
        theme = Theme(app, settings.theme)
        services = Services(
            paths=paths,
            library=LateLibrary(self._layers),
            models=LateModels(self._layers),
            hub=LateHub(self._layers, paths, self._door),
            endpoints=LateEndpoints(self._layers),
            embedders=LateEmbedders(self._layers),
            turns=LateTurns(self._layers),
            store=LateStore(self._layers),
            receipts=LateReceipts(self._layers),
            own=LateOwn(self._layers),
            arena=LateArena(self._layers),
            ledger=self._ledger,
            settings=store,
            tasks=self.tasks,
            theme=theme,
            notifier=self.notifier,
            transfer=LateTransfer(self._layers),
            prompts=LatePrompts(self._layers, paths),
            attached=LateAttached(self._layers),
            drafts=LateDrafts(self._database),
        )
        self._single = single
        self.window = MainWindow(services, settings, app.windowIcon())
        self.window.settings_changed.connect(self._layers.use)
        self.window.restart_requested.connect(self._on_restart_requested)
        reporter.reported.connect(self._on_crash_reported)
        single.raise_requested.connect(self._on_raise_requested)

    def run(self) -> int:
        """Show the window, run until it is closed, then end within two seconds."""
        self.window.show()
        QTimer.singleShot(0, self.window, self._on_shown)
        status = self._app.exec()
        self._close()
        return status

    def _close_on_signals(self) -> None:
        """Let Ctrl+C in a terminal, and SIGTERM, close the window as its button does.

        Python runs signal handlers only between its own instructions, and Qt's loop has none: the signal's
        number arrives on a pipe that the loop watches.
        """
        if sys.platform == "win32":
            return
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        watch = QSocketNotifier(reading, QSocketNotifier.Type.Read, self.window)
        watch.activated.connect(self.window.close)

    def _on_shown(self) -> None:
        self._close_on_signals()
        self._single.listen()
        self._door.shut()  # before anything below the window is built
        self.tasks.run("io", self._mend, owner=self.window, done=self._on_mended, failed=self._on_mend_failed)
        self.window.begin()

    def _mend(self) -> ModelCrash | None:
        """Put in order what the last run left; return the model that brought it down, if one did."""
        from alcove.chat.drafts import DraftStore

        layers = self._layers.get()
        crash = _crash_of(layers, self._began)
        layers.store.close_interrupted(before=self._began)
        layers.store.purge_deleted(DELETED_KEPT_S)
        layers.arena.purge_deleted(DELETED_KEPT_S)
        layers.prompts.purge_deleted(DELETED_KEPT_S)
        drafts = DraftStore(self._database)
        drafts.purge()
        layers.library.attached.forget(layers.store.attached() | drafts.attached(), before=self._began)
        return crash

    def _on_mended(self, crash: ModelCrash | None) -> None:
        if crash is not None:
            from alcove.desktop.model_crash import ModelCrashDialog

            dialog = ModelCrashDialog(self.window, crash, self._previous)
            dialog.conversation_requested.connect(self.window.open_conversation)
            dialog.models_requested.connect(lambda: self.window.show_page("models"))
            dialog.open()
        elif self._previous:
            CrashDialog(self._previous, self.window, earlier=True).open()

    def _on_mend_failed(self, error: AppError) -> None:
        self.notifier.error(error)
        self._on_mended(None)

    def _note(self, attempt: Attempt) -> None:
        """Take down an attempt to reach beyond this computer; called on whichever thread made it."""
        if not attempt.allowed:
            log.warning("a connection to %s was refused", attempt.host)
        self._ledger.note(attempt)

    def _close(self) -> None:
        self.window.hide()
        ended = self.tasks.close()
        if not ended:
            # Native code that cannot be cancelled still runs. What matters is saved, and the children end when
            # their pipes close; waiting longer, or unloading beneath that thread, would only hang or crash.
            _flush()
            if self.again:
                self._single.release()
                _start_again()
            os._exit(0)
        self._layers.close()
        self._database.close()

    def _on_raise_requested(self) -> None:
        window = self.window
        window.show()
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def _on_restart_requested(self) -> None:
        self.again = True
        self.window.close()

    def _on_crash_reported(self, report: str) -> None:
        CrashDialog(report, self.window).open()


def _crash_of(layers: Layers, began: float) -> ModelCrash | None:
    """Return what is told of the model that brought the last run down, before this one `began`."""
    from alcove.desktop.model_crash import ModelCrash

    if layers.crashed is None:
        return None
    found = layers.store.interrupted(layers.crashed.model, before=began)
    talks = {one.id: one for one in layers.store.conversations()}
    talk = talks.get(found.conversation_id) if found else None
    return ModelCrash(layers.crashed, talk, found.text if found else "", layers.shelf.default_name())


def _start_again() -> None:
    """Start the window as this one was started, once its lock is released."""
    QProcess.startDetached(sys.executable, sys.orig_argv[1:])


def _flush() -> None:
    streams: tuple[TextIO | None, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        if stream is not None:
            stream.flush()


def _refuse(error: AppError) -> int:
    box = QMessageBox(QMessageBox.Icon.Warning, "Alcove", told(error.message))
    box.setInformativeText(told(error.hint))
    box.exec()
    return KNOWN_ERROR
