"""What the window knows of one turn while it happens and after it is saved. Plain values, no widgets.

The chat session applies a turn's events to a `TurnState`; views only read it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from alcove.chat.store import AskedWith, ConversationId, LeftOut, Message, MessageId, Timings
from alcove.chat.tree import Delve, Node, Tree
from alcove.chat.unsure import Unsure
from alcove.core.errors import AppError
from alcove.desktop import place
from alcove.desktop.translation import decimal, number, told, tr
from alcove.rag.changes import Compared, Standing
from alcove.rag.difference import Piece
from alcove.rag.mentions import without_signs
from alcove.rag.types import AnswerFrom, Citation, Coverage, Hit, Trace, Unsupported

if TYPE_CHECKING:
    from alcove.chat.turns import Extracted, SentOut, TurnEvent
    from alcove.models.types import Prefill, Served
    from alcove.rag.terms import Term

Phase = Literal["waiting", "searching", "loading", "reading", "thinking", "writing", "complete", "stopped", "failed"]


@dataclass(slots=True, eq=False)
class TurnState:
    """One question with the answer that is shown under it. One whose answer follows none has no question."""

    conversation: ConversationId | None
    question: str
    question_id: MessageId | None = None
    answer_id: MessageId | None = None
    phase: Phase = "waiting"
    text: str = ""
    model: str = ""
    served: "Served | None" = None
    """Who runs the model elsewhere that writes it."""
    sent: "SentOut | None" = None
    """What went there, while it is answered."""
    thinking: str = ""
    left_out: LeftOut = field(default_factory=LeftOut)
    refused: bool = False
    extractive: bool = False
    error: str = ""
    prefill: "Prefill | None" = None
    extract: "Extracted | None" = None
    """The sentence of the library nearest to the question, to read until the first word comes."""
    hits: tuple[Hit, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    citations: list[Citation] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)
    timings: Timings = field(default_factory=Timings)
    answer_from: AnswerFrom = "documents"
    persona: str = ""
    """Who answered, by name."""
    trace: Trace | None = None
    """How the question was searched; None while it is answered, and of answers of an older version."""
    parent: MessageId | None = None
    """What the question follows."""
    questions: tuple[MessageId, ...] = ()
    """All versions of the question, this one among them, oldest first."""
    answers: tuple[MessageId, ...] = ()
    """All answers to the question, this one among them, oldest first."""
    read: bool = True
    """Whether it is known what it says; else only its place is."""
    corrected: bool = False
    """Whether the answer says what the person made of it."""
    cut: bool = False
    """Whether it ends where it was as long as an answer may be."""
    delve: Delve | None = None
    """Which words of the answer before it the question asks to explain."""
    delves: tuple[Node, ...] = ()
    """The questions about words of the answer, oldest first."""
    terms: tuple["Term", ...] | None = None
    """What of the answer the library knows; None where it was not asked yet."""
    unsure: tuple[Unsure, ...] = ()
    told_sure: bool = False
    """The words its model was unsure of, and whether it told."""
    before: str = ""
    """The answer before this one."""
    compares: bool = False
    """Whether it was asked for to be compared with the one before."""
    beside: int = 0
    """How many answers to it stand beside each other in columns; 0 where they are not to be compared."""
    standings: tuple[Standing, ...] = ()
    """What became of the passages it was made from."""
    compared: tuple[Compared, ...] | None = None
    """How they differ, while that is on view."""
    answer_difference: tuple[Piece, ...] | None = None
    """How it differs from the answer before, while that is on view."""
    asked_with: tuple[AskedWith, ...] = ()
    """The files and documents of the question."""

    def still_asked_with(self, question: str) -> tuple[AskedWith, ...]:
        """Return what the question put differently is asked with: its files, and what it still names."""
        return tuple(one for one in self.asked_with if one.role == "attached" or one.written in question)

    @property
    def spoken(self) -> str:
        """The question without the signs of what it names."""
        documents = [one.name for one in self.asked_with if one.role != "source"]
        return without_signs(self.question, documents, [one.name for one in self.asked_with if one.role == "source"])

    @property
    def number(self) -> int:
        """Which of the answers it is, from 1."""
        return self.answers.index(self.answer_id) + 1 if self.answer_id in self.answers else len(self.answers) + 1

    @property
    def question_number(self) -> int:
        """Which version of the question it is, from 1."""
        known = self.question_id in self.questions
        return self.questions.index(self.question_id) + 1 if known else len(self.questions) + 1

    @property
    def unfinished(self) -> bool:
        """Whether the model that wrote it can go on: it was stopped or cut, and what it was made from is kept."""
        ended = self.phase == "stopped" or (self.phase == "complete" and self.cut)
        return ended and bool(self.text and self.timings.tokens) and self.served is None and not self.thinking

    @property
    def end(self) -> MessageId | None:
        """The message that what is asked next follows."""
        return self.answer_id or self.question_id

    @property
    def outdated(self) -> tuple[Standing, ...]:
        """The passages it was made from that do not stand any more."""
        return tuple(standing for standing in self.standings if standing.fate != "unchanged")

    @property
    def busy(self) -> bool:
        """Whether the answer is still on its way."""
        return self.phase not in ("complete", "stopped", "failed")

    def apply(self, event: "TurnEvent") -> None:
        """Take in one event of the turn."""
        # Imported by whoever made the event; at the start of the window they would cost as much as Qt.
        from alcove.chat.turns import (
            Cited,
            Extracted,
            Marked,
            ModelLoading,
            ModelWaits,
            SentOut,
            SourcesFound,
            TurnSaved,
            TurnStarted,
        )  # fmt: skip
        from alcove.models.types import Prefill, TextDelta, ThinkingDelta

        match event:
            case TurnStarted():
                self.question, self.question_id = event.question.text, event.question.id
                self.answer_id, self.phase = event.answer.id, "searching"
                self.answers = (*self.answers, event.answer.id)
                if event.question.id not in self.questions:
                    self.questions = (*self.questions, event.question.id)
            case SourcesFound():
                self.hits, self.coverage = event.hits, event.coverage
            case Extracted():
                self.extract = event
            case ModelLoading():
                self.model, self.phase = event.name, "loading"
            case ModelWaits():
                self.phase = "waiting"
            case SentOut():
                self.sent, self.served = event, event.served
            case Prefill():
                self.prefill, self.phase = event, "reading"
            case ThinkingDelta():
                self.thinking, self.phase = self.thinking + event.text, "thinking"
            case LeftOut():
                self.left_out = event
            case TextDelta():
                self.text, self.phase = self.text + event.text, "writing"
            case Cited():
                self.citations.append(event.citation)
            case Marked():
                self.unsupported.append(event.unsupported)
            case TurnSaved():
                self.take(event.message)

    def take(self, answer: Message) -> None:
        """Become what was saved."""
        self.answer_id, self.text, self.model = answer.id, answer.text, answer.model or ""
        self.served, self.thinking, self.left_out = answer.served, answer.thinking, answer.left_out
        self.phase = "stopped" if answer.status == "streaming" else answer.status
        self.refused, self.extractive, self.error = answer.refused, answer.extractive, answer.error
        self.answer_from, self.trace, self.persona = answer.answer_from, answer.trace, answer.persona
        self.hits, self.coverage, self.timings = answer.hits, answer.coverage, answer.timings
        self.citations, self.unsupported = list(answer.citations), list(answer.unsupported)
        self.corrected, self.cut = answer.corrected, answer.cut
        self.unsure, self.told_sure = answer.unsure, answer.told_sure

    def wanted(self) -> set[MessageId]:
        """Return the messages to read for it: the answers before it too, to compare it with."""
        return {one for one in (self.question_id, *self.answers[: self.number]) if one is not None}

    def fill(self, said: Mapping[MessageId, Message]) -> None:
        """Take in what was read; what is not among it was deleted meanwhile."""
        self.read = True
        for one in (self.question_id, self.answer_id):
            message = said.get(one) if one is not None else None
            if message is not None and message.role == "user":
                self.question, self.asked_with = message.text, message.asked_with
            elif message is not None:
                self.take(message)
        earlier = [said[one].text for one in self.answers[: self.number - 1] if one in said]
        self.before = next((text for text in reversed(earlier) if text), "")

    def fail(self, error: AppError) -> None:
        """End with a known failure; what was written stays."""
        self.phase, self.error = "failed", str(error)

    def cited_hits(self) -> list[tuple[int, Hit]]:
        """Return the hits an answer cites with their markers, in the order of the markers."""
        found: dict[int, Hit] = {}
        for citation in self.citations:
            hit = next((h for h in self.hits if h.uri == citation.uri and _overlap(h, citation)), None)
            if hit is not None:
                found.setdefault(citation.marker, hit)
        return sorted(found.items())

    def outdated_words(self) -> str:
        """Return what became of its sources: "Source changed: lease.md"; empty while all of it stands."""
        fates: dict[str, str] = {}
        for standing in self.outdated:
            fates.setdefault(standing.passage.uri, standing.fate)
        if not fates:
            return ""
        gone = "gone" in fates.values()
        if len(fates) == 1:
            words = tr("Source gone: {name}") if gone else tr("Source changed: {name}")
            return words.format(name=place.item_name(next(iter(fates))))
        if gone and "changed" in fates.values():
            return tr("%n source(s) changed or gone", None, len(fates))
        return tr("%n source(s) gone", None, len(fates)) if gone else tr("%n source(s) changed", None, len(fates))

    def written_words(self) -> str:
        """Return who wrote it elsewhere; empty for a model that ran in Alcove, and where there is no answer."""
        if self.served is None or not self.text:
            return ""
        model = self.served.model.rpartition("/")[2]
        if self.served.leaves:
            return tr("Written by {model} at {host}").format(model=model, host=self.served.host)
        words = tr("Written by {model}, on this computer, by {service}")
        return words.format(model=model, service=self.served.service)

    def left_out_words(self) -> str:
        """Return what the model did not see of the conversation, for want of room; empty when it saw all."""
        count = self.left_out.turns
        gone = [*([tr("the first %n turn(s)", None, count)] if count else []), *self.left_out.pinned]
        words = [tr("Left out, for want of room: {names}").format(names=", ".join(gone))] if gone else []
        if self.left_out.partly:
            names = ", ".join(self.left_out.partly)
            words.append(tr("Read in part, for want of room: {names}").format(names=names))
        for name, why in self.left_out.unread:
            words.append(tr("Not read: {name}, because {why}").format(name=name, why=told(why)))
        return ". ".join(words)

    def sent_words(self) -> str:
        """Return what went to who runs the model elsewhere, until its first word; empty for one in Alcove."""
        if self.sent is None:
            return ""
        served, count = self.sent.served, self.sent.passages
        if not served.leaves:
            return tr("Waiting for {service}").format(service=served.service)
        words = tr("Sent to {host}: your question")
        if count:
            words = tr("Sent to {host}: your question and %n passage(s)", None, count)
        return words.format(host=served.host)

    def facts(self) -> str:
        """Return the quiet line under an answer."""
        facts = [tr("edited by you")] if self.corrected else []
        facts += [tr("as {persona}").format(persona=self.persona)] if self.persona else []
        if self.answer_from == "model":
            facts.append(tr("the library was not asked"))
        elif self.coverage.items:
            searched = tr("searched {done} of %n item(s)", None, self.coverage.items)
            facts.append(searched.format(done=number(self.coverage.indexed)))
        if self.timings.ttft_ms:
            facts.append(tr("first word {seconds} s").format(seconds=decimal(self.timings.ttft_ms / 1000, 1)))
        if self.timings.tokens_per_s:
            facts.append(tr("{count} tokens/s").format(count=decimal(self.timings.tokens_per_s, 0)))
        scans = [hit.confidence for _, hit in self.cited_hits() if hit.confidence is not None]
        if scans:
            facts.append(_scans(scans))
        count = sum(not mark.general for mark in self.unsupported)
        if count:
            facts.append(tr("%n sentence(s) not supported", None, count))
        return " · ".join(facts)


def turns_of(tree: Tree, end: MessageId | None, conversation: ConversationId | None = None) -> list[TurnState]:
    """Return the line to `end` as turns of which only the places are known yet; that of a delve begins with it."""
    line: list[TurnState] = []
    nodes = tree.line(end)
    begin = max((number for number, node in enumerate(nodes) if node.delve), default=0)
    for node in nodes[begin:]:
        follows = bool(line) and line[-1].answer_id is None
        if node.role == "user" or not follows:
            line.append(TurnState(conversation, "", phase="stopped", parent=node.parent_id, read=False))
        _place(line[-1], node, tree)
    return line


def _place(turn: TurnState, node: Node, tree: Tree) -> None:
    if node.role == "user":
        turn.question_id, turn.questions, turn.delve = node.id, tree.siblings(node.id), node.delve
    else:
        turn.answer_id, turn.answers, turn.delves = node.id, tree.siblings(node.id), tree.delves(node.id)


def _scans(sure: Sequence[float]) -> str:
    words = tr("cites a scan, {percent} % sure")
    if len(sure) > 1:
        words = tr("cites %n scan(s), at least {percent} % sure", None, len(sure))
    return words.format(percent=f"{min(sure):.0f}")


def _overlap(hit: Hit, citation: Citation) -> bool:
    return hit.start < citation.end and citation.start < hit.end
