"""What a conversation is called: by words of its first question, or by the model that answered that, in its own time.

A title that a person gave is never replaced.
"""

import re
from collections.abc import Iterator, Sequence

from alcove.chat.records import Message
from alcove.chat.store import ConversationId, ConversationStore
from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelError
from alcove.models.shelf import ModelShelf
from alcove.models.types import ChatModel, Sampling, TextDelta
from alcove.rag import answer
from alcove.rag.library import Library
from alcove.rag.query import divided, parse
from alcove.rag.stems import content_stems, content_words

_LONGEST = 60
_TOKENS = 24
_CLAUSE = re.compile(r"[.?!;:\n。？！；：、，]+(?:\s|$|(?<=[^\x00-\x7f]))|, ")
_EDGE = " \t\"'“”„«»‘’*_#`.,:;!?()[]"
_LEAD = re.compile(r"(?i:title|titel|titre|название|заголовок)\s*[:：-]\s*")
_ASK = (
    "Give this conversation a title of two to six words, in the language of the question. "
    "Answer with the title alone, without quotation marks."
)


def title_of(question: str) -> str:
    """Make a conversation's title of its first question: its first clause that says something, as it was put.

    "Hello! Is the boiler still under warranty, and who serviced it?" becomes "Is the boiler still under warranty".
    """
    asked = parse(divided(question)[0]).words or question
    for clause in _CLAUSE.split(asked):
        if len(content_words(clause)) > 1:
            return _cut(" ".join(clause.split()).strip(_EDGE))
    return _cut(" ".join(asked.split()))


def made_title(written: str, said: Sequence[str]) -> str:
    """Return the title in what a model wrote; empty where it holds none, or none of the words that were said."""
    lines = [line.strip(_EDGE) for line in written.splitlines()]
    line = _LEAD.sub("", next((line for line in lines if line), ""), count=1).strip(_EDGE)
    line = " ".join(line.split())
    spoken = {word for text in said for word in content_stems(text)}
    return line if len(line) <= _LONGEST and spoken & set(content_stems(line)) else ""


def name(
    conversation: ConversationId, library: Library, shelf: ModelShelf, store: ConversationStore, token: CancelToken
) -> Iterator[str]:
    """Let the model that gave the first answer of a conversation name it, and yield what it writes as it comes.

    Only one that is in memory on this computer and that is more than a trial: of several that answered side by side the
    first such. What it reads begins with what it read to answer, so that little is read anew. The title stays as it is
    where that is cancelled, or says nothing of what was said.
    """
    answers = ((one, _loaded(one.model or "", shelf, token)) for one in _first_answers(conversation, store))
    answered, model = next(((one, model) for one, model in answers if model is not None), (None, None))
    if answered is None or model is None:
        return
    question, _ = store.thread(answered.id)
    answer_from = answered.answer_from if store.passages([answered.id]) else "model"
    exchanges = store.exchanges([question, answered])
    prompt = model.render(answer.messages(exchanges, _ASK, answer_from=answer_from))
    if model.count_tokens(prompt) + _TOKENS >= model.context_tokens:
        return
    written = ""
    with library.generating():
        events = model.generate(prompt, Sampling(max_tokens=_TOKENS), token)
        for event in shelf.answering(answered.model or "", events, measured=False):
            if isinstance(event, TextDelta):
                written += event.text
                yield event.text
    title = made_title(written, (question.text, answered.text))
    if title and not token.cancelled:
        store.rename(conversation, title, titled="model")


def _first_answers(conversation: ConversationId, store: ConversationStore) -> list[Message]:
    """Return what was answered here to the one question of a conversation that has no title of its own yet."""
    known = next((one for one in store.conversations() if one.id == conversation), None)
    messages = store.messages(conversation)
    if known is None or known.titled != "question" or [one.role for one in messages].count("user") != 1:
        return []
    answers = [one for one in messages if one.role == "assistant" and one.status == "complete" and not one.refused]
    return [one for one in answers if one.model and one.served is None]


def _loaded(name: str, shelf: ModelShelf, token: CancelToken) -> ChatModel | None:
    """Return a model that may give names, where it is in memory."""
    try:
        info = shelf.info(name)
        if info.served is None and not info.trial and shelf.is_loaded(name):
            return shelf.chat_model(name, token)
    except ModelError:  # it is not there any more, or not wanted any more
        return None
    return None


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + "…"
