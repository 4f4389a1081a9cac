"""Full text search in titles and messages: prefixes, phrases, stems, scripts, what is deleted, and the words around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.search import Found, phrases_of, snippet_of
from alcove.chat.store import ConversationStore, Message
from alcove.core.database import Database


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    database = Database(tmp_path / "alcove.db")
    yield ConversationStore(database)
    database.close()


def talk(store: ConversationStore, title: str, *texts: str) -> list[Message]:
    made = store.create(title)
    messages: list[Message] = []
    for number, text in enumerate(texts):
        parent = messages[-1].id if messages else None
        messages.append(store.add(made.id, "assistant" if number % 2 else "user", text, parent=parent))
    return messages


def titles(found: list[Found]) -> list[str]:
    return [one.conversation.title for one in found]


def marked(found: Found) -> list[str]:
    return [found.snippet[start:end] for start, end in found.marks]


def test_titles_and_messages_are_found_with_their_words(store: ConversationStore) -> None:
    talk(store, "Boiler warranty", "Until when?", "Until 2030.")
    _, answer = talk(store, "Heating", "Who came?", "Petrov came and saw to the boiler and the pump.")
    talk(store, "Wax", "Which?", "Bees.")
    first, second = store.search("boiler")
    assert (first.conversation.title, first.message, first.places) == ("Boiler warranty", None, 0)
    assert [first.conversation.title[a:b] for a, b in first.title_marks] == ["Boiler"]
    assert (second.conversation.title, second.message, second.role, second.places) == (
        "Heating", answer.id, "assistant", 1,
    )  # fmt: skip
    assert marked(second) == ["boiler"]
    assert second.snippet.startswith("Petrov came")
    assert second.title_marks == ()


def test_the_message_that_matches_best_is_shown_and_the_others_are_counted(store: ConversationStore) -> None:
    talk(store, "Oil", "oil " + "other words " * 60, "Oil, oil and oil again.", "what about oil and many other words?")
    (found,) = store.search("oil")
    assert found.places == 3
    assert found.snippet.startswith("Oil, oil and")
    assert found.title_marks == ((0, 3),)


def test_words_are_found_as_they_are_typed_and_by_their_stem(store: ConversationStore) -> None:
    talk(store, "one", "The boilers were serviced.")
    talk(store, "two", "Гарантия на котёл действует.")
    talk(store, "three", "Der Vertrag läuft.")
    for typed, title in (
        ("boi", "one"), ("serv boil", "one"), ("services", "one"), ("гарантии", "two"), ("КОТЕЛ", "two"),
        ("lauft", "three"), ("läu", "three"), ("Verträge", "three"),
    ):  # fmt: skip
        assert titles(store.search(typed)) == [title], typed
    assert store.search("oiler") == []
    assert store.search("boilers gone") == [], "all words are wanted"
    assert store.search('  "" !? ') == []


def test_quotation_marks_ask_for_the_very_words(store: ConversationStore) -> None:
    talk(store, "one", "The notice period is three months.")
    talk(store, "two", "A period of notice.")
    assert titles(store.search('"notice period"')) == ["one"]
    assert titles(store.search('"notice perio')) == ["one"], "it is still being typed"
    assert store.search('"notice perio"') == []
    assert titles(store.search('three "notice period"')) == ["one"]
    (found,) = store.search('"notice period"')
    assert marked(found) == ["notice period"]


def test_words_that_are_joined_are_found_as_they_stand(store: ConversationStore) -> None:
    talk(store, "one", "Read the e-mail about max_size.")
    talk(store, "two", "E is a letter; mail comes later.")
    assert titles(store.search("e-mai")) == ["one"]
    assert titles(store.search("max_size")) == ["one"]


def test_chinese_japanese_and_thai_are_found_anywhere_in_a_run(store: ConversationStore) -> None:
    talk(store, "one", "老房子的锅炉还在保修期内吗？")
    talk(store, "two", "ボイラーの保証は2030年まで")
    talk(store, "three", "การรับประกันหม้อไอน้ำ")
    for typed, title, words in (
        ("锅炉", "one", ["锅炉"]), ("炉", "one", ["炉"]), ("保証", "two", ["保証"]), ("หม้อ", "three", ["หม้อ"]),
        ("2030年", "two", ["2030年"]),
    ):  # fmt: skip
        (found,) = store.search(typed)
        assert found.conversation.title == title
        assert marked(found) == words
    assert store.search("炉锅") == []


def test_what_is_archived_is_found_and_what_is_deleted_is_not(store: ConversationStore) -> None:
    kept = talk(store, "kept", "a boiler")
    gone = talk(store, "gone", "a boiler")
    store.archive(kept[0].conversation_id)
    store.delete(gone[0].conversation_id)
    assert titles(store.search("boiler")) == ["kept"]
    store.restore(gone[0].conversation_id)
    assert len(store.search("boiler")) == 2

    when = store.delete_message(kept[0].id)
    assert titles(store.search("boiler")) == ["gone"]
    assert when is not None
    store.restore_message(kept[0].id, when)
    assert len(store.search("boiler")) == 2


def test_what_is_asked_in_the_arena_is_not_found(store: ConversationStore) -> None:
    """The names of its models are not to be told before the vote."""
    talk(store, "a boiler", "a boiler")
    with store._database.transaction() as tx:
        tx.execute(
            "INSERT INTO arena_matches (id, question, scope, answer_from, seed, created) "
            "VALUES (1, 'q', '', '', 1, 1.0)"
        )
        tx.execute("UPDATE conversations SET arena_match = 1")
    assert store.search("boiler") == []


def test_the_index_follows_every_change(store: ConversationStore) -> None:
    made = store.create("Oil")
    question = store.add(made.id, "user", "Which?", parent=None)
    answer = store.add(made.id, "assistant", "", parent=question.id, status="streaming")
    store.save_partial(answer.id, "Tung oil dr")
    assert titles(store.search("tung")) == [], "it is under way"
    store.finish(replace(answer, text="Tung oil dries.", status="complete"))
    assert titles(store.search("tung dries")) == ["Oil"]
    store.rename(made.id, "Varnish")
    assert titles(store.search("varnish")) == ["Varnish"]
    assert store.search("oil which") == []
    store.delete(made.id)
    store.purge_deleted(older_than_s=-1)
    assert store.search("tung") == store.search("varnish") == []


def test_so_many_are_shown_at_most_those_in_the_title_first(store: ConversationStore) -> None:
    for number in range(5):
        talk(store, f"talk {number}", "the boiler " * (number + 1))
    talk(store, "The boiler", "nothing")
    found = store.search("boiler", most=3)
    assert titles(found)[0] == "The boiler"
    assert len(found) == 3
    assert found[1].score >= found[2].score


def test_a_snippet_begins_shortly_before_the_first_match_on_one_line() -> None:
    text = "word " * 40 + "\n\nthe boiler\nis here. " + "tail " * 60
    snippet, marks = snippet_of(text, phrases_of("boiler tail"))
    assert snippet.startswith("…word word") and snippet.endswith("…")
    assert "\n" not in snippet
    assert [snippet[a:b] for a, b in marks][:2] == ["boiler", "tail"]
    assert all(b <= len(snippet) for _, b in marks)
    assert snippet_of("no match", phrases_of("boiler")) == ("no match", ())
