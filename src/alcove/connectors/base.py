"""The contract of a connector, and the table of those built in (kind -> import path, loaded when used)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from alcove.core.cancel import CancelToken
from alcove.core.errors import SourceError
from alcove.core.net import Door


class Item(NamedTuple):
    """One thing a connector lists. A tuple, because a scan makes tens of thousands of them.

    `uri` names it for good (of a file: its absolute path); `modified_ns` and `size` tell whether it changed.
    `file_id` (of a file: its inode) stays the same when it is renamed or moved; 0 where there is no such thing.
    """

    uri: str
    mime: str
    size: int
    modified_ns: int
    file_id: int = 0


@dataclass(frozen=True, slots=True)
class Unlistable:
    """A part of a source that could not be listed: what is known of items below `prefix` stays as it is."""

    prefix: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What a person chose for one source; each kind uses what concerns it.

    `include` and `exclude` are patterns in gitignore's syntax, relative to the source: with `include`, only files
    that match one are listed. `hidden` lists hidden files too, `ignore_files` obeys `.gitignore` in repositories,
    `most_mb` leaves out larger files (0: none). `depth` and `most_pages` bound how far links of a web page are
    followed. `revision` names what is read of a git repository; empty: what is checked out.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    ignore_files: bool = True
    most_mb: int = 0
    depth: int = 0
    most_pages: int = 100
    revision: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return what is saved: only what differs from the defaults."""
        plain = asdict(SourceOptions())
        return {key: value for key, value in asdict(self).items() if value != plain[key]}

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> "SourceOptions":
        """Return saved options; what this version does not know is left out."""
        known = {one.name for one in fields(cls)}
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in saved.items() if key in known
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a connector may use: a folder of its own for copies it needs, and the network where that is switched on.

    It goes out through `door`, the one that stands before the whole process; `token` ends a scan that takes long.
    """

    cache: Path
    network: Callable[[], bool] = lambda: False
    door: Door = field(default_factory=lambda: Door("connector"))
    token: CancelToken = field(default_factory=CancelToken)


class Connector(Protocol):
    """List the items of one source, and hand out their bytes."""

    def scan(self) -> Iterator[Item | Unlistable]:
        """Yield every item, opening nothing. Raises SourceError when the source cannot be reached at all."""

    def open(self, uri: str) -> AbstractContextManager[Path]:
        """Give a local file with the item's bytes, for the time of the block. Raises OSError."""

    def device(self) -> int | None:
        """Identify the disk the source lies on, to tell an emptied folder from an unplugged disk."""

    def watched(self) -> Path | None:
        """Return the folder whose changes concern this source; None when there is nothing to watch."""


CONNECTORS = {
    "folder": "alcove.connectors.folder:FolderConnector",
    "obsidian": "alcove.connectors.obsidian:VaultConnector",
    "web": "alcove.connectors.web:WebConnector",
    "git": "alcove.connectors.git:GitConnector",
}


def cache_of(path: str, surroundings: Surroundings) -> Path:
    """Return the folder that holds the copies the source at `path` needs; it may not be there."""
    return surroundings.cache / sha256(path.encode()).hexdigest()[:16]


def connect(kind: str, path: str, options: SourceOptions, surroundings: Surroundings) -> Connector:
    """Make the connector of `kind` for the place `path`. Raises SourceError for an unknown kind."""
    if kind not in CONNECTORS:
        raise SourceError(f"There is no kind of source named {kind!r}.", f"Use one of: {', '.join(CONNECTORS)}.")
    module, _, name = CONNECTORS[kind].partition(":")
    own = replace(surroundings, cache=cache_of(path, surroundings))
    connector: Connector = getattr(import_module(module), name)(path, options, own)
    return connector
