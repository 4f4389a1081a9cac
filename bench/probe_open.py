"""Open conversations of 20 and of 2,000 messages in turn in the window; type and scroll in the long one.

Prints the times until each stood there painted, and the longest gaps between the beats of a 5 ms timer meanwhile.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from figures import NOTE_TEXT
from pulse import Pulse
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest

from alcove.chat.store import Conversation, ConversationStore, Timings
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.desktop import app as desktop
from alcove.rag.types import ChunkId, Citation, Coverage, Hit, Placing, Trace, Unsupported

SHORT, LONG = 20, 2000
HITS, PLACED = 16, 100
SETTLE_MS = 3000
STEP_MS = 30
GIVE_UP_MS = 180_000
TYPED = "And what did the carpenter say about the frames in autumn"

place, runs = Path(sys.argv[1]), int(sys.argv[2])


def write(store: ConversationStore, count: int) -> Conversation:
    """Write a conversation of so many messages, its answers with all that answers have."""
    made = store.create(f"{count} messages")
    words = NOTE_TEXT.split()
    passage = " ".join(words)[:500]
    hits = tuple(
        Hit(n, 1 / n, ChunkId(n), "Notes", f"/notes/{n}.md", f"Note {n}", None, "", 0, 500, passage, bytes(32))
        for n in range(1, HITS + 1)
    )
    trace = Trace("garden", tuple(Placing(ChunkId(n), "/notes/1.md", "", None, 0, 500) for n in range(PLACED)))
    parent = None
    for number in range(count // 2):
        said = [" ".join(words[(number + at) % 40 : (number + at) % 40 + 18]).capitalize() for at in range(9)]
        text = f"{said[0]} [1]. {said[1]}. **{said[2]}** [2].\n\n> “{said[3]}.” [3]\n\n- {said[4]}\n- {said[5]}"
        question = store.add(made.id, "user", f"{said[7]}?", parent=parent)
        answer = store.add(made.id, "assistant", "", parent=question.id, model="starter")
        cited = tuple(
            Citation(n, f"/notes/{n}.md", f"Note {n}", None, 0, 60, passage[:60], True, at, at + 9)
            for n, at in enumerate(map(text.index, (said[0], said[2], said[3])), start=1)
        )
        doubt = Unsupported(text.index(said[1]), text.index(said[1]) + len(said[1]), said[1], "no passage supports it")
        store.finish(
            replace(answer, text=text, citations=cited, unsupported=(doubt,), hits=hits, trace=trace,
                    coverage=Coverage(200, 200), timings=Timings(40, 900, 400, 1800, 120, 11))
        )  # fmt: skip
        parent = answer.id
    return made


class FirstPaint(QObject):
    """Note when a widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.at: float | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.at is None:
            self.at = time.perf_counter()
        return False


def use(window: desktop.MainWindow, short: Conversation, long: Conversation, pulse: Pulse) -> Iterator[int]:
    """Do what is measured, step by step; yields how many milliseconds to wait before the next."""
    seconds: dict[int, list[float]] = {SHORT: [], LONG: []}
    stalls: dict[str, float] = {}
    worked: dict[str, float] = {}

    def stalled(phase: str) -> None:
        stalls[phase] = max([stalls.get(phase, 0.0), *pulse.gaps])
        worked[phase] = max([worked.get(phase, 0.0), *pulse.busy])
        afresh()

    def afresh() -> None:
        pulse.gaps.clear()
        pulse.busy.clear()

    # The first conversation that is opened makes the panel of sources and imports what pages need.
    for conversation, count in [(short, 0), (long, 0), *[(short, SHORT), (long, LONG)] * runs]:
        afresh()
        paint, began = FirstPaint(), time.perf_counter()
        opened: list[bool] = []
        window.session.conversation_opened.connect(lambda opened=opened: opened.append(True))
        window.open_conversation(conversation)
        while not opened:
            yield 0
        window.chat.blocks[-1].view.installEventFilter(paint)
        while paint.at is None:
            yield 0
        if count:
            seconds[count].append(paint.at - began)
        yield 1000
        if count:
            stalled(f"opening {count}")
    field = window.chat.composer.field
    field.setFocus()
    yield 200
    afresh()
    for key in TYPED:
        QTest.keyClick(field, key)
        yield STEP_MS
    stalled("typing")
    field.clear()
    bar = window.chat.messages.verticalScrollBar()
    for _ in range(200):
        bar.setValue(bar.value() - 120)
        yield STEP_MS
    stalled("scrolling up")
    for _ in range(200):
        bar.setValue(bar.value() + 120)
        yield STEP_MS
    stalled("scrolling down")
    first = window.session.turns.index(window.chat.blocks[0].turn)
    figures = {
        "short_s": statistics.median(seconds[SHORT]), "long_s": statistics.median(seconds[LONG]), "stalls": stalls,
        "worked": worked, "laid_out": len(window.chat.blocks), "first": first,
    }  # fmt: skip
    print(json.dumps(figures), flush=True)
    os._exit(0)


def main() -> None:
    """Write both conversations, then show the window and use it."""
    database = Database(Paths.at(place).database)
    store = ConversationStore(database)
    short, long = write(store, SHORT), write(store, LONG)
    database.close()
    run = desktop.Application.run

    def watched(self: desktop.Application) -> int:
        held: list[object] = []

        def begin() -> None:
            pulse = Pulse()
            steps = use(self.window, short, long, pulse)
            held.extend((pulse, steps))

            def step() -> None:
                QTimer.singleShot(next(steps), step)

            step()

        QTimer.singleShot(SETTLE_MS, begin)
        QTimer.singleShot(GIVE_UP_MS, lambda: os._exit(1))
        return run(self)

    desktop.Application.run = watched
    desktop.main(place)


if __name__ == "__main__":
    main()
