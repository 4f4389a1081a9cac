"""`alcove arena ask, vote, ratings, batch, export`: models compared blind, as in the window."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from alcove.chat.arena import Arena, Checks, checks_of, read_questions
from alcove.chat.arena_export import Row, match_plain, outcome, table_plain, write
from alcove.chat.arena_store import ArenaStore, Batch, BatchId, Match, MatchId, Terms
from alcove.chat.contenders import LETTERS, Contender, contender
from alcove.chat.ratings import Rating, Table
from alcove.chat.store import ConversationStore
from alcove.chat.turns import Turns
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.core.settings import SettingsStore
from alcove.models.endpoints import Endpoints
from alcove.models.shelf import ModelShelf
from alcove.terminal.commands import opened
from alcove.terminal.output import Output

TIE, BAD = "tie", "bad"
NOT_YET = "Nobody is told which model wrote what before the vote."


@contextmanager
def _opened(options: Namespace) -> Iterator[tuple[Arena, ModelShelf]]:
    with opened(options) as (library, database, paths):
        settings = SettingsStore(database).load()
        shelf = ModelShelf(database, settings, paths, Endpoints(database, options.door))
        store = ConversationStore(database)
        turns = Turns(library, shelf, store, settings)
        try:
            yield Arena(turns, shelf, ArenaStore(database, store)), shelf
        finally:
            shelf.close()


def ask(options: Namespace, output: Output) -> None:
    """Ask models the same question, or have the answers written that a match still lacks; show them without names."""
    from alcove.terminal.main import cancel_on_interrupt

    with _opened(options) as (arena, shelf), cancel_on_interrupt() as token:
        if options.match is None:
            number = arena.new_match(
                options.question or "", _contenders(options, arena, shelf), _terms(options), tags=options.tag
            )
        else:
            number = MatchId(options.match)
            arena.try_again(match=number)
        _answer(arena, output, token, match=number)
        if token.cancelled:
            raise AppError("It was stopped.", f"To go on: alcove arena ask --match {number}")
        match = arena.match(number)
        output.emit(match_plain(match), _match_words(match))


def vote(options: Namespace, output: Output) -> None:
    """Vote on a match, and learn the names; without one, show the next that waits, and ask a person who can answer."""
    with _opened(options) as (arena, _):
        if options.match is None:
            _next(options, output, arena)
            return
        number = MatchId(options.match)
        if options.withdraw:
            arena.withdraw(number)
        elif options.outcome is None:
            raise AppError("What is the vote?", "The letter of the best answer, or tie, or bad.")
        else:
            _cast(arena, number, options.outcome)
        match = arena.match(number)
        output.emit(match_plain(match), _match_words(match))


def _next(options: Namespace, output: Output, arena: Arena) -> None:
    """Show the next match that waits for a vote, or, to a person who can answer, one after the other."""
    seen: list[MatchId] = []
    while True:
        number = arena.next_waiting(batch=options.batch, without=seen)
        if number is None:
            left = "Nothing else waits for a vote." if seen else "Nothing waits for a vote."
            output.emit({"match": None}, left)
            return
        match = arena.match(number)
        output.emit(match_plain(match), _match_words(match))
        if output.as_json or not sys.stdin.isatty():
            return
        letters = "/".join(one.letter.lower() for one in match.entries if one.answered)
        typed = input(f"{letters}, tie, bad, next or quit: ").strip().lower()
        if typed in ("", "quit"):
            return
        seen.append(number)
        if typed != "next":
            _cast(arena, number, typed)
            told = arena.match(number)
            output.emit(match_plain(told), _match_words(told))


def _cast(arena: Arena, number: MatchId, told: str) -> None:
    told = told.strip().lower()
    if told in (TIE, BAD):
        arena.vote(number, None, bad=told == BAD)
    elif len(told) == 1 and told.upper() in LETTERS:
        arena.vote(number, LETTERS.index(told.upper()))
    else:
        raise AppError(f"{told!r} is no vote.", "The letter of the best answer, or tie, or bad.")


def ratings(options: Namespace, output: Output) -> None:
    """Rate the models by the votes: of all matches, of those on a topic, or of a batch."""
    with _opened(options) as (arena, _):
        found = arena.ratings(tag=options.tag, batch=options.batch)
        if not found:
            raise AppError("There are no votes yet.", "Ask a question with `alcove arena ask`, then vote.")
        for number, table in enumerate(found, start=1):
            if number > 1:
                output.note("Not compared with those above:")
            for one, row in zip(table.ratings, table_plain(table), strict=True):
                output.emit({"table": number, **row}, _rating_words(one, table))


def batch(options: Namespace, output: Output) -> None:
    """Answer a list of questions with some models, or go on with that; without either, list the batches."""
    from alcove.terminal.main import cancel_on_interrupt

    with _opened(options) as (arena, shelf), cancel_on_interrupt() as token:
        if options.file is None and options.resume is None:
            for told in arena.batches():
                output.emit(_batch_plain(told), _batch_words(told))
            return
        if options.file is not None:
            questions = read_questions(options.file)
            name = options.name or options.file.stem
            number = arena.new_batch(name, questions, _contenders(options, arena, shelf), _terms(options))
        else:
            number = arena.batch(BatchId(options.resume)).id
            arena.try_again(batch=number)
        _answer(arena, output, token, batch=number)
        done = arena.batch(number)
        output.emit(_batch_plain(done), _batch_words(done))
        if token.cancelled:
            output.note(f"Stopped. To go on: alcove arena batch --resume {number}")


def export(options: Namespace, output: Output) -> None:
    """Write matches, votes and ratings to a file or a folder; what waits for a vote goes without names."""
    with _opened(options) as (arena, _):
        files = [str(file) for file in write(arena, options.place)]
        output.emit({"files": files}, "\n".join(f"Wrote {file}" for file in files))


def _answer(
    arena: Arena, output: Output, token: CancelToken, *, match: MatchId | None = None, batch: BatchId | None = None
) -> None:
    told: set[str] = set()
    for step in arena.answer(token, match=match, batch=batch):
        output.progress(f"Answered {step.done} of {step.total}")
        if step.sent is not None and step.sent.host not in told:
            told.add(step.sent.host)
            output.note(f"The question and the passages found go to {step.sent.host}.")
    output.clear()


def _contenders(options: Namespace, arena: Arena, shelf: ModelShelf) -> tuple[Contender, ...]:
    """Return the models that were named, or else two on this computer that met least often."""
    if options.models:
        return tuple(map(contender, options.models))
    here = [one for one in shelf.list() if one.kind == "chat" and one.served is None and not one.crashed]
    return arena.least_compared([Contender(one.name) for one in here])


def _terms(options: Namespace) -> Terms:
    return Terms((options.source,) if options.source else (), options.answer_from or "documents", options.max_tokens)


def _match_words(match: Match) -> str:
    lines = [f"Match {match.id}: {match.question}"]
    names = [one.contender for one in match.entries if one.contender]
    for one in match.entries:
        if one.answer is None or not (one.answered or match.revealed):
            continue
        by = f"  {one.contender.key}" if one.contender else ""
        best = "  (voted best)" if match.vote and match.vote.best == one.position else ""
        lines += ["", f"{one.letter}{by}{best}", one.answer.error if one.failed else one.answer.text]
        cited = {citation.marker: citation for citation in one.answer.citations}
        lines += [f"[{c.marker}] {c.uri}{f', page {c.page}' if c.page else ''}" for c in cited.values()]
        if one.contender and one.answered:
            lines.append(_checks_words(checks_of(one.answer, names)))
    return "\n".join([*lines, "", _state_words(match)])


def _checks_words(checks: Checks) -> str:
    told = [f"{checks.words} words", f"{checks.verbatim} of {checks.quotations} quotations verbatim"]
    told += ["refuses"] if checks.refused else []
    told += ["no model wrote it"] if not checks.by_model else [
        f"first word {checks.first_word_s:.1f} s", f"{checks.tokens_per_s:.0f} tokens/s",
    ]  # fmt: skip
    return " · ".join([*told, *(["names its model"] if checks.names_itself else [])])


def _state_words(match: Match) -> str:
    if match.state == "waiting":
        return f"Answers are missing. To have them written: alcove arena ask --match {match.id}"
    if match.state == "same":
        return "All answers are the same, word for word: nothing to vote on."
    if match.state == "failed":
        return f"Fewer than two models answered. To try again: alcove arena ask --match {match.id}"
    if match.state == "ready":
        letters = "|".join(one.letter for one in match.entries if one.answered)
        return f"{NOT_YET} To vote: alcove arena vote {match.id} {letters}|tie|bad"
    told = {TIE: "a tie", BAD: "all bad"}.get(outcome(match) or "", f"{outcome(match)} is the best")
    return f"Your vote: {told}{', withdrawn' if match.vote and match.vote.withdrawn else ''}."


def _rating_words(one: Rating, table: Table) -> str:
    place = f"{one.best_place}" if one.best_place == one.worst_place else f"{one.best_place}-{one.worst_place}"
    told = "too few votes to say" if one.few else f"{one.points:5.0f}  ({one.low:.0f} to {one.high:.0f})"
    return (
        f"{place:>5} of {len(table.ratings)}  {told:22}  {one.votes} votes: {one.won} won, {one.tied} tied, "
        f"{one.lost} lost  {one.contender}"
    )


def _batch_plain(told: Batch) -> Row:
    return {
        "batch": told.id, "name": told.name, "state": told.state, "created": told.created,
        "contenders": [one.key for one in told.contenders], **asdict(told.counts),
    }  # fmt: skip


def _batch_words(told: Batch) -> str:
    counts = told.counts
    parts = [
        f"{counts.answered} of {counts.entries} answers",
        f"{counts.ready} wait for a vote",
        f"{counts.voted} voted",
    ]
    parts += [f"{counts.same} alike"] if counts.same else []
    parts += [f"{counts.failed} failed"] if counts.failed else []
    return f"{told.id}  {told.name}  {told.state}: {', '.join(parts)}"
