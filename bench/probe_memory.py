"""In a process of its own: what a model needs by the estimate, and what this process then takes for it."""

import json
import sys
from pathlib import Path


def main() -> None:
    """Print both in bytes."""
    import llama_cpp  # noqa: F401  # what the runtime itself takes is there whichever model is loaded
    import psutil

    from alcove.core.cancel import CancelToken
    from alcove.models.examine import examine
    from alcove.models.llama import LlamaModel, Loading
    from alcove.models.types import Sampling

    loading = Loading(Path(sys.argv[1]), int(sys.argv[2]))
    estimated = examine(loading).total
    process = psutil.Process()
    before = process.memory_info().rss
    model = LlamaModel(loading)
    for _ in model.generate("word " * (model.context_tokens - 600), Sampling(200), CancelToken()):
        continue
    print(json.dumps({"estimated": estimated, "measured": process.memory_info().rss - before}))


if __name__ == "__main__":
    main()
