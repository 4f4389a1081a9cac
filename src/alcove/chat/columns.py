"""Columns: lines of one conversation that are asked side by side, each answered by a model in its own way.

A column is a line of the conversation's tree. Where columns stand at the same message, what they are asked is one
question with an answer of each; where they parted, each goes on from its own last answer. Nothing here runs a model:
the shells run the turns, together or one after the other.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from alcove.chat.contenders import MOST, Contender, contender
from alcove.chat.prompts import Persona
from alcove.chat.records import Column, MessageId, Timings
from alcove.chat.tree import Tree
from alcove.chat.turns import TurnRequest
from alcove.core.errors import AppError
from alcove.core.settings import ModelSettings

LEAST = 2
Columns = tuple[Column, ...]
OTHERWISE = 0.8, 0.2
"""Temperatures at which a model is put beside itself: the first of them that it is not set to."""


def begun(like: Column, others: Sequence[str], own: ModelSettings) -> Columns:
    """Return the columns to begin with: one as it is now, and beside it another model, or the same at another heat.

    `others` are the models there are, `own` is how the one of `like` is set.
    """
    model = contender(like.contender).model
    other = next((one for one in others if one != model), None)
    return like, replace(like, contender=other if other is not None else _beside(model, own))


def added(columns: Columns, key: str) -> Columns:
    """Return the columns with one more, which stands where the last one stands. Raises AppError for too many."""
    if len(columns) >= MOST:
        raise AppError(f"There are {MOST} columns.", "Remove one to add another.")
    return (*columns, replace(columns[-1], contender=key, synced=True))


def removed(columns: Columns, at: int) -> Columns:
    """Return the columns without one; none where one alone would be left."""
    left = columns[:at] + columns[at + 1 :]
    return left if len(left) >= LEAST else ()


def carried(columns: Columns, answer: MessageId) -> Columns:
    """Return the columns, each going on from the same answer."""
    return tuple(replace(one, leaf=answer) for one in columns)


def standing(columns: Columns, tree: Tree) -> Columns:
    """Return the columns as far as what they stand at is there; one whose line was deleted stands at the newest."""
    return tuple(one if one.leaf is None or one.leaf in tree else replace(one, leaf=tree.end()) for one in columns)


def apart(tree: Tree, leaves: Sequence[MessageId | None], at: int) -> Tree:
    """Return the tree as one column shows it: without what stands in the lines of others alone.

    Else every answer to a question that all were asked would be another version of it, in each of them.
    """
    own = {node.id for node in tree.line(leaves[at])}
    others = {node.id for leaf in leaves for node in tree.line(leaf)} - own
    return Tree(node for node in tree.nodes() if node.id not in others)


def remembered(contenders: Sequence[str]) -> str:
    """Return who was compared, to be kept for the next time."""
    return json.dumps(contenders, ensure_ascii=False)


def again(like: Column, saved: str, models: Sequence[str]) -> Columns:
    """Return columns with those that were compared last, if they are there, the model of `like` among them."""
    last: list[str] = json.loads(saved or "[]")
    names = {contender(key).model for key in last}
    if contender(like.contender).model not in names or not names <= set(models):
        return ()
    return tuple(replace(like, contender=key) for key in last)


def applied(column: Column, request: TurnRequest, persona: Persona | None) -> TurnRequest:
    """Return a question as a column answers it; `persona` is who answers there.

    What is set for the column outweighs what a persona sets. One that goes on with an answer is left to the model that
    wrote it.
    """
    if request.continues is not None:
        return request
    one = contender(column.contender)
    asked = replace(request, model=one.model, scope=column.scope)
    if column.instructions:
        asked = replace(asked, instructions=column.instructions)
    elif persona is not None:
        asked = persona.applied(asked)
    return replace(asked, sampling=replace(asked.sampling, **dict(one.settings)))  # type: ignore[arg-type]  # all parsed


def rounds(lines: Sequence[Sequence[str]]) -> list[dict[int, int]]:
    """Return what was asked side by side: for each question where it stands in the lines that have it, by column.

    `lines` holds the questions of each column. The same words asked twice are told apart by which time it is; a
    question that is not known, an empty one, is like no other.
    """
    found: dict[tuple[str, int], dict[int, int]] = {}
    for column, line in enumerate(lines):
        times: Counter[str] = Counter()
        for place, words in enumerate(line):
            if words:
                found.setdefault((words, times[words]), {})[column] = place
                times[words] += 1
    return list(found.values())


def quickest(timings: Sequence[Timings | None]) -> tuple[int | None, int | None]:
    """Return which answer began first, and which was written at the highest speed; None where nothing stands out.

    `timings` are those of the answers beside each other, None where there is none yet.
    """
    first = {n: -one.ttft_ms for n, one in enumerate(timings) if one is not None and one.ttft_ms}
    speed = {n: one.tokens_per_s for n, one in enumerate(timings) if one is not None and one.tokens_per_s}
    return _best(first), _best(speed)


def _best(figures: dict[int, float]) -> int | None:
    best = [number for number, figure in figures.items() if figure == max(figures.values())]
    return best[0] if len(best) == 1 and len(figures) > 1 else None


def _beside(model: str, own: ModelSettings) -> str:
    """Return the key of a model that is put beside itself."""
    heat = next(one for one in OTHERWISE if one != own.temperature)
    return Contender(model, (("temperature", heat),)).key
