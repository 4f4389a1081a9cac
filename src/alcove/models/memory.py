"""What a model needs in memory, what there is, and what would make it fit.

The needs come from a dry load in a child process (`examine`), so they hold for whatever architecture llama.cpp knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alcove.models.devices import Device
from alcove.models.llama import Loading

LEAST_CONTEXT = 2048
"""Tokens below which a question with its evidence has no room."""
_KEPT_FREE = 0.1
"""Share of the machine's memory that is left to everything else."""
_DEVICE_MARGIN = 300 * 2**20
"""Bytes of a graphics card that its driver and the screen may want."""


@dataclass(frozen=True, slots=True)
class MemoryNeeds:
    """Bytes that a model takes with a context of so many tokens: its weights, what it keeps of what it read, the
    buffers it computes in, and the rest, above all its vocabulary."""

    weights: int
    cache: int
    compute: int
    rest: int
    context_tokens: int
    layers: int

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.compute + self.rest

    def with_context(self, tokens: int) -> "MemoryNeeds":
        """Return the needs with another context; the buffers shrink less than in proportion, which is left aside."""
        return replace(self, cache=self.cache * tokens // max(1, self.context_tokens), context_tokens=tokens)


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a model fits into `available` bytes, and what would make it fit: a smaller context or cache, if any."""

    needs: MemoryNeeds
    available: int
    remedy: "Loading | None" = None

    @property
    def fits(self) -> bool:
        return self.needs.total <= self.available


def fit(needs: MemoryNeeds, loading: Loading, available: int) -> Fit:
    """Compare what a model needs with what there is; look for the mildest change that makes it fit."""
    if needs.total <= available:
        return Fit(needs, available)
    half = needs.cache // 2 if loading.cache_type == "f16" else needs.cache
    smaller = replace(loading, cache_type="q8_0") if loading.cache_type == "f16" else loading
    if needs.total - needs.cache + half <= available:
        return Fit(needs, available, smaller)
    room = available - (needs.total - needs.cache)
    tokens = int(room / max(1, half) * needs.context_tokens) // 512 * 512
    if tokens >= LEAST_CONTEXT:
        return Fit(needs, available, replace(smaller, context_tokens=tokens))
    return Fit(needs, available)


def available_memory() -> int:
    """Return the bytes of memory that models may take now, without what others keep in use."""
    import psutil

    memory = psutil.virtual_memory()
    return max(0, int(memory.available - memory.total * _KEPT_FREE))


def layers_on(cards: Sequence[Device], needs: MemoryNeeds) -> tuple[int, ...]:
    """Return how many of a model's layers go on each graphics card, by its free memory; the output counts as one.

    The card with the most room comes first, so that a model which fits one of them is not spread over all.
    """
    each = (needs.weights + needs.cache) / (needs.layers + 1)
    room = [max(0, int((card.free - _DEVICE_MARGIN - needs.compute) / each)) for card in cards]
    layers, left = [0] * len(cards), needs.layers + 1
    for number in sorted(range(len(cards)), key=lambda number: -room[number]):
        layers[number] = min(room[number], left)
        left -= layers[number]
    return tuple(layers)
