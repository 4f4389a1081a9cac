"""Full text search in all conversations: titles and messages, with the words around what was found.

Words are matched from their beginning on, as they are typed, and by their stem ("boilers" finds "boiler"); what stands
in quotation marks is matched exactly, in that order. Triggers of the database keep the index (`core.schema`), which
holds what `core.folding.searchable` makes of a text.
"""

import re
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from alcove.chat.records import Conversation, MessageId, Role, conversation_of
from alcove.core.database import Database
from alcove.core.folding import UNSPACED, WORD, fold, whole_words
from alcove.rag.stems import stem

_PART = re.compile(r'"([^"]*)("?)|([^\s"]+)')
_LEAST_STEM = 4
"""Letters; a shorter stem is found in too many words."""
_BEFORE, _MOST = 48, 180
"""Characters of a snippet before the first word that was found, and in all."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation that holds what was sought: in its title, in `places` of its messages, or in both.

    `message` is the one that matches best, `snippet` its words around the first match; `marks` and `title_marks` are
    the spans of what matches in these two. `score` is larger for what matches better.
    """

    conversation: Conversation
    score: float
    title_marks: tuple[Span, ...] = ()
    places: int = 0
    message: MessageId | None = None
    role: Role = "user"
    snippet: str = ""
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other; with `begins` the last of them may go on. `stem` may stand for it too."""

    words: tuple[str, ...]
    begins: bool
    stem: str = ""

    def expression(self) -> str:
        """Return it as FTS5 takes it."""
        exact = f'"{" ".join(self.words)}"{"*" if self.begins else ""}'
        return f'({exact} OR "{self.stem}"*)' if self.stem else exact


@dataclass(frozen=True, slots=True)
class _Best:
    """The message of a conversation that matches best, and how many match."""

    message: MessageId
    score: float
    places: int


def phrases_of(typed: str) -> list[Phrase]:
    """Return what is sought, of the words and quotations that were typed; an open quotation may go on."""
    found = []
    for match in _PART.finditer(whole_words(typed)):
        quoted, closed, plain = match.groups()
        words = tuple(word for word, _, _ in _words(quoted if plain is None else plain))
        if words:
            begins = not closed
            found.append(Phrase(words, begins, _stem(words[0]) if plain is not None and len(words) == 1 else ""))
    return found


def find(database: Database, typed: str, *, most: int = 60) -> list[Found]:
    """Return the conversations that hold all that was typed in one message or in their title, the best first.

    Those in the archive are found too, deleted ones and deleted messages are not.
    """
    phrases = phrases_of(typed)
    if not phrases:
        return []
    expression = " AND ".join(one.expression() for one in phrases)
    titles = _titles(database, expression, most)
    best = _messages(database, expression)
    wanted = list(dict.fromkeys([*titles, *best]))[:most]
    told = _rows(database, "messages", [best[one].message for one in wanted if one in best])
    found = []
    for row in _rows(database, "conversations", wanted).values():
        conversation = conversation_of(row)
        title, one = titles.get(conversation.id, 0.0), best.get(conversation.id)
        result = Found(conversation, title, _marked(conversation.title, phrases) if conversation.id in titles else ())
        if one is not None and one.message in told:
            message = told[one.message]
            snippet, marks = snippet_of(message["text"], phrases)
            result = replace(
                result, score=title + one.score, places=one.places, message=one.message, role=message["role"],
                snippet=snippet, marks=marks,
            )  # fmt: skip
        found.append(result)
    return sorted(
        found, key=lambda one: (one.conversation.id in titles, one.score, one.conversation.updated), reverse=True
    )


def snippet_of(text: str, phrases: Sequence[Phrase]) -> tuple[str, tuple[Span, ...]]:
    """Return the part of a text where what is sought stands first, on one line, and the spans of it there."""
    marks = _marked(text, phrases, within=_MOST)
    first = marks[0][0] if marks else 0
    start = _at_word(text, max(0, first - _BEFORE))
    end = min(len(text), start + _MOST)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    line = re.sub(r"\s", " ", text[start:end])
    shift = len(before) - start
    return f"{before}{line}{after}", tuple((a + shift, min(b, end) + shift) for a, b in marks if start <= a < end)


def _titles(database: Database, expression: str, most: int) -> dict[int, float]:
    """Return which conversations match by their titles, and how well, the best first."""
    rows = database.query(
        "SELECT conversations_fts.rowid, rank FROM conversations_fts "
        "JOIN conversations c ON c.id = conversations_fts.rowid "
        "WHERE conversations_fts MATCH ? AND c.deleted IS NULL AND c.arena_match IS NULL ORDER BY rank LIMIT ?",
        (expression, most),
    )
    return {row["rowid"]: -row["rank"] for row in rows}


def _messages(database: Database, expression: str) -> dict[int, _Best]:
    """Return the best message of each conversation that matches by its messages, the best first."""
    rows = database.query(
        "SELECT m.conversation_id, m.id, min(rank) AS score, count(*) AS places FROM messages_fts "
        "JOIN messages m ON m.id = messages_fts.rowid JOIN conversations c ON c.id = m.conversation_id "
        "WHERE messages_fts MATCH ? AND c.deleted IS NULL AND c.arena_match IS NULL "
        "GROUP BY m.conversation_id ORDER BY score",
        (expression,),
    )
    return {row["conversation_id"]: _Best(row["id"], -row["score"], row["places"]) for row in rows}


def _rows(database: Database, table: str, ids: Sequence[int]) -> dict[int, sqlite3.Row]:
    marks = ",".join("?" * len(ids))
    return {row["id"]: row for row in database.query(f"SELECT * FROM {table} WHERE id IN ({marks})", tuple(ids))}


def _stem(word: str) -> str:
    """Return the stem of a word where it is a beginning of it; else nothing is gained."""
    short = stem(word)
    return short if _LEAST_STEM <= len(short) < len(word) and word.startswith(short) else ""


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text as the index has them, and where each stands."""
    for match in WORD.finditer(text):
        word, at = match[0], match.start()
        if word.isascii():
            yield word.lower(), at, match.end()
            continue
        for run in UNSPACED.finditer(word):
            begin, end = match.start() + run.start(), match.start() + run.end()
            if at < begin:
                yield fold(text[at:begin]), at, begin
            yield from ((text[one], one, one + 1) for one in range(begin, end))
            at = end
        if at < match.end():
            yield fold(text[at : match.end()]), at, match.end()


def _marked(text: str, phrases: Sequence[Phrase], within: int | None = None) -> tuple[Span, ...]:
    """Return the spans of a text that are sought, in order; `within` so many characters of the first of them."""
    longest = max(len(phrase.words) for phrase in phrases)
    seen: deque[tuple[str, int, int]] = deque(maxlen=longest)
    found: set[Span] = set()
    until = len(text)
    for word in _words(text):
        if word[1] > until:
            break
        seen.append(word)
        for phrase in phrases:
            last = list(seen)[-len(phrase.words) :]
            if len(last) == len(phrase.words) and _stands(phrase, [one for one, _, _ in last]):
                found.add((last[0][1], word[2]))
                if within is not None:
                    until = min(until, last[0][1] + within)
    return tuple(sorted(found))


def _stands(phrase: Phrase, words: Sequence[str]) -> bool:
    *whole, last = phrase.words
    if phrase.stem and words[0].startswith(phrase.stem):
        return True
    return list(words[:-1]) == whole and (words[-1].startswith(last) if phrase.begins else words[-1] == last)


def _at_word(text: str, at: int) -> int:
    """Return where the word at a place begins, so that none is cut."""
    space = text.find(" ", at)
    return space + 1 if at and 0 <= space < at + _BEFORE // 2 else at
