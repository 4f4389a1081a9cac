"""The passages a model reads: of what was found, the chunks that are worth their tokens, neighbours joined.

A person waits for each token that is read before the first word: a thousand take ten seconds and more on a laptop.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from alcove.rag.stems import stems
from alcove.rag.types import Hit

SAME = 0.8
"""Share of a chunk's runs of three words that stand in one chosen before: it says the same."""
LITTLE = 0.4
"""Of the best chunk's score: what has less adds little. On northwind .4 gives up .004 of the answers' words for 40
tokens of 1,140, .5 gives up .03 for 200."""

Reason = Literal["says the same as another", "adds little", "no room"]
TextOf = Callable[[str, int, int], str]
"""The text of a document by uri, from one character to another."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What the model reads, best first, and why the other hits are left out."""

    passages: tuple[Hit, ...]
    left_out: tuple[tuple[Hit, Reason], ...]


def packed(hits: Sequence[Hit], cost: Callable[[Hit], int], budget: int, text_of: TextOf) -> Packed:
    """Choose of the hits, best first, what fits into `budget` tokens, and join what stands side by side.

    `cost` counts the tokens of a passage. At least one hit is chosen if there is any. What says the same as one that
    was chosen is left out, such as the same clause in two versions of a contract, and what scores too little.
    """
    chosen: list[Hit] = []
    left_out: list[tuple[Hit, Reason]] = []
    said: list[frozenset[tuple[str, ...]]] = []
    spent = 0
    for hit in hits:
        runs = _runs(hit.text)
        tokens = cost(hit)
        reason: Reason | None = None
        if any(len(runs & other) > SAME * len(runs) for other in said):
            reason = "says the same as another"
        elif chosen and hit.score < LITTLE * hits[0].score:
            reason = "adds little"
        elif chosen and spent + tokens > budget:
            reason = "no room"
        if reason:
            left_out.append((hit, reason))
            continue
        chosen.append(hit)
        said.append(runs)
        spent += tokens
    return Packed(tuple(joined(chosen, text_of)), tuple(left_out))


def joined(hits: Sequence[Hit], text_of: TextOf) -> list[Hit]:
    """Join hits with nothing but white space between them, on one page and below one header, to one passage.

    It has the place of the best of them; its content hash is theirs one behind the other.
    """
    groups: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.uri, one.start)):
        last = groups[-1] if groups else None
        if last and _continues(last, hit) and not (gap := text_of(hit.uri, last.end, hit.start)).strip():
            best = min(last, hit, key=lambda one: one.rank)
            groups[-1] = replace(
                best,
                start=last.start,
                end=hit.end,
                text=f"{last.text}{gap}{hit.text}",
                heading=last.heading,
                content_hash=last.content_hash + hit.content_hash,
            )
        else:
            groups.append(hit)
    return sorted(groups, key=lambda one: one.rank)


def _continues(one: Hit, other: Hit) -> bool:
    return (one.uri, one.page, one.header) == (other.uri, other.page, other.header) and one.end <= other.start


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words of a text, or what words it has."""
    words = stems(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset((word,) for word in words)
