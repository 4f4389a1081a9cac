"""One answer in the making: its prompt is evaluated, then tokens are chosen, several a step where a draft is right."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from alcove.core.cancel import CancelToken
from alcove.models.decoder import Decoder, Logits, Slot
from alcove.models.lookup import MOST_DRAFTED, Pace, PromptLookup
from alcove.models.quoting import QuotationMask, Vocabulary
from alcove.models.sampling import Sampler, likelihood
from alcove.models.streamed import StreamedText
from alcove.models.types import Generated, GenerationEvent, Prefill, Sampling, TokenChoice, TokenIds

TO_CLOSE = 64
"""Tokens an answer may grow beyond its bound, to end the quotation it stands in."""


@dataclass
class Generation:
    """Write one answer into a slot that holds the beginning of the prompt `tokens`.

    `room` is what fits the context behind the prompt, `began` when the answer was asked for (perf_counter).
    """

    decoder: Decoder
    slot: Slot
    tokens: TokenIds
    vocabulary: Vocabulary
    sampler: Sampler
    sampling: Sampling
    text: StreamedText
    pace: Pace
    mask: QuotationMask | None
    room: int
    began: float
    _times: list[float] = field(default_factory=list)
    _choices: list[TokenChoice | None] = field(default_factory=list)
    _drafted: int = 0
    _accepted: int = 0
    _sampling_s: float = 0.0
    _reason: Literal["end", "length", "cancelled"] = "cancelled"

    def events(self, token: CancelToken) -> Iterator[GenerationEvent]:
        """Stream the answer; between two events other answers may be worked on."""
        total, reused = len(self.tokens), len(self.slot.tokens)
        yield Prefill(reused, total, reused)
        new: list[int] = []
        before = 0
        for done in self.decoder.evaluate(self.slot, self.tokens[reused:], token):
            if reused + done == total:
                new = self._chosen([], -1, token)
                if done - before > MOST_DRAFTED:
                    self.pace.note_step(done - before, self.slot.step_seconds)
            before = done
            yield Prefill(reused + done, total, reused)
        if len(self.slot.tokens) == total:
            yield from self._answer(new, token)
        count = len(self._times)
        yield Generated(
            total,
            reused,
            count,
            (self._times[0] - self.began) * 1000 if count else 0.0,
            (count - 1) / (self._times[-1] - self._times[0]) if count > 1 else 0.0,
            self._reason == "cancelled",
            self._reason,
            self._drafted,
            self._accepted,
            (self.slot.seconds + self._sampling_s) * 1000,
        )

    def _answer(self, new: list[int], token: CancelToken) -> Iterator[GenerationEvent]:
        """Tell the tokens in `new`, work out more, and so on to the end."""
        drafts = self.sampling.drafts and self.decoder.can_trim
        lookup = PromptLookup(self.tokens, self.pace) if drafts else None
        draft: list[int] = []
        seconds = 0.0
        while new:
            for chosen, choice in zip(new, self._choices, strict=True):
                if chosen in self.vocabulary.ends:
                    self._reason = "end"
                else:
                    yield from self.text.feed(self.vocabulary.pieces[chosen], choice)
            if self.text.ended:
                self._reason = "end"
            if self._reason == "end":
                break
            if lookup is not None:
                lookup.take(new, draft, seconds)
                draft = lookup.draft(self._most - len(self._times) - 1)
            new, seconds = self._step(new[-1], draft, token), self.slot.step_seconds
        else:
            self._reason = "cancelled" if token.cancelled else "length"
        yield from self.text.rest()

    def _step(self, last: int, draft: list[int], token: CancelToken) -> list[int]:
        """Evaluate the last token with a draft of what may follow; return the tokens that do."""
        before = len(self.slot.tokens)
        if not (self._goes_on and self.decoder.step(self.slot, [last, *draft], token)):
            return []
        self.pace.note_step(1 + len(draft), self.slot.step_seconds)
        new = self._chosen(draft, 0, token)
        right = max(0, len(new) - 1)
        self._drafted += len(draft)
        self._accepted += right
        self.decoder.trim(self.slot, before + 1 + right)
        return new

    def _chosen(self, draft: list[int], at: int, token: CancelToken) -> list[int]:
        """Choose a token, and as many more as the draft has right; none when the answer may not go on."""
        new: list[int] = []
        self._choices = []
        for guess in [*draft, None]:
            if token.cancelled or not self._goes_on:
                break
            logits = self.decoder.logits(at + len(new))
            if self.mask is not None and not self._masked(self.mask, logits):
                break
            began = time.perf_counter()
            chosen = self.sampler.choose(logits)
            self._times.append(time.perf_counter())
            self._sampling_s += self._times[-1] - began
            others = self.sampling.alternatives
            self._choices.append(likelihood(logits, chosen, others, self.vocabulary.pieces) if others else None)
            new.append(chosen)
            if chosen in self.vocabulary.ends:
                break
            if self.mask is not None:
                self.mask.take(chosen)
            if chosen != guess:
                break
        return new

    @property
    def _most(self) -> int:
        return min(self.room, self.sampling.max_tokens)

    @property
    def _goes_on(self) -> bool:
        """Whether the answer may grow: within its bound, and beyond it to end a quotation."""
        count = len(self._times)
        if self.mask is not None and not self.mask.complete:
            return count < min(self.room, self._most + TO_CLOSE)
        return count < self._most

    def _masked(self, mask: QuotationMask, logits: Logits) -> bool:
        """Leave only what `mask` lets follow; return whether that is anything."""
        closing = len(self._times) >= self._most
        if not (mask.quoting or closing):
            logits[mask.banned()] = -np.inf
            return True
        allowed = mask.allowed(closing=closing)
        kept = logits[allowed]
        logits.fill(-np.inf)
        logits[allowed] = kept
        return bool(len(allowed))
