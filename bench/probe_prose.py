"""Open, scroll, resize, restyle and stream an answer of 20,000 words in the application's window; print the stalls.

`PLACE` is the folder of the window's data. The answer has code, tables, lists, formulas and 200 citations. Its last
500 words are streamed, 60 words a second.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

sys.path.insert(0, str(Path(__file__).parent))

from figures import NOTE_TEXT
from pulse import Pulse

WORDS, STREAMED, CITATIONS = 20_000, 500, 200
CODE = '''```python
def rate(amount: float, years: int) -> float:
    """Return what is paid a month."""
    monthly = 0.0425 / 12
    return amount * monthly / (1 - (1 + monthly) ** (-12 * years))  # number {0}
```'''
TABLE = "| Year | Paid | Left | Remark |\n|---|---|---|---|\n" + "\n".join(
    f"| {2000 + n} | {1200.5 + n} | {98000 - 37 * n} | {'extra payment' if n % 4 == 0 else ''} |" for n in range(20)
)

place = Path(sys.argv[1])


def text_of() -> str:
    """Return the answer, the same in every run."""
    words, order, marker = NOTE_TEXT.split(), random.Random(1), 0
    pieces: list[str] = []
    written = 0
    while written < WORDS:
        kind = order.random()
        sentences = []
        for _ in range(order.randint(2, 6)):
            sentence = " ".join(order.choice(words) for _ in range(order.randint(8, 20))).capitalize()
            if marker < CITATIONS and order.random() < 0.4:
                marker += 1
                sentence += f" [{marker % 20 + 1}]"
            sentences.append(f"{sentence}.")
        if kind < 0.05:
            piece = CODE.replace("{0}", str(written))
        elif kind < 0.09:
            piece = TABLE
        elif kind < 0.25:
            piece = "\n".join(f"- **Point {n}.** {sentence}" for n, sentence in enumerate(sentences))
        elif kind < 0.32:
            piece = f"## {sentences[0][:40]}"
        elif kind < 0.38:
            piece = f"With $r_{{{written}}} = \\frac{{{written}}}{{12}}$ {' '.join(sentences)}"
        else:
            piece = " ".join(sentences)
        pieces.append(piece)
        written += len(piece.split())
    return "\n\n".join(pieces)


def message(text: str) -> tuple[list[object], list[object]]:
    """Return the hits and the citations of the answer."""
    import re

    from alcove.rag.types import ChunkId, Citation, Hit

    hits = [
        Hit(n, 1.0 / n, ChunkId(n), "Papers", f"/papers/{n}.md", f"Paper {n}", None, "", 0, 80, NOTE_TEXT[:80], b"")
        for n in range(1, 21)
    ]
    cited = []
    for match in re.finditer(r"\[(\d+)\]", text):
        start = max(text.rfind(". ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        number = int(match[1])
        cited.append(
            Citation(number, f"/papers/{number}.md", f"Paper {number}", None, 0, 40, "", True, start, match.start())
        )
    return hits, cited


class Written:
    """Turns that write the answer: all but its end at once, then word by word."""

    def __init__(self, store: object) -> None:
        self._store = store

    def run(self, request: object, token: object) -> Iterator[object]:
        """Answer as `alcove.chat.turns.Turns` does."""
        from dataclasses import replace

        from alcove.chat.turns import Cited, SourcesFound, TurnSaved, TurnStarted
        from alcove.models.types import TextDelta
        from alcove.rag.types import Coverage

        text = text_of()
        hits, cited = message(text)
        question = self._store.add(request.conversation, "user", request.question, parent=request.parent)
        answer = self._store.add(request.conversation, "assistant", "", parent=question.id, status="streaming")
        yield TurnStarted(question, answer)
        yield SourcesFound(tuple(hits), Coverage(), 1.0)
        head = len(text) - len(" ".join(text.split()[-STREAMED:]))
        for one in cited:
            if one.answer_end < head:
                yield Cited(one)
        yield TextDelta(text[:head])
        time.sleep(2)
        for word in text[head:].split(" "):
            yield TextDelta(word + " ")
            time.sleep(1 / 60)
        done = replace(answer, text=text, status="complete", hits=tuple(hits), citations=tuple(cited))
        self._store.finish(done)
        yield TurnSaved(done)


class Phases(QObject):
    """Do one thing after the other in the window, each with a pulse of its own, and print the stalls."""

    def __init__(self, window: object) -> None:
        super().__init__()
        self._window = window
        self._figures: dict[str, dict[str, float]] = {}
        self._phases: list[tuple[str, Callable[[], Iterator[int]]]] = [
            ("first", lambda: self._open("Short")),
            ("empty", self._new),
            ("short", lambda: self._open("Short")),
            ("empty", self._new),
            ("open", lambda: self._open("Everything")),
            ("scroll", self._scroll),
            ("jump", self._jump),
            ("resize", self._resize),
            ("theme", self._theme),
            ("leave", self._leave),
            ("stream", self._stream),
        ]
        self._next()

    def _next(self) -> None:
        if not self._phases:
            print(json.dumps(self._figures), flush=True)
            os._exit(0)
        name, steps = self._phases.pop(0)
        pulse, going = Pulse(), steps()

        def step() -> None:
            wait = next(going, None)
            if wait is not None:
                QTimer.singleShot(wait, step)
                return
            self._figures[name] = pulse.figures()
            pulse.stop()
            self._next()

        QTimer.singleShot(50, step)

    @property
    def _bar(self) -> object:
        return self._window.chat.messages.verticalScrollBar()

    def _open(self, title: str) -> Iterator[int]:
        """Open a conversation; the first time, the panel of sources is made too."""
        listed = self._window.session.conversations
        self._window.open_conversation(next(one for one in listed if one.title == title))
        yield 2000
        words = self._window.chat.blocks[0].view.prose.said.text.split()
        assert (len(words) >= WORDS) == (title == "Everything"), "another answer is on view"

    def _new(self) -> Iterator[int]:
        self._window.new_conversation()
        yield 300

    def _scroll(self) -> Iterator[int]:
        """Go by wheel through a third of it, up from the end."""
        for _ in range(150):
            self._bar.setValue(self._bar.value() - 240)
            yield 16

    def _jump(self) -> Iterator[int]:
        for part in (0.0, 0.5, 0.9, 0.2, 0.7, 0.1):
            self._bar.setValue(round(self._bar.maximum() * part))
            yield 300

    def _resize(self) -> Iterator[int]:
        for wide in (*range(1360, 900, -20), *range(900, 1360, 20)):
            self._window.resize(wide, 860)
            yield 30
        yield 500

    def _theme(self) -> Iterator[int]:
        for scheme in ("dark", "light"):
            self._window.chat._theme.set_scheme(scheme)
            yield 800

    def _leave(self) -> Iterator[int]:
        """Begin another conversation and let all but the end of the answer come."""
        self._window.new_conversation()
        yield 300
        self._window.session.ask("Everything, please")
        while not self._window.session.turns or len(self._window.session.turns[-1].text) < 1000:
            yield 50
        yield 1000

    def _stream(self) -> Iterator[int]:
        while self._window.session.busy:
            yield 50
        yield 1000


def main() -> None:
    """Store the answer, show the window, and begin when it is there."""
    from dataclasses import replace

    from alcove.chat.store import ConversationStore
    from alcove.core.database import Database
    from alcove.core.paths import Paths
    from alcove.desktop import app as desktop

    database = Database(Paths.at(place).database)
    store = ConversationStore(database)
    whole = text_of()
    for title, text in (("Everything", whole), ("Short", whole[: whole.index("\n\n")])):
        conversation = store.create(title)
        question = store.add(conversation.id, "user", "Everything, please", parent=None)
        answer = store.add(conversation.id, "assistant", "", parent=question.id, status="streaming")
        hits, cited = message(text)
        store.finish(replace(answer, text=text, status="complete", hits=tuple(hits), citations=tuple(cited)))
    run = desktop.Application.run

    def watched(self: desktop.Application) -> int:
        self.window.session._turns = Written(store)
        kept: list[Phases] = []
        QTimer.singleShot(2500, lambda: kept.append(Phases(self.window)))
        return run(self)

    desktop.Application.run = watched
    desktop.main(place)


main()
