"""The commands about embedding models: listing, changing to one, adding a service, freeing what is kept of one."""

import sys
from argparse import Namespace
from dataclasses import asdict

from alcove.core.errors import AppError
from alcove.core.settings import SettingsStore
from alcove.models.remote_embedder import leaves
from alcove.rag.serving import EmbedderCard, EmbedderState
from alcove.rag.types import Changed, ChangeEvent
from alcove.terminal.commands import duration, opened
from alcove.terminal.output import Output

AUTOMATIC = "auto"


def embedder(options: Namespace, output: Output) -> None:
    """List the embedding models, or change to one; without a name a change that was interrupted goes on."""
    from alcove.terminal.main import cancel_on_interrupt

    with opened(options) as (library, database, _), cancel_on_interrupt() as token:
        store = SettingsStore(database)
        if options.name is not None:
            name = "" if options.name == AUTOMATIC else library.embedders.shelf.find(options.name).name
            library.use(store.set("embedder", name))
        if options.list:
            _list(library.embedder_state(), output)
            return
        events = 0
        for event in library.change_embedder(token):
            events += 1
            _show(event, output)
        if not events:
            state = library.embedder_state()
            name = state.answers.name if state.answers else ""
            output.emit({"event": "changed", "embedder": name, "chunks": 0, "left": 0}, _answers_words(state))


def add_service(options: Namespace, output: Output) -> None:
    """Add an embedding model that a service runs, once it has answered; its key comes from stdin."""
    with opened(options) as (library, _, _):
        key = sys.stdin.readline().strip() if options.key else ""
        listed, kept = library.add_embedding_service(options.url, options.model, key, options.name)
        identity = listed.identity
        if not kept:
            output.note("This computer has no keyring: the key is forgotten when this command ends.")
        host = leaves(identity)
        where = f"passages and questions are sent to {host}" if host else "it runs on this computer"
        told = f"Added {listed.name}, {identity.dimension} numbers a vector; {where} once it is used."
        output.emit(
            {"name": listed.name, "url": identity.place, "dimension": identity.dimension, "sent_to": host}, told
        )


def free(options: Namespace, output: Output) -> None:
    """Delete the vectors of an embedding model that does not answer."""
    from alcove.terminal.main import cancel_on_interrupt

    with opened(options) as (library, _, _), cancel_on_interrupt() as token:
        kept = [one for one in library.embedder_state().cards if one.name == options.name and one.vectors]
        if not kept:
            raise AppError(
                f"Nothing is kept of an embedding model named {options.name!r}.",
                "`alcove models embedder --list` says what is.",
            )
        card = min(kept, key=lambda one: one.here)  # rather what is left of one that is gone
        for gone in library.free_embedder(card.key, token):
            output.progress(f"Deleted {gone:,} of {card.vectors:,} vectors")
        value = {"freed": card.name, "vectors": card.vectors, "bytes": card.bytes, "cancelled": token.cancelled}
        output.emit(value, f"Deleted the {card.vectors:,} vectors of {card.name}; their room is used again.")


def _show(event: ChangeEvent, output: Output) -> None:
    if output.as_json:
        name = "changed" if isinstance(event, Changed) else "progress"
        output.emit({"event": name, **asdict(event)}, "")
    elif isinstance(event, Changed):
        if event.cancelled:
            told = (
                f"Stopped: {event.left:,} passages are left to {event.embedder}; the old one answers. Run this again."
            )
        else:
            told = f"{event.embedder} answers now; {event.chunks:,} passages in {duration(event.seconds)}."
        output.emit({}, told)
    else:
        left = f", {duration(event.seconds_left)} left" if event.seconds_left is not None else ""
        output.progress(f"Changing to {event.source}: {event.done:,} of {event.total:,} passages{left}")


def _list(state: EmbedderState, output: Output) -> None:
    for card in state.cards:
        role = _role(card, state)
        value = {
            "name": card.name, "kind": card.kind, "place": card.place, "languages": list(card.languages),
            "dimension": card.dimension, "role": role, "left": card.left, "vectors": card.vectors,
            "bytes": card.bytes, "sent_to": card.host, "here": card.here,
        }  # fmt: skip
        facts = [role] if role else []
        if card.languages:
            facts.append("many languages" if card.multilingual else ", ".join(card.languages))
        if card.host:
            facts.append(f"sends passages and questions to {card.host}")
        if card.vectors:
            facts.append(f"{card.vectors:,} vectors, {max(1, round(card.bytes / 1e6)):,} MB")
        if not card.here:
            facts.append("its files are gone")
        output.emit(value, "  ".join([card.name, *facts]))
    for problem in (state.trouble, *map(str, state.broken)):
        if problem:
            output.note(problem)


def _role(card: EmbedderCard, state: EmbedderState) -> str:
    if card.key == state.answering:
        return "answers"
    return "is to answer" if state.wanted is not None and card.key == state.wanted.key else ""


def _answers_words(state: EmbedderState) -> str:
    return f"{state.answers.name} answers already." if state.answers else state.trouble
