"""Titles of conversations: of the first question, or by the model that answered it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.store import Conversation, ConversationStore, Message, Receipt
from alcove.chat.titles import made_title, name, title_of
from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.models.testing import ScriptedModel
from alcove.models.types import Served
from alcove.rag import answer
from tests.chat.fakes import FakeLibrary, FakeShelf
from tests.rag.evidence import hit


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Is the boiler still under warranty, and who serviced it last?", "Is the boiler still under warranty"),
        ("Какая гарантия у котла?", "Какая гарантия у котла"),
        ("Hello! Can you please summarise my lease?", "Can you please summarise my lease"),
        ("Summarize the lease agreement for me", "Summarize the lease agreement for me"),
        ("Wie lange läuft der Mietvertrag noch?", "Wie lange läuft der Mietvertrag noch"),
        ("老房子的锅炉还在保修期内吗？谁最后维修过它？", "老房子的锅炉还在保修期内吗"),
        ("in:notes which oil is best for oak?", "which oil is best for oak"),
        ("explain https://example.org/a to me", "explain https://example.org/a to me"),
        ("report_2024.pdf says what?", "report_2024.pdf says what"),
        ("Short?", "Short?"),
        ("  why \n  who ", "why who"),
        ("", ""),
        ("boiler " * 30, "boiler boiler boiler boiler boiler boiler boiler boiler…"),
        ("x" * 80, "x" * 60 + "…"),
    ],
)
def test_a_conversation_is_called_after_what_its_first_question_is_about(question: str, title: str) -> None:
    assert title_of(question) == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Boiler warranty", "Boiler warranty"),
        ('\n"Title: Boiler  warranty."\nMore words', "Boiler warranty"),
        ("**Boiler warranty**", "Boiler warranty"),
        ("Kitchen plans", ""),
        ("The boiler " * 10, ""),
        ("  \n", ""),
    ],
)
def test_what_a_model_wrote_becomes_a_title_where_it_says_what_was_said(written: str, title: str) -> None:
    assert made_title(written, ("Is the boiler under warranty?", "Yes.")) == title


class Desk:
    """A conversation with a first answer, and what names it."""

    def __init__(self, database: Database, written: str = "Tung oil drying", **shelf: object) -> None:
        self.store = ConversationStore(database)
        self.model = ScriptedModel([written])
        self.shelf = FakeShelf(self.model, **shelf)  # type: ignore[arg-type]
        self.shelf.loaded = True
        self.library = FakeLibrary()
        self.talk = self.store.create("How long does it take")
        self.question = self.store.add(self.talk.id, "user", "How long does tung oil take?", parent=None)

    def answered(self, **more: object) -> Message:
        one = self.store.add(self.talk.id, "assistant", "", parent=self.question.id, model=self.model.name)
        done = replace(one, text="Two days.", **{"status": "complete", **more})  # type: ignore[arg-type]
        self.store.finish(done, Receipt("p", "h", "s", 0, "Passages … How long?", (hit("Two days."),)), raw="Two days.")
        return done

    def named(self, token: CancelToken | None = None) -> Conversation:
        list(name(self.talk.id, self.library, self.shelf, self.store, token or CancelToken()))  # type: ignore[arg-type]
        return self.store.conversations()[0]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = Database(tmp_path / "alcove.db")
    yield one
    one.close()


def test_the_model_names_what_it_answered_from_the_same_prompt(database: Database) -> None:
    desk = Desk(database)
    desk.answered()
    named = desk.named()
    assert (named.title, named.titled) == ("Tung oil drying", "model")
    (prompt,) = desk.model.prompts
    begun = desk.model.render(answer.messages([], "Passages … How long?", answer_from="documents"))
    assert prompt.startswith(begun.removesuffix("<|assistant|>\n")), "what was read to answer is not read anew"
    assert "Two days." in prompt
    assert desk.named().title == "Tung oil drying" and len(desk.model.prompts) == 1, "once is enough"


@pytest.mark.parametrize("why", ["cancelled", "nonsense", "trial", "not loaded", "elsewhere", "gone", "person", "later",
                                 "stopped", "refused", "no answer", "no conversation"])  # fmt: skip
def test_the_title_stays_where_no_model_may_or_can_name_it(database: Database, why: str) -> None:
    desk = Desk(database, "Kitchen plans" if why == "nonsense" else "Tung oil drying", trial=why == "trial")
    token = CancelToken()
    served = Served("s", "m", "http://far", "far", True)
    if why != "no answer":
        done = desk.answered(
            status="stopped" if why == "stopped" else "complete",
            refused=why == "refused",
            served=served if why == "elsewhere" else None,
        )
        if why == "later":
            desk.store.add(desk.talk.id, "user", "And then?", parent=done.id)
    desk.shelf.loaded = why != "not loaded"
    desk.shelf.gone = why == "gone"
    if why == "person":
        desk.store.rename(desk.talk.id, "How long does it take")
    if why == "cancelled":
        token.cancel()
    if why == "no conversation":
        desk.store.delete(desk.talk.id)
        list(name(desk.talk.id, desk.library, desk.shelf, desk.store, token))  # type: ignore[arg-type]
        desk.store.restore(desk.talk.id)
    named = desk.named(token) if why != "no conversation" else desk.store.conversations()[0]
    assert named.title == "How long does it take"
    assert why in ("cancelled", "nonsense") or desk.model.prompts == []


def test_one_question_with_an_answer_of_each_column_is_named_by_the_first_that_can(database: Database) -> None:
    desk = Desk(database)
    desk.answered(served=Served("s", "m", "http://far", "far", True))
    desk.answered(status="stopped")
    desk.answered(model="unloaded")
    desk.answered()
    assert desk.named().titled == "model"
    assert len(desk.model.prompts) == 1


def test_what_does_not_fit_is_not_named(database: Database) -> None:
    desk = Desk(database)
    desk.answered()
    desk.model._context_tokens = 40
    assert desk.named().titled == "question"
    assert desk.model.prompts == []


def test_an_answer_without_evidence_is_named_too(database: Database) -> None:
    desk = Desk(database)
    one = desk.store.add(desk.talk.id, "assistant", "", parent=desk.question.id, model=desk.model.name)
    done = replace(one, text="Two days.", status="complete")
    desk.store.finish(done, Receipt("p", "h", "s", 0, "How long?"), raw="Two days.")
    assert desk.named().titled == "model"
    assert "helpful assistant" in desk.model.prompts[0]
