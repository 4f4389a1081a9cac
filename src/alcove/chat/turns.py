"""One turn: from a question to a saved, cited answer, told as events. The same for window, terminal and tests."""

import contextlib
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from alcove.chat.delve import explaining, sentence_of, sought
from alcove.chat.reading_plan import (
    Countable,
    Documents,
    Guess,
    ReadingPlan,
    Wanted,
    asked_words,
    gathered,
    sources_named,
    spoken,
)
from alcove.chat.store import (
    AskedWith,
    ConversationId,
    ConversationStore,
    LeftOut,
    Message,
    MessageId,
    Receipt,
    Status,
    Timings,
)
from alcove.chat.titles import name
from alcove.chat.tree import Delve
from alcove.chat.unsure import OTHERS, UnsureWords
from alcove.core.cancel import CancelToken, Waiting
from alcove.core.errors import AppError, LoadingStopped, ModelError, ModelMissing, NoRoomYet, SourceError
from alcove.core.quotation import Quotable
from alcove.core.settings import ModelSettings, Settings
from alcove.models.shelf import ModelShelf
from alcove.models.types import (
    ChatModel,
    Generated,
    GenerationEvent,
    Prefill,
    Sampling,
    Served,
    TextDelta,
    ThinkingDelta,
)
from alcove.rag import answer
from alcove.rag.changes import Passage
from alcove.rag.cite import Citer, Text, open_quotation
from alcove.rag.followups import Said, searched
from alcove.rag.library import Library
from alcove.rag.passages import Packed, packed
from alcove.rag.placing import NOT_ANSWERED, NOT_QUOTED, with_fates
from alcove.rag.query import divided, parse
from alcove.rag.retrieve import Found
from alcove.rag.stems import content_stems
from alcove.rag.types import AnswerFrom, Citation, Coverage, Hit, Unsupported

N = TypeVar("N", int, float)

_FOUND = 16
_TELLS_SPEED = 100
"""Tokens read at once that tell how quick the reading is."""
_CHANGED = "its source changed while this was written"
_SAVE_EVERY_S = 1.0
_TRIAL_PENALTY = 1.1
"""The starter model loops without it."""


@dataclass(frozen=True, slots=True)
class SamplingChoice:
    """How the tokens of one answer are chosen, where that is not as the model's settings have it."""

    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    top_k: int | None = None
    min_p: float | None = None
    repeat_penalty: float | None = None


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What to ask. `parent` is the message the question continues; `scope` names sources, empty is all.

    With `regenerate` (a question already asked) that question is answered once more, as a sibling of its
    earlier answers, and `question` and `parent` are ignored. So with `continues`, an answer that was stopped or cut:
    the new one begins with its words and goes on from the very prompt it was made with. `most_hits` bounds the passages
    answered from, `max_tokens` the answer; None leaves both to the settings. `answer_from`: documents alone, which
    refuse where they do not say; both, where what they do not say comes from the model and is told apart; or the model
    alone, and then the library is not asked. `pinned` documents, by uri, are read whole before the question, as far as
    they fit; what was read of them is kept, also for other conversations. `asked_with` is what the question is asked
    with besides, and is saved with it: documents and sources it names, and files; `kept` are the documents of every
    question of its conversation. `instructions` say how to answer, for this turn; they lift none of the rules about
    documents. `persona` is whose they are, for the record. `settings` say how the model chooses its words for this
    answer alone, where that is not as it is set, and `sampling` what of that is otherwise still.

    With `delve` the question is about words of the answer `parent`: it stands beside what else goes on from that, and
    where it is just those words (`Delve.phrase`), they are to be explained as they are used there. With `begin_with`
    the answer that `continues` goes on not from its end, but from these words: what its model wrote up to some word,
    and another one instead. `tells_sure`: a model that runs elsewhere, too, is asked how sure it is of its words.
    """

    conversation: ConversationId
    question: str
    parent: MessageId | None = None
    scope: tuple[str, ...] = ()
    model: str = ""
    regenerate: MessageId | None = None
    continues: MessageId | None = None
    most_hits: int | None = None
    max_tokens: int | None = None
    answer_from: AnswerFrom = "documents"
    pinned: tuple[str, ...] = ()
    settings: ModelSettings | None = None
    instructions: str = ""
    sampling: SamplingChoice = SamplingChoice()
    persona: str = ""
    asked_with: tuple[AskedWith, ...] = ()
    kept: tuple[AskedWith, ...] = ()
    delve: Delve | None = None
    begin_with: str = ""
    tells_sure: bool = False


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """The question is saved and an empty answer stands under it."""

    question: Message
    answer: Message


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """What was found, before the first word."""

    hits: tuple[Hit, ...]
    coverage: Coverage
    retrieve_ms: float


@dataclass(frozen=True, slots=True)
class Extracted:
    """The sentence of the library nearest to the question, verbatim, to read until the first word comes.

    `start:end` is its span in the document of `hit`, `text` what stands there.
    """

    hit: Hit
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ModelLoading:
    """A model that was not in memory is being loaded."""

    name: str


@dataclass(frozen=True, slots=True)
class ModelWaits(Waiting):
    """A model has no room in memory while others answer, and is loaded after them."""

    name: str


@dataclass(frozen=True, slots=True)
class SentOut:
    """The question goes to who runs the model elsewhere, with so many passages."""

    served: Served
    passages: int


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence or quotation of the answer was tied to a span; precedes the text that holds its marker."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Marked:
    """A span of the answer (markers included) that no evidence supports."""

    unsupported: Unsupported


@dataclass(frozen=True, slots=True)
class TurnSaved:
    """The answer, its citations and its receipt are saved; the last event of a turn."""

    message: Message


TurnEvent = (
    TurnStarted
    | SourcesFound
    | Extracted
    | ModelLoading
    | ModelWaits
    | LeftOut
    | SentOut
    | Prefill
    | ThinkingDelta
    | TextDelta
    | Cited
    | Marked
    | TurnSaved
)


class Turns:
    """Run turns. Each call of `run` is one turn; the shells decide on which thread."""

    def __init__(self, library: Library, shelf: ModelShelf, store: ConversationStore, settings: Settings) -> None:
        self._library = library
        self._shelf = shelf
        self._store = store
        self._settings = settings

    def use(self, settings: Settings) -> None:
        """Answer with other settings from the next turn on."""
        self._settings = settings

    def run(self, request: TurnRequest, token: CancelToken) -> Iterator[TurnEvent]:
        """Ask, find, answer, save.

        When cancelled, or when the caller stops iterating, what was written is kept and marked stopped. An
        AppError is raised after the answer was saved as failed.
        """
        question, answer_message = self._begin(request)
        turn = _Turn(self._library, self._shelf, self._store, self._settings, request, question, answer_message)
        finished = False
        try:
            yield TurnStarted(question, answer_message)
            yield from turn.events(token) if request.continues is None else turn.resumed(request.continues, token)
            finished = True
        except AppError as error:
            turn.save("failed", str(error))
            finished = True
            raise
        finally:
            turn.held.close()
            if not finished:
                turn.save("stopped")
        yield TurnSaved(turn.save("stopped" if turn.stopped else "complete"))

    def name(self, conversation: ConversationId, token: CancelToken) -> Iterator[str]:
        """Let the model that gave a conversation's first answer name it, where it can; see `titles.name`."""
        yield from name(conversation, self._library, self._shelf, self._store, token)

    def _begin(self, request: TurnRequest) -> tuple[Message, Message]:
        if request.continues is not None:
            question = self._store.thread(request.continues)[-2]
        elif request.regenerate is not None:
            question = self._store.thread(request.regenerate)[-1]
        else:
            question = self._store.add(
                request.conversation, "user", request.question, parent=request.parent, asked_with=request.asked_with,
                delve=request.delve,
            )  # fmt: skip
        model = request.model or self._shelf.default_name()
        served = self._shelf.served(model)
        return question, self._store.add(
            request.conversation, "assistant", "", parent=question.id, status="streaming", model=model, served=served
        )


class _Turn:
    """One turn in flight: gathers what is saved at its end."""

    def __init__(
        self,
        library: Library,
        shelf: ModelShelf,
        store: ConversationStore,
        settings: Settings,
        request: TurnRequest,
        question: Message,
        message: Message,
    ) -> None:
        self._library = library
        self._shelf = shelf
        self._store = store
        self._settings = settings
        self._request = request
        self._question = question
        self._asks_library = request.answer_from != "model"
        self._scope = sources_named(question) or request.scope
        self._asked, self._words = asked_words(question, filters=self._asks_library)
        """What is asked, without the filters that say where to look; the same with how to answer."""
        self._sought = self._asked
        """What is asked, with what it leans on."""
        self._message = replace(message, answer_from=request.answer_from, persona=request.persona)
        self._line = store.thread(question.id)
        self._history = self._line[:-1]
        self._files = [one.uri for message in self._line for one in message.asked_with if one.role == "attached"]
        self._documents: list[Wanted] = []
        self._beside: tuple[str, ...] = ()
        self._explains = ""
        if question.delve is not None and question.delve.phrase == question.text and self._history:
            sentence = sentence_of(self._history[-1].text, question.delve)
            self._explains, self._sought = sought(question.text, sentence), question.text
            self._asked = self._words = explaining(question.text, sentence)
        self._receipt: Receipt | None = None
        self._raw: list[str] = []
        self._unsure = UnsureWords()
        self._rarities: dict[str, float] = {}
        self._saved = time.monotonic()
        self.stopped = False
        self.held = ExitStack()
        """What the turn keeps from being unloaded."""

    def events(self, token: CancelToken) -> Iterator[TurnEvent]:
        """Find, then answer in the way that fits: refusal, extracts, or generation."""
        self._gather()
        coverage = self._coverage()
        grounded = coverage.items > 0 or bool(self._beside)
        hits: tuple[Hit, ...] = ()
        in_hits = False
        if grounded:
            found, in_hits = self._found()
            hits = found.result.hits
            timings = replace(self._message.timings, retrieve_ms=found.result.ms)
            trace = replace(found.trace, scope=self._scope)
            self._message = replace(self._message, hits=hits, coverage=coverage, timings=timings, trace=trace)
        answerable = in_hits or bool(self._documents) or not grounded
        yield SourcesFound(hits, coverage, self._message.timings.retrieve_ms)
        if token.cancelled:
            self.stopped = True
        elif not answerable and self._request.answer_from == "documents":
            self._message = replace(self._message, refused=True, model=None, served=None)
            self._note_read((), [(hit, NOT_ANSWERED) for hit in hits])
            yield from self._refused(hits[:3])
        elif not self._written_by(grounded=grounded and answerable):
            given = tuple(passage for one in self._documents for passage in one.passages)
            quotable = hits if in_hits else given
            self._message = replace(
                self._message, extractive=bool(quotable), model=None, served=None,
                hits=hits if in_hits else (*hits, *given),
            )  # fmt: skip
            self._note_read((), [(hit, NOT_QUOTED if in_hits else NOT_ANSWERED) for hit in hits])
            yield from self._extracted(quotable) if quotable else self._unread()
        else:
            evidence = hits if answerable else ()
            begins = self._shelf.info(self._request.model).trial  # then the answer itself begins with it
            nearest = () if begins else answer.extracts(self._sought, evidence, self._rarity, most=1)
            for hit, start, end in nearest:
                yield Extracted(hit, start, end, hit.text[start - hit.start : end - hit.start])
            yield from self._generate(evidence, token)

    def resumed(self, answer_id: MessageId, token: CancelToken) -> Iterator[TurnEvent]:
        """Say what an answer says so far, then go on with it. Raises ModelError where that cannot be done."""
        (begun,) = self._store.some([answer_id])
        receipt, raw = self._store.receipt(answer_id), self._store.raw(answer_id)
        info = self._shelf.info(self._request.model)
        own = info.served is None and receipt is not None and receipt.served is None and not begun.thinking
        if receipt is None or not own or self._shelf.sha256(info.name) != receipt.model_sha256:
            raise ModelError("Nothing can go on with this answer but the model that wrote it.", "Answer again instead.")
        self._message = replace(
            self._message, hits=begun.hits, coverage=begun.coverage, trace=begun.trace, left_out=begun.left_out,
            persona=begun.persona,
        )  # fmt: skip
        yield SourcesFound(begun.hits, begun.coverage, 0.0)
        try:
            model = yield from self._loaded(token)
        except LoadingStopped:
            self.stopped = True
            return
        evidence = again(begun.hits, self._store.passages([answer_id]).get(answer_id, ()))
        # Only from its beginning on is a quotation held to the sources.
        raw = self._request.begin_with or raw[: open_quotation(raw)].rstrip()
        self._unsure = UnsureWords(raw, begun.unsure)
        prompt = receipt.prompt + raw
        room = model.context_tokens - model.count_tokens(prompt) - 1
        if room < 1:
            raise ModelError("The answer fills what the model sees at once.", "Ask for the rest in a new question.")
        now = self._sampling(trial=info.trial)
        sampling = replace(
            Sampling.from_repr(receipt.sampler) or now,  # it goes on as it began, whoever answers now
            max_tokens=min(now.max_tokens, room), alternatives=now.alternatives,
        )  # fmt: skip
        self._receipt = replace(receipt, evidence=evidence)
        yield from self._stream(model, prompt, sampling, evidence, token, begun=raw)

    def save(self, status: Status, error: str = "") -> Message:
        """Save the answer as it stands, its quotations checked again."""
        error = error or self._message.error
        text = self._message.text.rstrip()
        self._message = replace(
            self._message, text=text, status=status, error=error, unsure=self._unsure.words(text),
            told_sure=self._unsure.told,
        )  # fmt: skip
        for at, citation in enumerate(self._message.citations):
            if citation.verbatim and not self._stands(citation):
                self._mark_changed(at, citation)
        self._store.finish(self._message, self._receipt, raw="".join(self._raw))
        return self._message

    def _stands(self, citation: Citation) -> bool:
        """Tell whether a quotation stands in the stored document now, which a sync may have changed meanwhile."""
        try:
            return self._library.text(citation.uri, citation.start, citation.end) == citation.quote
        except SourceError:
            return False

    def _mark_changed(self, at: int, citation: Citation) -> None:
        citations, unsupported = list(self._message.citations), self._message.unsupported
        citations[at] = replace(citation, verbatim=False)
        mark = Unsupported(citation.answer_start, citation.answer_end, citation.quote, _CHANGED)
        self._message = replace(self._message, citations=tuple(citations), unsupported=(*unsupported, mark))

    def _found(self) -> tuple[Found, bool]:
        """Search for the question, with words of what was said before where it leans on that.

        What was found may hold either: "and mites?" is answered where the hives it leans on are not named.
        """
        if self._explains:
            found = self._find(self._explains)
            return found, any(answer.can_answer(found, one, self._rarity) for one in (self._sought, self._explains))
        said = [
            Said(divided(spoken(one))[0], after.text) for one, after in pairwise(self._history) if one.role == "user"
        ]
        query = searched(divided(spoken(self._question))[0], said)
        self._sought = parse(query).words
        found = self._find(query)
        asked = [self._sought, self._asked] if content_stems(self._asked) else [self._sought]
        return found, any(answer.can_answer(found, words, self._rarity) for words in dict.fromkeys(asked))

    def _find(self, query: str) -> Found:
        k = max(_FOUND, self._request.most_hits or 0)
        return self._library.find(query, k=k, source=self._scope, beside=self._beside, alone=not self._asks_library)

    def _generate(self, hits: tuple[Hit, ...], token: CancelToken) -> Iterator[TurnEvent]:
        try:
            model = yield from self._loaded(token)
        except LoadingStopped:
            self.stopped = True
            return
        trial = self._shelf.info(self._request.model).trial
        plan = self._plan(model)
        documents = self._read_whole(plan)
        if any(one.uri not in self._beside for one in documents.partly):
            hits = self._found_late(documents)
        held = {hit.uri for hit in documents.passages}
        chosen = self._packed([hit for hit in hits if hit.uri not in held], plan, documents)
        evidence = (*documents.passages, *chosen.passages)
        unanswering = () if hits else self._message.hits
        self._note_read(evidence, [*chosen.left_out, *((hit, NOT_ANSWERED) for hit in unanswering)])
        content, prompt = self._prompt(plan, documents, chosen.passages)
        if self._message.left_out != LeftOut():
            yield self._message.left_out
        sampling = self._sampling(trial=trial)
        self._receipt = Receipt(
            prompt,
            self._shelf.sha256(self._request.model),
            repr(sampling),
            sampling.seed,
            content,
            evidence,
            self._message.served,
            persona=self._request.persona,
            instructions=self._request.instructions,
        )
        if self._message.served is not None:
            yield SentOut(self._message.served, len(evidence))
        yield from self._stream(model, prompt, sampling, evidence, token)

    def _found_late(self, documents: Documents) -> tuple[Hit, ...]:
        """Search once more, with the documents that do not fit what the model truly sees."""
        self._beside = tuple(one.uri for one in documents.partly)
        found, _ = self._found()
        hits = found.result.hits
        trace = replace(found.trace, scope=self._scope)
        self._message = replace(self._message, hits=(*hits, *documents.passages), trace=trace)
        return hits

    def _loaded(self, token: CancelToken) -> Generator[TurnEvent, None, ChatModel]:
        """Return the model, loaded, and held in memory until the turn is over.

        Where answers under way take the room that it needs, it waits for them. Raises LoadingStopped when it is not
        wanted any more.
        """
        name = self._request.model or self._shelf.default_name()
        if not self._shelf.is_loaded(self._request.model):
            yield ModelLoading(name)
        while True:
            try:
                model = self._shelf.chat_model(self._request.model, token)
            except NoRoomYet as full:
                if token.cancelled:
                    raise LoadingStopped(f"{name} was not loaded: it was stopped.") from full
                yield ModelWaits(name)
            else:
                self.held.enter_context(self._shelf.held(model))
                return model

    def _stream(
        self,
        model: ChatModel,
        prompt: str,
        sampling: Sampling,
        evidence: Sequence[Hit],
        token: CancelToken,
        *,
        begun: str = "",
    ) -> Iterator[TurnEvent]:
        """Let the model write, behind what it had `begun`, and hold it against the evidence."""
        trial = self._shelf.info(self._request.model).trial
        citer = self._citer(evidence)
        if citer is not None and not evidence:
            words = answer.words_for(self._words)
            yield from self._told(citer, citer.say(f"{words.refusal} {words.beyond}\n\n"))
        if citer is not None and trial:
            for extract in answer.extracts(self._sought, evidence, self._rarity, most=1):
                yield from self._told(citer, citer.extract(*extract))
        if begun:
            self._raw.append(begun)
            yield from self._written(citer, begun)
        quotable = Quotable([*(hit.text for hit in evidence), self._words]) if evidence else None
        enough = CancelToken()
        forget = token.on_cancel(enough.cancel)
        try:
            events = model.generate(prompt, sampling, enough, quotable)
            if self._message.served is not None:  # it takes none of our processors
                yield from self._followed(events, citer, enough)
            else:
                with self._library.generating():
                    yield from self._followed(self._shelf.answering(self._request.model, events), citer, enough)
        finally:
            forget()
        self.stopped = token.cancelled
        if citer is not None:
            yield from self._told(citer, citer.finish())
            if not self.stopped and citer.unfounded and self._request.answer_from == "documents" and not trial:
                self._message = replace(self._message, refused=True)
                yield from self._near(citer, answer.words_for(self._words).unfounded, evidence)
            elif not self.stopped:
                yield from self._told(citer, citer.quote_evidence())

    def _written_by(self, *, grounded: bool) -> bool:
        """Tell whether a model can write the answer: there is one, and it reads the language of the question.

        Where there is none, `grounded` answers do without, and say why. Raises ModelMissing for others.
        """
        try:
            info = self._shelf.info(self._request.model)
        except ModelMissing as none:
            if self._request.model or not grounded:
                raise
            self._message = replace(self._message, error=str(none))
            return False
        return answer.reads(info.languages, self._words)

    def _note_read(self, read: Sequence[Hit], left: Sequence[tuple[Hit, str]]) -> None:
        """Keep with the answer which passages the model reads, and why it does not read the others."""
        if self._message.trace is not None:
            self._message = replace(self._message, trace=with_fates(self._message.trace, read, left))

    def _sampling(self, *, trial: bool) -> Sampling:
        own = self._request.settings or self._shelf.model_settings(self._request.model)
        chosen = self._request.sampling
        usual = own.temperature if own.temperature >= 0 else self._settings.temperature
        penalty = _chosen(chosen.repeat_penalty, own.repeat_penalty)
        return Sampling(
            max_tokens=self._answer_tokens,
            temperature=_chosen(chosen.temperature, usual),
            top_p=_chosen(chosen.top_p, own.top_p),
            repeat_penalty=max(penalty, _TRIAL_PENALTY) if trial else penalty,
            seed=self._settings.seed if chosen.seed is None else chosen.seed,
            top_k=_chosen(chosen.top_k, own.top_k),
            min_p=_chosen(chosen.min_p, own.min_p),
            alternatives=OTHERS if self._message.served is None or self._request.tells_sure else 0,
        )

    def _citer(self, evidence: Sequence[Hit]) -> Citer | None:
        """Return what follows the answer; None where it has nothing to be held against, or is not asked to be."""
        beyond = self._request.answer_from == "both" and self._message.coverage.items > 0
        if not evidence and not beyond:
            return None
        label = answer.words_for(self._words).general if evidence else ""
        return Citer(evidence, self._words, self._rarity, general=label if beyond else None)

    def _followed(
        self, events: Iterator[GenerationEvent], citer: Citer | None, enough: CancelToken
    ) -> Iterator[TurnEvent]:
        """Follow a generation to its end, or until it says the same again and again."""
        for event in events:
            if isinstance(event, Prefill):
                yield event
            elif isinstance(event, ThinkingDelta):
                self._message = replace(self._message, thinking=self._message.thinking + event.text)
                yield event
            elif isinstance(event, TextDelta):
                self._raw.append(event.text)
                self._unsure.take(event.text, event.choices)
                yield from self._written(citer, event.text)
                self._save_now_and_then()
                if citer is not None and citer.looping:
                    enough.cancel()
            else:
                self._measured(event)

    def _written(self, citer: Citer | None, text: str) -> Iterator[TurnEvent]:
        if citer is not None:
            yield from self._told(citer, citer.feed(text))
        else:
            self._message = replace(self._message, text=self._message.text + text)
            yield TextDelta(text)

    def _told(self, citer: Citer, events: "Iterator[Text | Citation | Unsupported]") -> Iterator[TurnEvent]:
        try:
            for event in events:
                if isinstance(event, Text):
                    yield TextDelta(event.text)
                elif isinstance(event, Citation):
                    yield Cited(event)
                else:
                    yield Marked(event)
        finally:  # whoever iterates may stop at any event, and keeps what was shown
            self._message = replace(
                self._message,
                text=citer.written,
                citations=tuple(citer.citations),
                unsupported=tuple(citer.unsupported),
            )

    def _measured(self, generated: Generated) -> None:
        if self._receipt is not None and generated.said is not None:
            self._receipt = replace(self._receipt, said=generated.said)
        fresh = generated.prompt_tokens - generated.reused_tokens
        # Elsewhere the first word also waits for the network, other people's questions and a model to be loaded.
        if fresh >= _TELLS_SPEED and generated.ttft_ms and self._message.served is None:
            self._shelf.note_reading(self._request.model, fresh, generated.ttft_ms / 1000)
        self._message = replace(
            self._message,
            cut=generated.reason == "length",
            timings=Timings(
                self._message.timings.retrieve_ms,
                generated.prompt_tokens,
                generated.reused_tokens,
                generated.ttft_ms,
                generated.tokens,
                generated.tokens_per_s,
            ),
        )

    def _gather(self) -> None:
        """Get the documents the question is asked with, and see which are searched, as far as can be told now."""
        documents, unread = gathered(self._library, self._line, pinned=self._request.pinned, kept=self._request.kept)
        self._message = replace(self._message, left_out=LeftOut(unread=unread))
        partly: Sequence[Wanted] = documents
        with contextlib.suppress(ModelMissing):
            partly = self._plan(Guess(self._shelf.context_tokens(self._request.model))).documents(documents).partly
        self._documents, self._beside = documents, tuple(one.uri for one in partly)

    def _coverage(self) -> Coverage:
        """Count what is searched: the library, where it is asked, and the files of the conversation."""
        counted = self._library.counts(self._scope) if self._asks_library else Coverage()
        files = self._library.attached.counted(self._files)
        if not self._asks_library and not self._beside:
            return counted  # what there is is read whole, and nothing is searched
        return Coverage(
            counted.items + files.items, counted.indexed + files.indexed, counted.pending + files.pending,
            counted.skipped + files.skipped, counted.unavailable + files.unavailable,
        )  # fmt: skip

    def _plan(self, model: Countable) -> ReadingPlan:
        return ReadingPlan(model, self._words, self._request.instructions, self._answer_tokens)

    def _read_whole(self, plan: ReadingPlan) -> Documents:
        """Choose the documents that are read whole; the others are told."""
        documents = plan.documents(self._documents)
        left_out = replace(self._message.left_out, partly=tuple(one.name for one in documents.partly))
        self._message = replace(self._message, hits=(*self._message.hits, *documents.passages), left_out=left_out)
        return documents

    def _packed(self, hits: Sequence[Hit], plan: ReadingPlan, documents: Documents) -> Packed:
        """Choose what the model reads: what fits its context, the settings, and the time the first word may take."""
        speed = self._shelf.reading_speed(self._request.model)
        patience = int(speed * self._settings.first_word_s) if speed else None
        budget = plan.evidence(documents, self._settings.evidence_tokens, patience)
        return packed(hits[: self._request.most_hits], plan.cost, budget, self._library.text)

    @property
    def _answer_tokens(self) -> int:
        return self._request.max_tokens or self._settings.answer_tokens

    def _prompt(self, plan: ReadingPlan, documents: Documents, passages: Sequence[Hit]) -> tuple[str, str]:
        """Return the person's message with its evidence, and the prompt with as many earlier turns as fit."""
        answer_from = self._request.answer_from if documents.passages or passages else "model"
        history = self._store.exchanges(self._history)
        made = plan.prompt(history, documents, passages, answer_from=answer_from)
        self._message = replace(self._message, left_out=replace(self._message.left_out, turns=made.left_out))
        return made.content, made.text

    def _refused(self, hits: Sequence[Hit]) -> Iterator[TurnEvent]:
        """Say that the library does not say, with the nearest sentences where there are any."""
        citer = Citer(hits, self._words, self._rarity)
        yield from self._near(citer, answer.words_for(self._words).refusal, hits)

    def _near(self, citer: Citer, refusal: str, hits: Sequence[Hit]) -> Iterator[TurnEvent]:
        nearest = answer.extracts(self._sought, hits, self._rarity)
        lead = f"{refusal} {answer.words_for(self._words).nearest}" if nearest else refusal
        yield from self._quoted(citer, lead, nearest)

    def _extracted(self, hits: Sequence[Hit]) -> Iterator[TurnEvent]:
        """Answer with sentences of the library alone, or with the best passage where none stands out."""
        found = answer.extracts(self._sought, hits, self._rarity)
        citer = Citer(hits, self._words, self._rarity)
        lead = answer.words_for(self._words).extracts
        yield from self._quoted(citer, lead, found or [(hits[0], hits[0].start, hits[0].end)])

    def _unread(self) -> Iterator[TurnEvent]:
        """Say that the model cannot answer in the question's language."""
        self._message = replace(self._message, text=answer.words_for(self._words).unread)
        yield TextDelta(self._message.text)

    def _quoted(self, citer: Citer, lead: str, spans: Sequence[tuple[Hit, int, int]]) -> Iterator[TurnEvent]:
        """Append a lead in a paragraph of its own, and sentences of the library below it."""
        before = "\n\n" if citer.text else ""
        yield from self._told(citer, citer.say(f"{before}{lead}\n\n" if spans else f"{before}{lead}"))
        for span in spans:
            yield from self._told(citer, citer.extract(*span))

    def _save_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._saved >= _SAVE_EVERY_S:
            self._saved = now
            self._store.save_partial(self._message.id, self._message.text)

    def _rarity(self, words: Sequence[str]) -> dict[str, float]:
        unknown = [word for word in words if word not in self._rarities]
        if unknown:
            self._rarities.update(self._library.rarity(unknown))
        return {word: self._rarities[word] for word in words}


def again(hits: Sequence[Hit], passages: Sequence[Passage]) -> tuple[Hit, ...]:
    """Return the passages an answer was made from, as they were found for it."""
    found = []
    for passage in passages:
        near = [hit for hit in hits if hit.uri == passage.uri and hit.start < passage.end and passage.start < hit.end]
        if near:
            found.append(
                replace(min(near, key=lambda hit: hit.start), start=passage.start, end=passage.end, text=passage.text,
                        content_hash=passage.content_hash, header=passage.header)
            )  # fmt: skip
    return tuple(found)


def _chosen(chosen: N | None, usual: N) -> N:
    """Return what is chosen for one answer, else what is usual; below 0 says as much as nothing."""
    return usual if chosen is None or chosen < 0 else chosen
