"""The person's own questions: each with the passage that answers it, and how well the library finds them.

A passage is kept with its words, so that it is found again after its document was read anew, moved or renamed.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePath
from sqlite3 import Row
from typing import NewType

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.rag.changes import Changes, Passage
from alcove.rag.evaluate import Measure, Question, found_figures, measured
from alcove.rag.placing import Placed
from alcove.rag.types import SearchResult

OwnId = NewType("OwnId", int)
FIRST = "passage@5"
"""The figure that tells how many are among the first five."""


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question, and the passage that answers it as it stood at `start:end` when it was `added` (since the epoch)."""

    id: OwnId
    question: str
    uri: str
    page: int | None
    start: int
    end: int
    text: str
    content_hash: bytes
    added: float


@dataclass(frozen=True, slots=True)
class OwnResult:
    """The figures of one measuring, when it was (since the epoch), and by which embedder.

    `gone` counts the pairs that were left out, because their passages stand nowhere any more.
    """

    measured: float
    embedder: str
    measures: tuple[Measure, ...]
    gone: int = 0

    @property
    def count(self) -> int:
        """How many questions were measured."""
        return max((one.count for one in self.measures), default=0)

    @property
    def first_five(self) -> int:
        """Of how many the passage was among the first five."""
        return sum(round(one.mean * one.count) for one in self.measures if one.name == FIRST)


class OwnQuestions:
    """Keep the pairs and the last figures."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._db = database
        self._changes = changes

    def all(self) -> list[OwnQuestion]:
        """Return the pairs, the newest first."""
        return [_own(row) for row in self._db.query("SELECT * FROM own_questions ORDER BY added DESC, id DESC")]

    def add(self, question: str, placed: Placed) -> OwnQuestion | None:
        """Keep a pair; None when it was there already."""
        values = (question, placed.uri, placed.page, placed.start, placed.end, placed.text, placed.content_hash)
        now = time.time()
        with self._db.transaction() as tx:
            cursor = tx.execute(
                'INSERT OR IGNORE INTO own_questions (question, uri, page, start, "end", text, content_hash, added) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, now),
            )
            if not cursor.rowcount:
                return None
        return OwnQuestion(OwnId(cursor.lastrowid or 0), *values, now)

    def remove(self, own: OwnQuestion) -> None:
        """Forget a pair; `restore` brings it back."""
        with self._db.transaction() as tx:
            tx.execute("DELETE FROM own_questions WHERE id = ?", (own.id,))

    def restore(self, own: OwnQuestion) -> None:
        """Undo `remove`."""
        with self._db.transaction() as tx:
            tx.execute(
                "INSERT OR IGNORE INTO own_questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (own.id, own.question, own.uri, own.page, own.start, own.end, own.text, own.content_hash, own.added),
            )

    def questions(self) -> list[Question]:
        """Return the pairs as questions with known answers, where these stand now; without those that stand nowhere."""
        pairs = self.all()
        passages = [Passage(one.uri, one.start, one.end, one.text, one.content_hash) for one in pairs]
        asked = []
        for own, now in zip(pairs, self._changes.standing(passages), strict=True):
            if now.fate != "unchanged":
                continue
            name = PurePath(now.uri).name
            pages = ((name, own.page),) if own.page is not None else ()
            span = (now.start, now.end)
            asked.append(Question(str(own.id), own.question, {name: 1.0}, pages, (span,), passage=(now.uri, *span)))
        return asked

    def keep(self, measures: list[Measure], embedder: str, gone: int) -> OwnResult:
        """Keep the figures of a measuring over all of them."""
        result = OwnResult(time.time(), embedder, tuple(measures), gone)
        with self._db.transaction() as tx:
            tx.execute(
                "INSERT INTO own_results (measured, embedder, figures, gone) VALUES (?, ?, ?, ?)",
                (result.measured, embedder, json.dumps([asdict(one) for one in measures]), gone),
            )
        return result

    def result(self) -> OwnResult | None:
        """Return the figures of the last measuring."""
        rows = self._db.query("SELECT * FROM own_results ORDER BY id DESC LIMIT 1")
        if not rows:
            return None
        row = rows[0]
        figures = tuple(Measure(**one) for one in json.loads(row["figures"]))
        return OwnResult(row["measured"], row["embedder"], figures, row["gone"])

    def measure(
        self, search: Callable[[str], SearchResult], embedder: str, token: CancelToken
    ) -> Iterator[tuple[int, int]]:
        """Ask all of them and keep the figures; yield how many of how many are done. Cancelled, nothing is kept."""
        asked = self.questions()
        figures: list[tuple[str, float]] = []
        for number, question in enumerate(asked, start=1):
            if token.cancelled:
                return
            figures += found_figures(question, [asdict(hit) for hit in search(question.query).hits])
            yield number, len(asked)
        self.keep(measured(figures), embedder, len(self.all()) - len(asked))


def _own(row: Row) -> OwnQuestion:
    return OwnQuestion(
        row["id"], row["question"], row["uri"], row["page"], row["start"], row["end"], row["text"],
        row["content_hash"], row["added"],
    )  # fmt: skip
