"""Colouring the code of an answer: asked for off the GUI thread, again while it is being written, seldom enough."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from alcove.desktop.code_colours import Coloured
from alcove.desktop.illustrator import Illustrator
from alcove.desktop.prose_wide import CodeBlock

LEAST_MS = 300
SHARE = 12
"""Colouring is asked for again after at least so many times as long as it took: it must not slow what is written."""


class Colouring(QObject):
    """Have the colours of blocks of code told, one task a block at a time."""

    def __init__(self, illustrator: Illustrator, coloured: Callable[[CodeBlock], None], parent: QObject) -> None:
        super().__init__(parent)
        self._illustrator = illustrator
        self._coloured = coloured

    def want(self, code: CodeBlock) -> None:
        """Have a block coloured, unless it is or is about to be."""
        if code.asked or not code.language or code.coloured == (code.code, code.language):
            return
        code.asked = True
        asked = (code.code, code.language)
        began = time.monotonic()

        def done(told: Coloured) -> None:
            code.lines, code.name, code.coloured = told.lines, told.language, asked
            self._coloured(code)
            took = (time.monotonic() - began) * 1000
            # A finished block waits for nothing; one that grows is looked at again after a while.
            pause = 0 if code.closed else max(LEAST_MS, round(took * SHARE))
            QTimer.singleShot(pause, self, lambda: self._again(code))

        self._illustrator.colour(*asked, self, done)

    def _again(self, code: CodeBlock) -> None:
        code.asked = False
        self.want(code)
