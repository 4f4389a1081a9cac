"""Embedders: what makes one the same, and the kinds there are behind one `Embedder` protocol.

`identify` and `passage_counter` cost no torch and serve every process; the models themselves are loaded by `opened`, in
the `index` child.
"""

import hashlib
import json
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alcove.core.errors import ModelBroken, ModelMissing
from alcove.core.net import Door
from alcove.models.families import MANY, family_prompts, languages_of
from alcove.models.types import Embedder, Vectors

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
MODULES = "modules.json"
"""What makes a folder one of sentence-transformers."""
_BATCH = 32
_PROMPTS = {"query": ("query",), "document": ("document", "passage", "corpus")}
"""What models call the prompts of questions and passages: the first that is there is meant."""
_READ = 1_000_000
_OURS = "sentence_transformers."
_TOKENS = 512
"""What a model that does not say is taken to read."""
_OFFSET = ("roberta", "mpnet")
"""Their positions begin at 2."""
_SNAPSHOT = re.compile(r"models--(?:.+--)?(.+)")

EmbedderKind = Literal["folder", "gguf", "remote"]


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What makes two embedders' vectors comparable, and where the model is.

    `place` is the folder, the GGUF file, or the address of the service that runs it.
    """

    place: Path | str
    name: str
    revision: str
    dimension: int
    prompts: str
    most_tokens: int
    """Tokens of a text it reads; the rest is silently dropped."""
    kind: EmbedderKind = "folder"
    languages: tuple[str, ...] = ()
    """ISO 639 codes, or `families.MANY`; empty when nothing tells."""

    @property
    def key(self) -> str:
        """One line that is equal exactly when the vectors may be mixed."""
        return f"{self.name} {self.revision} {self.dimension} {self.prompts}"

    @property
    def folder(self) -> Path:
        """Where the model lies on this computer."""
        return Path(self.place)

    @property
    def multilingual(self) -> bool:
        """Whether it reads many languages."""
        return self.languages == MANY

    def prompt(self, task: str) -> str:
        """Return what is put before a "query" or a "document"."""
        prompts: dict[str, str] = json.loads(self.prompts)
        return next((prompts[name] for name in _PROMPTS[task] if name in prompts), "")


def find_embedder(folders: Sequence[Path], name: str = DEFAULT_EMBEDDER) -> EmbedderIdentity:
    """Find the embedder `name` in the model folders. Raises ModelMissing or ModelBroken."""
    for folder in folders:
        if (folder / name / MODULES).is_file():
            return identify(folder / name)
    raise ModelMissing(
        f"The embedding model {name} is not installed, so search works by keyword only.",
        "Run `make run` once to fetch it.",
    )


def identify(folder: Path) -> EmbedderIdentity:
    """Read a sentence-transformers folder's identity from its small files and its weights' size.

    Raises ModelBroken when it is not such a folder, or one that Alcove does not load.
    """
    try:
        modules = json.loads((folder / MODULES).read_text("utf-8"))
        _refuse_unusable(folder, modules)
        base = folder / modules[0]["path"]
        others = [(one["type"].rpartition(".")[2], folder / one["path"]) for one in modules[1:]]
        config = json.loads((base / "config.json").read_text("utf-8"))
        tokenizer = _either(base, folder, "tokenizer.json")
        digest = hashlib.sha256()
        for file in (base / "config.json", folder / MODULES, tokenizer, *_weights(base)):
            _add(digest, file)
        dimension = 0
        for kind, place in others:
            dimension = _add_module(digest, kind, place) or dimension
        name = _name_of(folder)
        return EmbedderIdentity(
            folder,
            name,
            digest.hexdigest()[:12],
            dimension,
            _prompts_of(folder, f"{name} {config.get('_name_or_path', '')}"),
            _most_tokens(base, folder, config),
            "folder",
            languages_of(name, _told_languages(folder), int(config.get("vocab_size") or 0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:  # JSON of another shape
        raise ModelBroken(
            f"The embedding model in {folder} is incomplete.",
            "Delete that folder and fetch it again: `make run` fetches the one that comes with Alcove.",
        ) from error


def _refuse_unusable(folder: Path, modules: list[dict[str, str]]) -> None:
    """Raise ModelBroken where loading the model would run a program that came with it, or it is none of text."""
    base = folder / modules[0]["path"]
    own = any(not one["type"].startswith(_OURS) for one in modules)
    if not own and not modules[0]["type"].endswith(".Transformer"):
        raise ModelBroken(
            f"{_name_of(folder)} is of a kind that Alcove does not load ({modules[0]['type'].rpartition('.')[2]}).",
            "Choose an embedding model of text that begins with a transformer.",
        )
    if own or "auto_map" in json.loads((base / "config.json").read_text("utf-8")):
        raise ModelBroken(
            f"{_name_of(folder)} brings a program of its own, which Alcove does not run.",
            "Choose an embedding model that sentence-transformers loads by itself, or a GGUF file of this one.",
        )
    if not any(base.glob("model*.safetensors*")) and any(base.glob("pytorch_model*.bin*")):
        raise ModelBroken(
            f"The weights of {_name_of(folder)} are a pytorch_model.bin, a format that can hide a program.",
            "Fetch the same model with a model.safetensors file.",
        )


def _weights(base: Path) -> list[Path]:
    """Return the file with the weights, or the files they are split into."""
    index = base / "model.safetensors.index.json"
    if not index.is_file():
        return [base / "model.safetensors"]
    return [base / name for name in sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))]


def _add(digest: Any, file: Path) -> None:
    with file.open("rb") as opened_file:
        digest.update(opened_file.read(_READ))
    digest.update(str(file.stat().st_size).encode())


def _add_module(digest: Any, kind: str, place: Path) -> int:
    """Take a module behind the transformer into account; return the dimension of what leaves it, 0 if as it came."""
    if kind == "Normalize":
        return 0
    config = json.loads((place / "config.json").read_text("utf-8"))
    if kind != "Pooling":
        for file in sorted(place.iterdir()):
            _add(digest, file)
        return int(config.get("out_features", 0))
    modes = {name for name, on in config.items() if name.startswith("pooling_mode_") and on is True}
    # Averaging is what nearly all do: it changes nothing, so that what such a model embedded long ago stays valid.
    if (modes or {f"pooling_mode_{config.get('pooling_mode')}_tokens"}) != {"pooling_mode_mean_tokens"}:
        _add(digest, place / "config.json")
    return int(config["embedding_dimension"] if "embedding_dimension" in config else config["word_embedding_dimension"])


def _either(base: Path, folder: Path, name: str) -> Path:
    return base / name if (base / name).is_file() else folder / name


def _name_of(folder: Path) -> str:
    """Return a folder's name; of one in the hub's cache, whose folders are named by revision, the repository's."""
    cached = _SNAPSHOT.fullmatch(folder.parent.parent.name) if folder.parent.name == "snapshots" else None
    return cached[1] if cached else folder.name


def _prompts_of(folder: Path, name: str) -> str:
    """Return the prompts a model has, as JSON: its own, or those its family is known to need."""
    file = folder / "config_sentence_transformers.json"
    own = json.loads(file.read_text("utf-8")).get("prompts") if file.is_file() else None
    told: Mapping[str, str] = own or {}
    named = (told[one] for names in _PROMPTS.values() for one in names if one in told)
    return json.dumps(told if any(named) else family_prompts(name) or told, sort_keys=True)


def _most_tokens(base: Path, folder: Path, config: dict[str, Any]) -> int:
    """Return how many tokens a model reads: as its maker set it, else as its tokenizer or its positions allow."""
    for file, key in (
        (_either(base, folder, "sentence_bert_config.json"), "max_seq_length"),
        (_either(base, folder, "tokenizer_config.json"), "model_max_length"),
    ):
        told = json.loads(file.read_text("utf-8")).get(key) if file.is_file() else None
        if isinstance(told, int | float) and 0 < told < 1_000_000:
            return int(told)
    offset = 2 if str(config.get("model_type")).endswith(_OFFSET) else 0
    return int(config.get("max_position_embeddings", _TOKENS + offset)) - offset


def _told_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages a model's card begins with."""
    import yaml

    try:
        head = (folder / "README.md").read_text("utf-8").split("\n---", 1)[0]
        told = yaml.safe_load(head.removeprefix("---")).get("language") if head.startswith("---") else None
    except (OSError, ValueError, AttributeError, yaml.YAMLError):
        return ()
    listed = told if isinstance(told, list) else [told] if told else []
    # YAML takes the code of Norwegian for a "no".
    return tuple("no" if one is False else one.lower() for one in listed if isinstance(one, str) or one is False)


def passage_counter(identity: EmbedderIdentity) -> Callable[[str], int]:
    """Return what counts the tokens an embedder makes of a passage, its prompt and special tokens included.

    Costs no torch: some 15 MB, of a GGUF file its vocabulary. Of a service's tokens nothing is known, see
    `remote_embedder`. Raises ModelBroken.
    """
    counter: Callable[[EmbedderIdentity], Callable[[str], int]] = _named(_COUNTERS[identity.kind])
    return counter(identity)


def folder_counter(identity: EmbedderIdentity) -> Callable[[str], int]:
    """Return the counter of a sentence-transformers folder."""
    from tokenizers import Tokenizer

    prompt = identity.prompt("document")
    try:
        tokenizer = Tokenizer.from_file(str(next(_tokenizers(identity.folder))))
    except Exception as error:  # WORKAROUND: tokenizers 0.23 raises nothing narrower
        raise ModelBroken(
            f"The tokenizer of the embedding model {identity.name} cannot be read: {error}",
            "Delete its folder and fetch it again.",
        ) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(prompt + text).ids)


def _tokenizers(folder: Path) -> Iterator[Path]:
    yield from (
        place for place in (folder / "tokenizer.json", *sorted(folder.glob("*/tokenizer.json"))) if place.is_file()
    )


def opened(identity: EmbedderIdentity, door: Door | None = None, key: str = "") -> Embedder:
    """Load an embedder; one that a service runs is asked through `door` with its `key`. Raises ModelBroken."""
    way = {"door": door, "key": key} if identity.kind == "remote" else {}
    made: Embedder = _named(_CLASSES[identity.kind])(identity, **way)
    return made


_CLASSES: dict[EmbedderKind, str] = {
    "folder": "alcove.models.embedder:SentenceTransformerEmbedder",
    "gguf": "alcove.models.gguf_embedder:GgufEmbedder",
    "remote": "alcove.models.remote_embedder:RemoteEmbedder",
}
_COUNTERS: dict[EmbedderKind, str] = {
    "folder": "alcove.models.embedder:folder_counter",
    "gguf": "alcove.models.gguf_embedder:gguf_counter",
    "remote": "alcove.models.remote_embedder:remote_counter",
}


def _named(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def keep_off_the_hub() -> None:
    """Forbid sentence-transformers to ask the hub, which it may do even with local_files_only (its issue 3199)."""
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", TOKENIZERS_PARALLELISM="false")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers


class PromptedEmbedder(ABC):
    """What the kinds of `Embedder` have in common: questions and passages have prompts of their own."""

    def __init__(self, identity: EmbedderIdentity) -> None:
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity.key

    @property
    def dimension(self) -> int:
        return self._identity.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, with the model's own prompt or the one its family needs."""
        return self._embed(texts, "document")

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, with the model's own prompt or the one its family needs."""
        return self._embed(texts, "query")

    @abstractmethod
    def _embed(self, texts: Sequence[str], task: str) -> Vectors:
        """Embed texts with the prompt of a task, "query" or "document"."""


class SentenceTransformerEmbedder(PromptedEmbedder):
    """An `Embedder` on sentence-transformers, from a local folder only."""

    def __init__(self, identity: EmbedderIdentity) -> None:
        keep_off_the_hub()
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer

        super().__init__(identity)
        try:
            self._model: SentenceTransformer = SentenceTransformer(
                str(identity.folder),
                local_files_only=True,
                device="cpu",
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, RuntimeError, ImportError, KeyError, SafetensorError) as error:
            raise ModelBroken(
                f"The embedding model {identity.name} cannot be loaded: {error}",
                "Delete its folder and fetch it again, or choose another one on the Models page.",
            ) from error
        self._model.max_seq_length = identity.most_tokens

    def _embed(self, texts: Sequence[str], task: str) -> Vectors:
        encode = self._model.encode_query if task == "query" else self._model.encode_document
        vectors: Vectors = encode(
            list(texts),
            # WORKAROUND: sentence-transformers 6.2 gives passages the empty prompt `document`, which it adds itself,
            # where a model calls its own `passage`.
            prompt=self._identity.prompt(task),
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return vectors.reshape(len(texts), self.dimension)  # of no texts too
