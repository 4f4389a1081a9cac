"""The SQL of the arena: matches with their answers, votes, batches.

A match, its conversation and its question are made in one transaction, and whether an answer is there is told by its
message alone. So whenever the process is killed, what is left says exactly what is still to be answered.
"""

import json
import random
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NewType

from alcove.chat.contenders import LETTERS, Contender, blind, contender
from alcove.chat.ratings import Choice
from alcove.chat.store import ConversationId, ConversationStore, Message, MessageId
from alcove.chat.titles import title_of
from alcove.core.database import Database
from alcove.core.errors import AppError
from alcove.rag.types import AnswerFrom

MatchId = NewType("MatchId", int)
BatchId = NewType("BatchId", int)
MatchState = Literal["waiting", "ready", "voted", "same", "failed"]
"""Answers are missing; it waits for a vote; it has one; all answers are the same; fewer than two models answered."""
BatchState = Literal["running", "paused", "done"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its topics."""

    question: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all answers of a match: the sources asked, what answers are made from, how long they may be."""

    scope: tuple[str, ...] = ()
    answer_from: AnswerFrom = "documents"
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer of a match. While that is sealed, nobody is named and the answer is blind (`contenders.blind`)."""

    position: int
    contender: Contender | None
    answer: Message | None = None

    @property
    def letter(self) -> str:
        return LETTERS[self.position]

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.status == "complete"

    @property
    def failed(self) -> bool:
        return self.answer is not None and self.answer.status == "failed"


@dataclass(frozen=True, slots=True)
class Vote:
    """What a person said of the answers at these positions: which is best; without one, that they tie, or are all bad.

    A withdrawn vote counts no more. It cannot be cast again: the names are known.
    """

    compared: tuple[int, ...]
    best: int | None
    bad: bool
    voted: float
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A question and the answers to it, in the order of their positions, which were drawn by `seed`."""

    id: MatchId
    question: str
    terms: Terms
    seed: int
    created: float
    entries: tuple[Entry, ...]
    tags: tuple[str, ...] = ()
    batch: BatchId | None = None
    vote: Vote | None = None
    question_id: MessageId | None = None
    conversation: ConversationId | None = None

    @property
    def state(self) -> MatchState:
        answered = [one for one in self.entries if one.answered]
        if self.vote is not None:
            return "voted"
        if any(not (one.answered or one.failed) for one in self.entries):
            return "waiting"
        if len(answered) < 2:
            return "failed"
        return "same" if len({one.answer.text for one in answered if one.answer}) == 1 else "ready"

    @property
    def revealed(self) -> bool:
        """Whether names may be told: after the vote, and where there is nothing to vote on."""
        return self.state not in ("waiting", "ready")

    def sealed(self) -> "Match":
        """Return the match without anything that tells who wrote which answer, if its names may not be told yet."""
        if self.revealed:
            return self
        names = [one.contender for one in self.entries if one.contender]
        entries = tuple(
            replace(one, contender=None, answer=blind(one.answer, names) if one.answer else None)
            for one in self.entries
        )
        return replace(self, entries=entries)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many matches are in each state, and how many answers of how many are there."""

    waiting: int = 0
    ready: int = 0
    voted: int = 0
    same: int = 0
    failed: int = 0
    answered: int = 0
    entries: int = 0

    @property
    def matches(self) -> int:
        return self.waiting + self.ready + self.voted + self.same + self.failed


@dataclass(frozen=True, slots=True)
class Batch:
    """A list of questions over some models. `state` is what was wanted last: one that runs may have been killed."""

    id: BatchId
    name: str
    state: BatchState
    created: float
    contenders: tuple[Contender, ...]
    counts: Counts = field(default_factory=Counts)


class ArenaStore:
    """Save and load matches, votes and batches. What it returns is open: `Match.sealed` makes it fit to be shown."""

    def __init__(self, database: Database, conversations: ConversationStore) -> None:
        self._database = database
        self._conversations = conversations

    def add_match(self, asked: Asked, contenders: Sequence[Contender], terms: Terms, *, seed: int) -> MatchId:
        """Keep a match between contenders; its answers are still to come."""
        with self._database.transaction() as tx:
            return _open(tx, None, asked, contenders, terms, seed)

    def add_batch(
        self, name: str, questions: Sequence[Asked], contenders: Sequence[Contender], terms: Terms, *, seed: int
    ) -> BatchId:
        """Keep a match for each question, all of them or none."""
        draw = random.Random(seed)
        with self._database.transaction() as tx:
            made = tx.execute(
                "INSERT INTO arena_batches (name, state, created, contenders) VALUES (?, 'paused', ?, ?)",
                (name, time.time(), json.dumps([one.key for one in contenders])),
            )
            batch = BatchId(made.lastrowid or 0)
            for asked in questions:
                _open(tx, batch, asked, contenders, terms, draw.getrandbits(32))
        return batch

    def match(self, match: MatchId) -> Match:
        """Return a match with its answers. Raises AppError when there is none."""
        rows = self._database.query(
            "SELECT m.*, c.id AS conversation FROM arena_matches m "
            "LEFT JOIN conversations c ON c.id = (SELECT conversation_id FROM messages WHERE id = m.question_id) "
            "WHERE m.id = ? AND m.deleted IS NULL",
            (match,),
        )
        if not rows:
            raise AppError(f"There is no match {match}.", "`alcove arena vote` shows the next one that waits.")
        row = rows[0]
        terms = Terms(tuple(json.loads(row["scope"])), row["answer_from"], row["max_tokens"])
        said = {one.id: one for one in self._conversations.messages(row["conversation"] or ConversationId(0))}
        entries = tuple(
            Entry(one["position"], contender(one["contender"]), said.get(one["message_id"]))
            for one in self._database.query(
                "SELECT * FROM arena_entries WHERE match_id = ? ORDER BY position", (match,)
            )
        )
        return Match(
            match, row["question"], terms, row["seed"], row["created"], entries, self.tags_of(match), row["batch_id"],
            self._vote(match), row["question_id"], row["conversation"],
        )  # fmt: skip

    def tags_of(self, match: MatchId) -> tuple[str, ...]:
        """Return the topics of a match."""
        rows = self._database.query("SELECT tag FROM arena_tags WHERE match_id = ? ORDER BY tag", (match,))
        return tuple(row["tag"] for row in rows)

    def set_tags(self, match: MatchId, tags: Sequence[str]) -> None:
        """Give a match other topics."""
        with self._database.transaction() as tx:
            tx.execute("DELETE FROM arena_tags WHERE match_id = ?", (match,))
            _tag(tx, match, tags)

    def tags(self) -> dict[str, int]:
        """Return the topics with how many votes each has, the most first."""
        rows = self._database.query(
            f"""SELECT t.tag, count(*) AS votes FROM arena_tags t JOIN arena_votes v USING (match_id)
            JOIN ({_LISTED}) m ON m.id = match_id WHERE v.withdrawn IS NULL GROUP BY t.tag ORDER BY votes DESC, t.tag"""
        )
        return {row["tag"]: row["votes"] for row in rows}

    def matches(self, *states: MatchState, batch: BatchId | None = None, tag: str = "") -> list[MatchId]:
        """Return the matches in these states (none given: in any), oldest first."""
        rows = self._database.query(
            f"""SELECT id, state FROM ({_STATES}) WHERE (:batch IS NULL OR batch_id = :batch)
            AND (:tag = '' OR EXISTS (SELECT 1 FROM arena_tags WHERE match_id = id AND tag = :tag)) ORDER BY id""",
            {"batch": batch, "tag": tag},
        )
        return [row["id"] for row in rows if not states or row["state"] in states]

    def counts(self, batch: BatchId | None = None) -> Counts:
        """Return how many matches, of all or of a batch, are in each state."""
        rows = self._database.query(
            f"""SELECT state, count(*) AS matches, sum(answered) AS answered, sum(entries) AS entries FROM ({_STATES})
            WHERE (:batch IS NULL OR batch_id = :batch) GROUP BY state""",
            {"batch": batch},
        )
        states = {row["state"]: row["matches"] for row in rows}
        return Counts(
            answered=sum(row["answered"] for row in rows), entries=sum(row["entries"] for row in rows), **states
        )

    def unanswered(
        self, *, match: MatchId | None = None, batch: BatchId | None = None
    ) -> list[tuple[MatchId, int, Contender]]:
        """Return the matches and positions that have no answer yet, and whose it is to be."""
        rows = self._database.query(
            f"""SELECT e.match_id, e.position, e.contender FROM arena_entries e JOIN ({_LISTED}) m ON m.id = e.match_id
            LEFT JOIN messages a ON a.id = e.message_id LEFT JOIN arena_votes v USING (match_id)
            WHERE coalesce(a.status, '') NOT IN ('complete', 'failed') AND v.match_id IS NULL
            AND (:match IS NULL OR e.match_id = :match) AND (:batch IS NULL OR m.batch_id = :batch)
            ORDER BY e.match_id, e.position""",
            {"match": match, "batch": batch},
        )
        return [(row["match_id"], row["position"], contender(row["contender"])) for row in rows]

    def begin_answer(self, match: MatchId, position: int, message: MessageId) -> None:
        """Say which message becomes the answer at a position."""
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE arena_entries SET message_id = ? WHERE match_id = ? AND position = ?",
                (message, match, position),
            )

    def try_again(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> int:
        """Let what failed be answered once more; return how many answers that are."""
        with self._database.transaction() as tx:
            return tx.execute(
                """UPDATE arena_entries SET message_id = NULL
                WHERE message_id IN (SELECT id FROM messages WHERE status = 'failed')
                AND match_id NOT IN (SELECT match_id FROM arena_votes)
                AND (:match IS NULL OR match_id = :match)
                AND (:batch IS NULL OR match_id IN (SELECT id FROM arena_matches WHERE batch_id = :batch))""",
                {"match": match, "batch": batch},
            ).rowcount

    # Votes

    def vote(self, match: MatchId, best: int | None, *, bad: bool = False) -> Match:
        """Keep what a person says of the answers. Raises AppError when there is nothing to vote on, or no more."""
        found = self.match(match)
        if found.state != "ready":
            raise AppError(*_NO_VOTE[found.state])
        compared = [one.position for one in found.entries if one.answered]
        if best is not None and best not in compared:
            letters = ", ".join(LETTERS[position] for position in compared)
            raise AppError("There is no such answer.", f"The answers are {letters}.")
        with self._database.transaction() as tx:
            tx.execute(
                "INSERT OR IGNORE INTO arena_votes VALUES (?, ?, ?, ?, ?, NULL)",
                (match, json.dumps(compared), best, bad and best is None, time.time()),
            )
        return self.match(match)

    def withdraw(self, match: MatchId, *, withdrawn: bool = True) -> None:
        """Let a vote count no more, or again."""
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE arena_votes SET withdrawn = ? WHERE match_id = ?", (time.time() if withdrawn else None, match)
            )

    def choices(self, *, tag: str = "", batch: BatchId | None = None) -> list[Choice]:
        """Return the votes that count, of all matches, of those with a topic, or of a batch."""
        rows = self._database.query(
            f"""SELECT v.match_id, v.compared, v.best, e.position, e.contender FROM arena_votes v
            JOIN ({_LISTED}) m ON m.id = v.match_id JOIN arena_entries e USING (match_id)
            WHERE v.withdrawn IS NULL AND (:batch IS NULL OR m.batch_id = :batch)
            AND (:tag = '' OR EXISTS (SELECT 1 FROM arena_tags t WHERE t.match_id = m.id AND t.tag = :tag))
            ORDER BY v.match_id, e.position""",
            {"batch": batch, "tag": tag},
        )
        voted: dict[int, list[sqlite3.Row]] = {}
        for row in rows:
            if row["position"] in json.loads(row["compared"]):
                voted.setdefault(row["match_id"], []).append(row)
        return [
            Choice(
                tuple(one["contender"] for one in some),
                next((one["contender"] for one in some if one["position"] == one["best"]), None),
            )
            for some in voted.values()
        ]

    # Batches

    def batches(self) -> list[Batch]:
        """Return the batches, the newest first."""
        rows = self._database.query("SELECT * FROM arena_batches WHERE deleted IS NULL ORDER BY id DESC")
        return [
            Batch(
                row["id"], row["name"], row["state"], row["created"],
                tuple(map(contender, json.loads(row["contenders"]))), self.counts(row["id"]),
            )
            for row in rows
        ]  # fmt: skip

    def batch(self, batch: BatchId) -> Batch:
        """Return one batch. Raises AppError when there is none."""
        found = next((one for one in self.batches() if one.id == batch), None)
        if found is None:
            raise AppError(f"There is no batch {batch}.", "`alcove arena batch` lists them.")
        return found

    def set_state(self, batch: BatchId, state: BatchState) -> None:
        """Say what became of a batch."""
        with self._database.transaction() as tx:
            tx.execute("UPDATE arena_batches SET state = ? WHERE id = ?", (state, batch))

    # Removing

    def remove_match(self, match: MatchId, *, removed: bool = True) -> None:
        """Take a match away with its vote, or bring it back."""
        self._remove("arena_matches", match, removed=removed)

    def remove_batch(self, batch: BatchId, *, removed: bool = True) -> None:
        """Take a batch away with its matches and votes, or bring it back."""
        self._remove("arena_batches", batch, removed=removed)

    def keep_conversation(self, match: MatchId) -> ConversationId | None:
        """List the conversation of a match among all others from now on; None where it was deleted since."""
        conversation = self.match(match).conversation
        with self._database.transaction() as tx:
            tx.execute(
                "UPDATE conversations SET arena_match = NULL, updated = ? WHERE id = ?", (time.time(), conversation)
            )
        return conversation

    def purge_deleted(self, older_than_s: float) -> None:
        """Remove for good what was taken away more than `older_than_s` seconds ago, with its answers."""
        with self._database.transaction() as tx:
            for table in ("arena_matches", "arena_batches"):
                tx.execute(f"DELETE FROM {table} WHERE deleted < ?", (time.time() - older_than_s,))

    def _remove(self, table: str, number: int, *, removed: bool) -> None:
        with self._database.transaction() as tx:
            tx.execute(f"UPDATE {table} SET deleted = ? WHERE id = ?", (time.time() if removed else None, number))

    def _vote(self, match: MatchId) -> Vote | None:
        for row in self._database.query("SELECT * FROM arena_votes WHERE match_id = ?", (match,)):
            compared = tuple(json.loads(row["compared"]))
            return Vote(compared, row["best"], bool(row["bad"]), row["voted"], row["withdrawn"] is not None)
        return None


_LISTED = """SELECT m.* FROM arena_matches m LEFT JOIN arena_batches b ON b.id = m.batch_id
    WHERE m.deleted IS NULL AND b.deleted IS NULL"""
_STATES = f"""SELECT id, batch_id, entries, answered, CASE
        WHEN voted THEN 'voted' WHEN answered + failed < entries THEN 'waiting' WHEN answered < 2 THEN 'failed'
        WHEN texts = 1 THEN 'same' ELSE 'ready' END AS state
    FROM (SELECT m.id, m.batch_id, count(*) AS entries, v.match_id IS NOT NULL AS voted,
            coalesce(sum(a.status = 'complete'), 0) AS answered, coalesce(sum(a.status = 'failed'), 0) AS failed,
            count(DISTINCT CASE WHEN a.status = 'complete' THEN a.text END) AS texts
        FROM ({_LISTED}) m JOIN arena_entries e ON e.match_id = m.id LEFT JOIN messages a ON a.id = e.message_id
        LEFT JOIN arena_votes v ON v.match_id = m.id GROUP BY m.id)"""
"""`Match.state` for all matches at once, without their answers."""
_NO_VOTE: dict[MatchState, tuple[str, str]] = {
    "waiting": ("Its answers are not all there yet.", "Have them written first: alcove arena ask --match N"),
    "voted": ("It was voted on already, and the names are known.", "Withdraw that vote if it was a mistake."),
    "same": ("All answers are the same, word for word.", "There is nothing to choose; go on to the next."),
    "failed": ("Fewer than two of its models answered.", "Have it tried again, or ask other models."),
}


def _open(
    tx: sqlite3.Connection, batch: BatchId | None, asked: Asked, contenders: Sequence[Contender], terms: Terms,
    seed: int,
) -> MatchId:  # fmt: skip
    """Make a match, the conversation its answers stand in, and the question there. Positions are drawn by `seed`."""
    now, scope = time.time(), json.dumps(list(terms.scope))
    match = tx.execute(
        "INSERT INTO arena_matches (batch_id, question, scope, answer_from, max_tokens, seed, created) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (batch, asked.question, scope, terms.answer_from, terms.max_tokens, seed, now),
    ).lastrowid
    conversation = tx.execute(
        "INSERT INTO conversations (title, created, updated, scope, answer_from, arena_match) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (title_of(asked.question), now, now, scope, terms.answer_from, match),
    ).lastrowid
    question = tx.execute(
        "INSERT INTO messages (conversation_id, role, text, status, created) VALUES (?, 'user', ?, 'complete', ?)",
        (conversation, asked.question, now),
    ).lastrowid
    tx.execute("UPDATE arena_matches SET question_id = ? WHERE id = ?", (question, match))
    drawn = sorted(contenders, key=lambda one: one.key)
    random.Random(seed).shuffle(drawn)
    tx.executemany(
        "INSERT INTO arena_entries (match_id, position, contender) VALUES (?, ?, ?)",
        [(match, position, one.key) for position, one in enumerate(drawn)],
    )
    _tag(tx, MatchId(match or 0), asked.tags)
    return MatchId(match or 0)


def _tag(tx: sqlite3.Connection, match: MatchId, tags: Sequence[str]) -> None:
    tx.executemany(
        "INSERT OR IGNORE INTO arena_tags VALUES (?, ?)",
        [(match, " ".join(tag.lower().split())) for tag in tags if tag.strip()],
    )
