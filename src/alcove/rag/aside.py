"""The text of a file for one question: read as a sync reads items, kept nowhere."""

from pathlib import Path

from alcove.core.cancel import CancelToken
from alcove.core.errors import DocumentError
from alcove.core.formats import mime_of
from alcove.core.paths import Paths
from alcove.rag.reader import Reader, ReadOptions
from alcove.rag.readers import refusal

MOST_CHARACTERS = 100_000
"""More no model here sees at once: about 25,000 tokens."""


def text_aside(path: Path, paths: Paths, token: CancelToken, options: ReadOptions | None = None) -> str:
    """Return the text of a file, read in a child of its own; empty when cancelled. Raises DocumentError."""
    path, mime = path.expanduser().absolute(), mime_of(path.name)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DocumentError(
            f"{path} cannot be opened: {error.strerror or error}.", "Choose a file that is there."
        ) from error
    why = "it is a folder" if path.is_dir() else refusal(path.name, mime, size)
    if why:
        raise DocumentError(f"{path.name} is not read: {why}.", "Choose another file.")
    reader = Reader(None, paths)
    try:
        reading = reader.read(path, mime, options, token)
        while True:
            try:
                next(reading)
            except StopIteration as end:
                text: str = end.value.document.text if end.value is not None else ""
                break
    except DocumentError as error:
        raise DocumentError(
            f"{path.name} is not read: {error.message}.", error.hint or "Choose another file."
        ) from error
    finally:
        reader.close()
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(
            f"{path.name} has {len(text):,} characters, more than a question takes.",
            f"Add its folder to the library and ask about it there, or take a file of at most {MOST_CHARACTERS:,}.",
        )
    return text
