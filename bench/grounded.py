"""Answers of a real model from a real library: how right they are, how well cited, and how often refused.

`python bench/grounded.py SET --model NAME`. A set is a folder with `corpus/`, `queries.jsonl` and, where it has any,
`queries_dontknow.jsonl`, whose questions nothing in the corpus answers; of both, as many as asked for are taken at even
steps. They are answered in up to three ways: as the product does; `free` of the token mask that keeps quotations
verbatim; and `unpacked`, from the first ten passages as they are found, however long that takes to read. The seed and
the tokens of evidence are fixed, so that a slow moment of the machine changes no answer. With `--out FOLDER` answers
are kept there, and not asked for again in a later run.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent))

from figures import Figure
from spans import library_of

from alcove.chat import turns as answering
from alcove.chat.store import ConversationStore
from alcove.chat.turns import TurnRequest, Turns, TurnSaved
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.shelf import ModelShelf
from alcove.rag.evaluate import QUOTED_WORDS, Question, answered_figures, measured, quotations, read_questions
from alcove.rag.library import Library
from alcove.rag.passages import Packed
from alcove.rag.types import Hit
from alcove.terminal.commands import answer_json

WAYS = ("product", "free", "unpacked")
FIRST = 10
UNBOUNDED = 100_000
CORRECT = 0.5
"""F1 of an answer's words that counts as right: what is expected are whole paragraphs."""

Answer = Mapping[str, Any]


def main() -> None:
    """Print the figures of each way, and of the others against the product."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("--model", default="", help="its name in the library (the one that answers there)")
    parser.add_argument("--answerable", type=int, default=40)
    parser.add_argument("--unanswerable", type=int, default=20)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--evidence-tokens", type=int, default=800)
    parser.add_argument("--max-tokens", type=int, default=160)
    parser.add_argument("--data-dir", type=Path, help="a library of the set, to save its sync")
    parser.add_argument("--out", type=Path, help="a folder for the answers")
    options = parser.parse_args()
    known = taken(read_questions(options.set / "queries.jsonl"), options.answerable)
    dontknow = options.set / "queries_dontknow.jsonl"
    unknown = taken(read_questions(dontknow), options.unanswerable) if dontknow.exists() else []
    questions = [*known, *unknown]
    with library_of(options.set / "corpus", options.data_dir) as (library, paths):
        answers = all_answers(library, paths, options, questions)
    for way in options.ways:
        print(f"\n{way}")
        pairs = zip(questions, answers[way], strict=True)
        for one in measured([figure for pair in pairs for figure in answered_figures(*pair)]):
            print(f"  {one.name:24} {one.mean:.4f}  of {one.count} questions, standard error {one.error:.4f}")
        for figure in told(known, answers[way]):
            print(f"  {figure}")
    for figure in compared(known, answers):
        print(figure)


def taken(questions: Sequence[Question], count: int) -> list[Question]:
    """Return so many of the questions, at even steps."""
    count = min(count, len(questions))
    return [questions[number * len(questions) // count] for number in range(count)]


def all_answers(
    library: Library, paths: Paths, options: argparse.Namespace, questions: Sequence[Question]
) -> dict[str, list[Answer]]:
    """Return the answers to all questions by way; each question is answered in all ways before the next."""
    answers: dict[str, list[Answer]] = {way: [] for way in options.ways}
    with ExitStack() as stack:
        asking = {way: stack.enter_context(made(library, paths, options, way)) for way in options.ways}
        for question in questions:
            for way, ask in asking.items():
                answers[way].append(ask(question))
    return answers


@contextmanager
def changed(way: str) -> Iterator[None]:
    """Answer another way for the time of the block."""
    if way == "free":
        with patch.object(answering, "Quotable", lambda _: None):
            yield
    elif way == "unpacked":
        with patch.object(answering, "packed", first_hits):
            yield
    else:
        yield


def first_hits(hits: Sequence[Hit], *_: object) -> Packed:
    """Return the first hits as they are."""
    return Packed(tuple(hits[:FIRST]), ())


@contextmanager
def made(
    library: Library, paths: Paths, options: argparse.Namespace, way: str
) -> Iterator[Callable[[Question], Answer]]:
    """Give a function that answers a question one way, or returns the answer that an earlier run kept."""
    out = options.out / f"{way}.jsonl" if options.out else None
    kept: dict[str, Answer] = {}
    if out is not None and out.exists():
        kept = {one["id"]: one for one in map(json.loads, out.read_text("utf-8").splitlines())}
    tokens = UNBOUNDED if way == "unpacked" else options.evidence_tokens
    settings = Settings(evidence_tokens=tokens, first_word_s=600)
    with tempfile.TemporaryDirectory() as place:
        models, database = Database(paths.database), Database(Path(place) / "alcove.db")
        shelf = ModelShelf(models, settings, paths)
        store = ConversationStore(database)
        turns = Turns(library, shelf, store, settings)

        def answered(question: Question) -> Answer:
            if question.id in kept:
                return kept[question.id]
            conversation = store.create(question.query)
            request = TurnRequest(conversation.id, question.query, model=options.model, max_tokens=options.max_tokens)
            with changed(way):
                *_, last = turns.run(request, CancelToken())
            assert isinstance(last, TurnSaved)
            receipt = store.receipt(last.message.id)
            read = shelf.chat_model(options.model).count_tokens(receipt.content) if receipt else 0
            answer = {"id": question.id, **answer_json(last.message), "evidence_tokens": read}
            if out is not None:
                out.parent.mkdir(parents=True, exist_ok=True)
                with out.open("a", encoding="utf-8") as file:
                    print(json.dumps(answer, ensure_ascii=False), file=file)
            return answer

        try:
            yield answered
        finally:
            shelf.close()
            database.close()
            models.close()


def told(questions: Sequence[Question], answers: Sequence[Answer]) -> Iterator[Figure]:
    """Yield what a way costs, and how long its quotations are."""
    known = answers[: len(questions)]
    words = [len(one.split()) for answer in known for one in quotations(answer["answer"])]
    words = [count for count in words if count >= QUOTED_WORDS]
    yield Figure("words of a quotation, median", statistics.median(words or [0]), 0, "words")
    generated = [answer["timings"] for answer in known if answer["timings"]["tokens"]]
    if generated:
        yield Figure("first word, median", statistics.median(one["ttft_ms"] for one in generated), 0, "ms")
        yield Figure("writing, median", statistics.median(one["tokens_per_s"] for one in generated), 0, "tokens/s")
    yield Figure("evidence tokens for each right answer", tokens_each(questions, known), 0, "tokens")


def tokens_each(questions: Sequence[Question], answers: Sequence[Answer]) -> float:
    """Return the tokens of evidence read in all for each right answer."""
    right = sum(score >= CORRECT for score in f1(questions, answers))
    return sum(answer["evidence_tokens"] for answer in answers) / max(1, right)


def f1(questions: Sequence[Question], answers: Sequence[Answer]) -> list[float]:
    """Return the F1 of the words of each answer."""
    return [dict(answered_figures(*pair)).get("answer F1", 0.0) for pair in zip(questions, answers, strict=False)]


def compared(questions: Sequence[Question], answers: Mapping[str, Sequence[Answer]]) -> Iterator[Figure]:
    """Yield the product's figures against those of the other ways."""
    ours = answers.get("product")
    if ours and "free" in answers:
        both = (statistics.fmean(f1(questions, one)) for one in (ours, answers["free"]))
        yield Figure("answer F1 with the mask / without", *both, "", least=0.98)
        speeds = [
            [answer["timings"]["tokens_per_s"] for answer in pair]
            for pair in zip(ours, answers["free"], strict=True)
            if all(answer["timings"]["tokens"] for answer in pair)
        ]
        ratio = statistics.median(masked / free for masked, free in speeds)
        yield Figure("writing with the mask / without, median of pairs", 100 * ratio, 100, "%", least=0.95)
    if ours and "unpacked" in answers:
        both = (statistics.fmean(f1(questions, one)) for one in (ours, answers["unpacked"]))
        yield Figure("answer F1 packed / unpacked", *both, "")
        each = (tokens_each(questions, way[: len(questions)]) for way in (ours, answers["unpacked"]))
        yield Figure("evidence tokens for each right answer, packed / unpacked", *each, "tokens", most=1)


if __name__ == "__main__":
    main()
