"""Taking one item in: read by the `reader` child, with what lies inside it, and kept in the catalogue.

`sync` does so for the items of sources, `attached` for the files of conversations.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from alcove.connectors.base import Item
from alcove.core.cancel import CancelToken
from alcove.core.errors import DocumentError, ItemUnreachable
from alcove.rag.catalogue import Catalogue
from alcove.rag.reader import MemberReading, Reader, Reading, ReadOptions
from alcove.rag.readers import PagesDone, reader_version
from alcove.rag.types import Indexed, ItemId, Skipped, SourceId

IntakeNews = PagesDone | Indexed | Skipped


class Intake:
    """Take items of one source in."""

    def __init__(self, catalogue: Catalogue, reader: Reader, source: SourceId) -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._source = source

    def take(
        self, item: Item, opened: AbstractContextManager[Path], how: ReadOptions, token: CancelToken
    ) -> Iterator[IntakeNews]:
        """Read an item and keep it; what cannot be read is noted with its reason. Nothing is kept when cancelled."""
        reader = reader_version(item.mime)
        members: list[str] = []
        container: ItemId | None = None
        reading: Reading | None = None
        try:
            with opened as path:
                parts = self._reader.read(path, item.mime, how, token)
                while True:
                    try:
                        news = next(parts)
                    except StopIteration as end:
                        reading = end.value
                        break
                    if isinstance(news, PagesDone):
                        yield news
                        continue
                    if container is None:
                        container = self._catalogue.begin_container(self._source, item, reader)
                    members.append(f"{item.uri}#{news.name}")
                    yield self._member(container, members[-1], news)
        except (DocumentError, OSError) as error:
            yield self._refused(item, reader, error)
            return
        if reading is not None:
            kept = self._catalogue.keep(self._source, item, reader, reading)
            self._catalogue.drop_members(kept, members)
            yield Indexed(item.uri, len(reading.chunks))

    def _refused(self, item: Item, reader: str, error: DocumentError | OSError) -> Skipped:
        reason = error.message if isinstance(error, DocumentError) else f"the file cannot be opened: {error}"
        if isinstance(error, DocumentError) and not isinstance(error, ItemUnreachable):
            self._catalogue.skip(self._source, [(item, reader, reason, error.action)])
        else:
            self._catalogue.postpone(self._source, item, reader, reason)  # the next time it is tried again
        return Skipped(item.uri, reason)

    def _member(self, container: ItemId, uri: str, member: MemberReading) -> Indexed | Skipped:
        item = Item(uri, member.mime, member.size, member.modified_ns)
        reader = reader_version(member.mime)
        if member.reading is None:
            self._catalogue.skip(self._source, [(item, reader, member.reason, member.action)], container=container)
            return Skipped(uri, member.reason)
        self._catalogue.keep(self._source, item, reader, member.reading, container=container)
        return Indexed(uri, len(member.reading.chunks))
