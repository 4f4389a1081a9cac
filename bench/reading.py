"""Reading against the readers alone; a tree of 2,000 files of many formats; how soon a saved note is found."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import Figure, probe, write_notes
from tree import write_code, write_pdfs, write_tree

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.formats import mime_of
from alcove.core.paths import Paths
from alcove.core.settings import Settings
from alcove.models.embedder import find_embedder
from alcove.rag.library import Library
from alcove.rag.types import Indexed, SearchMode

FILES = 400
PDFS, PAGES = 20, 25
TREE = 2000


@contextmanager
def library_at(place: Path) -> Iterator[Library]:
    """Open a library for the time of the block."""
    paths = Paths.at(place)
    database = Database(paths.database)
    library = Library(database, Settings(), paths)
    try:
        yield library
    finally:
        library.close()
        database.close()


def speeds(_: argparse.Namespace) -> list[Figure]:
    """Read notes, code and PDFs until they are searchable by keyword; against the readers alone, in one process."""
    kinds: list[tuple[str, Callable[[Path], None], int, str]] = [
        ("Markdown", lambda folder: write_notes(folder, FILES, 4000), FILES, "files"),
        ("Python code", lambda folder: write_code(folder, FILES), FILES, "files"),
        ("PDF text", lambda folder: write_pdfs(folder, PDFS, PAGES), PDFS * PAGES, "pages"),
    ]
    figures = []
    for name, write, count, unit in kinds:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "files"
            write(folder)
            alone = _alone(folder)
            with library_at(Path(place) / "data") as library:
                warm = Path(place) / "warm"
                write_notes(warm, 1)
                library.add_source(warm)
                _read(library)
                library.add_source(folder)
                seconds = _read(library)
            figures.append(
                Figure(
                    f"{name} read, split and kept / by its reader alone", count / seconds, count / alone, f"{unit}/s"
                )
            )
    return figures


def _alone(folder: Path) -> float:
    """Read every file of a folder with nothing around its reader; return the seconds, the libraries loaded."""
    from alcove.rag.readers import read

    files = sorted(folder.iterdir())
    for _ in read(files[0], mime_of(files[0].name)):
        continue
    began = time.perf_counter()
    for file in files:
        for _ in read(file, mime_of(file.name)):
            continue
    return time.perf_counter() - began


def _read(library: Library) -> float:
    """Sync until the last item is searchable by keyword; return the seconds. What is owed to Chroma stays owed."""
    token = CancelToken()
    began = last = time.perf_counter()
    waiting = sum(1 for one in library.coverage() if one.state != "indexed")
    for event in library.sync(None, token):
        if isinstance(event, Indexed):
            last = time.perf_counter()
        elif type(event).__name__ == "Progress" and event.phase == "embedding":
            token.cancel()
    assert waiting == 0
    return last - began


def whole_tree(_: argparse.Namespace) -> list[Figure]:
    """Sync 2,000 mixed files in the window; then embed the very same chunks with one bare call."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "tree"
        write_tree(folder, TREE)
        told = probe("probe_tree.py", Path(place) / "data", folder)
        identity = find_embedder(Paths.at(Path(place) / "data").model_folders)
        bare = probe("probe_encode.py", identity.folder, told["texts"])["seconds"]
    mb = {"unit": "MB", "reference": 0.0, "absolute": True}
    return [
        Figure(
            f"sync of {told['items']} items ({told['chunks']} chunks) / one bare encode", told["seconds"], bare, "s"
        ),
        Figure("of that, until all is searchable by keyword / that encode", told["read_seconds"], bare, "s"),
        Figure("peak memory of the window", told["window_mb"], **mb),
        Figure("peak memory of the reader child with Tesseract", told["reader_mb"], **mb),
        Figure("peak memory of the index child", told["index_mb"], **mb),
    ]


def saved_note(options: argparse.Namespace) -> list[Figure]:
    """Save a note in a watched folder of 500; how long until it is found by its words, and by its meaning."""
    import threading

    by_word, by_meaning = [], []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "notes"
        write_notes(folder, 500, 600)
        with library_at(Path(place) / "data") as library:
            library.add_source(folder)
            token = CancelToken()
            for _ in library.sync(None, token):
                continue

            def follow() -> None:
                for names in library.watch(token):
                    for _ in library.sync(names, token):
                        continue

            thread = threading.Thread(target=follow)
            thread.start()
            time.sleep(1.5)
            for number in range(options.runs):
                word = f"zephyr{number}"
                began = time.perf_counter()
                (folder / f"new-{number}.md").write_text(f"The {word} engine was oiled by the old miller.")
                by_word.append(_until(library, word, "keyword", word, began))
                by_meaning.append(_until(library, f"who greased the {word} motor", "vector", word, began))
                time.sleep(1)
            token.cancel()
            thread.join()
    worst = {"unit": "s", "reference": 0.0, "absolute": True}
    return [
        Figure("a saved note is found by keyword after at most", max(by_word), most=1.0, **worst),
        Figure("a saved note is found by meaning after at most", max(by_meaning), most=3.0, **worst),
    ]


def _until(library: Library, query: str, mode: SearchMode, word: str, began: float) -> float:
    while time.perf_counter() - began < 30:
        hits = library.search(query, mode=mode, k=5).hits
        if any(word in hit.text for hit in hits):
            return time.perf_counter() - began
        time.sleep(0.02 if mode == "keyword" else 0.15)  # a question goes ahead of embedding: do not crowd it out
    return float("inf")
