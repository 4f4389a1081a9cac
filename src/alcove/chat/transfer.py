"""Conversations out of Alcove and into it: export as text of several kinds, import of our own and of others' files."""

import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from alcove.chat import chatgpt, copies, openwebui
from alcove.chat.export import markdown, web_page
from alcove.chat.incoming import Incoming, keep
from alcove.chat.records import ConversationId, MessageId
from alcove.chat.store import ConversationStore
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ImportFailed

Kind = Literal["markdown", "html", "json"]
SUFFIXES: Mapping[Kind, str] = {"markdown": ".md", "html": ".html", "json": ".json"}
_MOST = 4_000_000_000
"""Bytes of JSON that are read into memory at once; far more than ten years of talking come to."""
_TOLD_MOST = 20
_FATES = ("added", "extended", "known")

_READERS: tuple[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Mapping[str, Any]], Incoming]], ...] = (
    (copies.is_copy, copies.read),
    (chatgpt.is_chatgpt, chatgpt.read),
    (openwebui.is_openwebui, openwebui.read),
)


@dataclass(frozen=True, slots=True)
class Importing:
    """So many of the conversations of a file are read; `done` and `total` count its characters."""

    done: int
    total: int
    conversations: int
    title: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The end of an import: conversations that are new, that had new messages, and that were here as they are.

    `losses` counts what could not be taken over, by its name; `problems` tells of conversations that could not be read.
    """

    added: int = 0
    extended: int = 0
    known: int = 0
    messages: int = 0
    losses: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    cancelled: bool = False


ImportEvent = Importing | Imported


class Transfer:
    """Export and import conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._store = ConversationStore(database)

    def export(
        self, conversation: ConversationId, kind: Kind, *, leaf: MessageId | None = None, whole: bool = False
    ) -> str:
        """Return a conversation as text: the line to `leaf` (without one: to where it last went on), or the whole tree.

        JSON holds always all of it. Raises ImportFailed where there is no such conversation.
        """
        copy = copies.copy_of(self._database, conversation)
        if kind == "json":
            return json.dumps(copy, ensure_ascii=False, indent=1) + "\n"
        found = next(one for one in self._store.conversations() if one.id == conversation)
        write = markdown if kind == "markdown" else web_page
        return write(found, self._store.messages(conversation), leaf=leaf, whole=whole)

    def import_file(self, path: Path, token: CancelToken) -> Iterator[ImportEvent]:
        """Take over the conversations of a file; what is here already is not taken twice. The last event is `Imported`.

        Each conversation is saved by itself: what was done when it is cancelled stays. Raises ImportFailed for a file
        that holds none.
        """
        tally: Counter[str] = Counter()
        losses: Counter[str] = Counter()
        problems: list[str] = []
        try:
            for text in _texts(path):
                for value, done in _values(text, path):
                    if token.cancelled:
                        break
                    title = self._take(value, path, tally, losses, problems)
                    yield Importing(done, len(text), sum(tally[fate] for fate in _FATES), title)
        except ImportFailed as failed:
            problems.append(failed.message)
            if not tally:
                raise
        if problems and not tally:
            raise ImportFailed(f"Nothing could be imported. {problems[0]}", "See whether it is the file you meant.")
        yield Imported(
            tally["added"], tally["extended"], tally["known"], tally["messages"], dict(+losses),
            tuple(problems[:_TOLD_MOST]), token.cancelled,
        )  # fmt: skip

    def _take(
        self, value: object, path: Path, tally: "Counter[str]", losses: "Counter[str]", problems: list[str]
    ) -> str:
        """Save one conversation and count it; return its title."""
        try:
            incoming = _read(value, path)
        except ImportFailed as failed:
            problems.append(failed.message)
            return ""
        kept = keep(self._database, incoming)
        tally[kept.fate] += 1
        if kept.messages:
            tally["messages"] += kept.messages
            losses.update(incoming.losses)
        return incoming.title


def told(imported: Imported) -> str:
    """Say what an import did, in a sentence or two."""
    new = _count(imported.added, "conversation")
    also = []
    if imported.extended:
        also.append(f"{imported.extended:,} continued")
    if imported.known:
        also.append(f"{imported.known:,} known already")
    if imported.problems:
        also.append(f"{len(imported.problems)} not readable")
    words = f"Imported {', '.join([new, *also])}."
    if imported.losses:
        words += " Not taken over: " + ", ".join(f"{count:,} {name}" for name, count in imported.losses.items()) + "."
    return f"Stopped. {words}" if imported.cancelled else words


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _texts(path: Path) -> Iterator[str]:
    """Yield the JSON texts of a file, be it one or a zip of several. Raises ImportFailed."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = chatgpt.files_of(archive.namelist())
                if not names:
                    raise ImportFailed(
                        f"{path.name} holds no conversations.json.", "Choose the .zip that ChatGPT sent, or a .json."
                    )
                for name in names:
                    _see_to_size(archive.getinfo(name).file_size, path)
                    yield archive.read(name).decode("utf-8-sig")
        else:
            _see_to_size(path.stat().st_size, path)
            yield path.read_text("utf-8-sig")
    except OSError as error:
        raise ImportFailed(
            f"{path.name} cannot be read: {error.strerror}.", "See that it is there and yours."
        ) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ImportFailed(f"{path.name} is a damaged archive: {error}.", "Download it once more.") from error
    except UnicodeDecodeError as error:
        raise _no_export(path) from error


def _see_to_size(size: int, path: Path) -> None:
    if size > _MOST:
        raise ImportFailed(f"{path.name} holds {size / 1e9:.0f} GB of JSON, which is too much.", "Import it in parts.")


def _values(text: str, path: Path) -> Iterator[tuple[object, int]]:
    """Yield the values of a list one by one, with where each ends: parsing all at once would hold the interpreter."""
    decoder = json.JSONDecoder()
    at = _blank(text, 0)
    listed = text[at : at + 1] == "["
    at = _blank(text, at + 1) if listed else at
    while text[at : at + 1] != "]":
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _no_export(path) from error
        yield value, at
        if not listed:
            return
        at = _blank(text, at)
        if text[at : at + 1] == ",":
            at = _blank(text, at + 1)


def _blank(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\n", "\r", "\t"):
        at += 1
    return at


def _read(value: object, path: Path) -> Incoming:
    if isinstance(value, dict):
        for known, read in _READERS:
            if known(value):
                return read(value)
    raise ImportFailed(
        f"{path.name} holds something that is no conversation of Alcove, ChatGPT or Open WebUI.",
        "Choose the file that one of these exported.",
    )


def _no_export(path: Path) -> ImportFailed:
    return ImportFailed(
        f"{path.name} is no JSON, or breaks off.", "Choose what Alcove, ChatGPT or Open WebUI exported, unchanged."
    )
