"""The arena: the same question to several models, their answers shown without names, a vote, and then the names.

Answers are ordinary turns, with retrieval, citations and receipts. They stand as siblings in an ordinary conversation
that belongs to the match, so that whatever works on answers works on them; it is listed once a person wants that. What
the shells get of a match is sealed until it may be told. Nobody sees an answer while it is written: how quickly words
come gives a model away.
"""

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alcove.chat.arena_store import ArenaStore, Asked, Batch, BatchId, Counts, Match, MatchId, MatchState, Terms
from alcove.chat.contenders import Contender, checked, names_itself
from alcove.chat.ratings import Table, tables
from alcove.chat.store import ConversationId, Message
from alcove.chat.turns import SentOut, TurnRequest, Turns, TurnStarted
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, DatabaseError
from alcove.models.shelf import ModelShelf
from alcove.models.types import Served
from alcove.rag.evaluate import numbered_lines


@dataclass(frozen=True, slots=True)
class Answering:
    """How far it is: so many of so many answers. `match` is the one at work, `sent` who got the question elsewhere."""

    done: int
    total: int
    match: MatchId
    sent: Served | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What can be told of an answer without judging it; no vote. Times are 0 where no model wrote it."""

    words: int
    refused: bool
    by_model: bool
    quotations: int
    verbatim: int
    unsupported: int
    names_itself: bool
    first_word_s: float
    tokens: int
    tokens_per_s: float


class Arena:
    """Run matches and batches of them, take votes, rate. What needs a model's thread are `answer` and nothing else."""

    def __init__(self, turns: Turns, shelf: ModelShelf, store: ArenaStore) -> None:
        self._turns = turns
        self._shelf = shelf
        self._store = store

    # Matches

    def new_match(
        self,
        question: str,
        contenders: Sequence[Contender],
        terms: Terms | None = None,
        *,
        tags: Sequence[str] = (),
        seed: int | None = None,
    ) -> MatchId:
        """Begin a match; `answer` has it answered. Raises AppError when it cannot be one."""
        if not question.strip():
            raise AppError("What is the question?", "A match needs one.")
        drawn = random.getrandbits(32) if seed is None else seed
        asked = Asked(question.strip(), tuple(tags))
        return self._store.add_match(asked, self._known(contenders), terms or Terms(), seed=drawn)

    def match(self, match: MatchId) -> Match:
        """Return a match as it may be shown: sealed, until there is a vote or nothing to vote on."""
        return self._store.match(match).sealed()

    def next_waiting(self, *, batch: BatchId | None = None, without: Sequence[MatchId] = ()) -> MatchId | None:
        """Return the oldest match that waits for a vote, other than those `without`."""
        return next((one for one in self._store.matches("ready", batch=batch) if one not in without), None)

    def matches(self, *states: MatchState, batch: BatchId | None = None, tag: str = "") -> list[MatchId]:
        """Return the matches in these states (none given: in any), oldest first."""
        return self._store.matches(*states, batch=batch, tag=tag)

    def counts(self) -> Counts:
        """Return how many matches are in each state."""
        return self._store.counts()

    def vote(self, match: MatchId, best: int | None, *, bad: bool = False) -> Match:
        """Keep a vote: the position of the best, or None for a tie, of bad answers with `bad`. Return it, names told.

        Raises AppError when there is nothing to vote on.
        """
        return self._store.vote(match, best, bad=bad)

    def withdraw(self, match: MatchId, *, withdrawn: bool = True) -> None:
        """Let a vote count no more, or again."""
        self._store.withdraw(match, withdrawn=withdrawn)

    def set_tags(self, match: MatchId, tags: Sequence[str]) -> None:
        """Give a match other topics."""
        self._store.set_tags(match, tags)

    def remove_match(self, match: MatchId, *, removed: bool = True) -> None:
        """Take a match away with its vote, or bring it back."""
        self._store.remove_match(match, removed=removed)

    def keep_conversation(self, match: MatchId) -> ConversationId:
        """List a match's answers as a conversation from now on. Raises AppError before its names may be told."""
        if not self._store.match(match).revealed:
            raise AppError("Its names are not told yet.", "Vote first.")
        conversation = self._store.keep_conversation(match)
        if conversation is None:
            raise AppError("Its answers were deleted with their conversation.", "Ask the question again.")
        return conversation

    def lacking(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> tuple[bool, bool]:
        """Tell whether a match or batch lacks answers of models here, and of models elsewhere."""
        models = {one.model for _, _, one in self._store.unanswered(match=match, batch=batch)}
        places = {self._shelf.served(one) is not None for one in models}
        return False in places, True in places

    def _known(self, contenders: Sequence[Contender]) -> tuple[Contender, ...]:
        """Return contenders that make a match. Raises AppError, or ModelMissing for one that is not there."""
        for one in contenders:
            self._shelf.info(one.model)
        return checked(contenders)

    # Answering

    def answer(
        self,
        token: CancelToken,
        *,
        match: MatchId | None = None,
        batch: BatchId | None = None,
        elsewhere: bool | None = None,
    ) -> Iterator[Answering]:
        """Have what has no answer yet answered: of a match, or of a batch, model by model so that each is loaded once.

        With `elsewhere` only by models that run there (True) or here (False), so that the two may go on side by side.
        Cancelled, killed or called again, it goes on with the first answer that is missing; one that was being written
        is written anew. A model that fails is told with its match and holds nothing up.
        """
        todo = self._todo(match=match, batch=batch, elsewhere=elsewhere)
        if batch is not None:
            self._store.set_state(batch, "running")
        for done, (number, position) in enumerate(todo):
            if token.cancelled:
                break
            yield Answering(done, len(todo), number)
            for sent in self._written(number, position, token):
                yield Answering(done, len(todo), number, sent)
            yield Answering(done + (not token.cancelled), len(todo), number)
        if batch is not None:
            if not self._store.unanswered(batch=batch):
                self._store.set_state(batch, "done")
            elif token.cancelled:
                self._store.set_state(batch, "paused")

    def _written(self, number: MatchId, position: int, token: CancelToken) -> Iterator[Served | None]:
        """Have one answer written; yield at each of its steps."""
        match = self._store.match(number)
        contender = match.entries[position].contender
        assert contender is not None and match.conversation is not None  # it is open, and has no vote
        request = TurnRequest(
            match.conversation,
            match.question,
            scope=match.terms.scope,
            model=contender.model,
            regenerate=match.question_id,
            max_tokens=match.terms.max_tokens,
            answer_from=match.terms.answer_from,
            settings=contender.applied(self._shelf.model_settings(contender.model)),
        )
        begun = False
        sent: Served | None = None
        try:
            for event in self._turns.run(request, token):
                if isinstance(event, TurnStarted):
                    self._store.begin_answer(number, position, event.answer.id)
                    begun = True
                elif isinstance(event, SentOut) and event.served.leaves:
                    sent = event.served
                yield sent
        except DatabaseError:
            raise
        except AppError:
            if not begun:
                raise
            # The turn kept why it failed with its answer.

    def _todo(
        self, *, match: MatchId | None, batch: BatchId | None, elsewhere: bool | None
    ) -> list[tuple[MatchId, int]]:
        """Return what has no answer yet, by model, one that is loaded first."""
        todo = self._store.unanswered(match=match, batch=batch)
        models = {one.model for _, _, one in todo}
        if elsewhere is not None:
            models = {one for one in models if (self._shelf.served(one) is not None) == elsewhere}
        order = {one: (not self._shelf.is_loaded(one), one) for one in models}
        wanted = [one for one in todo if one[2].model in models]
        wanted.sort(key=lambda one: (order[one[2].model], one[2].key, one[0]))
        return [(number, position) for number, position, _ in wanted]

    # Batches

    def new_batch(
        self,
        name: str,
        questions: Sequence[Asked],
        contenders: Sequence[Contender],
        terms: Terms | None = None,
        *,
        seed: int | None = None,
    ) -> BatchId:
        """Keep a list of questions to be answered by each contender; `answer` does that. Raises AppError for none."""
        if not questions:
            raise AppError("There are no questions.", "A batch needs one a line, at least.")
        drawn = random.getrandbits(32) if seed is None else seed
        return self._store.add_batch(name, questions, self._known(contenders), terms or Terms(), seed=drawn)

    def batches(self) -> list[Batch]:
        """Return the batches, the newest first."""
        return self._store.batches()

    def batch(self, batch: BatchId) -> Batch:
        """Return one batch. Raises AppError when there is none."""
        return self._store.batch(batch)

    def try_again(self, *, match: MatchId | None = None, batch: BatchId | None = None) -> int:
        """Let what failed be answered once more by `answer`; return how many answers that are."""
        return self._store.try_again(match=match, batch=batch)

    def remove_batch(self, batch: BatchId, *, removed: bool = True) -> None:
        """Take a batch away with its matches and votes, or bring it back."""
        self._store.remove_batch(batch, removed=removed)

    # Ratings

    def tags(self) -> dict[str, int]:
        """Return the topics with how many votes each has, the most first."""
        return self._store.tags()

    def ratings(self, *, tag: str = "", batch: BatchId | None = None) -> list[Table]:
        """Rate by all votes that count, by those on a topic, or by those of a batch."""
        return tables(self._store.choices(tag=tag, batch=batch))

    def least_compared(self, pool: Sequence[Contender]) -> tuple[Contender, Contender]:
        """Choose two of a pool: those that met least often, by chance where several did. Raises AppError under two."""
        names = [one.key for one in checked_pool(pool)]
        met = dict.fromkeys(itertools.combinations(sorted(names), 2), 0)
        for choice in self._store.choices():
            for pair in itertools.combinations(sorted(choice.contenders), 2):
                if pair in met:
                    met[pair] += 1
        fewest = min(met.values())
        first, second = random.choice([pair for pair, times in met.items() if times == fewest])
        by_key = {one.key: one for one in pool}
        return by_key[first], by_key[second]

    def purge_deleted(self, older_than_s: float) -> None:
        """Remove for good what was taken away more than `older_than_s` seconds ago."""
        self._store.purge_deleted(older_than_s)


def checked_pool(pool: Sequence[Contender]) -> Sequence[Contender]:
    """Return a pool of which two can be chosen. Raises AppError when they cannot."""
    if len({one.key for one in pool}) < 2:
        raise AppError(
            "There is one model only, and nothing to compare it with.",
            "Add another model, or the same one with other settings, such as NAME@temperature=0.8.",
        )
    return pool


def checks_of(answer: Message, contenders: Sequence[Contender]) -> Checks:
    """Look at an answer: whether it refuses, what of its quotations is verbatim, how long it is, how quick it was."""
    timings = answer.timings
    return Checks(
        len(answer.text.split()),
        answer.refused,
        answer.model is not None,
        len(answer.citations),
        sum(one.verbatim for one in answer.citations),
        sum(not one.general for one in answer.unsupported),
        names_itself(answer.text, contenders),
        round(timings.ttft_ms / 1000, 2),
        timings.tokens,
        round(timings.tokens_per_s, 1),
    )


def read_questions(file: Path) -> list[Asked]:
    """Read a list of questions: a line each, or JSON a line with "question" (or "query", "prompt") and "tags".

    Raises AppError with the line that is none.
    """
    return [_asked(line, f"Line {number} of {file}") for number, line in numbered_lines(file)]


def questions_in(text: str) -> list[Asked]:
    """Read a list of questions as it was typed or pasted. Raises AppError with the line that is none."""
    lines = enumerate(text.splitlines(), start=1)
    return [_asked(line, f"Line {number}") for number, line in lines if line.strip()]


def _asked(line: str, where: str) -> Asked:
    if not line.lstrip().startswith("{"):
        return Asked(line.strip())
    try:
        value = json.loads(line)
        question = next(value[name] for name in ("question", "query", "prompt") if value.get(name))
        tags = value.get("tags", [])
    except (ValueError, StopIteration) as error:
        raise AppError(
            f"{where} is no question.", 'Write it as it is, or as JSON: {"question": ..., "tags": [...]}'
        ) from error
    if not isinstance(question, str) or not isinstance(tags, list) or not all(isinstance(one, str) for one in tags):
        raise AppError(f"{where} is no question.", "The question is a text, and tags are a list of texts.")
    return Asked(question.strip(), tuple(tags))
