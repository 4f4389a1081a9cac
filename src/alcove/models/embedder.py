"""Embedders. `identify` costs no torch and serves every process; the model itself is loaded in the `index` child."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from alcove.core.errors import ModelBroken, ModelMissing
from alcove.models.types import Vectors

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_BATCH = 32
_PROMPTS = {"query": ("query",), "document": ("document", "passage", "corpus")}
"""What models call the prompts of questions and passages: the first that is there is meant."""


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What makes two embedders' vectors comparable, and where the model lies."""

    folder: Path
    name: str
    revision: str
    dimension: int
    prompts: str
    most_tokens: int
    """Tokens of a text it reads; the rest is silently dropped."""

    @property
    def key(self) -> str:
        """One line that is equal exactly when the vectors may be mixed."""
        return f"{self.name} {self.revision} {self.dimension} {self.prompts}"


def find_embedder(folders: Sequence[Path], name: str = DEFAULT_EMBEDDER) -> EmbedderIdentity:
    """Find the embedder `name` in the model folders. Raises ModelMissing or ModelBroken."""
    for folder in folders:
        if (folder / name / "modules.json").is_file():
            return identify(folder / name)
    raise ModelMissing(
        f"The embedding model {name} is not installed, so search works by keyword only.",
        "Run `make run` once to fetch it.",
    )


def identify(folder: Path) -> EmbedderIdentity:
    """Read a sentence-transformers folder's identity from its small files and its weights' size.

    Raises ModelBroken when it is not such a folder.
    """
    try:
        digest = hashlib.sha256()
        for name in ("config.json", "modules.json", "tokenizer.json", "model.safetensors"):
            with (folder / name).open("rb") as file:
                digest.update(file.read(1_000_000))
            digest.update(str((folder / name).stat().st_size).encode())
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text("utf-8"))
        prompts_file = folder / "config_sentence_transformers.json"
        prompts = json.loads(prompts_file.read_text("utf-8")).get("prompts") if prompts_file.is_file() else None
        return EmbedderIdentity(
            folder,
            folder.name,
            digest.hexdigest()[:12],
            int(pooling["word_embedding_dimension"]),
            json.dumps(prompts or {}, sort_keys=True),
            int(json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))["max_seq_length"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:  # the last two: JSON of another shape
        raise ModelBroken(
            f"The embedding model in {folder} is incomplete.", "Delete that folder and run `make run` again."
        ) from error


def _prompt(identity: EmbedderIdentity, task: str) -> str:
    prompts: dict[str, str] = json.loads(identity.prompts)
    return next((prompts[name] for name in _PROMPTS[task] if name in prompts), "")


def passage_counter(identity: EmbedderIdentity) -> Callable[[str], int]:
    """Return what counts the tokens an embedder makes of a passage, its prompt and special tokens included.

    Costs no torch, and some 15 MB. Raises ModelBroken.
    """
    from tokenizers import Tokenizer

    prompt = _prompt(identity, "document")
    try:
        tokenizer = Tokenizer.from_file(str(identity.folder / "tokenizer.json"))
    except Exception as error:  # WORKAROUND: tokenizers 0.23 raises nothing narrower
        raise ModelBroken(
            f"The tokenizer of the embedding model {identity.name} cannot be read: {error}",
            "Delete its folder and run `make run` again.",
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(prompt + text).ids)


def keep_off_the_hub() -> None:
    """Forbid sentence-transformers to ask the hub, which it may do even with local_files_only (its issue 3199)."""
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers


class SentenceTransformerEmbedder:
    """An `Embedder` on sentence-transformers, from a local folder only."""

    def __init__(self, identity: EmbedderIdentity) -> None:
        keep_off_the_hub()
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        self._identity = identity
        try:
            self._model: SentenceTransformer = SentenceTransformer(
                str(identity.folder), local_files_only=True, device="cpu"
            )
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelBroken(
                f"The embedding model {identity.name} cannot be loaded: {error}",
                "Delete its folder and run `make run` again.",
            ) from error

    @property
    def identity(self) -> str:
        return self._identity.key

    @property
    def dimension(self) -> int:
        return self._identity.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with the model's own prompt for documents."""
        return self._encode(texts, "document")

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions with the model's own prompt for queries."""
        return self._encode(texts, "query")

    def _encode(self, texts: Sequence[str], task: str) -> Vectors:
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        vectors: Vectors = encode(
            list(texts),
            # WORKAROUND: sentence-transformers 6.2 gives passages the empty prompt `document`, which it adds itself,
            # where a model calls its own `passage`.
            prompt=_prompt(self._identity, task),
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return vectors.reshape(len(texts), self.dimension)  # of no texts too
