"""Export and import: our own files without loss, ChatGPT's and Open WebUI's, nothing twice, bad files told plainly."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alcove.chat import transfer as module
from alcove.chat.store import AskedWith, ConversationStore, Message, Receipt
from alcove.chat.transfer import Imported, Importing, Transfer, told
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import ImportFailed
from alcove.models.types import Served
from tests.chat.exports import chatgpt, message, node, openwebui
from tests.chat.test_store import finished
from tests.rag.evidence import hit


class Library:
    """A database with what exports from it and imports into it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.database = Database(folder / "alcove.db")
        self.store = ConversationStore(self.database)
        self.transfer = Transfer(self.database)

    def take(self, value: object, name: str = "conversations.json") -> Imported:
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
        return self.take_file(path)

    def take_file(self, path: Path) -> Imported:
        *_, last = self.transfer.import_file(path, CancelToken())
        assert isinstance(last, Imported)
        return last

    def messages(self, title: str = "A boiler") -> dict[str, Message]:
        one = next(each for each in self.store.conversations() if each.title == title)
        rows = self.database.query("SELECT id, origin FROM messages WHERE conversation_id = ?", (one.id,))
        origins = {row["id"]: row["origin"] for row in rows}
        return {origins[each.id]: each for each in self.store.messages(one.id)}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Library]:
    one = Library(tmp_path / "here")
    yield one
    one.database.close()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Library]:
    one = Library(tmp_path / "there")
    yield one
    one.database.close()


def filled(library: Library) -> Any:
    """Hold a conversation with everything an export must keep; return it."""
    talk = library.store.create("Oil", ["notes"], answer_from="both")
    library.store.move([talk.id], "Work/Old")
    library.store.pin(talk.id)
    library.store.set_documents(talk.id, [AskedWith("pinned", "/lease.md", "Lease")])
    asked = (AskedWith("attached", "/deed.pdf", "deed.pdf"), AskedWith("source", "notes", "notes"))
    question = library.store.add(talk.id, "user", "Which?", parent=None, asked_with=asked)
    answer = finished(library.store.add(talk.id, "assistant", "", parent=question.id, model="starter"))
    answer = replace(answer, served=Served("s", "m", "http://far", "far", True), thinking="Hm.")
    answer = replace(answer, corrected=True, cut=True)
    library.store.finish(answer, Receipt("p", "hash", "Sampling()", 7, "c", (hit("Tung oil", 1),)), raw="raw")
    library.store.add(talk.id, "assistant", "Linseed.", parent=question.id)
    hidden = library.store.add(talk.id, "assistant", "Never mind.", parent=question.id)
    library.store.delete_message(hidden.id)
    return talk


def everything(library: Library) -> list[object]:
    """Return what a library holds of conversations, without the numbers of rows."""
    found: list[object] = []
    for one in library.store.conversations():
        messages = library.store.messages(one.id)
        order = {each.id: number for number, each in enumerate(messages)}
        for each in messages:
            receipt = library.store.receipt(each.id)
            parent = order.get(each.parent_id) if each.parent_id else None
            found += [replace(each, id=order[each.id], conversation_id=0, parent_id=parent), receipt]  # type: ignore[arg-type]
            found.append(library.store.passages([each.id]).get(each.id))
        leaf = messages[-2].id
        found.append(library.store.exchanges(library.store.thread(leaf)))
        found.append(replace(one, id=0))  # type: ignore[arg-type]
    return found


# Our own


def test_our_own_export_comes_back_without_loss(here: Library, there: Library) -> None:
    talk = filled(here)
    text = here.transfer.export(talk.id, "json")
    assert "Never mind" not in text
    done = there.take(text, "Oil.json")
    assert (done.added, done.messages, done.losses) == (1, 3, {})
    assert everything(there) == everything(here)
    assert there.store.folders() == ["Work", "Work/Old"]
    assert there.store.search("linseed")
    assert there.transfer.export(there.store.conversations()[0].id, "json") == text, "and out again"


def test_an_export_of_an_older_version_has_no_documents(here: Library, there: Library) -> None:
    told = json.loads(here.transfer.export(filled(here).id, "json"))
    del told["documents"]
    for one in told["messages"]:
        del one["message_documents"], one["delve"]
    assert there.take(json.dumps(told)).messages == 3
    assert all(not one.asked_with for one in there.messages("Oil").values())


def test_what_is_here_is_not_taken_twice(here: Library, there: Library) -> None:
    talk = filled(here)
    text = here.transfer.export(talk.id, "json")
    assert here.take(text).known == 1, "it came from here"
    there.take(text)
    assert replace(there.take(text), losses={}) == Imported(known=1)
    assert len(there.store.conversations()) == 1

    last = here.store.messages(talk.id)[-1]
    here.store.add(talk.id, "user", "And wax?", parent=last.id)
    done = there.take(here.transfer.export(talk.id, "json"))
    assert (done.extended, done.messages) == (1, 1)
    assert [one.text for one in there.store.messages(there.store.conversations()[0].id)][-1] == "And wax?"


def test_what_was_deleted_comes_back_with_an_import(here: Library) -> None:
    talk = filled(here)
    text = here.transfer.export(talk.id, "json")
    here.store.delete(talk.id)
    with pytest.raises(ImportFailed, match="no such conversation"):
        here.transfer.export(talk.id, "json")
    done = here.take(text)
    assert (done.added, done.messages) == (1, 0)
    assert len(here.store.conversations()) == 1


def test_a_line_and_the_tree_are_exported_as_text(here: Library) -> None:
    talk = filled(here)
    messages = here.store.messages(talk.id)
    assert "Tung oil" in here.transfer.export(talk.id, "markdown", leaf=messages[1].id)
    assert "Tung oil" not in here.transfer.export(talk.id, "markdown")
    assert "Linseed" in here.transfer.export(talk.id, "html", leaf=messages[1].id, whole=True)


def test_exports_of_a_newer_version_and_damaged_ones_are_told(here: Library) -> None:
    talk = filled(here)
    value = json.loads(here.transfer.export(talk.id, "json"))
    with pytest.raises(ImportFailed, match="newer version"):
        here.take({**value, "version": 99})
    del value["messages"][0]["role"]
    with pytest.raises(ImportFailed, match="damaged"):
        here.take(value)


# ChatGPT


def test_chatgpts_tree_becomes_questions_and_whole_answers(here: Library) -> None:
    done = here.take([chatgpt()])
    assert (done.added, done.messages) == (1, 6)
    assert done.losses == {
        "images, named only": 1, "attached files, named only": 1, "instructions to the model": 1,
    }  # fmt: skip
    (talk,) = here.store.conversations()
    assert (talk.title, talk.pinned, talk.archived, talk.titled) == ("A boiler", True, False, "person")
    assert (talk.created, talk.updated) == (1.0, 9.0)
    held = here.messages()
    assert set(held) == {"q", "final", "q2", "a2", "q3", "other"}
    assert held["q"].text == "[image: boiler.jpeg]\n\nWhat is this?\n\n[file: manual.pdf]"
    assert held["q"].created == 2.0
    final = held["final"]
    assert final.text == "Let me see.\n\nIt is a boiler ([site](https://example.org))."
    assert (final.model, final.parent_id, final.created) == ("gpt-5", held["q"].id, 4.0)
    assert final.thinking == "Looking\nIt is a Vaillant.\n\n```\nfind()\n```\n\n```\nfound it\n```\n\nThought for 2 s"
    assert held["q2"].parent_id == held["q3"].parent_id == final.id
    assert held["a2"].parent_id == held["q2"].id
    assert max(held.values(), key=lambda one: one.id) == held["other"], "the line that was shown there is shown here"


def test_a_later_export_adds_only_what_is_new(here: Library) -> None:
    here.take([chatgpt()])
    value = chatgpt(update_time=20.0)
    value["mapping"]["other"]["children"] = ["q4"]
    value["mapping"] |= node("q4", "other", [], message("user", "Really?", at=11.0))
    done = here.take([value, chatgpt("c-2")])
    assert (done.added, done.extended, done.known, done.messages) == (1, 1, 0, 7)
    assert here.store.conversations()[0].updated == 20.0


def test_what_chatgpt_made_beside_the_conversation_is_kept(here: Library) -> None:
    page = json.dumps({"name": "plan", "type": "code/python", "content": "x = 1"})
    text = json.dumps({"name": "letter", "type": "document", "content": "Dear all"})
    made = message("tool", {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-9"},
                   kind="multimodal_text")  # fmt: skip
    speech: dict[str, Any] = {"content_type": "audio_transcription", "text": "Spoken."}
    sound = {"content_type": "audio_asset_pointer"}
    odd = {"content_type": "hologram", "text": "Odd."}
    here.take([
        chatgpt(mapping={
            **node("q", None, ["page"], message("user", speech, sound, odd, 7, kind="multimodal_text")),
            **node("page", "q", ["text"], message("assistant", kind="code", recipient="canmore.create_textdoc",
                                                  content={"text": page})),
            **node("text", "page", ["broken"], message("assistant", text, recipient="canmore.create_textdoc")),
            **node("broken", "text", ["list"], message("assistant", "{", recipient="canmore.create_textdoc")),
            **node("list", "broken", ["pic"], message("assistant", "[]", recipient="canmore.create_textdoc")),
            **node("pic", "list", ["empty"], made),
            **node("empty", "pic", ["secret"], message("assistant", "")),
            **node("secret", "empty", ["quote"], message(
                "assistant", "x", metadata={"is_visually_hidden_from_conversation": True})),
            **node("quote", "secret", [], message("tool", kind="tether_quote", content={"text": "quoted"})),
        }, current_node="gone")
    ])  # fmt: skip
    held = here.messages()
    assert held["q"].text == "Spoken.\n\nOdd."
    assert held["quote"].text == (
        "**plan**\n\n```python\nx = 1\n```\n\n**letter**\n\nDear all\n\n[image: file-9]"
    )  # fmt: skip
    assert held["quote"].thinking == "{\n\n[]\n\nquoted"


def test_an_answer_without_a_question_stands_under_an_empty_one(here: Library) -> None:
    done = here.take([
        chatgpt(mapping={
            **node("a", None, ["a", "b"], message("assistant", "Welcome.", at=None)),
            **node("b", "a", [], message("user", "Hello", at=3.0)),
            **node("odd", "nowhere", [], {"author": None, "content": None}),
            **node("new", None, [], message("assistant", kind="novelty")),
        }, title=None, update_time=None)
    ])  # fmt: skip
    assert done.losses == {"parts of a kind unknown here": 1}
    held = here.messages("Untitled")
    assert held["a/question"].text == "…" and held["a"].parent_id == held["a/question"].id
    assert held["a"].created == 1.0
    assert here.store.conversations()[0].updated == 3.0


def test_the_zip_chatgpt_sends_is_read_with_all_its_files(here: Library) -> None:
    path = here.folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("user.json", "{}")
        archive.writestr("__MACOSX/conversations-000.json", "junk")
        archive.writestr("conversations-000.json", json.dumps([chatgpt()]))
        archive.writestr("conversations-001.json", "\ufeff" + json.dumps([chatgpt("c-2", title="Second")]))
    assert here.take_file(path).added == 2
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("user.json", "{}")
    with pytest.raises(ImportFailed, match=r"no conversations\.json"):
        here.take_file(path)
    path.write_bytes(path.read_bytes()[:-30] + b"PK\x05\x06" + b"\xff" * 18)
    with pytest.raises(ImportFailed):
        here.take_file(path)


# Open WebUI


def test_open_webuis_tree_becomes_ours(here: Library) -> None:
    done = here.take([openwebui()])
    assert (done.added, done.messages) == (1, 6)
    assert done.losses == {
        "images, named only": 2, "attached files, named only": 1, "instructions to the model": 1,
    }  # fmt: skip
    (talk,) = here.store.conversations()
    assert (talk.pinned, talk.archived, talk.created, talk.updated) == (True, True, 99.0, 103.0)
    held = here.messages()
    assert held["q"].text == "What is this?\n\n[image]\n\n[file: manual.pdf]"
    assert held["a"].text == (
        "A boiler [1].\n<details><summary>Kept</summary>words</details>\n\nSources:\n\n1. manual.pdf"
    )
    assert held["a"].thinking == "Thought for 5 seconds\nIt is a boiler.\nSurely."
    assert (held["b"].status, held["b"].text, held["b"].model) == ("failed", "out of memory", "M2")
    assert held["a/merged"].text == "Both say boiler." and held["a/merged"].parent_id == held["q"].id
    assert held["q2"].text == "And this?\n\n[image]"
    assert (held["c"].status, held["c"].text) == ("stopped", "A pu")
    assert max(held.values(), key=lambda one: one.id) == held["c"]
    assert here.take(openwebui()).known == 1, "one chat alone, and nothing twice"


def test_older_and_broken_chats_of_open_webui(here: Library) -> None:
    bare = {
        "title": "Old",
        "messages": [
            {"role": "assistant", "content": "Hi", "timestamp": 1_700_000_000_000},
            {"role": "user", "content": "Hello", "files": [{"url": "https://example.org/a.png", "type": "image"}]},
            {"role": "assistant", "content": None, "error": True, "citations": [{"source": {"name": "a.pdf"}}, {}]},
        ],
    }
    assert here.take(bare).added == 1
    assert here.take(bare).known == 1, "known by its messages, for it has no id"
    held = here.messages("Old")
    assert [one.text for one in held.values()] == ["…", "Hi", "Hello\n\n[image: https://example.org/a.png]",
                                                   "\n\nSources:\n\n1. a.pdf"]  # fmt: skip
    assert held["0"].created == 1_700_000_000.0
    looped = {"id": "l", "title": "Loop", "chat": {"history": {"messages": {
        "a": {"role": "user", "content": "a", "parentId": "b"}, "b": {"role": "user", "content": "b", "parentId": "a"},
        "s": {"role": "system", "content": "", "parentId": "s"}, "n": 3,
        "c": {"role": "user", "content": "c", "parentId": "s"},
    }}}}  # fmt: skip
    here.take(looped)
    assert set(here.messages("Loop")) == {"c"}, "what hangs on itself cannot be shown"
    with pytest.raises(ImportFailed, match="damaged"):
        here.take({"title": "x", "chat": {"history": {"messages": {"a": {"role": "user", "files": [3]}}}}})


# Files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[1]", "no conversation of"),
        ('[{"a": 1}]', "no conversation of"),
        ("hello", "no JSON"),
        ("[" * 100_000, "no JSON"),
        (json.dumps([{"mapping": {}, "title": "x"}]), "has no id"),
        (json.dumps([{"mapping": {"a": 3}, "id": "x"}]), "damaged"),
    ],
)
def test_a_file_that_is_no_export_is_told_plainly(here: Library, content: str, words: str) -> None:
    with pytest.raises(ImportFailed, match=words) as failed:
        here.take(content)
    assert failed.value.hint
    assert here.store.conversations() == []


def test_a_file_that_cannot_be_read_is_told(here: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImportFailed, match="cannot be read"):
        here.take_file(here.folder / "gone.json")
    (here.folder / "latin.json").write_bytes(b'["\xe9"]')
    with pytest.raises(ImportFailed, match="no JSON"):
        here.take_file(here.folder / "latin.json")
    monkeypatch.setattr(module, "_MOST", 10)
    with pytest.raises(ImportFailed, match="too much"):
        here.take([chatgpt()])


def test_what_is_sound_is_taken_and_the_rest_is_told(here: Library) -> None:
    text = json.dumps([chatgpt(), {"mapping": {}, "title": "Lost"}, openwebui()])
    done = here.take(text)
    assert (done.added, done.problems) == (2, ("“Lost” has no id.",))
    cut = here.take(text[:-5])
    assert (cut.known, len(cut.problems)) == (1, 2), "the file broke off"


def test_importing_tells_how_far_it_is_and_stops_when_asked(here: Library) -> None:
    path = here.folder / "many.json"
    path.write_text(json.dumps([chatgpt(f"c-{n}", title=f"talk {n}") for n in range(5)]), "utf-8")
    token = CancelToken()
    events = []
    for event in here.transfer.import_file(path, token):
        events.append(event)
        if len(events) == 2:
            token.cancel()
    *progress, last = events
    assert [one.conversations for one in progress if isinstance(one, Importing)] == [1, 2]
    assert isinstance(last, Imported) and last.cancelled and last.added == 2
    assert len(here.store.conversations()) == 2


def test_what_an_import_did_is_said_in_words() -> None:
    assert told(Imported(added=1)) == "Imported 1 conversation."
    full = Imported(1200, 2, 3, 9, {"images, named only": 4}, ("x",), cancelled=True)
    assert told(full) == (
        "Stopped. Imported 1,200 conversations, 2 continued, 3 known already, 1 not readable. "
        "Not taken over: 4 images, named only."
    )
