"""Texts that are longer than an embedder reads, embedded to their end.

Chunks are cut by what the embedder reads that is in use when their document is read. Another one may read less; cutting
the chunks anew would read every file again and outdate every answer made from them. So it reads a long chunk in parts,
and the mean of their vectors stands for it.
"""

import math
from collections.abc import Sequence

import numpy as np

from alcove.models.types import Embedder, Vectors
from alcove.rag.split import Limit, spelt


def embedded_whole(embedder: Embedder, texts: Sequence[str], limit: Limit | None) -> Vectors:
    """Embed passages, those that are longer than `limit` (None: not known) in parts."""
    parts = [parts_of(text, limit) if limit else [text] for text in texts]
    vectors = embedder.embed_passages([part for some in parts for part in some])
    if len(vectors) == len(texts):
        return vectors
    ends = np.cumsum([len(some) for some in parts])
    means = np.stack([vectors[end - len(some) : end].mean(axis=0) for end, some in zip(ends, parts, strict=True)])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.maximum(lengths, 1e-12), np.float32)


def parts_of(text: str, limit: Limit) -> list[str]:
    """Cut a text between its words into even parts that the embedder reads to their end.

    One that it cannot read anyway stays whole, as where documents are split.
    """
    parts = math.ceil(limit.count(text) / limit.most)
    words = text.split(" ")
    if parts <= 1 or len(words) == 1 or spelt(text.partition("\n")[2] or text, limit):
        return [text]
    size = math.ceil(len(words) / parts)
    pieces = [" ".join(words[at : at + size]) for at in range(0, len(words), size)]
    return [part for piece in pieces for part in parts_of(piece, limit)]
