"""Matches, votes and ratings as plain values, tables and files. Nothing here tells a name before it may be told."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from alcove.chat.arena import Arena, checks_of
from alcove.chat.arena_store import Entry, Match
from alcove.chat.contenders import Contender
from alcove.chat.ratings import POINTS, Choice, Table, pairs
from alcove.core.errors import AppError

Row = dict[str, Any]


def match_plain(match: Match) -> Row:
    """Return a match; while it is sealed, its answers have a letter, a text and citations, and nothing else."""
    vote = match.vote
    return {
        "match": match.id,
        "batch": match.batch,
        "state": match.state,
        "question": match.question,
        "tags": list(match.tags),
        "sources": list(match.terms.scope),
        "answer_from": match.terms.answer_from,
        "seed": match.seed if match.revealed else None,  # it draws the positions
        "vote": outcome(match),
        "withdrawn": vote.withdrawn if vote else False,
        "voted": vote.voted if vote else None,
        "answers": [_entry(match, one) for one in match.entries if one.answered or match.revealed],
        "failed": sum(one.failed for one in match.entries),
    }


def outcome(match: Match) -> str | None:
    """Return a vote in a word: the letter of the best, "tie", or "bad"."""
    if match.vote is None:
        return None
    if match.vote.best is not None:
        return match.entries[match.vote.best].letter
    return "bad" if match.vote.bad else "tie"


def pairs_plain(match: Match) -> list[Row]:
    """Return a vote as results of pairs."""
    if match.vote is None or match.vote.withdrawn:
        return []
    found = {one.position: one.contender.key for one in match.entries if one.contender}
    best = found[match.vote.best] if match.vote.best is not None else None
    choice = Choice(tuple(found[position] for position in match.vote.compared), best)
    return [
        {
            "match": match.id, "first": pair.first, "second": pair.second, "bad": match.vote.bad,
            "better": "tie" if pair.tied else pair.first if pair.won else pair.second,
        }
        for pair in pairs([choice])
    ]  # fmt: skip


def table_plain(table: Table) -> list[Row]:
    """Return the ratings of contenders that were compared with each other."""
    return [{**asdict(one), "few": one.few, "compared_with": len(table.ratings) - 1} for one in table.ratings]


def everything(arena: Arena) -> Row:
    """Return all of the arena: what was voted on with names, what was not without them."""
    matches = [arena.match(number) for number in arena.matches()]
    found = arena.ratings()
    return {
        "method": "Davidson-Luce maximum a posteriori, 95 % Wald intervals",
        "scale": f"mean of each table 1000, {POINTS:.2f} points for a factor e of worth (400: ten to one)",
        "matches": [match_plain(one) for one in matches],
        "pairs": [row for one in matches for row in pairs_plain(one)],
        "ratings": [{"table": number, **row} for number, one in enumerate(found, 1) for row in table_plain(one)],
        "by_tag": {
            tag: [{"table": number, **row} for number, one in enumerate(arena.ratings(tag=tag), 1)
                  for row in table_plain(one)]
            for tag in arena.tags()
        },
    }  # fmt: skip


def write(arena: Arena, place: Path) -> list[Path]:
    """Write all of the arena: one file where `place` ends in .json, else tables into a folder. Raises AppError."""
    whole = everything(arena)
    try:
        if place.suffix.lower() == ".json":
            place.write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")
            return [place]
        place.mkdir(parents=True, exist_ok=True)
        tables = {
            "answers.csv": [row for one in whole["matches"] for row in _answer_rows(one)],
            "votes.csv": whole["pairs"],
            "ratings.csv": [{"tag": "", **row} for row in whole["ratings"]]
            + [{"tag": tag, **row} for tag, rows in whole["by_tag"].items() for row in rows],
        }
        for name, rows in tables.items():
            (place / name).write_text(as_csv(rows), "utf-8", newline="")
        return [place / name for name in tables]
    except OSError as error:
        raise AppError(f"{place} cannot be written: {error.strerror}.", "Choose another place.") from error


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as a table for other programs; the columns are those of all rows."""
    made = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(made, columns, restval="")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return made.getvalue()


def _entry(match: Match, entry: Entry) -> Row:
    answer = entry.answer
    told: Row = {"letter": entry.letter, "answer": answer.text if answer else ""}
    told["citations"] = [
        {"marker": one.marker, "uri": one.uri, "page": one.page, "quote": one.quote, "verbatim": one.verbatim}
        for one in (answer.citations if answer else ())
    ]
    if entry.contender is None:
        return told
    told |= {"contender": entry.contender.key, "model": entry.contender.model, **dict(entry.contender.settings)}
    if answer is not None:
        told |= {"checks": asdict(checks_of(answer, _names(match))), "problem": answer.error if entry.failed else ""}
    return told


def _names(match: Match) -> list[Contender]:
    return [one.contender for one in match.entries if one.contender]


def _answer_rows(match: Row) -> Iterable[Row]:
    shared = {name: match[name] for name in ("match", "batch", "state", "question", "tags", "answer_from", "vote")}
    for answer in match["answers"]:
        told = {name: value for name, value in answer.items() if name not in ("citations", "checks")}
        yield {**shared, **told, **answer.get("checks", {})}


def _cell(value: object) -> object:
    """Return a value as a spreadsheet takes it: no text that one would run as a formula."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
