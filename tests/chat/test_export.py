"""A conversation as Markdown and as a web page: footnotes, branches, what is marked, and nothing that loads or runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alcove.chat.export import facts_of, file_name, for_rich_text, markdown, web_page
from alcove.chat.store import Conversation, ConversationStore, Message, MessageId
from alcove.core.database import Database
from alcove.rag.types import Citation, Unsupported

TEXT = """Covered **until 2030** [1]. Serviced by Petrov [2] [1]. See [3].

```python
x = a[1]
```

It may explode. <script>alert(1)</script> ![p](http://example.org/a.png) [l](javascript:alert(1))

| a | b |
|---|---|
| 1 | 2 |
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    database = Database(tmp_path / "alcove.db")
    yield ConversationStore(database)
    database.close()


@pytest.fixture
def told(store: ConversationStore) -> tuple[Conversation, list[Message], MessageId]:
    """A conversation with two answers to its question; the first is on view."""
    talk = store.create("Boiler *warranty*")
    question = store.add(talk.id, "user", "Is it <covered>?\nAnd who came?", parent=None)
    answer = store.add(talk.id, "assistant", "", parent=question.id, model="qwen")
    cited = (
        Citation(1, "/home/me/warranty.pdf", "W", 3, 0, 5, "until\n2030", True, 0, 9),
        Citation(1, "/home/me/warranty.pdf", "W", 4, 0, 5, "until\n2030", True, 0, 9),
        Citation(2, "/home/me/mail.zip#log.md", "Log", None, 0, 5, "14 March", True, 0, 9),
    )
    doubted = (Unsupported(0, 5, "It may explode [1].", "no passage"), Unsupported(0, 5, "Known.", "", general=True))
    store.finish(replace(answer, text=TEXT, status="stopped", citations=cited, unsupported=doubted))
    other = store.add(talk.id, "assistant", "", parent=question.id)
    cite = Citation(1, "/home/me/note.md", "N", None, 0, 5, "", False, 0, 9)
    store.finish(replace(other, text="No [1].", status="failed", error="It broke.", citations=(cite,)))
    return talk, store.messages(talk.id), answer.id


def test_markdown_tells_one_line_with_footnotes(told: tuple[Conversation, list[Message], MessageId]) -> None:
    talk, messages, leaf = told
    text = markdown(talk, messages, leaf=leaf)
    assert text.startswith("# Boiler \\*warranty\\*\n\n*")
    assert "## Question\n\nIs it <covered>?\nAnd who came?\n\n## Answer · qwen\n\n" in text
    assert "Covered **until 2030**[^1]. Serviced by Petrov[^2][^1]. See [3]." in text
    assert "x = a[1]" in text, "code is left alone"
    assert "[^1]: warranty.pdf, p. 3, 4: “until 2030”" in text
    assert "[^2]: log.md: “14 March”" in text
    assert "> This answer was stopped." in text
    assert "> No source supports: “It may explode.” (no passage)" in text
    assert "Known." not in text and "/home/me" not in text
    assert "It broke" not in text


def test_the_whole_tree_is_told_branch_by_branch(told: tuple[Conversation, list[Message], MessageId]) -> None:
    talk, messages, leaf = told
    text = markdown(talk, messages, leaf=leaf, whole=True)
    assert "---\n\n**Another answer to “Is it <covered>? And who came?”**\n\n## Answer\n\nNo[^3]." in text
    assert "> This answer failed. It broke." in text
    assert "[^3]: note.md\n" in text
    assert markdown(talk, [], whole=True).startswith("# ")
    assert "*(empty)*" in markdown(talk, [replace(messages[0], text="")])


def test_the_web_page_needs_nothing_and_runs_nothing(told: tuple[Conversation, list[Message], MessageId]) -> None:
    talk, messages, leaf = told
    page = web_page(talk, messages, leaf=leaf, whole=True)
    assert page.startswith("<!doctype html>")
    assert "<script" not in page and "<img" not in page and 'href="javascript' not in page
    assert "&lt;script&gt;" in page and "Is it &lt;covered&gt;?\nAnd who came?" in page
    assert (
        '<sup><a href="#note-1">1</a></sup>' in page and '<li id="note-1">warranty.pdf, p. 3, 4: “until 2030”' in page
    )
    assert "<table>" in page and "x = a[1]" in page
    assert '<h3 class="branch">Another answer to' in page
    assert "/home/me" not in page
    without = web_page(talk, messages[:1])
    assert "Sources" not in without


def test_a_page_for_rich_text_says_the_same_in_tables(told: tuple[Conversation, list[Message], MessageId]) -> None:
    talk, messages, leaf = told
    page = for_rich_text(web_page(talk, messages, leaf=leaf))
    assert '<p class="speaker">Question</p>' in page and "<h2>" not in page
    assert 'bgcolor="#f0ede7">Is it &lt;covered&gt;?\nAnd who came?</td>' in page
    assert "x = a[1]</code></pre></td>" in page and '<table cellspacing="0">' in page


def test_branches_say_where_they_begin(store: ConversationStore) -> None:
    talk = store.create("t")
    first = store.add(talk.id, "user", "one", parent=None)
    answer = store.add(talk.id, "assistant", "long " * 30, parent=first.id)
    store.add(talk.id, "user", "two", parent=answer.id)
    store.add(talk.id, "user", "three", parent=answer.id)
    store.add(talk.id, "user", "otherwise", parent=None)
    text = markdown(talk, store.messages(talk.id), whole=True)
    assert "**Went on otherwise after “long long" in text and "…”**" in text
    assert "**Begun otherwise**" in text


def test_facts_name_days_and_models() -> None:
    talk = Conversation(1, "t", 0.0, 86_400.0 * 3)  # type: ignore[arg-type]
    assert facts_of(talk, []).count(" to ") == 1
    assert " to " not in facts_of(replace(talk, updated=talk.created), [])


@pytest.mark.parametrize(
    ("title", "name"),
    [("A/B: what?", "A B what"), ("  ..", "conversation"), ("x" * 200, "x" * 80), ("Поездка", "Поездка")],
)
def test_titles_become_file_names(title: str, name: str) -> None:
    assert file_name(title) == name
