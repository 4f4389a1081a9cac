"""What every connector must do. A test class inherits a contract and gives a source that holds CONTENTS.

`ConnectorContract` is for all; `FilesContract` for those whose items are files that come, change and move.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from alcove.connectors.base import Connector, Item, SourceOptions, Surroundings, connect

CONTENTS = {
    "note.md": "# Один\n\nTwo.\n".encode(),
    "deep/er/plain.txt": b"x\r\ny\0z",
    "empty.txt": b"",
}
MIMES = {"note.md": "text/markdown", "deep/er/plain.txt": "text/plain", "empty.txt": "text/plain"}


class ConnectorContract:
    """Needs the fixtures `connector` and `gone`, a connector whose source cannot be reached."""

    def by_name(self, connector: Connector) -> dict[str, Item]:
        items = [one for one in connector.scan() if isinstance(one, Item)]
        return {next(name for name in CONTENTS if item.uri.endswith(name)): item for item in items}

    def test_every_item_is_listed_once_with_size_and_type(self, connector: Connector) -> None:
        items = list(connector.scan())
        assert len(items) == len(CONTENTS)
        found = self.by_name(connector)
        assert {name: item.size for name, item in found.items()} == {n: len(data) for n, data in CONTENTS.items()}
        assert {name: item.mime for name, item in found.items()} == MIMES
        assert len({item.uri for item in found.values()}) == len(CONTENTS)
        assert all(item.modified_ns > 0 for item in found.values())

    def test_scanning_again_says_the_same(self, connector: Connector) -> None:
        assert sorted(connector.scan()) == sorted(connector.scan())  # type: ignore[type-var]

    def test_opening_gives_a_local_file_with_the_bytes(self, connector: Connector) -> None:
        for name, item in self.by_name(connector).items():
            with connector.open(item.uri) as path:
                assert path.read_bytes() == CONTENTS[name]

    def test_what_is_not_there_cannot_be_opened(self, connector: Connector) -> None:
        uri = next(iter(self.by_name(connector).values())).uri + ".gone"
        with pytest.raises(OSError) as missing, connector.open(uri) as path:
            path.read_bytes()
        assert missing.value.errno == errno.ENOENT

    def test_the_disk_it_lies_on_is_told_the_same_every_time(self, connector: Connector) -> None:
        assert connector.device() == connector.device()

    def test_a_source_that_cannot_be_reached_says_so_in_words(self, gone: Connector) -> None:
        from alcove.core.errors import SourceError

        with pytest.raises(SourceError) as unreachable:
            list(gone.scan())
        assert unreachable.value.hint
        assert gone.device() is None


class Place(Protocol):
    """A source whose files a test can change. What it did is in the source when a method returns."""

    def connector(self, options: SourceOptions | None = None) -> Connector:
        """Connect anew, as each sync does."""

    def write(self, files: dict[str, bytes]) -> None: ...

    def remove(self, name: str) -> None: ...

    def rename(self, old: str, new: str) -> None: ...


class FolderPlace:
    """A folder, for kinds whose items are the files in it."""

    def __init__(self, root: Path, kind: str = "folder") -> None:
        self.root = root
        self._kind = kind
        self._time = 1_600_000_000
        root.mkdir(parents=True)
        self.write(CONTENTS)

    def connector(self, options: SourceOptions | None = None) -> Connector:
        around = Surroundings(self.root.with_name("cache"))
        return connect(self._kind, str(self.root), options or SourceOptions(), around)

    def write(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self._time += 1  # no clock so coarse that two writes look the same
            os.utime(path, (self._time, self._time))

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def rename(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)


Facts = tuple[int, int, int]
ODD_NAMES = (
    "with space.md", " leading.md", "Заметка о ёжике.md", "a#b.md", "100%25.md", "quote'\".md", "(x) [y] {z}.md",
    "~tilde.md", "e\u0301.md", "CON.md", "a.b.c.md", "x" * 200 + ".md", "-dash.md", "раз/два#три/четыре.md",
)  # fmt: skip


class FilesContract(ConnectorContract):
    """Needs the fixtures `place` and `gone`."""

    @pytest.fixture
    def connector(self, place: Place) -> Connector:
        return place.connector()

    def facts(self, place: Place, options: SourceOptions | None = None) -> dict[str, Facts]:
        """Return what is told of each item, by the name it was written by."""
        items = [one for one in place.connector(options).scan() if isinstance(one, Item)]
        found = {self.name_of(one.uri): (one.size, one.modified_ns, one.file_id) for one in items}
        assert len(found) == len(items)
        return found

    def name_of(self, uri: str) -> str:
        """Return the name below the source; every test's source lies in a folder `place`."""
        return uri.replace(os.sep, "/").partition("/place")[2].lstrip("/#")

    def test_what_is_there_is_told_the_same_by_another_connector(self, place: Place) -> None:
        assert self.facts(place) == self.facts(place)

    def test_a_change_is_seen_also_when_the_size_stays(self, place: Place) -> None:
        before = self.facts(place)
        place.write({"note.md": CONTENTS["note.md"].replace(b"Two", b"Six")})
        after = self.facts(place)
        changed = {name for name in before if before[name][:2] != after[name][:2]}
        assert changed == {"note.md"}
        assert before.keys() == after.keys()

    def test_what_comes_and_goes_is_seen(self, place: Place) -> None:
        before = self.facts(place)
        place.write({"deep/new.md": b"# New\n"})
        place.remove("note.md")
        after = self.facts(place)
        assert before.keys() - after.keys() == {"note.md"}
        assert after.keys() - before.keys() == {"deep/new.md"}
        assert all(before[name] == after[name] for name in before.keys() & after.keys())

    def test_what_is_renamed_or_moved_is_known_again(self, place: Place) -> None:
        before = self.facts(place)
        place.rename("note.md", "elsewhere/renamed.md")
        after = self.facts(place)
        assert after["elsewhere/renamed.md"] == before["note.md"]
        assert before["note.md"][2] != 0

    def test_different_files_are_not_taken_for_one(self, place: Place) -> None:
        place.write({f"{n}.md": b"# same length %d\n" % n for n in range(9)})
        numbers = [one[2] for name, one in self.facts(place).items() if name[1:] == ".md"]
        assert len(set(numbers)) == len(numbers) == 9

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows takes few of these names")
    def test_odd_names_are_listed_and_opened_with_their_suffix(self, place: Place) -> None:
        names = (*ODD_NAMES, "line\nbreak.md", "tab\t.md", "back\\slash.md", "star*?.md", "x\\x41.md")
        place.write({name: name.encode() for name in names})
        connector = place.connector()
        items = {self.name_of(one.uri): one for one in connector.scan() if isinstance(one, Item)}
        assert items.keys() == {*names, *CONTENTS}
        for name in names:
            with connector.open(items[name].uri) as path:
                assert path.read_bytes() == name.encode()
                assert path.suffix == ".md"

    def test_what_went_after_it_was_listed_cannot_be_opened(self, place: Place) -> None:
        (uri,) = (one.uri for one in place.connector().scan() if isinstance(one, Item) and "note" in one.uri)
        place.remove("note.md")
        with pytest.raises(OSError) as missing, place.connector().open(uri) as path:
            path.read_bytes()
        assert missing.value.errno == errno.ENOENT

    def test_hidden_files_are_listed_on_demand_only(self, place: Place) -> None:
        place.write({".hidden.md": b"x", ".folder/in.md": b"x"})
        assert self.facts(place).keys() == CONTENTS.keys()
        assert self.facts(place, SourceOptions(hidden=True)).keys() == {*CONTENTS, ".hidden.md", ".folder/in.md"}

    def test_a_person_says_what_is_listed(self, place: Place) -> None:
        place.write({"deep/er/drafts/a.md": b"x", "big.md": b"x" * 1_000_001, "node_modules/a.md": b"x"})
        assert self.facts(place, SourceOptions(include=("*.md",), exclude=("drafts/",))).keys() == {"note.md", "big.md"}
        assert "big.md" not in self.facts(place, SourceOptions(most_mb=1))

    def test_what_is_left_out_later_is_gone(self, place: Place) -> None:
        assert self.facts(place, SourceOptions(exclude=("/deep/",))).keys() == {"note.md", "empty.txt"}

    def test_thousands_are_listed(self, place: Place) -> None:
        place.write({f"many/{n % 40}/{n}.md": b"%d" % n for n in range(2000)})
        assert len(self.facts(place)) == 2000 + len(CONTENTS)

    def test_listing_opens_no_item(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []

        def noting(real: Callable[..., object]) -> Callable[..., object]:
            def noted(file: object, *args: object, **named: object) -> object:
                opened.append(os.fsdecode(file) if isinstance(file, str | bytes | os.PathLike) else "")
                return real(file, *args, **named)

            return noted

        connector = place.connector()
        for module, name in ((builtins, "open"), (io, "open"), (os, "open")):
            monkeypatch.setattr(module, name, noting(getattr(module, name)))
        items = [one for one in connector.scan() if isinstance(one, Item)]
        monkeypatch.undo()
        assert len(items) == len(CONTENTS)
        assert not {Path(one).name for one in opened} & {Path(name).name for name in CONTENTS}
