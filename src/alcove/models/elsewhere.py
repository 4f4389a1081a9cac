"""Models that other programs keep on this computer: found, to be used where they lie.

LM Studio and GPT4All have GGUF files in folders; Ollama has manifests that name blobs by their digest, and the Hugging
Face hub's cache has snapshots that link to blobs. Nothing is copied, moved or written.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alcove.core.errors import ModelError
from alcove.models.gguf import model_name, parts_of, read_header

_MODEL_LAYER = "application/vnd.ollama.image.model"
_OFFICIAL = ("registry.ollama.ai", "library")
"""Where a manifest lies whose model has a name of one word."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A chat model that another program has. `bytes` are those of all its parts."""

    name: str
    path: Path
    bytes: int
    program: str


def find_elsewhere(home: Path | None = None) -> list[Elsewhere]:
    """Return the chat models of other programs, each file once; what is damaged or no chat model is passed over."""
    home = home or Path.home()
    found: dict[Path, Elsewhere] = {}
    for model in (*_lm_studio(home), *_gpt4all(home), *_ollama(home), *_hub_cache(home)):
        try:
            file = model.path.resolve()
            if file not in found and read_header(file).is_chat:
                found[file] = model
        except (ModelError, OSError):
            continue
    return sorted(found.values(), key=lambda one: (one.program, one.name.lower()))


def _lm_studio(home: Path) -> Iterator[Elsewhere]:
    for folder in (home / ".lmstudio" / "models", home / ".cache" / "lm-studio" / "models"):
        yield from _files(folder, "LM Studio")


def _gpt4all(home: Path) -> Iterator[Elsewhere]:
    for folder in (
        home / ".local" / "share" / "nomic.ai" / "GPT4All",
        home / "Library" / "Application Support" / "nomic.ai" / "GPT4All",
        home / "AppData" / "Local" / "nomic.ai" / "GPT4All",
    ):
        yield from _files(folder, "GPT4All")


def _hub_cache(home: Path) -> Iterator[Elsewhere]:
    """Look where the hub's own library keeps what it downloads (its HF_HUB_CACHE and HF_HOME)."""
    cache = os.environ.get("HF_HUB_CACHE")
    base = Path(os.environ.get("HF_HOME") or home / ".cache" / "huggingface")
    for repository in _listed(Path(cache) if cache else base / "hub"):
        if repository.name.startswith("models--"):
            yield from _files(repository / "snapshots", "Hugging Face")


def _files(folder: Path, program: str) -> Iterator[Elsewhere]:
    """Yield the GGUF files below a folder; of a model in parts the first, which loads the others."""
    for file in sorted(folder.rglob("*.gguf")) if folder.is_dir() else ():
        parts = parts_of(file)
        if file == parts[0] and all(one.is_file() for one in parts):
            yield Elsewhere(model_name(file), file, sum(one.stat().st_size for one in parts), program)


def _ollama(home: Path) -> Iterator[Elsewhere]:
    """Yield the models of Ollama's store: `manifests/REGISTRY/NAMESPACE/MODEL/TAG` and `blobs/sha256-DIGEST`."""
    chosen = os.environ.get("OLLAMA_MODELS")
    stores = [Path(chosen)] if chosen else [home / ".ollama" / "models", Path("/usr/share/ollama/.ollama/models")]
    for store in stores:
        manifests = store / "manifests"
        for manifest in sorted(manifests.glob("*/*/*/*")):
            digest = _model_digest(manifest)
            blob = store / "blobs" / digest.replace(":", "-")
            if digest and blob.is_file():
                *place, model, tag = manifest.relative_to(manifests).parts
                prefix = "" if tuple(place) == _OFFICIAL else f"{place[-1]}/"
                yield Elsewhere(f"{prefix}{model}:{tag}", blob, blob.stat().st_size, "Ollama")


def _model_digest(manifest: Path) -> str:
    """Return the digest of the layer that holds the weights; empty where there is none."""
    try:
        layers = json.loads(manifest.read_text("utf-8"))["layers"]
        return next((str(one["digest"]) for one in layers if one["mediaType"] == _MODEL_LAYER), "")
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
