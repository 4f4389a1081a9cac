"""The commands about conversations: listing, finding, showing, putting away, export and import."""

import datetime as dt
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from alcove.chat.export import file_name, markdown
from alcove.chat.records import Conversation, ConversationId
from alcove.chat.store import ConversationStore
from alcove.chat.transfer import SUFFIXES, Imported, Transfer, told
from alcove.core.database import Database
from alcove.core.errors import AppError, ConversationError
from alcove.core.paths import Paths
from alcove.terminal.output import Output


def list_conversations(options: Namespace, output: Output) -> None:
    """List conversations, the one changed last first."""
    with _opened(options) as (store, _):
        for one in store.deleted() if options.deleted else store.conversations():
            if options.deleted or (one.archived == options.archived and _within(one.folder, options.folder)):
                output.emit(_json(one), _words(one))


def search(options: Namespace, output: Output) -> None:
    """Find conversations by words of their titles and messages."""
    began = time.perf_counter()
    with _opened(options) as (store, _):
        found = store.search(options.query, most=options.k)
    ms = (time.perf_counter() - began) * 1000
    hits = [
        {
            "rank": rank, **_json(one.conversation), "message": one.message, "role": one.role if one.message else None,
            "places": one.places, "snippet": one.snippet, "marks": [list(mark) for mark in one.marks],
            "title_marks": [list(mark) for mark in one.title_marks],
        }
        for rank, one in enumerate(found, start=1)
    ]  # fmt: skip
    lines = [
        f"{_words(one.conversation)}" + (f"\n      {one.snippet}" if one.message is not None else "") for one in found
    ]
    output.emit({"hits": hits, "ms": round(ms, 1)}, "\n".join(lines) or "Nothing found.")


def show(options: Namespace, output: Output) -> None:
    """Print a conversation: the line where it last went on, or the whole tree."""
    with _opened(options) as (store, _):
        (one,) = _known(store, [options.id])
        messages = store.messages(one.id)
        value = {
            **_json(one),
            "messages": [
                {
                    "id": each.id, "parent": each.parent_id, "role": each.role, "text": each.text, "model": each.model,
                    "status": each.status, "created": _iso(each.created),
                    "citations": [asdict(citation) for citation in each.citations],
                }
                for each in messages
            ],
        }  # fmt: skip
        output.emit(value, markdown(one, messages, whole=options.tree).rstrip())


def export(options: Namespace, output: Output) -> None:
    """Write conversations to files, or one to stdout."""
    with _opened(options) as (store, database):
        chosen = store.conversations() if options.all else _known(store, options.ids)
        if not chosen:
            raise ConversationError("No conversation was named.", "Name some by their ids, or say --all.")
        transfer = Transfer(database)
        if options.out is None and len(chosen) > 1:
            raise ConversationError("Several conversations need a folder.", "Say where: --out FOLDER")
        for one in chosen:
            text = transfer.export(one.id, options.format, whole=options.tree)
            if options.out is None:
                output.emit({"id": one.id, "text": text}, text.rstrip())
                continue
            path = _target(options.out, one, options.format, many=len(chosen) > 1)
            _write(path, text)
            output.emit({"id": one.id, "file": str(path)}, f"{one.id}  {path}")


def import_conversations(options: Namespace, output: Output) -> None:
    """Take over the conversations of an export of Alcove, ChatGPT or Open WebUI."""
    from alcove.terminal.main import cancel_on_interrupt

    with _opened(options) as (_, database), cancel_on_interrupt() as token:
        for event in Transfer(database).import_file(options.file, token):
            if isinstance(event, Imported):
                for problem in event.problems:
                    output.note(problem)
                output.emit({"event": "done", **asdict(event)}, told(event))
            elif output.as_json:
                output.emit({"event": "importing", **asdict(event)}, "")
            else:
                output.progress(f"Importing {event.conversations:,}: {event.title}")


def pin(options: Namespace, output: Output) -> None:
    """Let conversations stand above the others, or no more."""
    with _opened(options) as (store, _):
        store.pin(*_ids(store, options.ids), on=not options.off)
        _tell(store, options.ids, output)


def archive(options: Namespace, output: Output) -> None:
    """Put conversations into the archive, or back."""
    with _opened(options) as (store, _):
        store.archive(*_ids(store, options.ids), on=not options.off)
        _tell(store, options.ids, output)


def move(options: Namespace, output: Output) -> None:
    """Put conversations into a folder, or out of theirs."""
    with _opened(options) as (store, _):
        store.move(_ids(store, options.ids), options.to)
        _tell(store, options.ids, output)


def delete(options: Namespace, output: Output) -> None:
    """Hide conversations; they can be brought back for some weeks."""
    with _opened(options) as (store, _):
        chosen = _known(store, options.ids)
        store.delete(*(one.id for one in chosen))
        for one in chosen:
            output.emit({"deleted": one.id}, f"Deleted {one.title}. `alcove conversations restore {one.id}` undoes it.")


def restore(options: Namespace, output: Output) -> None:
    """Bring deleted conversations back."""
    with _opened(options) as (store, _):
        chosen = _among(store.deleted(), options.ids, "deleted conversation")
        store.restore(*(one.id for one in chosen))
        _tell(store, options.ids, output)


@contextmanager
def _opened(options: Namespace) -> Iterator[tuple[ConversationStore, Database]]:
    database = Database(Paths.at(options.data_dir).database)
    try:
        yield ConversationStore(database), database
    finally:
        database.close()


def _known(store: ConversationStore, ids: Sequence[int]) -> list[Conversation]:
    return _among(store.conversations(), ids, "conversation")


def _among(conversations: Sequence[Conversation], ids: Sequence[int], what: str) -> list[Conversation]:
    """Return conversations by their ids. Raises ConversationError for one that is not there."""
    known = {int(one.id): one for one in conversations}
    for one in ids:
        if one not in known:
            raise ConversationError(f"There is no {what} {one}.", "`alcove conversations list` names them.")
    return [known[one] for one in dict.fromkeys(ids)]


def _ids(store: ConversationStore, ids: Sequence[int]) -> list[ConversationId]:
    return [one.id for one in _known(store, ids)]


def _tell(store: ConversationStore, ids: Sequence[int], output: Output) -> None:
    for one in _known(store, ids):
        output.emit(_json(one), _words(one))


def _within(folder: str, wanted: str | None) -> bool:
    return wanted is None or folder == wanted or folder.startswith(f"{wanted}/")


def _target(out: Path, one: Conversation, kind: str, *, many: bool) -> Path:
    """Return where a conversation is written to; in a folder, by its title and id."""
    if not many and not out.is_dir():
        return out
    return out / f"{file_name(one.title)} {one.id}{SUFFIXES[kind]}"  # type: ignore[index]  # argparse checked it


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise AppError(f"{path} could not be written: {error.strerror}.", "Choose another place.") from error


def _json(one: Conversation) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "created": _iso(one.created),
        "updated": _iso(one.updated),
        "folder": one.folder,
        "pinned": one.pinned,
        "archived": one.archived,
    }


def _words(one: Conversation) -> str:
    where = f"  [{one.folder}]" if one.folder else ""
    states = "".join(f"  {word}" for word, on in (("pinned", one.pinned), ("archived", one.archived)) if on)
    return f"{one.id:5}  {dt.datetime.fromtimestamp(one.updated):%Y-%m-%d}  {one.title}{where}{states}"


def _iso(when: float) -> str:
    return dt.datetime.fromtimestamp(when, dt.UTC).isoformat(timespec="seconds")
