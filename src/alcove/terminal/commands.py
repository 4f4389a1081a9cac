"""What each command does. Each is a function of the parsed options and the output."""

import getpass
import json
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import IO, Any

from alcove.chat.starters import prompt_library
from alcove.chat.store import AskedWith, ConversationId, ConversationStore, LeftOut, Message
from alcove.chat.titles import title_of
from alcove.chat.turns import Extracted, ModelLoading, SentOut, TurnEvent, TurnRequest, Turns, TurnSaved
from alcove.connectors.base import SourceOptions
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, DocumentError, IndexUnavailable, ModelError
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore, described
from alcove.models.devices import Runtime, runtime
from alcove.models.endpoints import Endpoints
from alcove.models.shelf import ModelShelf
from alcove.models.types import ModelInfo, Prefill, Served, TextDelta
from alcove.rag.aside import text_aside
from alcove.rag.attached import uri_of
from alcove.rag.evaluate import numbered_lines
from alcove.rag.library import Library
from alcove.rag.types import (
    Degraded,
    Done,
    Hit,
    Indexed,
    ItemCoverage,
    Planned,
    Progress,
    Skipped,
    Source,
    SyncEvent,
    Unavailable,
)
from alcove.terminal import prompts, side_by_side
from alcove.terminal.output import Output

GRAPHICS = "graphics cards"


@contextmanager
def opened(options: Namespace) -> Iterator[tuple[Library, Database, Paths]]:
    """Open the library for one command and close it in good order."""
    paths = Paths.at(options.data_dir)
    database = Database(paths.database)
    library = Library(database, SettingsStore(database).load(), paths, options.door)
    try:
        yield library, database, paths
    finally:
        library.close()
        database.close()


# Sources


def add_source(options: Namespace, output: Output) -> None:
    """Add a folder, or another kind of source."""
    chosen = SourceOptions(
        tuple(options.include), tuple(options.exclude), options.hidden, not options.all, options.most_mb,
        options.depth, options.most_pages, options.revision,
    )  # fmt: skip
    with opened(options) as (library, _, _):
        source = library.add_source(options.path, kind=options.kind, name=options.name, options=chosen)
        kind = "" if source.kind == "folder" else f" ({source.kind})"
        output.emit(_source(source), f"Added {source.name}{kind}. `alcove sync` reads it.")


def list_sources(options: Namespace, output: Output) -> None:
    """List the sources."""
    with opened(options) as (library, _, _):
        for source in library.sources():
            output.emit(_source(source), f"{source.name}  {source.state}  {source.items} items  {source.path}")


def remove_source(options: Namespace, output: Output) -> None:
    """Remove a source."""
    with opened(options) as (library, _, _):
        library.remove_source(options.name)
        output.emit({"removed": options.name}, f"Removed {options.name} from the library. Its files are untouched.")


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "kind": source.kind,
        "path": source.path,
        "state": source.state,
        "items": source.items,
    }


# Reading


def sync(options: Namespace, output: Output) -> None:
    """Read what is new or changed."""
    from alcove.terminal.main import cancel_on_interrupt

    with opened(options) as (library, _, _), cancel_on_interrupt() as token:
        if not library.sources():
            raise AppError("The library has no sources yet.", "Add a folder: alcove sources add PATH")
        for event in library.sync(options.names or None, token):
            show_sync_event(event, output)


def watch(options: Namespace, output: Output) -> None:
    """Sync, then go on with what changes until interrupted."""
    from alcove.terminal.main import cancel_on_interrupt

    with opened(options) as (library, _, _), cancel_on_interrupt() as token:
        told = library.watch(token)
        names: tuple[str, ...] | None = None
        while not token.cancelled:
            for event in library.sync(names, token):
                show_sync_event(event, output)
            names = next(told, ())


def read_again(options: Namespace, output: Output) -> None:
    """Read one item once more."""
    from alcove.terminal.main import cancel_on_interrupt

    password = _password() if options.password else ""
    with opened(options) as (library, _, _), cancel_on_interrupt() as token:
        uri = _known_uri(options.uri)
        names = library.read_again(uri, password)
        if not names:
            raise AppError(f"The library does not list {uri}.", "`alcove coverage` lists every item.")
        for event in library.sync(names, token):
            show_sync_event(event, output)


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


def _known_uri(uri: str) -> str:
    """Return a uri as the library has it: a path that is there may be given relative."""
    return str(Path(uri).absolute()) if "#" not in uri and Path(uri).exists() else uri


def show_sync_event(event: SyncEvent, output: Output) -> None:
    """Print one event of a sync."""
    if output.as_json:
        name = type(event).__name__.lower()
        value = asdict(event)
        if isinstance(event, Done) and not event.cancelled:
            del value["cancelled"]
        output.emit({"event": name, **value}, "")
    elif isinstance(event, Progress):
        left = f", {duration(event.seconds_left)} left" if event.seconds_left is not None else ""
        what = f"Reading {event.source}" if event.phase == "reading" else "Learning the meaning of passages"
        page = f", page {event.page} of {event.pages}" if event.pages else ""
        now = f" · {PurePath(event.uri).name}{page}" if event.uri else ""
        output.progress(f"{what}: {event.done} of {event.total}{now}{left}")
    elif isinstance(event, Planned):
        output.note(
            f"{event.source}: {event.new} new, {event.changed} changed, {event.gone} gone, {event.unchanged} unchanged"
            + (f", {event.moved} moved" if event.moved else "")
        )
    elif isinstance(event, Skipped):
        output.note(f"  not read: {event.uri}: {event.reason}")
    elif isinstance(event, Unavailable | Degraded):
        output.note(f"  {event.reason}")
    elif isinstance(event, Done):
        output.emit({}, _done(event))
    else:
        assert isinstance(event, Indexed)


def _done(event: Done) -> str:
    state = "Stopped" if event.cancelled else "Done"
    skipped = f", {len(event.skipped)} not read" if event.skipped else ""
    return (
        f"{state} in {duration(event.seconds)}: {event.items} items, {event.indexed} read in {event.chunks} passages, "
        f"{event.unchanged} unchanged, {event.removed} removed{skipped}."
    )


def duration(seconds: float) -> str:
    """Say how long something takes, in one short word or two."""
    if seconds < 60:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def coverage(options: Namespace, output: Output) -> None:
    """Say what became of every item, then how many are in each state."""
    totals: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    with opened(options) as (library, _, _):
        for one in library.coverage(options.source):
            totals[one.state] += 1
            for kind, count in one.strip:
                pages[kind] += count
            value = {
                "uri": one.uri,
                "state": one.state,
                "pages": one.pages,
                "ocr_pages": one.ocr_pages,
                "ocr_confidence": None if one.ocr_confidence is None else round(one.ocr_confidence, 1),
                "chunks": one.chunks,
                "reason": one.reason,
                "action": one.action,
                "page_kinds": [list(run) for run in one.strip],
            }
            output.emit(value, _coverage_words(one))
    output.note(_totals_words("items", totals, ("indexed", "pending", "skipped", "unavailable")))
    if pages:
        output.note(_totals_words("pages", pages, ("text", "ocr", "poor", "empty", "unread")))


def _coverage_words(one: ItemCoverage) -> str:
    told = []
    if any(kind != "text" for kind, _ in one.strip):
        told.append("pages " + ", ".join(f"{count} {kind}" for kind, count in one.strip))
    if one.ocr_confidence is not None:
        told.append(f"OCR {one.ocr_confidence:.0f} % sure")
    if one.reason:
        told.append(one.reason)
    return f"{one.state:11} {one.chunks:5} passages  {one.uri}{': ' if told else ''}{'; '.join(told)}"


def _totals_words(of: str, totals: Counter[str], order: Sequence[str]) -> str:
    counts = ", ".join(f"{totals[kind]:,} {kind}" for kind in order if totals[kind])
    return f"{totals.total():,} {of}{': ' if counts else ''}{counts}"


def show(options: Namespace, output: Output) -> None:
    """Print a stored document's text, or a span of it."""
    with opened(options) as (library, _, _):
        document = library.document(_known_uri(options.uri))
        start = options.start if options.start is not None else 0
        end = options.end if options.end is not None else len(document.text)
        if not 0 <= start <= end <= len(document.text):
            raise AppError(f"There is no span {start} to {end}.", f"The document has {len(document.text)} characters.")
        pages = [{"page": p.number, "start": p.start, "end": p.end} for p in document.pages]
        text = document.text[start:end]
        output.emit({"uri": document.uri, "text": text, "pages": pages}, text)


def links(options: Namespace, output: Output) -> None:
    """List the links of an item, those that lead nowhere too, and the links that lead to it."""
    with opened(options) as (library, _, _):
        uri = library.document(_known_uri(options.uri)).uri
        for one in library.links.outgoing(uri):
            value = {"to": one.uri or None, "target": one.target, "fragment": one.fragment, "kind": one.kind,
                     "start": one.start, "end": one.end}  # fmt: skip
            output.emit({"direction": "out", **value}, f"→ {one.target}{'' if one.uri else '  (leads nowhere)'}")
        for back in library.links.backlinks(uri):
            value = {"from": back.uri, "fragment": back.fragment, "kind": back.kind, "start": back.start,
                     "end": back.end}  # fmt: skip
            output.emit({"direction": "in", **value}, f"← {back.uri}: {back.context.strip()}")


def tags(options: Namespace, output: Output) -> None:
    """List the tags, the most used first."""
    with opened(options) as (library, _, _):
        scope = library.scope([options.source] if options.source else None)
        for one in library.links.tags(scope[0] if scope else None):
            output.emit({"tag": one.tag, "items": one.items}, f"{one.items:6}  #{one.tag}")


# Finding


def search(options: Namespace, output: Output) -> None:
    """Find passages."""
    with opened(options) as (library, _, _):
        sources = [options.source] if options.source else None

        def one(query: str) -> dict[str, Any]:
            found = library.find(query, k=options.k, source=sources, mode=options.mode)
            if found.degraded and options.mode == "vector":
                raise IndexUnavailable(
                    f"Search by meaning is not possible: {found.degraded.rstrip('.')}.",
                    "Search by words with --mode keyword.",
                )
            if found.degraded and options.mode == "hybrid" and options.queries is None:
                output.note(f"By keyword only: {found.degraded}")
            return {"hits": [hit_json(hit) for hit in found.result.hits], "ms": round(found.result.ms, 2)}

        for_each_query(options, output, one, _search_words)


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit in the command line's contract."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "uri": hit.uri,
        "title": hit.title,
        "page": hit.page,
        "heading": hit.heading,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
    }


def _search_words(value: dict[str, Any]) -> str:
    if not value["hits"]:
        return "Nothing found."
    lines = []
    for hit in value["hits"]:
        page = f", page {hit['page']}" if hit["page"] else ""
        lines.append(f"{hit['rank']}. {hit['uri']}{page}\n   {' '.join(hit['text'].split())[:300]}")
    return "\n".join(lines)


def for_each_query(
    options: Namespace,
    output: Output,
    run: Callable[[str], dict[str, Any]],
    words: Callable[[dict[str, Any]], str],
    *,
    needs_query: bool = True,
) -> None:
    """Run one query, or every line of --queries, in this process. An error of one line is told on that line."""
    if options.queries is None:
        if not options.query and needs_query:
            raise AppError("What is the question?", "Give it in quotation marks, or a file with --queries.")
        value = run(options.query or "")
        output.emit(value, words(value))
        return
    out = _writable(options.out) if options.out else None
    began = time.perf_counter()
    try:
        for number, (name, query) in enumerate(_lines(options.queries), start=1):
            try:
                value = run(query)
            except AppError as error:
                value = {"error": {"message": error.message, "hint": error.hint}}
            line = json.dumps({"id": name, **value}, ensure_ascii=False)
            if out is not None:
                print(line, file=out, flush=True)
            else:
                print(line, flush=True)
            output.progress(f"{number} done in {duration(time.perf_counter() - began)}")
    finally:
        output.clear()
        if out is not None:
            out.close()


def _writable(file: Path) -> IO[str]:
    try:
        return file.open("w", encoding="utf-8")
    except OSError as error:
        raise AppError(f"The file {file} cannot be written: {error.strerror}.", "Choose another with --out.") from error


def _lines(file: Path) -> Iterator[tuple[Any, str]]:
    for number, line in numbered_lines(file):
        try:
            value = json.loads(line)
            yield value["id"], str(value["query"])
        except (ValueError, KeyError, TypeError) as error:
            raise AppError(
                f"Line {number} of {file} is not a query.", 'Each line is JSON: {"id": ..., "query": ...}'
            ) from error


# Settings and care


def list_settings(options: Namespace, output: Output) -> None:
    """List the settings with their values."""
    with opened(options) as (_, database, _):
        values = SettingsStore(database).load()
        for info in described():
            value = getattr(values, info.key)
            output.emit(
                {"key": info.key, "value": value, "default": info.default, "help": info.help},
                f"{info.key} = {value}\n    {info.help}",
            )


def set_setting(options: Namespace, output: Output) -> None:
    """Change a setting."""
    with opened(options) as (_, database, paths):
        values = SettingsStore(database).set(options.key, options.value)
        value = getattr(values, options.key)
        if options.key == "chat_model":
            ModelShelf(database, values, paths).trust(str(value))
        output.emit({"key": options.key, "value": value}, f"{options.key} = {value}")


def doctor(options: Namespace, output: Output) -> None:
    """Check the library and mend what can be mended; say what models run on."""
    wrong = []
    with opened(options) as (library, _, _):
        for check in library.doctor(rebuild=options.rebuild):
            value = {"check": check.name, "ok": not check.problem or check.mended, "problem": check.problem,
                     "mended": check.mended, "note": check.note}  # fmt: skip
            state = "mended" if check.mended else ("wrong" if check.problem else "ok")
            told = ": ".join(part for part in (state, check.problem or check.note) if part)
            output.emit(value, f"{check.name}: {told}")
            if check.problem and not check.mended:
                wrong.append(check.name)
    if not _graphics(output):
        wrong.append(GRAPHICS)
    if wrong:
        raise AppError(f"Not mended: {', '.join(wrong)}.", "What is wrong with each stands above.")


def _graphics(output: Output) -> bool:
    """Say which graphics cards models run on; return whether the runtime finds those it was built for."""
    try:
        found = runtime()
    except ModelError as error:
        words = problem = str(error)
        found = Runtime([], [])
    else:
        words, problem = found.words, found.problem
    value = {"check": GRAPHICS, "ok": not problem, "problem": problem, "mended": False,
             "built_for": list(found.built_for), "cards": [asdict(card) for card in found.cards]}  # fmt: skip
    output.emit(value, f"{GRAPHICS}: {'wrong' if problem else 'ok'}: {words}")
    return not problem


# Answering


def ask(options: Namespace, output: Output) -> None:
    """Answer a question. Many questions of a file are answered in this process and not kept as conversations."""
    from alcove.terminal.main import cancel_on_interrupt

    many = bool(options.queries)
    with (
        opened(options) as (library, database, paths),
        cancel_on_interrupt() as token,
        asking(options, output, (library, database, paths), token, keep=not many) as asked,
    ):
        if options.models:
            for value in asked.columns(options.query or ""):
                told = _answer_words(value) if "answer" in value else " ".join(value["error"].values())
                output.emit(value, told)
            return
        for_each_query(options, output, asked.one, _answer_words, needs_query=not options.prompt)


@dataclass(frozen=True, slots=True)
class Asking:
    """How questions are answered: one at a time, or one by several models, each told of in turn."""

    one: Callable[[str], dict[str, Any]]
    columns: Callable[[str], Iterator[dict[str, Any]]]


@contextmanager
def asking(
    options: Namespace, output: Output, opened: tuple[Library, Database, Paths], token: CancelToken, *, keep: bool
) -> Iterator[Asking]:
    """Give what answers questions; what it answers becomes a conversation only with `keep`."""
    library, database, paths = opened
    settings = SettingsStore(database).load()
    endpoints = Endpoints(database, options.door)
    shelf = ModelShelf(database, settings, paths, endpoints)
    _hold_key(options, shelf, endpoints)
    manner = prompts.manner_of(
        options, prompt_library(database), shelf, [source.name for source in library.sources()],
        lambda file: text_aside(file, paths, token), output,
    )  # fmt: skip
    attached = _attached(options.attach, library, output, token)
    kept = database if keep else Database(Path(":memory:"))
    store = ConversationStore(kept)
    turns = Turns(library, shelf, store, settings)

    def request_of(query: str) -> TurnRequest:
        request = manner(
            TurnRequest(
                ConversationId(0),
                query,
                scope=(options.source,) if options.source else (),
                model=options.model,
                most_hits=options.k,
                max_tokens=options.max_tokens,
                pinned=tuple(_known_uri(one) for one in options.pin),
                asked_with=attached,
            )
        )
        conversation = store.create(title_of(request.question), request.scope, answer_from=request.answer_from)
        return replace(request, conversation=conversation.id)

    def one(query: str) -> dict[str, Any]:
        return _answered(turns.run(request_of(query), token), output, quiet=not keep)

    def columns(query: str) -> Iterator[dict[str, Any]]:
        chosen = side_by_side.chosen(options, query, shelf)
        yield from side_by_side.answers(
            request_of(query), chosen, store, lambda asked: _answered(turns.run(asked, token), output, quiet=False),
            output, token,
        )  # fmt: skip

    try:
        yield Asking(one, columns)
    finally:
        shelf.close()
        if not keep:
            kept.close()


def _attached(files: Sequence[Path], library: Library, output: Output, token: CancelToken) -> tuple[AskedWith, ...]:
    """Read the files a question is asked with. Raises DocumentError for one that cannot be read."""
    uris = [uri_of(file) for file in files]
    for uri in uris:
        for event in library.attached.read(uri, token, again=True):
            if isinstance(event, Progress):
                output.progress(f"Reading {PurePath(uri).name}, page {event.page} of {event.pages}")
            elif isinstance(event, Skipped) and event.uri == uri:
                raise DocumentError(f"{uri} is not read: {event.reason}.", "Ask without it, or attach another file.")
    for done in library.attached.finish(uris, token) if uris else ():
        output.progress(f"Learning the meaning of passages: {done}")
    return tuple(AskedWith("attached", uri, PurePath(uri).name) for uri in uris)


def _hold_key(options: Namespace, shelf: ModelShelf, endpoints: Endpoints) -> None:
    """Take the key of who runs the model from stdin, for this run alone, where that is asked for."""
    if not options.key_stdin:
        return
    served = shelf.info(options.model).served
    if served is None:
        raise AppError(f"{options.model or 'The model'} runs in Alcove and wants no key.", "Leave out --key-stdin.")
    endpoints.keep_key(served.service, sys.stdin.readline(), openly=options.send_key_openly, this_run=True)


def _answered(events: Iterator[TurnEvent], output: Output, *, quiet: bool) -> dict[str, Any]:
    """Follow a turn, showing its words as they come where a person reads along; return its JSON."""
    streams = not (quiet or output.as_json)
    message: Message | None = None
    for event in events:
        if isinstance(event, Extracted) and streams:
            page = f", page {event.hit.page}" if event.hit.page else ""
            output.note(f"{event.hit.uri}{page}: “{' '.join(event.text.split())}”")
        elif isinstance(event, SentOut) and event.served.leaves and not quiet:
            output.note(f"{_sent_words(event)} to {event.served.host}.")
        elif isinstance(event, LeftOut) and not quiet:
            output.note(left_out_words(event))
        elif isinstance(event, ModelLoading):
            output.progress(f"Loading {event.name}")
        elif isinstance(event, Prefill):
            output.progress(f"Reading {event.done:,} of {event.total:,} tokens")
        elif isinstance(event, TextDelta) and streams:
            output.clear()
            print(event.text, end="", flush=True)
        elif isinstance(event, TurnSaved):
            message = event.message
    assert message is not None
    return answer_json(message)


def left_out_words(left_out: LeftOut) -> str:
    """Return what the model did not see, or only in part, in sentences."""
    turns = [f"{left_out.turns} earlier turns"] if left_out.turns else []
    told = []
    if turns or left_out.pinned:
        told.append(f"Left out, for want of room: {', '.join([*turns, *left_out.pinned])}.")
    if left_out.partly:
        told.append(f"Read in part, for want of room: {', '.join(left_out.partly)}.")
    told += [f"Not read: {name}: {why}." for name, why in left_out.unread]
    return " ".join(told)


def _sent_words(event: SentOut) -> str:
    passages = {0: "The question goes", 1: "The question and 1 passage go"}
    return passages.get(event.passages, f"The question and {event.passages} passages go")


def answer_json(message: Message) -> dict[str, Any]:
    """Return an answer in the command line's contract."""
    timings = message.timings
    return {
        "answer": message.text,
        "refused": message.refused,
        "citations": [
            {
                "marker": c.marker,
                "uri": c.uri,
                "page": c.page,
                "start": c.start,
                "end": c.end,
                "quote": c.quote,
                "verbatim": c.verbatim,
            }
            for c in message.citations
        ],
        "unsupported": [
            {"start": u.start, "end": u.end, "text": u.text, "why": u.why} for u in message.unsupported if not u.general
        ],
        "general": [{"start": u.start, "end": u.end, "text": u.text} for u in message.unsupported if u.general],
        "answer_from": message.answer_from,
        **({"persona": message.persona} if message.persona else {}),
        "hits": [hit_json(hit) for hit in message.hits],
        "coverage": asdict(message.coverage),
        "model": message.model,
        "written_by": served_json(message.served),
        "timings": {
            "retrieve_ms": round(timings.retrieve_ms, 2),
            "prompt_tokens": timings.prompt_tokens,
            "reused_tokens": timings.reused_tokens,
            "ttft_ms": round(timings.ttft_ms, 2),
            "tokens": timings.tokens,
            "tokens_per_s": round(timings.tokens_per_s, 2),
        },
        **({"left_out": asdict(message.left_out)} if message.left_out != LeftOut() else {}),
        **({"stopped": True} if message.status == "stopped" else {}),
        **({"no_model": message.error} if message.extractive and message.error else {}),
    }


def _answer_words(value: dict[str, Any]) -> str:
    """What follows the streamed answer: its sources, and how much of the library was searched."""
    lines = [""]
    for citation in {c["marker"]: c for c in value["citations"]}.values():
        page = f", page {citation['page']}" if citation["page"] else ""
        lines.append(f"[{citation['marker']}] {citation['uri']}{page}")
    for mark in value["unsupported"]:
        lines.append(f"not supported: {mark['text']!r}: {mark['why']}")
    if why := value.get("no_model"):
        lines.append(f"No model wrote this. {why}")
    coverage = value["coverage"]
    if by := value["written_by"]:
        lines.append(f"Written by {by['service']} at {by['host']}{'' if by['leaves'] else ', on this computer'}.")
    searched = f"Searched {coverage['indexed']} of {coverage['items']} items."
    lines.append("The library was not asked." if value["answer_from"] == "model" else searched)
    return "\n".join(lines)


# Models


def list_models(options: Namespace, output: Output) -> None:
    """List the models."""
    with opened_shelf(options) as shelf:
        for info in shelf.list():
            output.emit(model_json(info), _model_words(info))


def add_model(options: Namespace, output: Output) -> None:
    """Use a GGUF file, or the folder of an embedding model, where it lies."""
    with opened_shelf(options) as shelf:
        info = shelf.add(options.file, options.name)
        output.emit(model_json(info), f"Added {info.name}.")


def found_models(options: Namespace, output: Output) -> None:
    """List the chat models that other programs have on this computer."""
    with opened_shelf(options) as shelf:
        for one in shelf.elsewhere():
            value = {"name": one.name, "path": str(one.path), "bytes": one.bytes, "program": one.program}
            output.emit(value, f"{one.name}  {one.bytes / 1e6:,.0f} MB  {one.program}  {one.path}")


def remove_model(options: Namespace, output: Output) -> None:
    """Take a model off the list; with `--delete`, one that was downloaded together with its files."""
    with opened_shelf(options) as shelf:
        removal = shelf.removal(options.name)
        shelf.remove(options.name, delete=options.delete)
        freed = f", which frees {removal.bytes / 1e6:,.0f} MB" if removal.files else " from the list. Its file stays"
        value = {"removed": options.name, "deleted": [str(file) for file in removal.files], "bytes": removal.bytes}
        output.emit(value, f"Removed {options.name}{freed}.")


@contextmanager
def opened_shelf(options: Namespace) -> Iterator[ModelShelf]:
    """Open the list of models for one command."""
    paths = Paths.at(options.data_dir)
    database = Database(paths.database)
    try:
        yield ModelShelf(database, SettingsStore(database).load(), paths, Endpoints(database, options.door))
    finally:
        database.close()


def model_json(info: ModelInfo) -> dict[str, Any]:
    """Return a model in the command line's contract."""
    return {
        "name": info.name,
        "kind": info.kind,
        "path": info.path,
        "bytes": info.bytes,
        "context": info.context,
        "loaded": info.loaded,
        "where": served_json(info.served),
    }


def served_json(served: Served | None) -> dict[str, Any] | None:
    """Return who runs a model elsewhere in the command line's contract; None for one that runs in Alcove."""
    if served is None:
        return None
    return {"service": served.service, "model": served.model, "host": served.host, "leaves": served.leaves}


def _model_words(info: ModelInfo) -> str:
    trial = "  (trial model)" if info.trial else ""
    if info.served is not None:
        place = f"at {info.served.host}, beyond this computer" if info.served.leaves else "on this computer"
        return f"{info.name}  {info.kind}  {info.context:,} tokens  {place}, by {info.served.service}"
    return f"{info.name}  {info.kind}  {info.bytes / 1e6:,.0f} MB  {info.context:,} tokens{trial}"
