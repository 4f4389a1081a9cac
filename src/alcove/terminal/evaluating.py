"""`alcove eval`: questions of a file, or the person's own, run over the library, and the figures of how well it did."""

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.rag.evaluate import Measure, Question, answered_figures, found_figures, measured, read_questions
from alcove.terminal.commands import asking, hit_json, opened
from alcove.terminal.output import Output

FOUND = 50
"""Passages that are looked at for a question: of ten different pages or items there may be several each."""


def evaluate(options: Namespace, output: Output) -> None:
    """Run every question that `--out` does not hold yet, then print the figures over all of them."""
    from alcove.terminal.main import cancel_on_interrupt

    if options.own == (options.file is not None):
        raise AppError("Either a file of questions is measured or your own.", "Give a FILE, or --own.")
    questions = _own(options) if options.own else read_questions(options.file)
    figures: list[tuple[str, float]] = []
    with cancel_on_interrupt() as token, _results(options, output, token) as result_of:
        for number, question in enumerate(questions, start=1):
            result = None if token.cancelled else result_of(question)
            if result is None:
                break
            figures += found_figures(question, result["hits"])
            if "answer" in result:
                figures += answered_figures(question, result)
            output.progress(f"{number} of {len(questions)} questions")
        else:
            if options.own and _plainly(options):
                _keep_own(options, measured(figures), len(questions))
    output.clear()
    for one in measured(figures):
        value = asdict(one)
        output.emit({"figure": value.pop("name"), **value}, _words(one))


def _own(options: Namespace) -> list[Question]:
    """Return the person's own questions whose passages still stand. Raises AppError where there are none."""
    with opened(options) as (library, _, _):
        questions = library.own.questions()
    if not questions:
        raise AppError(
            "There are no questions of your own yet.",
            'In the window, open a document and choose "The answer is here" for the last question.',
        )
    return questions


def _plainly(options: Namespace) -> bool:
    """Tell whether the library is searched as the window searches it, so that the figures are those it shows."""
    return options.mode == "hybrid" and not (options.source or options.k or options.ask or options.out)


def _keep_own(options: Namespace, measures: list[Measure], asked: int) -> None:
    with opened(options) as (library, _, _):
        library.own.keep(measures, library.embedder, len(library.own.all()) - asked)


def _words(one: Measure) -> str:
    return f"{one.name:24} {one.mean:.4f}  of {one.count} questions, standard error {one.error:.4f}"


@contextmanager
def _results(
    options: Namespace, output: Output, token: CancelToken
) -> Iterator[Callable[[Question], dict[str, Any] | None]]:
    """Give a function that returns the result of a question: the one of an earlier run, or a new one, which is kept.

    It returns None when it was interrupted.
    """
    wanted = "answer" if options.ask else "hits"
    earlier = {line["id"]: line for line in _lines(options.out) if wanted in line}
    with opened(options) as of, asking(options, output, of, token, keep=False) as ask:

        def found(query: str) -> dict[str, Any]:
            sources = [options.source] if options.source else None
            result = of[0].search(query, k=options.k or FOUND, source=sources, mode=options.mode)
            return {"hits": [hit_json(hit) for hit in result.hits]}

        def result_of(question: Question) -> dict[str, Any] | None:
            if question.id not in earlier:
                result = {"id": question.id, **(ask.one if options.ask else found)(question.query)}
                if "stopped" in result:  # no measure of anything: the next run asks again
                    return None
                _keep(options.out, result)
                return result
            return earlier[question.id]

        yield result_of


def _lines(file: Path | None) -> Iterator[dict[str, Any]]:
    """Yield the results of earlier runs; a last line that was cut off by an interruption is passed over."""
    if file is None or not file.exists():
        return
    for line in file.read_text("utf-8", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _keep(file: Path | None, result: dict[str, Any]) -> None:
    if file is None:
        return
    try:
        with file.open("a", encoding="utf-8") as out:
            print(json.dumps(result, ensure_ascii=False), file=out)
    except OSError as error:
        raise AppError(f"The file {file} cannot be written: {error.strerror}.", "Choose another with --out.") from error
