"""The variables of a prompt: what they look like, what is wrong with them in plain words, and how they are filled."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alcove.chat.templates import (
    KINDS,
    MEANINGS,
    Slot,
    Template,
    Variable,
    day_of,
    examined,
    filled,
    filter_of,
    missing,
    parsed,
    spans,
    why_not,
)
from alcove.core.errors import PromptError

TODAY = date(2026, 3, 31)


def variables(text: str) -> tuple[Variable, ...]:
    return parsed(text).variables


def put(text: str, **answers: str) -> str:
    return filled(parsed(text), {name.replace("_", " "): value for name, value in answers.items()}, TODAY)


# Reading


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ("{{topic}}", Variable("topic", "text")),
        ("{{ due  date }}", Variable("due date", "text")),
        ("{{topic = the boiler}}", Variable("topic", "text", (), "the boiler")),
        ("{{topic = }}", Variable("topic", "text", (), "")),
        ("{{letter: long text}}", Variable("letter", "long text")),
        ("{{letter: Long  Text = Hi: you}}", Variable("letter", "long text", (), "Hi: you")),
        ("{{tone: choice(formal, plain) = plain}}", Variable("tone", "choice", ("formal", "plain"), "plain")),
        ('{{tone: choice("a, b", c(d)) = }}', Variable("tone", "choice", ("a, b", "c(d)"), "")),
        ("{{most: number = 2,5}}", Variable("most", "number", (), "2,5")),
        ("{{since: date = today - 30}}", Variable("since", "date", (), "today - 30")),
        ("{{quote: yes/no}}", Variable("quote", "yes/no")),
        ('{{quote: yes/no("Quote, \\"all\\" of it.", ) = yes}}',
         Variable("quote", "yes/no", ('Quote, "all" of it.', ""), "yes")),
        ("{{text: file}}", Variable("text", "file")),
        ("{{where: source = Contracts}}", Variable("where", "source", (), "Contracts")),
        ('{{a = "}} \\\\ here"}}', Variable("a", "text", (), "}} \\ here")),
        ("{{имя файла}}", Variable("имя файла", "text")),
    ],
)  # fmt: skip
def test_what_a_variable_is(text: str, variable: Variable) -> None:
    assert variables(f"Say {text}.") == (variable,)
    again = parsed(str(parsed(text)))
    assert again == parsed(text)


def test_a_name_may_stand_several_times_and_is_described_once() -> None:
    text = "{{Tone}} and {{topic}}, {{tone: choice(a, b)}} and {{tone: choice(a, b)}} again, {{TONE}}"
    assert variables(text) == (Variable("tone", "choice", ("a", "b")), Variable("topic", "text"))


def test_braces_and_backslashes_that_mean_nothing() -> None:
    assert parsed(r"\{{plain}} { one } }} C:\dir").parts == (r"{{plain}} { one } }} C:\dir",)
    assert parsed(r"\\{{x}} {{{y}}} \\\{{z}}").parts == ("\\", Slot("x"), " {", Slot("y"), "} \\{{z}}")


def test_spans_say_where_variables_stand_and_which_cannot_be_read() -> None:
    text = "a {{b}} \\{{c}} {{d: nothing}} {{e"
    assert [(text[start:end], right) for start, end, right in spans(text)] == [
        ("{{b}}", True), ("{{d: nothing}}", False), ("{{e", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "write"),
    [
        ("{{topic", "{{topic has no end.", "}}"),
        ("{{}}", "has no name", "{{topic}}"),
        ("{{1st}}", "“1st” is no name", "a letter first"),
        ("{{" + "a" * 41 + "}}", "is no name", "at most 40"),
        ("{{a: colour}}", "“colour” is no kind", "text, long text, choice, number, date, yes/no, file, source"),
        ("{{a: choice}}", "something to choose from", "choice(formal, plain)"),
        ("{{a: choice(b, )}}", "something to choose from", "choice(formal, plain)"),
        ("{{a: choice(b, b)}}", "the same twice", "one of them"),
        ("{{a: choice(b}}", "bracket is not closed", "choice(…)"),
        ("{{a: choice(b) = c}}", "“c” is not among", "one of: b"),
        ("{{a: yes/no(b, c, d)}}", "more than two", "for yes, a comma"),
        ("{{a: yes/no = maybe}}", "“maybe” is no answer", "yes or no"),
        ("{{a: number(1)}}", "nothing in brackets", "number alone"),
        ("{{a: number = few}}", "“few” is no number", "such as 3"),
        ("{{a: date = soon}}", "“soon” is no date", "2026-03-31"),
        ("{{a: file = b.txt}}", "no default", "{{a: file}}"),
        ('{{a = b "c"}}', "quotation mark inside", "inner one"),
        ('{{a = "b" c}}', "do not match", "around all"),
        ("{{a | select:options=[1]}}", "for another program", "{{a}}"),
        ("{{a: number}} {{A: date}}", "What “A” is stands in line 2 already", "{{A}} here"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_to_write(text: str, what: str, write: str) -> None:
    _, problems = examined(f"First line.\n{text}\nThird line.")
    assert len(problems) == 1
    assert problems[0].line == 2
    assert what in problems[0].what
    assert write in problems[0].write
    with pytest.raises(PromptError, match="Line 2: "):
        parsed(f"First line.\n{text}\nThird line.")


def test_all_that_is_wrong_is_told_and_the_rest_is_read() -> None:
    template, problems = examined("{{a: b}} {{c}}\n{{d")
    assert [one.line for one in problems] == [1, 2]
    assert template.variables == (Variable("c", "text"),)


def test_every_kind_has_its_meaning() -> None:
    assert tuple(MEANINGS) == KINDS


# Writing

NAMES = st.from_regex(r"[a-zа-я](?:[a-z0-9 _-]{0,8}[a-z0-9])?", fullmatch=True).map(lambda name: " ".join(name.split()))
VALUES = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\n"), max_size=12)
TEXTS = st.one_of(st.text(st.sampled_from("\\{} ab\n"), min_size=1), st.text(min_size=1, max_size=30))


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    name, kind = draw(NAMES), draw(st.sampled_from([None, *KINDS]))
    options: tuple[str, ...] = ()
    default = None
    if kind == "choice":
        options = tuple(draw(st.lists(VALUES.filter(bool), min_size=1, max_size=3, unique=True)))
        default = draw(st.sampled_from([None, "", *options]))
    elif kind == "yes/no":
        options = tuple(draw(st.lists(VALUES, max_size=2)))
        default = draw(st.sampled_from([None, "yes", "no"]))
    elif kind in ("text", "long text", "source"):
        default = draw(st.none() | VALUES)
    elif kind in ("number", "date"):
        default = draw(st.sampled_from([None, "", "3" if kind == "number" else "today"]))
    elif kind == "file":
        default = draw(st.sampled_from([None, ""]))
    return Slot(name, kind, options, default)


@st.composite
def templates(draw: st.DrawFn) -> tuple[str | Slot, ...]:
    parts: list[str | Slot] = []
    known: set[str] = set()
    for part in draw(st.lists(st.one_of(TEXTS, slots()), max_size=8)):
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif isinstance(part, Slot) and part.name in known:
            parts.append(Slot(part.name))
        else:
            parts.append(part)
        if isinstance(part, Slot):
            known.add(part.name)
    return tuple(parts)


@given(templates())
def test_what_is_written_down_is_read_as_the_same(parts: tuple[str | Slot, ...]) -> None:
    written = str(Template(parts, ()))
    template, problems = examined(written)
    assert problems == ()
    assert template.parts == parts
    assert str(template) == written


@given(st.text(st.sampled_from('\\{}ab :=(),"\n')))
def test_whatever_is_typed_is_read_or_told(text: str) -> None:
    template, problems = examined(text)
    for one in problems:
        assert text[one.start : one.end].startswith("{{") and one.line == text.count("\n", 0, one.start) + 1
    if not problems:
        assert examined(str(template)) == (template, ())


@given(templates(), st.dictionaries(NAMES, st.text(max_size=10)))
def test_filling_never_fails_and_loses_no_text(parts: tuple[str | Slot, ...], answers: dict[str, str]) -> None:
    text = filled(Template(parts, examined(str(Template(parts, ())))[0].variables), answers, TODAY)
    for part in parts:
        if isinstance(part, str):
            assert all(word in text for word in part.split())


# Filling


def test_slots_are_filled_by_answer_or_default_and_stay_where_neither_helps() -> None:
    text = "{{topic}} since {{since: date = yesterday}} in {{n: number = 3}} {{tone: choice(a, b)}}"
    assert put(text) == "{{topic}} since 2026-03-30 in 3 {{tone}}"
    assert put(text, topic=" oil ", since="2026-01-05", n="2.5", tone="b") == "oil since 2026-01-05 in 2.5 b"
    assert put(text, topic="oil", tone="c").endswith("3 {{tone}}")
    assert put("{{Due Date}}", due_date="x") == "x"


def test_yes_and_no_put_their_words() -> None:
    text = 'Say it{{q: yes/no(" and quote", ", plainly") = yes}}.'
    assert (put(text), put(text, q="no"), put(text, q="Yes")) == (
        "Say it and quote.", "Say it, plainly.", "Say it and quote.",
    )  # fmt: skip
    assert put("{{q: yes/no}}") == "no"
    assert put("Say it{{q: yes/no(!)}}.") == "Say it."


def test_a_source_becomes_the_filter_that_narrows_the_search() -> None:
    assert put("oil {{where: source}}", where="Scans 2019") == 'oil in:"Scans 2019"'
    assert filter_of('No"tes') == "in:Notes"


def test_texts_of_files_and_long_texts_stay_as_they_are() -> None:
    assert put("Read:\n{{t: file}}\nEnd", t="  a\n\n b") == "Read:\n  a\n\n b\nEnd"
    assert put("{{t: long text}}!", t="a\nb") == "a\nb!"


def test_a_line_of_nothing_but_empty_slots_is_left_out() -> None:
    text = "oil\n{{where: source = }}\n\nthen {{x = }}.\n{{a = }} {{b = }}"
    assert put(text) == "oil\n\nthen ."
    assert put(text, where="N") == "oil\nin:N\n\nthen ."


def test_what_is_missing_or_wrong_is_told_by_name() -> None:
    template = parsed("{{topic}} {{n: number}} {{x = }} {{q: yes/no}} {{t: choice(a, b)}} {{d: date = today}}")
    assert missing(template, {"N": "many"}, TODAY) == {
        "topic": "Fill this in.", "n": "Write a number, such as 3 or 2.5.", "t": "Fill this in.",
    }  # fmt: skip
    assert missing(template, {"topic": "a", "n": "3", "t": "b", "d": "in May", "q": "perhaps"}, TODAY) == {
        "q": "Write yes or no.", "d": "Write a day such as 2026-03-31, today, or today - 30.",
    }  # fmt: skip
    assert why_not(Variable("t", "choice", ("a", "b")), "c", TODAY) == "Choose one of: a, b."


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("today", "2026-03-31"), ("Tomorrow", "2026-04-01"), ("yesterday", "2026-03-30"), ("today + 7", "2026-04-07"),
        ("today -30", "2026-03-01"), ("+1", "2026-04-01"), ("- 1", "2026-03-30"), ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None), ("next week", None), ("", None), ("today - 99999", "1752-06-16"),
    ],
)  # fmt: skip
def test_days(told: str, day: str | None) -> None:
    found = day_of(told, TODAY)
    assert (found.isoformat() if found else None) == day


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert day_of("today + 99999", date(9999, 1, 1)) is None
