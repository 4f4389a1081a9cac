"""Start one window, `bare` or `alcove`, and print how long it took from the start of the process until painted."""

import json
import os
import sys
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow

kind, place = sys.argv[1:3]
began = psutil.Process().create_time()

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "llama_cpp")


class FirstPaint(QObject):
    """Print the figures when the window has been painted, and end."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            seconds = time.time() - began
            print(
                json.dumps(
                    {
                        "seconds": seconds,
                        "megabytes": psutil.Process().memory_info().rss / 1e6,
                        "heavy": [name for name in HEAVY if name in sys.modules],
                    }
                ),
                flush=True,
            )
            os._exit(0)
        return False


if kind == "bare":
    app = QApplication([])
    window = QMainWindow()
    window.resize(1360, 860)
    paint = FirstPaint()
    window.installEventFilter(paint)
    window.show()
    app.exec()
else:
    from alcove.desktop import app as desktop
    from alcove.terminal.main import main

    shown = desktop.MainWindow.show

    def show(self: desktop.MainWindow) -> None:
        """Show the window and wait for its first paint."""
        self.paint = FirstPaint()
        self.installEventFilter(self.paint)
        shown(self)

    desktop.MainWindow.show = show
    main(["--data-dir", str(Path(place) / "library")])
