"""Hits for tests of what is done with evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from alcove.rag.types import ChunkId, Hit


def hit(
    text: str, number: int = 1, *, start: int = 0, title: str = "", heading: str = "", page: int | None = None
) -> Hit:
    """Return a hit whose passage is `text`, found at `start` of the document /library/<number>.md."""
    return Hit(
        number, 1.0 / number, ChunkId(number), "library", f"/library/{number}.md", title, page, heading,
        start, start + len(text), text, hashlib.sha256(text.encode()).digest(),
    )  # fmt: skip


def alike(words: Sequence[str]) -> Mapping[str, float]:
    """Weigh all words alike."""
    return dict.fromkeys(words, 1.0)
