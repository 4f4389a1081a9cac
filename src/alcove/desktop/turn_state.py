"""What the window knows of one turn while it happens and after it is saved. Plain values, no Qt.

The chat session applies a turn's events to a `TurnState`; views only read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from alcove.chat.store import ConversationId, Message, MessageId, Timings
from alcove.core.errors import AppError
from alcove.rag.types import Citation, Coverage, Hit, Unsupported

if TYPE_CHECKING:
    from alcove.chat.turns import TurnEvent
    from alcove.models.types import Prefill

Phase = Literal["waiting", "searching", "loading", "reading", "writing", "complete", "stopped", "failed"]


@dataclass(slots=True)
class TurnState:
    """One question with the answer that is shown under it."""

    conversation: ConversationId | None
    question: str
    question_id: MessageId | None = None
    answer_id: MessageId | None = None
    phase: Phase = "waiting"
    text: str = ""
    model: str = ""
    refused: bool = False
    extractive: bool = False
    error: str = ""
    prefill: "Prefill | None" = None
    hits: tuple[Hit, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    citations: list[Citation] = field(default_factory=list)
    unsupported: list[Unsupported] = field(default_factory=list)
    timings: Timings = field(default_factory=Timings)

    @property
    def busy(self) -> bool:
        """Whether the answer is still on its way."""
        return self.phase not in ("complete", "stopped", "failed")

    def apply(self, event: "TurnEvent") -> None:
        """Take in one event of the turn."""
        # Imported by whoever made the event; at the start of the window they would cost as much as Qt.
        from alcove.chat.turns import Cited, Marked, ModelLoading, SourcesFound, TurnSaved, TurnStarted
        from alcove.models.types import Prefill, TextDelta

        match event:
            case TurnStarted():
                self.question, self.question_id = event.question.text, event.question.id
                self.answer_id, self.phase = event.answer.id, "searching"
            case SourcesFound():
                self.hits, self.coverage = event.hits, event.coverage
            case ModelLoading():
                self.model, self.phase = event.name, "loading"
            case Prefill():
                self.prefill, self.phase = event, "reading"
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
        self.phase = "stopped" if answer.status == "streaming" else answer.status
        self.refused, self.extractive, self.error = answer.refused, answer.extractive, answer.error
        self.hits, self.coverage, self.timings = answer.hits, answer.coverage, answer.timings
        self.citations, self.unsupported = list(answer.citations), list(answer.unsupported)

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

    def facts(self) -> str:
        """Return the quiet line under an answer."""
        told = []
        if self.coverage.items:
            told.append(f"searched {self.coverage.indexed:,} of {self.coverage.items:,} items")
        if self.timings.ttft_ms:
            told.append(f"first word {self.timings.ttft_ms / 1000:.1f} s")
        if self.timings.tokens_per_s:
            told.append(f"{self.timings.tokens_per_s:.0f} tokens/s")
        scans = [hit.confidence for _, hit in self.cited_hits() if hit.confidence is not None]
        if scans:
            told.append(f"cites a scan, {min(scans):.0f} % sure" if len(scans) == 1 else _scans(scans))
        if self.unsupported:
            count = len(self.unsupported)
            told.append(f"{count} sentence{'s' if count > 1 else ''} not supported")
        return " · ".join(told)


def turns_of(messages: Sequence[Message]) -> list[TurnState]:
    """Return the shown line through a conversation's tree: under each message the newest child."""
    children: dict[MessageId | None, list[Message]] = {}
    for message in messages:
        children.setdefault(message.parent_id, []).append(message)
    line: list[TurnState] = []
    at: MessageId | None = None
    while at in children:
        newest = max(children[at], key=lambda message: message.id)
        if newest.role == "user":
            line.append(TurnState(newest.conversation_id, newest.text, newest.id, phase="stopped"))
        elif line:
            line[-1].take(newest)
        at = newest.id
    return line


def _scans(sure: Sequence[float]) -> str:
    return f"cites {len(sure)} scans, at least {min(sure):.0f} % sure"


def _overlap(hit: Hit, citation: Citation) -> bool:
    return hit.start < citation.end and citation.start < hit.end
