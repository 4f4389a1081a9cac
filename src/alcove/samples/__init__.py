"""The sample library that comes with the product: a dozen short documents to try everything on."""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path


def library() -> AbstractContextManager[Path]:
    """Give the folder of the sample documents, for the time of the block."""
    return as_file(files("alcove.samples") / "library")
