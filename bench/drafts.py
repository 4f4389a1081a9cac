"""Answers with prompt lookup against the same without: tokens a second at temperature 0, and whether they are the same.

The prompts are the product's own for questions of a set, at even steps; each is answered in turn with and without
drafts, from the same evaluated prompt. Where two answers part, the likelihoods there tell whether it was a near tie:
numbers differ a little between a step of one token and one of several.
"""

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from figures import Figure
from grounded import taken
from spans import library_of

from alcove.chat.store import ConversationStore
from alcove.chat.turns import TurnRequest, Turns, TurnSaved
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.quotation import Quotable
from alcove.core.settings import Settings
from alcove.models.llama import LlamaModel
from alcove.models.shelf import ModelShelf
from alcove.models.types import Generated, Sampling, TextDelta, TokenChoice
from alcove.rag.evaluate import read_questions

QUESTIONS = 20
TOKENS = 160
TIMES = 3
"""Each answer is written so often both ways, in turn; the median counts, so that a slow moment does not."""
NEAR = 0.6
"""Difference of two log-probabilities that a batch of another size can turn over: FACTS of this stack, measured."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One question's answers: tokens a second without and with drafts, and where they part, if they do."""

    slow: float
    fast: float
    tokens: int
    accepted: int
    drafted: int
    parted: float | None
    """Difference in likelihood of the two tokens where the answers part; None when they are the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the product gives the model for one question."""

    prompt: str
    quotable: Quotable | None


def against_none(options: argparse.Namespace) -> list[Figure]:
    """Answer the questions of `--set` both ways."""
    questions = [one.query for one in taken(read_questions(options.set / "queries.jsonl"), QUESTIONS)]
    with library_of(options.set / "corpus", options.data_dir) as (library, paths):
        database = Database(paths.database)
        settings = replace(Settings(), prompt_cache_mb=0, first_word_s=60)
        shelf = ModelShelf(database, settings, paths)
        name = shelf.add(options.model).name if options.model else shelf.default_name()
        store = ConversationStore(Database(paths.data_dir / "drafts.db"))
        turns = Turns(library, shelf, store, settings)
        model = shelf.chat_model(name)
        assert isinstance(model, LlamaModel)
        asked = [one for question in questions if (one := _asked(turns, store, question, name)) is not None]
        pairs = [_pair(model, one) for one in asked]
        shelf.close()
        database.close()
    return _figures(name, pairs)


def _asked(turns: Turns, store: ConversationStore, question: str, name: str) -> Asked | None:
    """Run a turn for its prompt; None where no model writes the answer."""
    request = TurnRequest(store.create(question).id, question, model=name, max_tokens=1)
    last = list(turns.run(request, CancelToken()))[-1]
    assert isinstance(last, TurnSaved)
    receipt = store.receipt(last.message.id)
    if receipt is None:
        return None
    passages = store.passages([last.message.id]).get(last.message.id, [])
    return Asked(receipt.prompt, Quotable([*(one.text for one in passages), question]) if passages else None)


def _pair(model: LlamaModel, asked: Asked) -> Pair:
    _said(model, asked, Sampling(1))  # the prompt is evaluated once, for both
    speeds: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(TIMES):
        speed, _, plain = _said(model, asked, Sampling(TOKENS, drafts=False))
        speeds[False].append(speed)
        speed, end, quick = _said(model, asked, Sampling(TOKENS))
        speeds[True].append(speed)
    slow, fast = (statistics.median(speeds[drafts]) for drafts in (False, True))
    parted = _gap(model, asked, plain, quick) if plain != quick else None
    return Pair(slow, fast, end.tokens, end.accepted, end.drafted, parted)


def _said(model: LlamaModel, asked: Asked, sampling: Sampling) -> tuple[float, Generated, str]:
    events = list(model.generate(asked.prompt, sampling, CancelToken(), asked.quotable))
    end = events[-1]
    assert isinstance(end, Generated)
    return end.tokens_per_s, end, "".join(event.text for event in events if isinstance(event, TextDelta))


def _gap(model: LlamaModel, asked: Asked, plain: str, quick: str) -> float:
    """Return how much likelier the plain answer's token was than the best other one where the two part."""
    common = next(
        (at for at, (a, b) in enumerate(zip(plain, quick, strict=False)) if a != b), min(len(plain), len(quick))
    )
    sampling = Sampling(TOKENS, drafts=False, alternatives=2)
    choices: list[TokenChoice] = []
    for event in model.generate(asked.prompt, sampling, CancelToken(), asked.quotable):
        if isinstance(event, TextDelta):
            choices += event.choices
    at = 0
    for choice in choices:
        at += len(choice.text)
        if at > common:
            return choice.logprob - choice.alternatives[0][1]
    return 0.0


def _figures(name: str, pairs: Sequence[Pair]) -> list[Figure]:
    tokens = sum(one.tokens for one in pairs)
    drafted, right = sum(one.drafted for one in pairs), sum(one.accepted for one in pairs)
    slow = tokens / sum(one.tokens / one.slow for one in pairs)
    fast = tokens / sum(one.tokens / one.fast for one in pairs)
    ratios = [one.fast / one.slow for one in pairs]
    parted = [one.parted for one in pairs if one.parted is not None]
    return [
        Figure(f"{name}: {len(pairs)} answers, with drafts / without", fast, slow, "tokens/s", least=1.25),
        Figure("the least of one answer", min(ratios), 0, "x", least=0.97, absolute=True),
        Figure("the median of one answer", statistics.median(ratios), 0, "x"),
        Figure("tokens drafted and right", right, drafted, "tokens"),
        Figure("tokens of the answers", tokens, 0, "tokens"),
        Figure("answers that part at a near tie", sum(one < NEAR for one in parted), 0, "answers"),
        Figure("answers that part elsewhere", sum(one >= NEAR for one in parted), 0, "answers", most=0, absolute=True),
    ]
