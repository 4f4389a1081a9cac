"""Prompts and personas in files: out and in again, twice, beside others of the same name, from Open WebUI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.prompt_files import Brought, Bundle, as_json, as_markdown, bring_in, converted, read, write
from alcove.chat.prompts import Persona, Prompt, PromptLibrary
from alcove.chat.templates import examined
from alcove.core.database import Database
from alcove.core.errors import PromptError

DUE = Prompt("due", "Deadlines: all", "When?\n\n---\n# As a list\n{{what}}", "Work", ("dates", "a b"), "documents")
PLAIN = Prompt("plain", "Plain", "--- What is “{{it}}”?")
TERSE = Persona("terse", "Terse", "Answer in\none sentence.", temperature=0.2, sources=("Notes", "Scans"))

# As Open WebUI writes them: the first by versions to 0.7, the second by later ones.
OLD = {"command": "/bug_report", "user_id": "u", "title": "Bug report", "timestamp": 1, "access_control": None,
       "content": "{{summary | text:placeholder=\"A brief: one\":required}} on {{CURRENT_DATE}}"}  # fmt: skip
NEW = {"id": "x", "command": "minutes", "user_id": "u", "name": "Minutes", "content": "Sum up {{note | textarea}}",
       "tags": ["Work", {"name": "meeting"}], "data": {}, "meta": {}, "is_active": True, "version_id": "v",
       "created_at": 1, "updated_at": 2, "access_grants": []}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[PromptLibrary]:
    one = Database(tmp_path / "alcove.db")
    yield PromptLibrary(one)
    one.close()


def saved(place: Path, text: str) -> Path:
    place.write_text(text, "utf-8")
    return place


@pytest.mark.parametrize("name", ["all.json", "folder"])
def test_what_goes_out_comes_in_the_same(tmp_path: Path, name: str) -> None:
    files = write(tmp_path / name, [DUE, PLAIN], [TERSE])
    found = read(tmp_path / name)
    assert set(found.prompts) == {DUE, PLAIN}
    assert (found.personas, found.problems) == ((TERSE,), ())
    assert len(files) == (1 if name == "all.json" else 3)


@pytest.mark.parametrize("one", [DUE, PLAIN, TERSE])
def test_one_goes_out_as_markdown(tmp_path: Path, one: Prompt | Persona) -> None:
    chosen = ([one], []) if isinstance(one, Prompt) else ([], [one])
    (file,) = write(tmp_path / "one.md", *chosen)  # type: ignore[arg-type]
    found = read(file)
    assert (*found.prompts, *found.personas) == (one,)
    assert file.read_text("utf-8").startswith("---\n")
    with pytest.raises(PromptError, match=r"A \.md file takes one prompt"):
        write(tmp_path / "two.md", [DUE, PLAIN], [])


def test_any_markdown_is_a_prompt_by_the_name_of_its_file(tmp_path: Path) -> None:
    (found,) = read(saved(tmp_path / "What is due.md", "What is due?\n")).prompts
    assert found == Prompt("what-is-due", "What is due", "What is due?")
    (found,) = read(saved(tmp_path / "b.md", "\ufeff---\r\ntitle: Fine\r\ntags: a, b\r\n---\r\nWhat?\r\n")).prompts
    assert found == Prompt("b", "Fine", "What?", tags=("a", "b"))
    (found,) = read(saved(tmp_path / "c.md", "---\n---\nWhat?")).prompts
    assert found.body == "What?"


def test_brought_in_twice_nothing_is_there_twice(library: PromptLibrary) -> None:
    bundle = Bundle((DUE, PLAIN), (TERSE,))
    assert bring_in(library, bundle).added == ("due", "plain", "terse")
    again = bring_in(library, bundle)
    assert (again.added, again.same) == ((), ("due", "plain", "terse"))
    assert again.words == "Nothing new, 3 were there already."
    assert len(library.prompts.all()) == 2


def test_another_text_by_the_same_name_is_kept_beside_it_and_told(library: PromptLibrary) -> None:
    bring_in(library, Bundle((DUE,)))
    other = replace(DUE, body="Until when?")
    brought = bring_in(library, Bundle((other,)))
    assert brought.renamed == (("due", "due-2"),)
    assert brought.words == "1 brought in. Both are kept: the new due is now due-2."
    assert {one.content.body for one in library.prompts.all()} == {DUE.body, "Until when?"}
    assert bring_in(library, Bundle((other,))).same == ("due",), "nor does it come a third time"
    assert Brought(problems=("x",)).words == "Nothing new, 1 could not be read."


def test_an_export_of_open_webui_comes_in(tmp_path: Path) -> None:
    found = read(
        saved(tmp_path / "prompts-export-1.json", json.dumps([OLD, NEW, {"command": "/empty", "content": ""}]))
    )
    assert found.prompts == (
        Prompt("bug_report", "Bug report", "{{summary: text}} on {{CURRENT_DATE: date = today}}", "Open WebUI"),
        Prompt("minutes", "Minutes", "Sum up {{note: long text = }}", "Open WebUI", ("work", "meeting")),
    )
    assert found.problems == ("/empty: The prompt has no text. Write what is to be asked.",)
    (one,) = read(saved(tmp_path / "one.json", json.dumps({**NEW, "command": "/что нового?"}))).prompts
    assert one.name == "что-нового"
    unnamed = read(saved(tmp_path / "none.json", json.dumps([{"command": "/", "content": "x"}, "text"])))
    assert len(unnamed.problems) == 2 and unnamed.problems[1] == "Entry 2 is no prompt."


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("{{topic}} and {{topic}}", "{{topic}} and {{topic}}"),
        ("{{topic}} {{topic | number:default=5}} {{topic | text}}", "{{topic}} {{topic: number = 5}} {{topic}}"),
        ('{{p | select:options=["High","Low, very"]:default="High":required}}',
         '{{p: choice(High, "Low, very") = High}}'),
        ('{{p | select:options=["a"]:default="b"}}', "{{p: choice(a) = }}"),
        ("{{p | select}}", "{{p = }}"),
        ("{{n | number:min=1:max=9:required}}", "{{n: number}}"),
        ("{{n | range:default=many}}", "{{n: number = }}"),
        ('{{c | checkbox:label="All":default=true}} {{d|checkbox}}', "{{c: yes/no = yes}} {{d: yes/no = no}}"),
        ("{{d | date:required}} {{e | type=date:default=2026-01-02}}", "{{d: date}} {{e: date = 2026-01-02}}"),
        ('{{m | email:default="a\\"b"}}', '{{m = "a\\"b"}}'),
        ("{{user.name}} {{2nd_name}}", "{{user_name}} {{nd_name}}"),
        ("{{1}} and \\{{x}}", "\\{{1}} and \\\\{{x}}"),
        ('{{m | text:default="a', '\\{{m | text:default="a'),
        ("{{o | select:options=[x]}}", "{{o = }}"),
        ("no variable {", "no variable {"),
    ],
)  # fmt: skip
def test_their_variables_become_ours(theirs: str, ours: str) -> None:
    assert converted(theirs) == ours
    assert examined(ours)[1] == ()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "{", "is not sound JSON"),
        ("a.json", '{"a": 1}', "holds no prompts"),
        ("a.json", "[1]", "holds no prompts"),
        ("a.json", '{"alcove_prompts": 99}', "newer version"),
        ("a.md", "---\na: [\n---\nx", "frontmatter of a cannot be read in line"),
        ("a.md", "---\na\n---\nx", "frontmatter of a cannot be read. Write"),
        ("a.md", "", "has no text"),
        ("a.txt", "x", "is no file of prompts"),
    ],
)
def test_what_is_no_prompt_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(PromptError, match=told):
        read(saved(tmp_path / name, text))


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="cannot be opened"):
        read(tmp_path / "none.json")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    with pytest.raises(PromptError, match="no text in UTF-8"):
        read(tmp_path / "latin.md")
    with pytest.raises(PromptError, match="There is no prompt in"):
        read(Path(tmp_path / "empty").mkdir() or tmp_path / "empty")
    with pytest.raises(PromptError, match="cannot be written"):
        write(tmp_path / "none" / "a.json", [DUE], [])


def test_one_broken_file_of_a_folder_does_not_keep_the_others_out(tmp_path: Path) -> None:
    write(tmp_path, [DUE], [])
    saved(tmp_path / "broken.json", "{")
    saved(tmp_path / "notes.txt", "no prompt")
    found = read(tmp_path)
    assert found.prompts == (DUE,)
    assert len(found.problems) == 1 and found.problems[0].startswith("broken.json: ")


def test_entries_that_are_none_are_told_by_name_or_number(tmp_path: Path) -> None:
    told = json.loads(as_json([DUE], [TERSE]))
    told["prompts"] += [{"name": "bad", "body": "{{"}, {"body": "x"}, 3]
    told["personas"] = None
    found = read(saved(tmp_path / "a.json", json.dumps(told)))
    assert found.prompts == (DUE,)
    assert [one.split(":")[0] for one in found.problems] == [
        "bad",
        "Entry 3",
        "Entry 4 is no prompt.",
    ]
    assert as_markdown(TERSE).startswith("---\nkind: persona\n")
