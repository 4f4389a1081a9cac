"""A llama.cpp context: the sequences in its memory, evaluated in batches, stopped at any moment.

Several prompts are kept at once, each in a slot: those that are answered now, and the last one. What else was read is
parked on the disk (`PromptStates`), for attention looks at all that is in the memory; it comes back in milliseconds.
Everything here runs on one thread; only `CancelToken`s are set from others.
"""

import ctypes
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelError
from alcove.models.states import PromptStates, common
from alcove.models.types import TokenIds

SLOTS = 4
"""Answers that can be written at once."""
_FULL, _ABORTED = 1, 2
"""What llama_decode returns when there is no room, and when it was told to stop."""
_WORTH = 64
"""Tokens that are worth a file, or one to be read."""

Logits = npt.NDArray[np.float32]
"""One number for each token of the vocabulary."""


@dataclass(eq=False)
class Slot:
    """A sequence in the context's memory: the tokens evaluated so far.

    While an answer is written here it is `busy`, may grow to `reserved` tokens and has spent `seconds` evaluating,
    `step_seconds` of them on its last batch.
    `used` counts up with each answer.
    """

    number: int
    tokens: list[int] = field(default_factory=list)
    busy: bool = False
    reserved: int = 0
    seconds: float = 0.0
    step_seconds: float = 0.0
    used: int = 0


class Decoder:
    """Evaluate tokens in the context of a loaded model. `states` keeps what does not stay in memory."""

    def __init__(self, llama: Any, context: Any, *, batch: int, words: int, states: PromptStates | None) -> None:
        self._llama = llama
        self._context = context
        self._memory = llama.llama_get_memory(context)
        self._words = words
        self._states = states
        self._slots = [Slot(number) for number in range(SLOTS)]
        self._batch_tokens = batch
        self._batch = llama.llama_batch_init(batch, 0, 1)
        model = llama.llama_get_model(context)
        # Recurrent models cannot forget a part of what they have seen.
        self.can_trim = not (llama.llama_model_is_recurrent(model) or llama.llama_model_is_hybrid(model))
        self._abort, self._abort_callback = _abort_flag(llama, context)
        self.steps = 0
        """How many batches were evaluated."""

    @property
    def busy(self) -> bool:
        """Whether an answer is being written."""
        return any(slot.busy for slot in self._slots)

    def has_room(self, count: int) -> bool:
        """Tell whether an answer that grows to `count` tokens, prompt included, can be written beside the others."""
        busy = [slot for slot in self._slots if slot.busy]
        taken = sum(slot.reserved for slot in busy)
        return len(busy) < SLOTS and taken + count <= self._llama.llama_n_ctx(self._context)

    def take(self, tokens: TokenIds, reserved: int) -> Slot:
        """Return a slot that holds the longest beginning of `tokens` that is known; it is the caller's until `leave`.

        The last token is never among them, for its logits are wanted. There must be room (`has_room`).
        """
        wanted = np.asarray(tokens[:-1], np.int32)
        file, stored = self._states.longest(wanted) if self._states and len(wanted) else (None, 0)
        nearest = max(self._slots, key=lambda slot: (self._known(slot, wanted), not slot.busy))
        known = self._known(nearest, wanted)
        if file is not None and stored >= known + _WORTH and self.can_trim:
            slot = self._free()
            self._load(slot, file, stored)
        elif nearest.busy:
            slot = self._free()
            if self.can_trim and known:
                self._llama.llama_memory_seq_cp(self._memory, nearest.number, slot.number, 0, known)
                slot.tokens = nearest.tokens[:known]
        else:
            slot = nearest
            if len(slot.tokens) - known >= _WORTH:
                self._park(slot)
        self._cut(slot, self._known(slot, wanted))
        slot.busy, slot.reserved, slot.seconds = True, reserved, 0.0
        slot.used = 1 + max(one.used for one in self._slots)
        for other in self._slots:
            if not other.busy and other.tokens:
                self._put_away(other)
        return slot

    def leave(self, slot: Slot) -> None:
        """Give a slot back; what it holds stays until the room is needed."""
        slot.busy = False

    def evaluate(self, slot: Slot, tokens: TokenIds, token: CancelToken) -> Iterator[int]:
        """Evaluate a prompt's further tokens, yielding how many are done; ends early when cancelled.

        After the last one its logits are there.
        """
        for at in range(0, len(tokens), self._batch_tokens):
            part = tokens[at : at + self._batch_tokens]
            last = at + len(part) == len(tokens)
            if not self._decode(slot, part, token, logits=1 if last else 0):
                return
            yield at + len(part)

    def step(self, slot: Slot, tokens: TokenIds, token: CancelToken) -> bool:
        """Evaluate tokens of an answer, with the logits of each; return False when that was cancelled."""
        return self._decode(slot, tokens, token, logits=len(tokens))

    def trim(self, slot: Slot, length: int) -> None:
        """Forget all but the first tokens of a slot."""
        self._cut(slot, length)

    def logits(self, at: int) -> Logits:
        """Return the logits of the token at this place of the last batch (-1: its last), as they lie in memory."""
        return np.ctypeslib.as_array(self._llama.llama_get_logits_ith(self._context, at), (self._words,))

    def close(self) -> None:
        """Park what is in memory, and free it."""
        for slot in self._slots:
            self._park(slot)
        self._llama.llama_batch_free(self._batch)

    def _decode(self, slot: Slot, tokens: TokenIds, token: CancelToken, *, logits: int) -> bool:
        """Evaluate one batch, with the logits of its last tokens; False when cancelled, with the memory as before."""
        self._fill(slot, tokens, logits)
        while True:
            self._abort[0] = 0
            forget = token.on_cancel(self._request_abort)
            began = time.perf_counter()
            status = self._llama.llama_decode(self._context, self._batch)
            if logits:
                self._llama.llama_synchronize(self._context)  # a graphics card is still at work
            slot.step_seconds = time.perf_counter() - began
            slot.seconds += slot.step_seconds
            self.steps += 1
            forget()
            if status == 0:
                slot.tokens += tokens
                return True
            self._llama.llama_memory_seq_rm(self._memory, slot.number, len(slot.tokens), -1)
            if status == _ABORTED:
                return False
            if status != _FULL or not self._made_room():
                raise ModelError(f"The model could not go on (llama_decode returned {status}).", "Ask again.")

    def _fill(self, slot: Slot, tokens: TokenIds, logits: int) -> None:
        batch, count = self._batch, len(tokens)
        batch.n_tokens = count
        first = len(slot.tokens)
        for at, one in enumerate(tokens):
            batch.token[at] = one
            batch.pos[at] = first + at
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = slot.number
            batch.logits[at] = at >= count - logits

    def _request_abort(self) -> None:
        self._abort[0] = 1

    def _known(self, slot: Slot, wanted: npt.NDArray[np.int32]) -> int:
        """Return how much of a prompt a slot holds and can be used for it."""
        length = common(np.asarray(slot.tokens, np.int32), wanted)
        return length if self.can_trim or length == len(slot.tokens) else 0

    def _cut(self, slot: Slot, length: int) -> None:
        if length < len(slot.tokens):
            self._llama.llama_memory_seq_rm(self._memory, slot.number, length or -1, -1)
            del slot.tokens[length:]

    def _free(self) -> Slot:
        """Return the slot that was not used for longest, emptied."""
        slot = min((one for one in self._slots if not one.busy), key=lambda one: (bool(one.tokens), one.used))
        self._put_away(slot)
        return slot

    def _made_room(self) -> bool:
        """Put away an idle slot; return whether there was one."""
        idle = [slot for slot in self._slots if slot.tokens and not slot.busy]
        if idle:
            self._put_away(min(idle, key=lambda one: one.used))
        return bool(idle)

    def _put_away(self, slot: Slot) -> None:
        self._park(slot)
        self._cut(slot, 0)

    def _park(self, slot: Slot) -> None:
        """Keep what a slot holds on the disk."""
        count = len(slot.tokens)
        if self._states is None or count < _WORTH or not self.can_trim:
            return
        tokens = (self._llama.llama_token * count)(*slot.tokens)
        self._states.keep(
            slot.tokens,
            lambda file: self._llama.llama_state_seq_save_file(
                self._context, os.fsencode(file), slot.number, tokens, count
            ),
        )

    def _load(self, slot: Slot, file: Any, wanted: int) -> None:
        """Bring a parked prompt back; a file that cannot be used is dropped."""
        assert self._states is not None
        room = self._llama.llama_n_ctx(self._context)
        tokens, count = (self._llama.llama_token * room)(), ctypes.c_size_t()
        if self._llama.llama_state_seq_load_file(
            self._context, os.fsencode(file), slot.number, tokens, room, ctypes.byref(count)
        ):
            slot.tokens = list(tokens[: count.value])
            self._states.used(file)
        else:
            self._llama.llama_memory_seq_rm(self._memory, slot.number, -1, -1)
            self._states.drop(file)


def _abort_flag(llama: Any, context: Any) -> tuple[Any, Any]:
    """Give llama.cpp a flag to look at while it computes; setting its first byte stops it.

    WORKAROUND: a callback written in Python is called 500 times a token and needs the interpreter's lock,
    which costs a quarter of the speed. C's own strlen over a two-byte buffer says the same without it:
    0 while the first byte is 0, 1 when it is set. CPU only; on a graphics card the batch bounds the wait.
    """
    flag = (ctypes.c_ubyte * 2)()
    library = ctypes.CDLL("msvcrt") if os.name == "nt" else ctypes.CDLL(None)
    callback = ctypes.cast(library.strlen, llama.ggml_abort_callback)
    llama.llama_set_abort_callback(context, callback, ctypes.cast(flag, ctypes.c_void_p))
    return flag, callback
