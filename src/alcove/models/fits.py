"""Whether a model that is not here yet would run on this computer: an estimate from its size, in plain words.

Of a file that is here more is known: its header says how large everything will be.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alcove.models.hub import Choice, Repository

Verdict = Literal["fits", "slow", "too large", "no room"]
_SYSTEM = 2 * 10**9
"""Bytes of memory the system and other programs keep for themselves, at the least."""
_SYSTEM_SHARE = 0.15
_BUFFERS = 350_000_000
_CACHE_FIRST, _CACHE_SHARE, _CACHE_MOST = 20_000, 4.5e-5, 170_000
"""Bytes a token of conversation costs: so much, and so much of the file's size (4-bit models of 1 to 14 billion)."""
_SLOW_FROM = 6 * 10**9
"""A processor reads a dense model whole for every word: from this size an answer takes minutes."""
_SPARSE = ("moe", "gpt-oss", "a3b")
"""Architectures of which only a part is read for a word."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a computer has: bytes of memory, bytes free where models go, and whether a graphics card helps."""

    memory: int
    free_disk: int
    graphics: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a model would run, how much memory it would take, and that in words."""

    verdict: Verdict
    needs: int
    words: str


def this_machine(folder: Path) -> Machine:
    """Return what this computer has; `folder` is where models go, and need not be made yet."""
    import llama_cpp
    import psutil

    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Machine(psutil.virtual_memory().total, free, bool(llama_cpp.llama_supports_gpu_offload()))


def fit(size: int, machine: Machine, *, architecture: str = "", context_tokens: int = 4096) -> Fit:
    """Judge a file of `size` bytes, run with room for `context_tokens` (0: an embedder, which keeps none)."""
    a_token = min(_CACHE_MOST, _CACHE_FIRST + size * _CACHE_SHARE)
    needs = int(size + _BUFFERS + a_token * context_tokens)
    if needs > _usable(machine):
        words = f"too large: needs about {_gb(needs)} of memory, this computer has {_gb(machine.memory)}"
        return Fit("too large", needs, words)
    if size > machine.free_disk:
        return Fit("no room", needs, f"no room: the disk has {_size(machine.free_disk)} free")
    sparse = any(sign in architecture.lower() for sign in _SPARSE)
    if size >= _SLOW_FROM and not machine.graphics and not sparse:
        return Fit("slow", needs, "fits, but slowly: without a graphics card an answer takes minutes")
    return Fit("fits", needs, f"fits: needs about {_gb(needs)} of memory")


def fit_of(choice: Choice, repository: Repository, machine: Machine, context_tokens: int) -> Fit:
    """Judge a choice by what the hub tells of it, with the conversation as long as the settings and it allow."""
    context = min(context_tokens, repository.context_tokens or context_tokens) if choice.kind == "chat" else 0
    return fit(choice.bytes, machine, architecture=repository.architecture, context_tokens=context)


def room_words(machine: Machine, context_tokens: int) -> str:
    """Say how large a model may be here, in a sentence."""
    most = max(0.0, _usable(machine) - _BUFFERS - _CACHE_MOST * context_tokens)
    told = f"This computer has {_gb(machine.memory)} of memory and {_size(machine.free_disk)} free on the disk"
    return f"{told}: a model of up to about {_size(min(most, machine.free_disk))} runs on it."


def _usable(machine: Machine) -> float:
    return machine.memory - max(_SYSTEM, machine.memory * _SYSTEM_SHARE)


def _gb(count: float) -> str:
    """Return a size as memory is counted: what is sold as 8 GB is 8 times 2 to the 30."""
    size = count / 2**30
    return f"{size:.0f} GB" if size >= 9.5 or abs(size - round(size)) < 0.05 else f"{size:.1f} GB"


def _size(count: float) -> str:
    """Return a size as files and disks are counted."""
    size = count / 10**9
    return f"{size:.0f} GB" if size >= 9.5 else f"{size:.1f} GB"
