"""Beat a 5 ms timer in the event loop while a sync and an answer run; print the longest gaps.

`alcove`: both run in the application's own window. `beside`: two answers do, in columns of one conversation.
`bare`: an empty window, and another process does the work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

sys.path.insert(0, str(Path(__file__).parent))

from pulse import Pulse

if TYPE_CHECKING:
    from alcove.desktop.window import MainWindow

QUESTION = "Where are the insurance papers and the warranty of the washing machine?"
ASK_AFTER_S = 2.0
SECONDS = 30.0

kind, place, notes = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])


def work() -> None:
    """Sync and answer without any window."""
    from alcove.chat.store import ConversationStore
    from alcove.chat.turns import TurnRequest, Turns
    from alcove.core.cancel import CancelToken
    from alcove.core.database import Database
    from alcove.core.paths import Paths
    from alcove.core.settings import SettingsStore
    from alcove.models.shelf import ModelShelf
    from alcove.rag.library import Library

    paths = Paths.at(place)
    database = Database(paths.database)
    settings = SettingsStore(database).load()
    library = Library(database, settings, paths)
    library.add_source(notes)
    shelf = ModelShelf(database, settings, paths)
    store = ConversationStore(database)
    turns = Turns(library, shelf, store, settings)

    def sync() -> None:
        for _ in library.sync(None, CancelToken()):
            continue

    threading.Thread(target=sync, daemon=True).start()
    time.sleep(ASK_AFTER_S)
    for _ in turns.run(TurnRequest(store.create(QUESTION).id, QUESTION), CancelToken()):
        continue
    time.sleep(SECONDS)


def bare() -> None:
    """Show an empty window beside a process that works."""
    app = QApplication([])
    window = QMainWindow()
    window.resize(1360, 860)
    window.show()
    load = subprocess.Popen([sys.executable, __file__, "work", str(place), str(notes)], start_new_session=True)
    pulse = Pulse()
    QTimer.singleShot(int(SECONDS * 1000), app.quit)
    app.exec()
    load.terminate()
    print(json.dumps(pulse.figures()), flush=True)


def ask(window: MainWindow) -> None:
    """Ask in one line."""
    window.session.ask(QUESTION)


def ask_beside(window: MainWindow) -> None:
    """Ask the model twice, as it is set and at another heat, both at once, in columns that are open already."""
    window.compare.ask(QUESTION)


def answered(window: MainWindow) -> bool:
    """Tell whether all that was asked got an answer, or a beginning of one."""
    sessions = window.compare.columns or [window.session]
    return all(one.turns and one.turns[-1].text for one in sessions)


def alcove(ask: Callable[[MainWindow], None], *, columns: bool = False) -> None:
    """Show the application's window and let it work; opening the columns is told for itself."""
    from alcove.desktop import app as desktop

    run = desktop.Application.run

    def watched(self: desktop.Application) -> int:
        pulses: list[Pulse] = []
        opening: list[float] = []

        def begin() -> None:
            pulses.append(Pulse())
            self.window.syncing.add(notes)
            if columns:
                QTimer.singleShot(int(ASK_AFTER_S * 500), open_columns)
            QTimer.singleShot(int(ASK_AFTER_S * 1000), lambda: ask(self.window))

        def open_columns() -> None:
            before = len(pulses[0].gaps)
            self.window.compare.toggle()

            def opened() -> None:
                opening.append(max(pulses[0].gaps[before:]))
                del pulses[0].gaps[before:], pulses[0].busy[before:]

            QTimer.singleShot(int(ASK_AFTER_S * 400), opened)

        def end() -> None:
            assert answered(self.window), "nothing was answered"
            assert len(opening) == columns, "the columns were not opened"
            told = {"opening_ms": opening[0]} if columns else {}
            print(json.dumps({**pulses[0].figures(), **told}), flush=True)
            os._exit(0)

        # The window's first second is another figure.
        QTimer.singleShot(1000, begin)
        QTimer.singleShot(int((1 + SECONDS) * 1000), end)
        return run(self)

    desktop.Application.run = watched
    desktop.main(place)


if __name__ == "__main__":
    kinds = {
        "work": work,
        "bare": bare,
        "alcove": lambda: alcove(ask),
        "beside": lambda: alcove(ask_beside, columns=True),
    }
    kinds[kind]()
