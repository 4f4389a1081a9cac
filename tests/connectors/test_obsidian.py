"""Vaults: the contract, what is left out, daily notes, addresses, and that nothing in them is ever touched."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from alcove.connectors.base import Connector, Item, SourceOptions, Surroundings, Unlistable, connect
from alcove.connectors.obsidian import DailyNotes, Excluded, VaultConnector, is_vault, open_url
from tests.connectors.conformance import CONTENTS, ConnectorContract
from tests.rag.vault import FILES, NOTES, fingerprint, write_vault

AROUND = Surroundings(Path("/nowhere"))


class TestVaultConnector(ConnectorContract):
    @pytest.fixture
    def connector(self, tmp_path: Path) -> Connector:
        place = tmp_path / "my vault"
        for name, data in {**CONTENTS, ".obsidian/app.json": b"{}"}.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
        return connect("obsidian", str(place), SourceOptions(), AROUND)

    @pytest.fixture
    def gone(self, tmp_path: Path) -> Connector:
        return connect("obsidian", str(tmp_path / "unplugged"), SourceOptions(), AROUND)


def names(root: Path, options: SourceOptions | None = None) -> set[str]:
    found = VaultConnector(str(root), options or SourceOptions(), AROUND).scan()
    return {Path(one.uri).relative_to(root).as_posix() for one in found if isinstance(one, Item)}


def test_a_vault_is_a_folder_with_obsidians_settings(tmp_path: Path) -> None:
    assert not is_vault(tmp_path)
    assert not is_vault(tmp_path / "nowhere")
    assert is_vault(write_vault(tmp_path))
    assert is_vault(str(tmp_path))


def test_what_is_obsidians_own_or_excluded_is_left_out_and_attachments_are_not(tmp_path: Path) -> None:
    root = write_vault(tmp_path)
    expected = {*NOTES, "Board.canvas", "Attachments/plan.png"} - {"Archive/old.md"}
    assert names(root) == expected
    assert names(root, SourceOptions(hidden=True)) == expected


@pytest.mark.parametrize("saved", ["", "{", "[]", '{"userIgnoreFilters": null}', '{"userIgnoreFilters": ["", 5]}'])
def test_settings_that_say_nothing_exclude_nothing(tmp_path: Path, saved: str) -> None:
    root = write_vault(tmp_path)
    (root / ".obsidian" / "app.json").write_text(saved)
    assert names(root) == {*NOTES, *(name for name in FILES if not name.startswith("."))}


def test_a_change_of_the_settings_counts_at_the_next_scan(tmp_path: Path) -> None:
    root = write_vault(tmp_path)
    connector = VaultConnector(str(root), SourceOptions(), AROUND)
    assert any(isinstance(one, Item) and one.uri.endswith("Home.md") for one in connector.scan())
    (root / ".obsidian" / "app.json").write_text(json.dumps({"userIgnoreFilters": ["home"]}))
    assert not any(isinstance(one, Item) and one.uri.endswith("Home.md") for one in connector.scan())


def test_an_excluded_folder_that_cannot_be_listed_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlistable = [Unlistable(str(tmp_path / "Archive/x"), "no"), Unlistable(str(tmp_path / "Other"), "no")]
    write_vault(tmp_path)
    monkeypatch.setattr("alcove.connectors.folder.FolderConnector.scan", lambda self: iter(unlistable))
    assert list(VaultConnector(str(tmp_path), SourceOptions(), AROUND).scan()) == unlistable[1:]


@pytest.mark.parametrize(
    ("filters", "inside", "outside"),
    [
        (["archive/"], ["Archive/a.md", "archive/b/c.md"], ["Archives.md", "x/Archive/a.md"]),
        (["Note.md"], ["note.md"], ["x/Note.md"]),
        (["/^periodic/[^/]+$/"], ["periodic/a.md", "Periodic/b.md"], ["periodic/daily/a.md"]),
        (["/(?<year>\\d{4})/"], ["x/2024.md"], ["x/202.md"]),
        (["/(broken/", "/", "//"], ["/x"], ["(broken", "x"]),
        ("text", [], ["text"]),
    ],
)
def test_excluded_files(filters: object, inside: list[str], outside: list[str]) -> None:
    excluded = Excluded(filters)
    assert [path in excluded for path in (*inside, *outside)] == [True] * len(inside) + [False] * len(outside)


@pytest.mark.parametrize(
    ("folder", "pattern", "path", "day"),
    [
        ("", "YYYY-MM-DD", "2024-03-05.md", date(2024, 3, 5)),
        ("Daily", "YYYY-MM-DD", "Daily/2024-03-05.md", date(2024, 3, 5)),
        ("Daily", "YYYY/MM/DD dddd", "Daily/2024/03/05 Tuesday.md", date(2024, 3, 5)),
        ("Daily", "YYYY/MM/DD dddd", "2024/03/05 Tuesday.md", None),
        ("", "Do MMMM YYYY", "5th March 2024.md", date(2024, 3, 5)),
        ("", "MMM D, YY", "Mar 5, 24.md", date(2024, 3, 5)),
        ("", "[Day] DD.MM.YYYY", "Day 05.03.2024.md", date(2024, 3, 5)),
        ("", "YYYY/MM-MMMM/YYYY-MM-DD", "2024/03-March/2024-03-05.md", date(2024, 3, 5)),
        ("", "DD MMMM YYYY", "05 Smarch 2024.md", None),
        ("", "gggg-[W]ww", "2024-W10.md", None),
        ("Daily", "DD.MM.YYYY", "Meetings/2024-03-05 Board.md", date(2024, 3, 5)),
        ("", "YYYY-MM-DD", "2024-13-05.md", None),
        ("", "YYYY-MM-DD", "12024-03-051.md", None),
        ("", "YYYY-MM-DD", "Note", None),
    ],
)
def test_the_day_of_a_daily_note(folder: str, pattern: str, path: str, day: date | None) -> None:
    assert DailyNotes(folder, pattern).day(path) == day


def test_how_daily_notes_are_named_is_the_vaults_own(tmp_path: Path) -> None:
    assert DailyNotes.of(tmp_path) == DailyNotes("", "YYYY-MM-DD")
    root = write_vault(tmp_path)
    settings = root / ".obsidian" / "daily-notes.json"
    settings.write_text(json.dumps({"folder": "/Log/", "format": " D.M.YYYY "}))
    assert DailyNotes.of(root) == DailyNotes("Log", "D.M.YYYY")
    settings.write_text(json.dumps({"folder": 5, "format": ""}))
    assert DailyNotes.of(str(root)) == DailyNotes()


@pytest.mark.parametrize(
    ("uri", "heading", "address"),
    [
        ("/home/me/My vault/Note.md", "", "vault=My%20vault&file=Note"),
        ("/home/me/My vault/a b/Ноты & co.md", "", "vault=My%20vault&file=a%20b%2F%D0%9D%D0%BE%D1%82%D1%8B%20%26%20co"),
        ("/home/me/My vault/Note.md", "One › Two: #2 [[x|y]]",
         "vault=My%20vault&file=Note%23One%23Two%202%20x%20y"),
        ("/home/me/My vault/Note.md", "^a1", "vault=My%20vault&file=Note%23%5Ea1"),
        ("/home/me/My vault/plan.canvas", "Card", "vault=My%20vault&file=plan.canvas"),
        ("/home/me/My vault/scan.PDF", "", "vault=My%20vault&file=scan.PDF"),
    ],
)  # fmt: skip
def test_the_address_opens_the_note_at_its_place(uri: str, heading: str, address: str) -> None:
    assert open_url("/home/me/My vault", uri, heading) == f"obsidian://open?{address}"
    assert open_url(Path("/home/me/My vault/"), uri, heading) == f"obsidian://open?{address}"


def test_a_vault_that_may_not_be_written_is_read_and_left_as_it_was(tmp_path: Path) -> None:
    root = write_vault(tmp_path / "vault")
    before = fingerprint(root)
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        connector = connect("obsidian", str(root), SourceOptions(), Surroundings(tmp_path / "cache"))
        items = [one for one in connector.scan() if isinstance(one, Item)]
        for item in items:
            with connector.open(item.uri) as path:
                assert len(path.read_bytes()) == item.size
        assert DailyNotes.of(root).folder == "Daily"
        assert len(items) == len(NOTES) + 1
    finally:
        for path in (root, *root.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert fingerprint(root) == before
