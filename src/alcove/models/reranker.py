"""Cross-encoders: models that read a question and a passage together and tell how well the one answers the other.

None comes with the installation. One that lies in a model folder is used; it runs in the `index` child.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from alcove.core.errors import ModelBroken
from alcove.models.embedder import keep_off_the_hub

_BATCH = 16


def find_reranker(folders: Sequence[Path]) -> Path | None:
    """Return the folder of the first cross-encoder in the model folders, by name, if there is any."""
    for folder in folders:
        for config in sorted(folder.glob("*/config.json")):
            if _is_cross_encoder(config):
                return config.parent
    return None


def _is_cross_encoder(config: Path) -> bool:
    """Tell by its configuration whether a model gives one score to a pair of texts."""
    try:
        told = json.loads(config.read_text("utf-8"))
        kinds = told.get("architectures") or []
        return (
            any(kind.endswith("ForSequenceClassification") for kind in kinds) and len(told.get("id2label") or "_") == 1
        )
    except (OSError, ValueError, AttributeError):
        return False


class CrossEncoderReranker:
    """A cross-encoder on sentence-transformers, from a local folder only."""

    def __init__(self, folder: Path) -> None:
        keep_off_the_hub()
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        try:
            self._model: CrossEncoder = CrossEncoder(str(folder), local_files_only=True, device="cpu")
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelBroken(
                f"The model {folder.name} that puts passages in order cannot be loaded: {error}",
                "Delete its folder to do without it.",
            ) from error

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers a question; only their order means something."""
        pairs = [(question, passage) for passage in passages]
        found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return [float(one) for one in found]
