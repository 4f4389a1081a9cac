"""What of all there is the model reads: the one place that decides it, for a turn and for who wants to know before.

Documents go whole where they fit, else they are searched like the library. Then passages get their share, and of the
conversation as many of the last turns as there is room for. A model that is not loaded is stood in for by `Guess`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from alcove.chat.store import AskedWith, Message
from alcove.core.errors import SourceError
from alcove.models.remote import estimated_tokens
from alcove.models.types import ChatMessage
from alcove.rag import answer
from alcove.rag.library import Library
from alcove.rag.mentions import without_signs
from alcove.rag.query import divided, parse
from alcove.rag.types import AnswerFrom, Hit

MARGIN = 64
"""Tokens kept free for the chat template's own words."""
LEAST_EVIDENCE = 400
"""Tokens: about three passages. Less does not answer, however slow the machine."""
_CHARACTERS_A_TOKEN = 12
"""No text has more, so that a book is known to be too long without counting."""


class Countable(Protocol):
    """What there is to know of a model that is to read something: a `ChatModel`, or `Guess`."""

    @property
    def context_tokens(self) -> int: ...

    def count_tokens(self, text: str) -> int: ...

    def render(self, messages: Sequence[ChatMessage]) -> str: ...


@dataclass(frozen=True, slots=True)
class Guess:
    """A model that is not loaded: its tokens are estimated, rather too many than too few."""

    context_tokens: int

    def count_tokens(self, text: str) -> int:
        return estimated_tokens(text)

    def render(self, messages: Sequence[ChatMessage]) -> str:
        return "\n".join(f"<|{one.role}|>\n{one.content}" for one in messages)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that is to be read, as passages. One that `must` be read whole takes all the room there is."""

    uri: str
    name: str
    passages: tuple[Hit, ...]
    must: bool


@dataclass(frozen=True, slots=True)
class Documents:
    """Which documents are read whole, each with its tokens, and which only in part, as passages that fit a question."""

    whole: tuple[tuple[Wanted, int], ...] = ()
    partly: tuple[Wanted, ...] = ()

    @property
    def passages(self) -> tuple[Hit, ...]:
        """Those of the documents that are read whole."""
        return tuple(hit for one, _ in self.whole for hit in one.passages)

    @property
    def tokens(self) -> int:
        return sum(tokens for _, tokens in self.whole)


@dataclass(frozen=True, slots=True)
class Prompt:
    """The person's message with its evidence, and the whole prompt; so many of the oldest turns are not in it."""

    content: str
    text: str
    left_out: int
    history: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class ReadingPlan:
    """Decide what is read beside a question.

    `costs` and `turns` keep what passages and earlier turns cost, from one plan to the next with the same model.
    """

    model: Countable
    question: str
    """With how to answer it."""
    instructions: str
    answer_tokens: int
    costs: dict[bytes, int] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """How many tokens documents, passages and the conversation may take."""
        told = self.model.count_tokens(self.question) + self.model.count_tokens(self.instructions)
        return self.model.context_tokens - self.answer_tokens - MARGIN - told

    def documents(self, wanted: Sequence[Wanted]) -> Documents:
        """Choose what is read whole, in order; what need not be takes at most half of the room."""
        room = self.room - LEAST_EVIDENCE
        optional = self.room // 2
        whole: list[tuple[Wanted, int]] = []
        partly: list[Wanted] = []
        for one in wanted:
            most = room if one.must else min(room, optional)
            tokens = self._cost(one.passages, most)
            if tokens is None:
                partly.append(one)
                continue
            whole.append((one, tokens))
            room -= tokens
            optional -= 0 if one.must else tokens
        return Documents(tuple(whole), tuple(partly))

    def evidence(self, documents: Documents, most: int, patience: int | None = None) -> int:
        """Return how many tokens of passages are read; `patience` is what there is time for."""
        left = self.room - documents.tokens
        return max(0, min(most, left // 2, left if patience is None else max(LEAST_EVIDENCE, patience)))

    def prompt(
        self,
        history: Sequence[tuple[str, str]],
        documents: Documents,
        passages: Sequence[Hit],
        *,
        answer_from: AnswerFrom,
        reserve: int = 0,
    ) -> Prompt:
        """Return the prompt with as many of the last turns as fit, beside so many tokens of `reserve`.

        Passages that an earlier turn in the prompt already shows are not repeated: they cost nothing there.
        """
        pinned = documents.passages
        most = self.model.context_tokens - self.answer_tokens - reserve
        kept = self._last_turns(history, most - MARGIN)
        while True:
            shown = "\n".join(earlier for earlier, _ in kept)
            content = answer.asked(self.question, passages, shown, first=len(pinned) + 1)
            text = self.model.render(
                answer.messages(kept, content, answer_from=answer_from, pinned=pinned, instructions=self.instructions)
            )
            if not kept or self.model.count_tokens(text) + MARGIN <= most:
                return Prompt(content, text, len(history) - len(kept), tuple(kept))
            kept = kept[1:]

    def _last_turns(self, history: Sequence[tuple[str, str]], most: int) -> list[tuple[str, str]]:
        """Return the last turns with so many tokens at most, which those that fit are among."""
        kept: list[tuple[str, str]] = []
        for turn in reversed(history):
            most -= sum(self.counted(text) for text in turn)
            if most < 0:
                break
            kept.insert(0, turn)
        return kept

    def counted(self, text: str) -> int:
        """Count the tokens of a part of an earlier turn, once."""
        if text not in self.turns:
            self.turns[text] = self.model.count_tokens(text)
        return self.turns[text]

    def cost(self, hit: Hit) -> int:
        """Count the tokens of a passage as the model gets it."""
        key = hit.content_hash + hit.title.encode()
        if key not in self.costs:
            self.costs[key] = answer.cost(hit, self.model.count_tokens)
        return self.costs[key]

    def _cost(self, passages: Sequence[Hit], most: int) -> int | None:
        """Count the tokens of a document; None where it has more than `most`, or nothing to read."""
        if not passages or sum(len(hit.text) for hit in passages) > max(0, most) * _CHARACTERS_A_TOKEN:
            return None
        tokens = 0
        for hit in passages:
            tokens += self.cost(hit)
            if tokens > most:
                return None
        return tokens


def gathered(
    library: Library, line: Sequence[Message], *, pinned: Sequence[str] = (), kept: Sequence[AskedWith] = ()
) -> tuple[list[Wanted], tuple[tuple[str, str], ...]]:
    """Return the documents a line of messages is asked with, and those that cannot be read, each with the reason.

    First what every question is asked with, so that it is read once; then the files of the line, in their order; then
    what its last question names. Raises SourceError where the library has no document of `pinned`.
    """
    named = [AskedWith("pinned", uri, "") for uri in pinned]
    files = [one for message in line for one in message.asked_with if one.role == "attached"]
    here = [one for one in line[-1].asked_with if one.role == "pinned"] if line else []
    musts = {one.uri for one in (*kept, *named, *here)}
    wanted: dict[str, Wanted] = {}
    unread: list[tuple[str, str]] = []
    states = {one.uri: one for one in library.attached.coverage([one.uri for one in files])}
    for one in dict.fromkeys((*kept, *named, *files, *here)):
        state = states.get(one.uri)
        if one.uri in wanted:
            continue
        if state is not None and state.state not in ("indexed", "unavailable"):  # what was read of a place stays
            unread.append((one.name, state.reason or "it is not read yet"))
            continue
        try:
            passages = tuple(library.whole(one.uri))
        except SourceError:
            if one in named:
                raise
            unread.append((one.name, "the library does not hold it any more"))
            continue
        name = one.name or (passages[0].title if passages else "") or one.uri
        wanted[one.uri] = Wanted(one.uri, name, passages, one.uri in musts)
    return list(wanted.values()), tuple(dict.fromkeys(unread))


def spoken(message: Message) -> str:
    """Return the text of a question without the signs of what it names."""
    documents = [one.name for one in message.asked_with if one.role != "source"]
    return without_signs(message.text, documents, [one.name for one in message.asked_with if one.role == "source"])


def asked_words(question: Message, *, filters: bool) -> tuple[str, str]:
    """Return what a question asks, without `filters` that say where to look, and the same with how to answer it."""
    asked, manner = divided(spoken(question))
    asked = parse(asked).words if filters else asked
    return asked, f"{asked}\n\n{manner}".strip()


def sources_named(message: Message) -> tuple[str, ...]:
    """Return the sources that a question names, to be asked alone."""
    return tuple(one.name for one in message.asked_with if one.role == "source")
