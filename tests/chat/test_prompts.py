"""Prompts and personas in the library: names, versions, undo, what is refused, what comes with the product, search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from alcove.chat import starters as starters_module
from alcove.chat.kept import (
    MOST_NAME,
    KeptId,
    checked_name,
    free_name,
    matching,
    name_of,
    number_in,
    offered,
    text_in,
    texts_in,
    tidy_folder,
    tidy_tags,
)
from alcove.chat.prompt_files import Bundle
from alcove.chat.prompts import Persona, Prompt, PromptLibrary
from alcove.chat.starters import prompt_library, starters
from alcove.chat.store import ConversationId
from alcove.chat.templates import missing
from alcove.chat.turns import SamplingChoice, TurnRequest
from alcove.core.database import Database
from alcove.core.errors import PromptError, SettingsError
from alcove.core.settings import Language

DUE = Prompt("due", "Deadlines", "When is {{what}} due?", "Work/Contracts", ("dates", "contract"))
TERSE = Persona("terse", "Terse", "Answer in one sentence.", temperature=0.2, max_tokens=64)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


@pytest.fixture
def library(database: Database) -> PromptLibrary:
    return PromptLibrary(database)


# Keeping


def test_what_is_kept_comes_back_tidied(library: PromptLibrary) -> None:
    kept = library.prompts.add(
        Prompt("/Due", "  Deadlines \n here ", "\nWhen?\n", " Work / / Contracts ", ("#Dates", " dates", "a  b", "#"))
    )
    assert kept.content == Prompt("due", "Deadlines here", "When?", "Work/Contracts", ("dates", "a b"))
    assert (kept.version, library.prompts.get("/DUE"), library.prompts.all()) == (1, kept, [kept])
    assert library.prompts.find(kept.id) == kept
    assert library.prompts.find(KeptId(99)) is None and library.prompts.find(None) is None
    titled = library.prompts.add(Prompt("who_pays-what", "", "Who?"))
    assert titled.content.title == "Who pays what"


def test_they_come_by_folder_and_title(library: PromptLibrary) -> None:
    for name, folder in (("b", "Z"), ("a", "Z"), ("d", ""), ("c", "a")):
        library.prompts.add(Prompt(name, name, "x", folder))
    assert [one.content.name for one in library.prompts.all()] == ["d", "c", "a", "b"]


def test_prompts_and_personas_do_not_share_names(library: PromptLibrary) -> None:
    library.prompts.add(DUE)
    library.personas.add(TERSE.called("due"))
    with pytest.raises(PromptError, match=r"Another prompt is named due.*such as due-2"):
        library.prompts.add(DUE)
    with pytest.raises(PromptError, match=r"There is no persona named 'terse'. There are: due."):
        library.personas.get("terse")
    with pytest.raises(PromptError, match="There are none yet"):
        PromptLibrary(Database(Path(":memory:"))).prompts.get("due")


@pytest.mark.parametrize("name", ["", "/", "a b", "a--b", "-a", "a.b", "a" * (MOST_NAME + 1)])
def test_a_name_can_be_typed_behind_a_slash(name: str) -> None:
    with pytest.raises(PromptError, match=r"cannot be a name. Use letters and digits"):
        checked_name(name)


def test_names_are_made_of_titles_and_freed() -> None:
    assert checked_name(" /Что-нового_2 ") == "что-нового_2"
    assert name_of("/What changed, since 2024?") == "what-changed-since-2024"
    assert name_of("_-a_-b_-") == "a-b" and name_of("?!") == ""
    assert len(name_of("word " * 20)) <= MOST_NAME
    assert free_name("due", ["due", "due-2"]) == "due-3"
    assert free_name("a" * MOST_NAME, ["a" * MOST_NAME]) == "a" * (MOST_NAME - 2) + "-2"
    with pytest.raises(PromptError, match="such as a-b"):
        checked_name("a b")


def test_tags_and_folders_are_tidied() -> None:
    assert tidy_tags(["#A", "a", "", "b  c"]) == ("a", "b c")
    assert tidy_folder("/ a /  b c / ") == "a/b c"


def test_every_save_keeps_the_former_and_a_save_of_the_same_makes_none(library: PromptLibrary) -> None:
    first = library.prompts.add(DUE)
    second = library.prompts.save(first.id, replace(DUE, body="Until when is {{what}} due?"))
    assert (second.version, library.prompts.save(first.id, second.content)) == (2, second)
    third = library.prompts.restore_version(first.id, 1)
    assert (third.version, third.content) == (3, DUE)
    assert [(one.number, one.content.body) for one in library.prompts.versions(first.id)] == [
        (3, DUE.body), (2, "Until when is {{what}} due?"), (1, DUE.body),
    ]  # fmt: skip
    with pytest.raises(PromptError, match="There is no version 9"):
        library.prompts.restore_version(first.id, 9)


def test_a_renamed_prompt_is_found_by_its_new_name_and_frees_the_old_one(library: PromptLibrary) -> None:
    due = library.prompts.add(DUE)
    library.prompts.save(due.id, DUE.called("until"))
    library.prompts.add(DUE)
    assert library.prompts.restore_version(due.id, 1).content.name == "until", "its old name is another's now"
    with pytest.raises(PromptError, match="Another prompt"):
        library.prompts.save(due.id, DUE)


def test_a_deleted_one_comes_back_whole_by_a_name_that_is_free(library: PromptLibrary) -> None:
    due = library.prompts.add(DUE)
    library.prompts.delete(due.id)
    assert library.prompts.all() == [] and library.prompts.deleted() == [due]
    assert library.prompts.restore(due.id) == due
    library.prompts.delete(due.id)
    with pytest.raises(PromptError, match=r"This prompt is deleted. Save it as a new one."):
        library.prompts.save(due.id, DUE)
    with pytest.raises(PromptError, match="This prompt is deleted"):
        library.prompts.restore_version(due.id, 1)
    again = library.prompts.add(DUE)
    back = library.prompts.restore(due.id)
    assert (back.content.name, back.version, library.prompts.get("due")) == ("due-2", 2, again)


def test_what_was_deleted_long_ago_goes_for_good(library: PromptLibrary) -> None:
    due, terse = library.prompts.add(DUE), library.personas.add(TERSE)
    library.prompts.delete(due.id)
    library.personas.delete(terse.id)
    library.purge_deleted(60)
    assert library.prompts.deleted() == [due]
    library.purge_deleted(-1)
    assert library.prompts.deleted() == [] and library.personas.deleted() == []
    assert library.prompts.versions(due.id) == []
    with pytest.raises(PromptError, match="deleted too long ago"):
        library.prompts.restore(due.id)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        (replace(DUE, body="  "), "has no text"),
        (replace(DUE, body="a\n{{b: c}}"), "Line 2: “c” is no kind"),
        (DUE.called("a b"), "cannot be a name"),
    ],
)
def test_what_cannot_be_used_is_not_kept(library: PromptLibrary, prompt: Prompt, told: str) -> None:
    with pytest.raises(PromptError, match=told):
        library.prompts.add(prompt)
    assert library.prompts.all() == []


# Personas


def test_a_persona_is_kept_with_what_it_sets_and_no_more(library: PromptLibrary) -> None:
    whole = Persona("whole", "Whole", " Be kind. ", "A", ("b",), "qwen", 0.0, 0.5, 64, 0, ("Notes",), "both")
    kept = library.personas.add(whole)
    assert kept.content == replace(whole, instructions="Be kind.")
    assert library.personas.get("whole").content == kept.content
    assert TERSE.plain() == {
        "name": "terse", "title": "Terse", "instructions": "Answer in one sentence.", "temperature": 0.2,
        "max_tokens": 64,
    }  # fmt: skip
    assert (kept.content.words, TERSE.called("x").name) == ("Be kind.", "x")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"temperature": 3.0}, "temperature cannot be 3.0"),
        ({"top_p": 0.0}, "top_p"),
        ({"max_tokens": 1}, "answer_tokens cannot be 1"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_personas_figures_lie_in_range(library: PromptLibrary, change: dict[str, float], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        library.personas.add(replace(TERSE, **change))  # type: ignore[arg-type]


def test_a_persona_says_or_sets_something(library: PromptLibrary) -> None:
    with pytest.raises(PromptError, match="changes nothing"):
        library.personas.add(Persona("none", "None", " ", "Folder", ("tag",)))
    assert library.personas.add(Persona("cold", "Cold", "", temperature=0.0)).content.temperature == 0.0


def test_a_persona_is_applied_to_a_question_that_may_know_better() -> None:
    request = TurnRequest(ConversationId(1), "Why?")
    applied = TERSE.applied(request)
    assert (applied.persona, applied.instructions, applied.max_tokens) == ("terse", "Answer in one sentence.", 64)
    assert applied.sampling == SamplingChoice(0.2, None, None)
    assert TERSE.applied(replace(request, max_tokens=9)).max_tokens == 9


def test_each_model_may_have_a_persona(library: PromptLibrary) -> None:
    terse = library.personas.add(TERSE)
    library.set_default("qwen", terse.id)
    library.set_default("smol", terse.id)
    library.set_default("smol", None)
    assert library.defaults() == {"qwen": terse.id}
    library.personas.delete(terse.id)
    assert library.defaults() == {}
    library.personas.restore(terse.id)
    assert library.defaults() == {"qwen": terse.id}


def test_what_is_not_saved_is_kept_for_the_next_time(library: PromptLibrary) -> None:
    assert library.drafts() == {"prompt": {}, "persona": {}}
    wrong = replace(DUE, body="{{ not yet", name="")
    library.keep_drafts({"prompt": {KeptId(0): wrong, KeptId(3): DUE}, "persona": {KeptId(1): TERSE}})
    assert library.drafts() == {"prompt": {0: wrong, 3: DUE}, "persona": {1: TERSE}}
    library.keep_drafts({})
    assert library.drafts() == {"prompt": {}, "persona": {}}


# What is read from files


def test_values_of_files_are_what_they_should_be() -> None:
    assert (text_in({}, "a"), text_in({"a": None}, "a"), text_in({"a": "b"}, "a")) == ("", "", "b")
    assert texts_in({"a": "b, c,"}, "a") == ("b", "c") == texts_in({"a": ["b", "c "]}, "a")
    assert (number_in({}, "a"), number_in({"a": 2}, "a")) == (None, 2)
    for read, value in ((text_in, 3), (texts_in, 3), (texts_in, [3]), (number_in, "3"), (number_in, True)):
        with pytest.raises(PromptError, match="Its a "):
            read({"a": value}, "a")
    with pytest.raises(PromptError, match="answer_from cannot be 'air'"):
        Prompt.of({"name": "a", "body": "b", "answer_from": "air"})
    with pytest.raises(PromptError, match="seed is no whole number"):
        Persona.of({"name": "a", "instructions": "b", "seed": 1.5})
    assert Persona.of({"name": "a", "instructions": "b", "seed": 2.0}).seed == 2


# Finding


def named(library: PromptLibrary, written: str) -> list[str]:
    return [one.content.name for one in offered(library.prompts.all(), written)]


def test_a_prompt_is_offered_by_parts_of_its_name_and_title(library: PromptLibrary) -> None:
    for name, title in (("due", "Deadlines with dates"), ("changes", "What changed"), ("what-changed", "Compare"),
                        ("terms", "What a word means")):  # fmt: skip
        library.prompts.add(Prompt(name, title, "x"))
    assert named(library, "") == ["what-changed", "due", "terms", "changes"]
    assert named(library, "ch") == ["changes", "what-changed"]
    assert named(library, "what ch") == ["what-changed", "changes"]
    assert named(library, "dat") == ["due"]
    assert named(library, "hange") == ["what-changed", "changes"]
    assert named(library, "dlns") == ["due"]
    assert named(library, "zzz") == []


def test_the_search_looks_into_everything(library: PromptLibrary) -> None:
    library.prompts.add(DUE)
    for written in ("when DUE", "contracts", "dates dead", ""):
        assert [one.content.name for one in matching(library.prompts.all(), written)] == ["due"]
    assert matching(library.prompts.all(), "when letter") == []


# What comes with the product


@pytest.mark.parametrize("language", get_args(Language))
def test_the_starters_are_sound_and_of_use(language: Language) -> None:
    come = starters(language)
    assert (len(come.prompts) >= 15, len(come.personas) >= 5, come.problems) == (True, True, ())
    assert len({one.name for one in come.prompts}) == len(come.prompts)
    for prompt in come.prompts:
        assert prompt.folder and prompt.tags and prompt.template.variables
        assert missing(prompt.template, {}, date(2026, 3, 31)), "none of them can be sent without an answer"
    assert all(len(one.words) > 60 for one in come.personas)


def test_they_are_the_same_in_all_languages() -> None:
    """So that each comes once, whatever is spoken; what can be filled in is of the same kinds."""
    english, russian = starters("en"), starters("ru")
    for one, other in zip(english.prompts, russian.prompts, strict=True):
        assert (one.name, one.answer_from) == (other.name, other.answer_from)
        kinds = [[variable.kind for variable in each.template.variables] for each in (one, other)]
        assert kinds[0] == kinds[1], one.name
    for one, other in zip(english.personas, russian.personas, strict=True):
        assert replace(one, title="", tags=(), instructions="") == replace(other, title="", tags=(), instructions="")


def test_they_come_once_and_what_was_deleted_stays_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starters_module, "starters", lambda _: Bundle((DUE,), (TERSE,)))
    library = prompt_library(database)
    assert [one.content for one in library.prompts.all()] == [DUE]
    library.prompts.delete(library.prompts.get("due").id)
    assert prompt_library(database).prompts.all() == []
    new = Prompt("new", "New", "What?")
    monkeypatch.setattr(starters_module, "starters", lambda _: Bundle((DUE, new), (TERSE,)))
    assert [one.content for one in prompt_library(database).prompts.all()] == [new]
    assert [one.content for one in library.personas.all()] == [TERSE]
