"""Ask questions one after another in the application's own window; print its memory after some and after all."""

import json
import os
import sys
from pathlib import Path

import psutil
from PySide6.QtCore import QTimer

from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.desktop import app as desktop

SETTLE_MS = 2000
LOOK_MS = 20
GIVE_UP_MS = 1_800_000
QUESTIONS = (
    "Where are the papers of the house in folder {}?", "What did the gardener say in week {}?",
    "Which of the {} windows was repaired first?", "Who keeps key {} of the shed?",
)  # fmt: skip

place, notes, some, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])


def megabytes() -> float:
    """Return what the process holds in memory."""
    return psutil.Process().memory_info().rss / 1e6


def main() -> None:
    """Add the notes to the library, then ask; answers are short, so that a hundred take minutes."""
    database = Database(Paths.at(place).database)
    SettingsStore(database).set("answer_tokens", 32)
    SettingsStore(database).set("evidence_tokens", 200)
    database.close()
    run = desktop.Application.run

    def watched(self: desktop.Application) -> int:
        window, told = self.window, {}

        def look() -> None:
            if window.syncing.running or window.session.busy:
                return
            answered = len(window.session.turns)
            if answered in (some, most):
                told.setdefault(f"after_{answered}", megabytes())
            if answered < most:
                window.session.ask(QUESTIONS[answered % len(QUESTIONS)].format(answered))
                return
            failed = sum(not turn.text for turn in window.session.turns)
            print(json.dumps({**told, "failed": failed, "laid_out": len(window.chat.blocks)}), flush=True)
            os._exit(0)

        timer = QTimer(window)
        timer.timeout.connect(look)

        def begin() -> None:
            window.syncing.add(notes)
            timer.start(LOOK_MS)

        QTimer.singleShot(SETTLE_MS, begin)
        QTimer.singleShot(GIVE_UP_MS, lambda: os._exit(1))
        return run(self)

    desktop.Application.run = watched
    desktop.main(place)


if __name__ == "__main__":
    main()
