"""What a model needs in memory, what there is, and what would make it fit.

The needs come from a dry load in a child process (`examine`), so they hold for whatever architecture llama.cpp knows.
"""

from collections.abc import Mapping, Sequence
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
    """Whether a model fits into `available` bytes, and what would make it fit: a smaller context or cache, if any.

    `needs` is what it takes of the machine's memory, beside `on_cards` bytes of graphics cards.
    """

    needs: MemoryNeeds
    available: int
    remedy: "Loading | None" = None
    on_cards: int = 0

    @property
    def fits(self) -> bool:
        return self.needs.total <= self.available

    @property
    def runs(self) -> bool:
        """Whether it can be loaded at all: weights that have no room are read from the disk again and again."""
        return self.needs.total - self.needs.weights <= self.available


@dataclass(frozen=True, slots=True)
class InUse:
    """The bytes each loaded model takes, by the path of its file, and how many more models may take."""

    models: Mapping[str, int]
    free: int

    @property
    def words(self) -> str:
        """That in a line."""
        count, taken = len(self.models), size_words(sum(self.models.values()))
        told = f"{count} model{'s' if count > 1 else ''} in memory, {taken}" if count else "No model in memory"
        return f"{told} · {size_words(self.free)} free for models"


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


def beside_cards(needs: MemoryNeeds, cards: Sequence[Device], layers: Sequence[int]) -> MemoryNeeds:
    """Return what is left for the machine's memory when so many layers lie on each of these graphics cards."""
    gone = sum(count for card, count in zip(cards, layers, strict=True) if not card.shared)
    left = max(0, needs.layers + 1 - gone)
    weights, cache = (part * left // (needs.layers + 1) for part in (needs.weights, needs.cache))
    return replace(needs, weights=weights, cache=cache)


def fit_words(found: Fit) -> str:
    """Say whether a model fits, and what would make it fit."""
    return f"{needs_words(found)}." if found.fits else f"{needs_words(found)}. {remedy_words(found)}."


def needs_words(found: Fit) -> str:
    """Say what a model needs and what there is, without a full stop."""
    needs, there = size_words(found.needs.total), size_words(found.available)
    context = "" if found.fits else f" with a context of {found.needs.context_tokens:,} tokens"
    cards = f" and {size_words(found.on_cards)} of the graphics card's" if found.on_cards else ""
    return f"Needs {needs} of memory{cards}{context}; {there} are free for it"


def remedy_words(found: Fit) -> str:
    """Say what would make a model fit that does not, or what becomes of it, without a full stop."""
    if found.remedy is not None:
        context, cache = found.remedy.context_tokens, found.remedy.cache_type
        return f"It would fit with a context of {context:,} tokens kept as {cache}"
    if found.runs:
        return "It runs all the same, from the disk, and slowly"
    return "It is too large for this computer as it is now"


def size_words(count: int) -> str:
    """Return an amount of memory in a few letters."""
    gigabytes = count / 10**9
    if gigabytes < 0.95:
        return f"{round(count / 10**6)} MB"
    return f"{gigabytes:.0f} GB" if gigabytes >= 9.95 else f"{gigabytes:.1f} GB"
