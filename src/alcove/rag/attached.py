"""Files a person gave to a conversation: read like items of a source, listed nowhere, searched only where asked.

They are read where they lie; a picture that came from the clipboard lies nowhere, so a copy of it is kept. A file
whose reading the library has already is not read again.
"""

import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

from alcove.connectors.base import Item
from alcove.connectors.folder import as_bytes, as_text
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, SourceError
from alcove.core.formats import mime_of
from alcove.core.paths import Paths
from alcove.rag.catalogue import Catalogue
from alcove.rag.feed import EMBED_BATCH
from alcove.rag.intake import Intake
from alcove.rag.reader import Reader, ReadOptions
from alcove.rag.readers import PagesDone, reader_version, refusal
from alcove.rag.serving import Serving
from alcove.rag.types import Coverage, Indexed, ItemCoverage, ItemId, ItemState, Progress, Skipped

AttachEvent = Progress | Indexed | Skipped
PICTURE = "Pasted image.png"
_LOOK_S = 0.1


def uri_of(path: Path) -> str:
    """Return what a file is called in the library."""
    return as_text(str(path.expanduser().absolute()))


class AttachedFiles:
    """Read them, and tell what became of them. `idle` is set while no model generates: work waits for it."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        paths: Paths,
        serving: Callable[[], Serving],
        how: Callable[[str], ReadOptions],
        idle: threading.Event,
    ) -> None:
        self._db = database
        self._catalogue = catalogue
        self._paths = paths
        self._serving = serving
        self._how = how
        self._idle = idle
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def read(self, uri: str, token: CancelToken, *, again: bool = False) -> Iterator[AttachEvent]:
        """Read a file, unless it is as it was read before; end with what became of it.

        One that could not be read is tried again with `again`, or when it changed.
        """
        path = Path(as_bytes(uri).decode("utf-8", "surrogateescape"))
        item, why = _looked_at(path, uri)
        before = self._known(uri)
        if before is not None and before.state == "indexed" and (why or self._same(item, "indexed")):
            yield Indexed(uri, before.chunks)  # one that is gone by now stays as it was read
            return
        if before is not None and before.state == "skipped" and self._same(item, "skipped") and not again:
            yield Skipped(uri, before.reason or "")
            return
        source = self._catalogue.attached_source()
        reader = reader_version(item.mime)
        if why:
            self._catalogue.skip(source, [(item, reader, why, "")])
            yield Skipped(uri, why)
            return
        intake = Intake(self._catalogue, self._reading(), source)
        for news in intake.take(item, nullcontext(path), self._how(uri), token):
            if isinstance(news, PagesDone):
                yield Progress("reading", "", 0, 1, None, uri, news.done, news.total)
            else:
                yield news

    def finish(self, uris: Sequence[str], token: CancelToken) -> Iterator[int]:
        """Let files that were read be found by their meaning too, and the child that read them go.

        Yield how many of their passages are done.
        """
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()
        serving = self._serving()
        if serving.index is None:
            return
        left = serving.embeddings.without_vector(self.items(uris))
        for at in range(0, len(left), EMBED_BATCH):
            while not token.cancelled and not self._idle.wait(_LOOK_S):
                continue
            if token.cancelled:
                return
            batch = left[at : at + EMBED_BATCH]
            try:
                vectors = serving.index.embed([one.text for one in batch]).result()
            except AppError:
                return  # they are found by their words
            serving.embeddings.keep({one.content_hash: v for one, v in zip(batch, vectors, strict=True)})
            yield at + len(batch)

    def coverage(self, uris: Sequence[str]) -> list[ItemCoverage]:
        """Return what became of some files, in their order; one that was never read is pending."""
        known = {uri: self._known(uri) for uri in dict.fromkeys(uris)}
        return [
            one or ItemCoverage(uri, "", "", "pending", None, None, None, 0, None, "", (), mime_of(Path(uri).name))
            for uri, one in known.items()
        ]

    def counted(self, uris: Sequence[str]) -> Coverage:
        """Count some files by what became of them."""
        states = [one.state for one in self.coverage(uris)]
        return Coverage(
            len(states), states.count("indexed"), states.count("pending"), states.count("skipped"),
            states.count("unavailable"),
        )  # fmt: skip

    def items(self, uris: Sequence[str]) -> list[ItemId]:
        """Return the items of some files that were read, and of what lies inside them."""
        found: list[ItemId] = []
        for uri in dict.fromkeys(uris):
            rows = self._db.query(
                "SELECT id FROM items WHERE uri = ? AND state = 'indexed' ORDER BY modified_ns DESC LIMIT 1", (uri,)
            )
            for row in rows:
                inner = self._db.query("SELECT id FROM items WHERE container_id = ?", (row["id"],))
                found += [row["id"], *(one["id"] for one in inner)]
        return found

    def forget(self, but: Collection[str], *, before: float) -> None:
        """Forget the files that no conversation holds any more, and the copies of pictures with them.

        What was changed `before` (seconds since the epoch) alone: what was just pasted is not written down yet.
        """
        rows = self._db.query(
            "SELECT id, uri FROM items WHERE source_id = ? AND container_id IS NULL AND modified_ns < ?",
            (self._catalogue.attached_source(), int(before * 1e9)),
        )
        self._catalogue.remove_items([row["id"] for row in rows if row["uri"] not in but])
        held = {Path(uri).parent.name for uri in but if self._paths.attached in Path(uri).parents}
        if self._paths.attached.is_dir():
            for folder in self._paths.attached.iterdir():
                if folder.name not in held and folder.stat().st_mtime < before:
                    shutil.rmtree(folder, ignore_errors=True)

    def keep_picture(self, picture: bytes) -> str:
        """Keep a copy of a picture from the clipboard (PNG); return its uri. Raises SourceError."""
        place = self._paths.attached / sha256(picture).hexdigest()[:16] / PICTURE
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                half = place.with_suffix(".part")
                half.write_bytes(picture)
                half.replace(place)
        except OSError as error:
            raise SourceError(
                f"The picture cannot be kept: {error.strerror or error}.", "Check that the disk has room."
            ) from error
        return uri_of(place)

    def rest(self, resting: bool) -> None:
        """Let reading rest between pages (a model generates), or go on."""
        with self._lock:
            if self._reader is not None:
                self._reader.rest(resting)

    def close(self) -> None:
        """Stop the child."""
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _reading(self) -> Reader:
        """Return a reader of their own: a person waits for it, while a sync may take hours."""
        with self._lock:
            if self._reader is None:
                self._reader = Reader(self._serving().embedder, self._paths)
                self._reader.rest(not self._idle.is_set())
            return self._reader

    def _known(self, uri: str) -> ItemCoverage | None:
        """Return what is known of a file: the reading of its newest state, where there are several."""
        rows = self._db.query(
            "SELECT i.source_id, i.state FROM items i WHERE i.uri = ? "
            "ORDER BY i.modified_ns DESC, i.state = 'indexed' DESC LIMIT 1",
            (uri,),
        )
        for row in rows:
            return next((one for one in self._catalogue.coverage(row["source_id"], [uri])), None)
        return None

    def _same(self, item: Item, state: ItemState) -> bool:
        """Tell whether a file is as it was when this became of it, by the reader of now."""
        return bool(
            self._db.query(
                "SELECT 1 FROM items WHERE uri = ? AND size = ? AND modified_ns = ? AND reader = ? AND state = ? "
                "LIMIT 1",
                (item.uri, item.size, item.modified_ns, reader_version(item.mime), state),
            )
        )


def _looked_at(path: Path, uri: str) -> tuple[Item, str]:
    """Look at a file; return it, and why it is not read, if so."""
    mime = mime_of(path.name)
    try:
        stat = path.stat()
    except OSError as error:
        return Item(uri, mime, 0, -1), f"the file cannot be opened: {error.strerror or error}"
    if path.is_dir():
        return Item(uri, mime, 0, -1), "it is a folder; folders are added to the library"
    item = Item(uri, mime, stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return item, refusal(uri, mime, stat.st_size)
