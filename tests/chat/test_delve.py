"""Delving into words of an answer: what is asked, where it is kept, and that the line it hangs beside stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.copies import copy_of, read
from alcove.chat.delve import explaining, phrase_of, sentence_of, sought
from alcove.chat.incoming import keep
from alcove.chat.lines import branches, line_to
from alcove.chat.store import ConversationStore, MessageId
from alcove.chat.tree import Delve, Node, Tree
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from tests.chat.test_turns import ANSWER, Desk, database, saved_of

__all__ = ["database"]
SAID = (
    "The lease ends by notice [1]. The **notice period** is three months [2], counted from the quarter's end.\n\n"
    "- Else it goes on."
)


def delve_of(text: str, words: str) -> Delve:
    at = text.index(words)
    return Delve(phrase_of(text, at, at + len(words)), at, at + len(words))


def test_a_phrase_is_what_is_read_of_a_span() -> None:
    assert phrase_of(SAID, SAID.index("**notice"), SAID.index("** is") + 2) == "notice period"
    at = SAID.index("notice [1].")
    assert phrase_of(SAID, at, at + len("notice [1].")) == "notice"
    assert phrase_of(SAID, 0, 0) == ""


def test_the_sentence_is_the_one_the_words_stand_in() -> None:
    assert sentence_of(SAID, delve_of(SAID, "notice [1]")) == "The lease ends by notice."
    assert sentence_of(SAID, delve_of(SAID, "goes on")) == "Else it goes on."
    beyond = delve_of(SAID, "notice [1]. The")
    assert sentence_of(SAID, beyond).startswith("The lease ends by notice. The notice period is")
    long = "word " * 100
    assert sentence_of(long, Delve("word", 5, 9)).endswith("word…")


def test_the_question_names_the_sentence_where_that_is_more() -> None:
    assert explaining("oil", "Tung oil dries.") == "Explain what “oil” means here: “Tung oil dries.”"
    assert explaining("Tung oil dries", "Tung oil dries.") == "Explain this: “Tung oil dries”"
    assert explaining("срок", "Срок аренды — год.") == "Объясни, что значит «срок» здесь: «Срок аренды — год.»"
    assert sought("title: oil", "Tung “oil”") == "title oil Tung “oil”"


def delved(desk: Desk, words: str = "moonlight") -> tuple[MessageId, Delve]:
    answer = saved_of(desk.run())
    return answer.id, delve_of(answer.text, words)


def test_a_delve_asks_about_the_words_where_they_stand(database: Database) -> None:
    desk = Desk(database, ANSWER, "Tung oil dries in 48 hours, which is quick.")
    answer, delve = delved(desk, "Tung oil")
    made = saved_of(desk.run("Tung oil", parent=answer, delve=delve))
    question = desk.store.messages(desk.talk.id)[2]
    assert (question.text, question.parent_id, question.delve) == ("Tung oil", answer, delve)
    assert "Explain what “Tung oil” means here: “Tung oil dries in 48 hours.”" in desk.model.prompts[1]
    before = desk.model.prompts[0].removesuffix("<|assistant|>\n")
    assert desk.model.prompts[1].startswith(before), "the prefix is reused"
    assert desk.library.asked[-1] == "Tung oil “Tung oil dries in 48 hours”."
    assert made.citations and made.parent_id == question.id


def test_a_delve_answered_again_is_asked_as_it_was(database: Database) -> None:
    desk = Desk(database, ANSWER, "It is oil.")
    answer, delve = delved(desk, "Tung oil")
    first = saved_of(desk.run("Tung oil", parent=answer, delve=delve))
    assert first.parent_id is not None
    desk.run(regenerate=first.parent_id)
    assert desk.model.prompts[1] == desk.model.prompts[2]


def test_a_delve_put_differently_is_a_question_in_its_place(database: Database) -> None:
    desk = Desk(database, ANSWER, "It is oil.")
    answer, delve = delved(desk, "Tung oil")
    desk.run("Tung oil", parent=answer, delve=delve)
    desk.run("Does tung oil dry in hours?", parent=answer, delve=delve)
    assert "Explain" not in desk.model.prompts[2] and "Does tung oil dry in hours?" in desk.model.prompts[2]
    tree = Tree(desk.store.nodes(desk.talk.id))
    assert len(tree.siblings(tree.delves(answer)[0].id)) == 2


def test_what_the_library_does_not_know_is_not_made_up(database: Database) -> None:
    desk = Desk(database, ANSWER, "It is light of the moon.")
    answer, delve = delved(desk, "moonlight and cheese")
    refused = saved_of(desk.run("moonlight and cheese", parent=answer, delve=delve))
    assert refused.refused and len(desk.model.prompts) == 1
    both = saved_of(desk.run("moonlight and cheese", parent=answer, delve=delve, answer_from="both"))
    assert not both.refused and len(desk.model.prompts) == 2


def test_the_line_stays_as_it_is(database: Database) -> None:
    desk = Desk(database, ANSWER, "It is oil.")
    answer, delve = delved(desk, "Tung oil")
    inner = saved_of(desk.run("Tung oil", parent=answer, delve=delve))
    follow = saved_of(desk.run("And linseed oil?", parent=answer))
    deeper = saved_of(desk.run("oil", parent=inner.id, delve=delve_of(inner.text, "oil")))
    tree = Tree(desk.store.nodes(desk.talk.id))
    assert tree.end() == follow.id
    assert tree.end(answer, [inner.id, deeper.id]) == follow.id, "however often a delve was looked at"
    assert [node.delve.phrase for node in tree.trail(deeper.id) if node.delve] == ["Tung oil", "oil"]
    assert tree.trail(follow.id) == ()
    assert tree.siblings(follow.parent_id or MessageId(0)) == (follow.parent_id,), "a delve is no other version of it"
    assert {inner.id, deeper.id, follow.id} <= tree.under(answer), "what is deleted takes all of it along"
    assert desk.store.messages(desk.talk.id)[-1].id == deeper.id


def test_a_conversation_that_begins_with_a_delve_is_shown() -> None:
    """What it stood in was never saved, or is of another program."""
    lone = Node(MessageId(1), None, "user", Delve("oil", 0, 3))
    tree = Tree([lone, Node(MessageId(2), MessageId(1), "assistant")])
    assert tree.end(MessageId(1)) == 2 and tree.line(MessageId(2))[0] == lone


def test_glimpses_tell_places_and_words(database: Database) -> None:
    desk = Desk(database, ANSWER, "It is oil.")
    answer, delve = delved(desk, "Tung oil")
    desk.run("Tung oil", parent=answer, delve=delve)
    told = desk.store.glimpses(desk.talk.id)
    assert [one.text for one in told][2:] == ["Tung oil", desk.last.text]
    assert [one.node for one in told] == desk.store.nodes(desk.talk.id)
    assert told[2].node.delve == delve and told[3].status == "complete" and told[0].created > 0
    assert not told[3].refused
    desk.store.finish(replace(desk.last, refused=True))
    assert desk.store.glimpses(desk.talk.id)[3].refused


def test_a_delve_is_stopped_like_any_turn(database: Database) -> None:
    desk = Desk(database, ANSWER)
    answer, delve = delved(desk, "Tung oil")
    token = CancelToken()
    token.cancel()
    events = list(desk.turns.run(desk.request("Tung oil", parent=answer, delve=delve), token))
    assert saved_of(events).status == "stopped"


@pytest.mark.parametrize("model", ["model", "both"])
def test_a_delve_without_a_library(database: Database, model: str) -> None:
    desk = Desk(database, ANSWER, "It is oil.")
    answer, delve = delved(desk, "Tung oil")
    made = saved_of(desk.run("Tung oil", parent=answer, delve=delve, answer_from=model))
    assert "It is oil" in made.text and "Explain what “Tung oil” means here" in desk.model.prompts[-1]


def test_delves_are_exported_and_imported(database: Database, tmp_path: Path) -> None:
    desk = Desk(database, ANSWER, "It is oil.")
    answer, delve = delved(desk, "Tung oil")
    desk.run("Tung oil", parent=answer, delve=delve)
    copy = copy_of(database, desk.talk.id)
    other = Database(tmp_path / "other.db")
    keep(other, read(copy))
    store = ConversationStore(other)
    (talk,) = store.conversations()
    tree = Tree(store.nodes(talk.id))
    assert [node.delve for node in tree.nodes()] == [None, None, delve, None]
    assert line_to(store.messages(talk.id)) == store.messages(talk.id)[:2], "an export of the line has none of it"
    assert [len(one.messages) for one in branches(store.messages(talk.id))] == [2, 2]
    other.close()
