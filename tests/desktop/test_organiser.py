"""What a person does with conversations as wholes, from the menus to the store and back: with undo, and into files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from alcove.chat.store import Conversation
from alcove.chat.transfer import Imported, told
from alcove.desktop.organiser import imported_words
from alcove.desktop.pdf_export import write_pdf
from tests.chat.exports import chatgpt
from tests.desktop.conftest import Stage, Stager


@pytest.fixture
def stage(qtbot: QtBot, staged: Stager) -> Stage:
    """A window with three conversations, one of them with words in it."""
    made = staged(begin=False)
    for title in ("one", "two", "three"):
        talk = made.store.create(title)
        asked = made.store.add(talk.id, "user", f"About {title}?", parent=None)
        made.store.add(talk.id, "assistant", f"All about {title}.", parent=asked.id, model="qwen")
        made.store.add(talk.id, "assistant", f"Otherwise about {title}.", parent=asked.id, model="qwen")
    made.window.begin()
    qtbot.waitUntil(lambda: len(made.window.session.conversations) == 3 and made.window.syncing.listed)
    return made


def named(stage: Stage, *titles: str) -> list[Conversation]:
    return [one for one in stage.window.session.conversations if one.title in titles]


def entry(menu: QMenu, *path: str) -> QAction:
    """Return an entry of a menu by its words, through its submenus."""
    action = next(one for one in menu.actions() if one.text().split("\t")[0] == path[0])
    if len(path) == 1:
        return action
    inner = action.menu()
    assert isinstance(inner, QMenu)
    return entry(inner, *path[1:])


def chosen(stage: Stage, *path: str, of: tuple[str, ...] = ("one",)) -> None:
    """Choose an entry of the menu of some conversations."""
    menu = stage.window.menus.of_conversations(stage.window.sidebar.list, named(stage, *of))
    entry(menu, *path).trigger()
    menu.close()


def undo(qtbot: QtBot, stage: Stage, words: str) -> None:
    qtbot.waitUntil(lambda: words in [notice.text for notice in stage.notices()])
    toast = next(one for one in stage.window.toasts.toasts if one.notice.text == words)
    toast.action_button.click()


def holds(qtbot: QtBot, stage: Stage, check: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(check()))


def test_pinning_and_archiving_from_the_menu(qtbot: QtBot, stage: Stage) -> None:
    chosen(stage, "Pin")
    holds(qtbot, stage, lambda: named(stage, "one")[0].pinned)
    chosen(stage, "Unpin")
    holds(qtbot, stage, lambda: not named(stage, "one")[0].pinned)
    chosen(stage, "Archive", of=("one", "two"))
    holds(qtbot, stage, lambda: all(one.archived for one in named(stage, "one", "two")))
    undo(qtbot, stage, "Archived 2 conversations")
    holds(qtbot, stage, lambda: not any(one.archived for one in named(stage, "one", "two")))
    chosen(stage, "Archive")
    holds(qtbot, stage, lambda: named(stage, "one")[0].archived)
    chosen(stage, "Bring back from the archive")
    holds(qtbot, stage, lambda: not named(stage, "one")[0].archived)


def test_several_are_deleted_and_come_back(qtbot: QtBot, stage: Stage) -> None:
    chosen(stage, "Delete", of=("one", "two"))
    holds(qtbot, stage, lambda: len(stage.window.session.conversations) == 1)
    undo(qtbot, stage, "Deleted 2 conversations")
    holds(qtbot, stage, lambda: len(stage.window.session.conversations) == 3)


def test_one_of_several_may_be_open(qtbot: QtBot, stage: Stage) -> None:
    stage.window.open_conversation(named(stage, "one")[0])
    holds(qtbot, stage, lambda: stage.window.session.turns)
    stage.window.organiser.delete(named(stage, "one", "two"))
    holds(qtbot, stage, lambda: stage.window.session.conversation is None)
    undo(qtbot, stage, "Deleted 2 conversations")
    holds(qtbot, stage, lambda: stage.window.session.turns)
    assert stage.window.session.conversation is not None


@pytest.mark.expects_log("alcove.desktop.tasks", "no folder gone")
def test_folders_are_made_filled_renamed_and_removed(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([("Work", True), ("Old", True), ("", True), ("Papers", True), ("Papers", False)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: next(answers))
    window = stage.window
    chosen(stage, "Move to", "New folder…")
    holds(qtbot, stage, lambda: named(stage, "one")[0].folder == "Work" and window.organiser.folders == ["Work"])
    chosen(stage, "Move to", "Work", of=("two",))
    holds(qtbot, stage, lambda: named(stage, "two")[0].folder == "Work")
    menu = window.menus.of_folder(window.sidebar.list, "Work")
    entry(menu, "New folder in it…").trigger()
    holds(qtbot, stage, lambda: window.organiser.folders == ["Work", "Work/Old"])
    entry(menu, "New folder in it…").trigger()
    entry(menu, "Rename or move…").trigger()
    holds(qtbot, stage, lambda: window.organiser.folders == ["Papers", "Papers/Old"])
    window.menus.ask_folder_path("Papers")
    menu.close()
    chosen(stage, "Move to", "Out of its folder", of=("two",))
    holds(qtbot, stage, lambda: named(stage, "two")[0].folder == "")
    window.organiser.remove_folder("Papers")
    holds(qtbot, stage, lambda: named(stage, "one")[0].folder == "" and window.organiser.folders == [])
    undo(qtbot, stage, "Removed the folder Papers; 1 conversation moved out")
    holds(qtbot, stage, lambda: named(stage, "one")[0].folder == "Papers")
    window.organiser.rename_folder("gone", "x")
    holds(qtbot, stage, lambda: any("no folder gone" in notice.text for notice in stage.notices()))


def test_which_folders_stand_open_is_remembered(qtbot: QtBot, stage: Stage) -> None:
    window = stage.window
    window.organiser.add_folder("Work")
    holds(qtbot, stage, lambda: window.organiser.folders == ["Work"])
    window.sidebar.list.rows.toggle("Work", on=True)
    window.sidebar.list.folders_toggled.emit()
    holds(qtbot, stage, lambda: window.organiser.open_folders() == {"Work"})


def test_the_menu_of_the_list_makes_folders_and_imports(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = stage.window
    window.sidebar.more_button.click()
    menu = window.sidebar.findChildren(QMenu)[-1]
    assert [one.text() for one in menu.actions()] == ["New folder…", "Import conversations…"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    entry(menu, "Import conversations…").trigger()
    assert window.organiser.importing == ""
    menu.close()


@pytest.mark.parametrize(
    ("kind", "suffix"), [("PDF", "pdf"), ("Web page", "html"), ("Markdown", "md"), ("JSON, complete", "json")]
)
def test_a_conversation_is_exported_as_the_line_on_view(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, suffix: str
) -> None:
    window = stage.window
    window.open_conversation(named(stage, "one")[0])
    holds(qtbot, stage, lambda: window.session.turns)
    window.session.line.step_answer(window.session.turns[0], -1)
    holds(qtbot, stage, lambda: window.session.turns[0].text == "All about one.")
    offered: list[str] = []
    target = tmp_path / f"out.{suffix}"

    def ask(*arguments: object) -> tuple[str, str]:
        offered.append(str(arguments[2]))
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    chosen(stage, "Export", f"{kind}…")
    holds(qtbot, stage, lambda: any(notice.text.startswith("Exported “one”") for notice in stage.notices()))
    assert Path(offered[0]).name == f"one.{suffix}"
    text = _text_of(target)
    assert "All about one." in text
    assert ("Otherwise" in text) == (suffix == "json")
    if suffix != "json":
        chosen(stage, "Export", f"{kind} with all branches…")
        holds(qtbot, stage, lambda: "Otherwise" in _text_of(target))


def _text_of(path: Path) -> str:
    if path.suffix != ".pdf":
        return path.read_text("utf-8")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return ""  # it is being written
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_several_are_exported_into_a_folder_each_by_its_title(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "one.md").write_text("kept", "utf-8")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    chosen(stage, "Export", "Markdown…", of=("one", "two"))
    holds(qtbot, stage, lambda: any(notice.text.startswith("Exported 2") for notice in stage.notices()))
    assert {path.name for path in tmp_path.glob("*.md")} == {"one.md", "one 2.md", "two.md"}
    assert (tmp_path / "one.md").read_text("utf-8") == "kept"
    assert "Otherwise about two." in (tmp_path / "two.md").read_text("utf-8"), "where it last went on"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    chosen(stage, "Export", "PDF…", of=("one", "two"))
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.expects_log("alcove.desktop.tasks", "could not be written")
def test_a_file_that_cannot_be_written_is_told(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    for kind in ("markdown", "pdf"):
        stage.window.organiser.export(named(stage, "one"), kind, tmp_path / "gone" / f"x.{kind}")  # type: ignore[arg-type]
    holds(qtbot, stage, lambda: sum("could not be written" in notice.text for notice in stage.notices()) == 2)


def test_a_pdf_has_pages_with_numbers_tables_and_code(tmp_path: Path) -> None:
    body = (
        '<h2>Question</h2>\n<div class="question">first\nsecond</div>\n<table>\n<tr><td>cell</td></tr></table>'
        "<pre><code>x = 1\n</code></pre>" + "<p>words</p>" * 100
    )
    target = tmp_path / "out.pdf"
    write_pdf(f"<html><head><title>T</title><style></style></head><body>{body}</body></html>", target)
    document = pypdfium2.PdfDocument(target)
    assert len(document) > 1
    text = document[0].get_textpage().get_text_range()
    assert all(word in text for word in ("Question", "first", "second", "cell", "x = 1", f"1 / {len(document)}"))
    assert document.get_metadata_dict()["Title"] == "T"
    document.close()


def test_an_import_tells_how_far_it_is_and_what_it_did(
    qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([chatgpt(f"c-{n}", title=f"talk {n}") for n in range(30)]), "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window = stage.window
    told: list[str] = []
    window.organiser.importing_changed.connect(lambda: told.append(window.organiser.importing))
    window.menus.ask_import()
    window.organiser.import_file(path)  # one at a time
    assert window.sidebar.importing.isVisible()
    holds(qtbot, stage, lambda: len(window.session.conversations) == 33)
    holds(qtbot, stage, lambda: window.sidebar.importing.isHidden())
    assert told[0] == "Importing conversations.json" and told[-1] == ""
    assert any(notice.text.startswith("Imported 30 conversations.") for notice in stage.notices())


def test_an_import_is_stopped(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps([chatgpt(f"c-{n}", title=f"talk {n}") for n in range(3000)]), "utf-8")
    window = stage.window
    window.organiser.stop_import()
    window.organiser.import_file(path)
    holds(qtbot, stage, lambda: "·" in window.organiser.importing)
    window.organiser.stop_import()
    holds(qtbot, stage, lambda: any(notice.text.startswith("Stopped. Imported") for notice in stage.notices()))
    assert 3 < len(stage.store.conversations()) < 3000


def test_a_file_that_is_no_export_is_told(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("hello", "utf-8")
    stage.window.organiser.import_file(path)
    holds(qtbot, stage, lambda: any("no JSON" in notice.text for notice in stage.notices()))
    assert stage.window.organiser.importing == ""


def test_what_could_not_be_read_in_an_import_is_told(qtbot: QtBot, stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([chatgpt(), {"mapping": {}, "title": "Lost"}]), "utf-8")
    stage.window.organiser.import_file(path)
    holds(qtbot, stage, lambda: any(notice.hint == "“Lost” has no id." for notice in stage.notices()))


IMPORTS = (
    Imported(),
    Imported(added=1, extended=1),
    Imported(3, 2, 1, 9, {"images, named only": 4, "sound recordings": 1500}, ("x",)),
    Imported(1200, 1100, 5000, 9, {"instructions to the model": 1}, ("x", "y"), cancelled=True),
)


@pytest.mark.parametrize("imported", IMPORTS)
def test_the_window_says_of_an_import_what_the_terminal_says(imported: Imported) -> None:
    assert imported_words(imported) == told(imported)


@pytest.mark.parametrize("imported", IMPORTS)
@pytest.mark.usefixtures("russian")
def test_an_import_is_told_in_the_windows_language_alone(imported: Imported) -> None:
    assert re.findall(r"[A-Za-z]+", imported_words(imported)) == []


@pytest.mark.usefixtures("russian")
def test_an_import_is_counted_as_russian_counts() -> None:
    words = imported_words(Imported(3, 2, 1, 9, {"sound recordings": 1500}, ("x",)))
    assert words.startswith("Импорт: 3 беседы, 2 продолжены, 1 уже известна, 1 не читается. Не перенесено: 1\xa0500 ")


def test_only_the_newest_search_is_told(qtbot: QtBot, stage: Stage) -> None:
    told: list[str] = []
    stage.window.organiser.found.connect(lambda _, text: told.append(text))
    stage.window.organiser.search("one")
    stage.window.organiser.search("two")
    holds(qtbot, stage, lambda: told)
    qtbot.wait(50)
    assert told == ["two"]


def test_what_was_found_is_sought_anew_when_conversations_change(qtbot: QtBot, stage: Stage) -> None:
    sidebar = stage.window.sidebar
    sidebar.begin_search()
    sidebar.search.setText("about")
    holds(qtbot, stage, lambda: sidebar.list.rows.rowCount() == 3 and sidebar.list.rows.searched)
    stage.window.organiser.delete(named(stage, "one"))
    holds(qtbot, stage, lambda: sidebar.list.rows.rowCount() == 2 and sidebar.list.rows.searched)
