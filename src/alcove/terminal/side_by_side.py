"""`alcove ask --models`: one question to several models, one after the other, kept as columns of a conversation."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from alcove.chat.columns import LEAST, applied
from alcove.chat.contenders import MOST, Contender, contender
from alcove.chat.records import Column
from alcove.chat.store import ConversationStore
from alcove.chat.turns import TurnRequest
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, DatabaseError
from alcove.models.shelf import ModelShelf
from alcove.terminal.output import Output


def chosen(options: Namespace, query: str, shelf: ModelShelf) -> list[Contender]:
    """Return who is to answer. Raises AppError where that cannot be, or there is no question."""
    if options.model or options.queries:
        raise AppError(
            "--models answers one question, and names its models itself.", "Leave out --model and --queries."
        )
    if not query and not options.prompt:
        raise AppError("What is the question?", "Give it in quotation marks, before --models.")
    if not LEAST <= len(options.models) <= MOST:
        raise AppError(f"{LEAST} to {MOST} models answer side by side.", "The same one with other settings counts too.")
    found = [contender(key) for key in options.models]
    for one in found:
        shelf.info(one.model)
    return found


def answers(
    request: TurnRequest,
    contenders: Sequence[Contender],
    store: ConversationStore,
    run: Callable[[TurnRequest], dict[str, Any]],
    output: Output,
    token: CancelToken,
) -> Iterator[dict[str, Any]]:
    """Have one question answered in each column, with `run`; one that fails is told in its place."""
    (question,) = store.questions_after(request.conversation, [None], request.question, request.asked_with)
    columns = [Column(one.key, scope=request.scope, answer_from=request.answer_from) for one in contenders]
    for number, column in enumerate(columns):
        if token.cancelled:
            break
        asked = replace(request, question="", parent=None, regenerate=question.id)
        if not output.as_json:
            print(f"{chr(10) if number else ''}{number + 1}. {column.contender}{chr(10)}", flush=True)
        value: dict[str, Any] = {"column": number + 1, "contender": column.contender}
        try:
            yield {**value, **run(applied(column, asked, None))}
        except DatabaseError:
            raise
        except AppError as error:
            yield {**value, "error": {"message": error.message, "hint": error.hint}}
    written = [one.id for one in store.messages(request.conversation) if one.role == "assistant"]
    stand = [replace(one, leaf=leaf) for one, leaf in zip(columns, written, strict=False)]
    store.set_columns(request.conversation, stand if len(stand) >= LEAST else ())
