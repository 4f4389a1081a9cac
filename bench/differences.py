"""Agreement and contradiction of sentences, against judgements made by hand: `differences/kept.jsonl`.

Those sixty were written before the judge. The fifty of `later.jsonl` were written when it was done, half of them such
that speak of different things in nearly the same words, and measured once; so were the sixty of `latest.jsonl`, when it
had become stricter about what tells one thing from another.

Of each class is told how often it was said, how often rightly, and how many of the pairs judged so were found. Alone:
`python bench/differences.py --set tune -v`; `--model FILE` asks a model about those the rules leave open.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from figures import Figure

from alcove.chat.opinion import opinion
from alcove.core.cancel import CancelToken
from alcove.models.llama import LlamaModel, Loading
from alcove.rag.agreement import pair

PAIRS = Path(__file__).parent / "differences"
LABELS = ("contradicting", "agreeing", "different")


@dataclass(frozen=True, slots=True)
class Judged:
    """Two sentences with what they were judged to be."""

    language: str
    first: str
    second: str
    label: str


def read_pairs(name: str) -> Iterator[Judged]:
    """Read the pairs of one set."""
    for line in (PAIRS / f"{name}.jsonl").read_text("utf-8").splitlines():
        value = json.loads(line)
        yield Judged(value["language"], value["first"], value["second"], value["label"])


def by_rules(one: Judged) -> str:
    """Judge without a model; which language it is has to be found out too."""
    return pair(one.first, one.second).verdict


def by_rules_and(file: Path) -> Callable[[Judged], str]:
    """Return a judge that asks a model where the rules leave it open."""
    model = LlamaModel(Loading(file, 2048))
    told = {"same": "agreeing", "contradiction": "contradicting", "neither": "different"}

    def judge(one: Judged) -> str:
        verdict = by_rules(one)
        if verdict != "different":
            return verdict
        asking = opinion(model, one.first, one.second, CancelToken())
        while True:
            try:
                next(asking)
            except StopIteration as said:
                return told[said.value]

    return judge


def figures(results: Sequence[tuple[Judged, str]], name: str) -> list[Figure]:
    """Return precision and recall of each class."""
    made = []
    for label in LABELS:
        told = [one for one, verdict in results if verdict == label]
        right = sum(one.label == label for one in told)
        of = sum(one.label == label for one, _ in results)
        least = 95 if label == "contradicting" else None
        made += [
            Figure(f"of {len(told)} pairs called {label} ({name}), rightly", 100 * right / max(1, len(told)), 0, "%",
                   least=least, absolute=True),
            Figure(f"of {of} {label} pairs, found", 100 * right / max(1, of), 0, "%"),
        ]  # fmt: skip
    return made


def against_judgement(options: argparse.Namespace) -> list[Figure]:
    """Measure on the sixty pairs that are kept for it."""
    return figures([(one, by_rules(one)) for one in read_pairs("kept")], "kept")


def main() -> None:
    """Print the figures of one set, and with -v where the judge and the judgements differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=("tune", "kept", "later", "latest"), default="tune")
    parser.add_argument("--model", type=Path, help="a GGUF file")
    parser.add_argument("-v", action="store_true", dest="tells")
    options = parser.parse_args()
    judge = by_rules_and(options.model) if options.model else by_rules
    results = [(one, judge(one)) for one in read_pairs(options.set)]
    for figure in figures(results, options.set):
        print(figure)
    for one, told in results if options.tells else ():
        if told != one.label:
            print(f"   {told} instead of {one.label}: {one.first} | {one.second}")


if __name__ == "__main__":
    main()
