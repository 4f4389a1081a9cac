"""How much of what a model sees at once a question would take before it is asked, and what would be left out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from alcove.chat.reading_plan import (
    Documents,
    Guess,
    Prompt,
    ReadingPlan,
    Wanted,
    asked_words,
    gathered,
    sources_named,
)
from alcove.chat.store import ConversationStore, LeftOut, Message, MessageId
from alcove.chat.turns import TurnRequest
from alcove.core.settings import Settings
from alcove.models.shelf import ModelShelf
from alcove.rag import answer
from alcove.rag.library import Library
from alcove.rag.types import AnswerFrom

_DOCUMENTS_KEPT_S = 5.0
_LATELY = 3
"""Questions whose passages tell what those of the next one will take."""

PartKind = Literal["rules", "document", "conversation", "passages", "question", "answer"]


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is read, or room that is kept for it, in tokens; `name` is that of a document."""

    kind: PartKind
    tokens: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class ContextUse:
    """What a question would take of the `context`, and what the model would not see.

    `counted`: by the model's own tokenizer, else estimated. Of a model elsewhere the context need not be known: then
    `known` is False, and it is a guess.
    """

    context: int
    parts: tuple[Part, ...]
    left_out: LeftOut = field(default_factory=LeftOut)
    counted: bool = True
    known: bool = True

    @property
    def tokens(self) -> int:
        return sum(part.tokens for part in self.parts)

    @property
    def leaves_out(self) -> bool:
        """Whether anything will not be seen, or only in part."""
        return self.left_out != LeftOut()


class Measurer:
    """Measure questions while they are written. On the lane of the models: one of them may be asked to count."""

    def __init__(self, library: Library, shelf: ModelShelf, store: ConversationStore, settings: Settings) -> None:
        self._library = library
        self._shelf = shelf
        self._store = store
        self._settings = settings
        self._costs: dict[str, tuple[dict[bytes, int], dict[str, int]]] = {}
        self._line: tuple[MessageId | None, list[Message], list[tuple[str, str]]] = (None, [], [])
        self._documents: tuple[object, float, list[Wanted], tuple[tuple[str, str], ...]] = (None, 0.0, [], ())

    def use(self, settings: Settings) -> None:
        """Measure by other settings from now on."""
        self._settings = settings

    def measure(self, request: TurnRequest) -> ContextUse:
        """Return what asking would take. Raises ModelMissing where there is no model."""
        info = self._shelf.info(request.model)
        model = self._shelf.at_hand(request.model)
        line, history = self._thread(request)
        question = Message(
            MessageId(0), request.conversation, request.parent, "user", request.question, "complete", 0.0,
            asked_with=request.asked_with,
        )  # fmt: skip
        _, words = asked_words(question, filters=request.answer_from != "model")
        plan = ReadingPlan(
            model or Guess(self._shelf.context_tokens(request.model)), words, request.instructions,
            request.max_tokens or self._settings.answer_tokens,
            *self._costs.setdefault(info.name if model else "", ({}, {})),
        )  # fmt: skip
        wanted, unread = self._gathered([*line, question], request)
        documents = plan.documents(wanted)
        searched = self._searches(request, question, documents)
        reserve = self._passages(plan, documents, history, request) if searched else 0
        answer_from = request.answer_from if documents.passages or searched else "model"
        made = plan.prompt(history, documents, (), answer_from=answer_from, reserve=reserve)
        left_out = LeftOut(made.left_out, (), tuple(one.name for one in documents.partly), unread)
        return ContextUse(
            plan.model.context_tokens, _parts(plan, documents, made, answer_from, reserve), left_out,
            model is not None and info.served is None, info.context_known,
        )  # fmt: skip

    def _searches(self, request: TurnRequest, question: Message, documents: Documents) -> bool:
        if documents.partly:
            return True
        scope = sources_named(question) or request.scope
        return request.answer_from != "model" and self._library.counts(scope).items > 0

    def _passages(
        self, plan: ReadingPlan, documents: Documents, history: Sequence[tuple[str, str]], request: TurnRequest
    ) -> int:
        """Return what the passages will take: what those of the last questions took, at first as much as they may."""
        speed = self._shelf.reading_speed(request.model)
        patience = int(speed * self._settings.first_word_s) if speed else None
        most = plan.evidence(documents, self._settings.evidence_tokens, patience)
        return min(most, max((plan.counted(asked) for asked, _ in history[-_LATELY:]), default=most))

    def _thread(self, request: TurnRequest) -> tuple[list[Message], list[tuple[str, str]]]:
        """Return the messages a question goes on from; those of the same one are kept from one look to the next."""
        if request.parent is None:
            return [], []
        if self._line[0] != request.parent:
            line = self._store.thread(request.parent)
            self._line = (request.parent, line, self._store.exchanges(line))
        return self._line[1], self._line[2]

    def _gathered(
        self, line: Sequence[Message], request: TurnRequest
    ) -> tuple[list[Wanted], tuple[tuple[str, str], ...]]:
        """Return the documents; those that were just read from the library are not read again at each letter."""
        key = (line[-1].asked_with, request.kept, request.parent)
        now = time.monotonic()
        if self._documents[0] != key or now - self._documents[1] > _DOCUMENTS_KEPT_S:
            self._documents = (key, now, *gathered(self._library, line, pinned=request.pinned, kept=request.kept))
        return self._documents[2], self._documents[3]


def _parts(
    plan: ReadingPlan, documents: Documents, made: Prompt, answer_from: AnswerFrom, reserve: int
) -> tuple[Part, ...]:
    model = plan.model
    rules = model.count_tokens(
        model.render(answer.messages([], "", answer_from=answer_from, instructions=plan.instructions))
    )
    asked = model.count_tokens(plan.question)
    talk = model.count_tokens(made.text) - rules - asked - documents.tokens if made.history else 0
    parts = (
        Part("rules", rules),
        *(Part("document", tokens, one.name) for one, tokens in documents.whole),
        Part("conversation", max(0, talk)),
        Part("passages", reserve),
        Part("question", asked),
        Part("answer", plan.answer_tokens),
    )
    return tuple(part for part in parts if part.tokens)
