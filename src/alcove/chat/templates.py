r"""The text of a prompt with its variables: read, told what is wrong, written down again, and filled.

    {{topic}}                               a line of text
    {{topic = the boiler}}                  with a default; `= ` with nothing behind it: may stay empty
    {{letter: long text}}                   several lines
    {{tone: choice(formal, plain) = plain}} one of these
    {{most: number = 5}}                    a number
    {{since: date = today}}                 a date; today, tomorrow, yesterday, today - 30, or 2026-03-31
    {{quotes: yes/no(Quote the words.) = yes}}  the words in brackets where it is yes, those behind a comma where no
    {{letter: file}}                        the text of a file
    {{where: source = }}                    a source of the library: its filter, which narrows the search
    \{{plain}}                              braces that mean nothing

A name may stand several times; what it is stands at one of them. A value that holds a comma, a bracket, an equals
sign or two braces stands in quotation marks; in there, a backslash stands before a quotation mark and a backslash.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, get_args

from alcove.core.errors import PromptError

Kind = Literal["text", "long text", "choice", "number", "date", "yes/no", "file", "source"]
KINDS: tuple[Kind, ...] = get_args(Kind)
YES, NO = "yes", "no"
MEANINGS: dict[Kind, str] = {
    "text": "a line of text",
    "long text": "several lines",
    "choice": "one of some",
    "number": "a number",
    "date": "a day",
    "yes/no": "yes or no",
    "file": "the text of a file",
    "source": "a source of the library",
}
MOST_NAME = 40
_OPEN = re.compile(r"(\\*)(\{\{+)")
_NAME = re.compile(r"[^\W\d_](?:[\w -]*\w)?")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_DAY = re.compile(r"(today|tomorrow|yesterday)?(?:\s*([+-])\s*(\d{1,5}))?")
_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1, None: 0}
_SPECIAL = re.compile(r'[,()="\\]|\}\}|^\s|\s$')
_ESCAPED = re.compile(r'\\(["\\])')
_ELSEWHERE = re.compile(r"\{\{\s*([\w -]+?)\s*\|")
"""How other programs begin to say what a variable is."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A variable where it stands. Without `kind` it only names one, described elsewhere or plain text.

    `options` are those of a choice, or the words for yes and for no. Without a `default` it has to be filled.
    """

    name: str
    kind: Kind | None = None
    options: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """What a prompt asks for; `default` as `Slot` has it."""

    name: str
    kind: Kind
    options: tuple[str, ...] = ()
    default: str | None = None

    @property
    def optional(self) -> bool:
        """Whether a prompt can be sent without an answer to it."""
        return self.default is not None or self.kind == "yes/no"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at `start:end` of a prompt, in `line` (from 1), and what to write instead."""

    line: int
    start: int
    end: int
    what: str
    write: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what} {self.write}"


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt taken apart: plain text and slots in turn, and what it asks for, in the order it is asked."""

    parts: tuple[str | Slot, ...]
    variables: tuple[Variable, ...]

    def __str__(self) -> str:
        """Write it down so that reading it gives the same again."""
        return "".join(_written(part, behind) for part, behind in pairwise((*self.parts, "")))


def parsed(text: str) -> Template:
    """Take a prompt apart. Raises PromptError with everything that is wrong in it."""
    template, problems = examined(text)
    if problems:
        raise PromptError("\n".join(str(one) for one in problems))
    return template


def examined(text: str) -> tuple[Template, tuple[Problem, ...]]:
    """Take a prompt apart as far as it can be read, with everything that is wrong in it."""
    reading = _Reading(text)
    reading.read()
    return Template(tuple(reading.parts), tuple(reading.variables())), tuple(reading.problems)


def spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the span of each variable in a prompt, and whether it can be read."""
    reading = _Reading(text)
    reading.read()
    yield from reading.spans


class _Reading:
    """One reading of a prompt, from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.parts: list[str | Slot] = []
        self.problems: list[Problem] = []
        self.spans: list[tuple[int, int, bool]] = []
        self._slots: dict[str, Slot] = {}
        self._first: dict[str, int] = {}

    def read(self) -> None:
        at = 0
        while (found := _OPEN.search(self._text, at)) is not None:
            slashes, braces = len(found[1]), len(found[2])
            plain = self._text[at : found.start()] + "\\" * (slashes // 2)
            if slashes % 2:
                self._plain(plain + found[2])
                at = found.end()
                continue
            self._plain(plain + "{" * (braces - 2))
            at = self._slot(found.end())
        self._plain(self._text[at:])

    def variables(self) -> Iterator[Variable]:
        for slot in self._slots.values():
            yield Variable(slot.name, slot.kind or "text", slot.options, slot.default)

    def _plain(self, text: str) -> None:
        if self.parts and isinstance(self.parts[-1], str):
            self.parts[-1] += text
        elif text:
            self.parts.append(text)

    def _slot(self, begin: int) -> int:
        """Read the variable whose braces end at `begin`; return where what follows it begins."""
        start, close = begin - 2, _close(self._text, begin)
        if close is None:
            line_end = self._text.find("\n", begin)
            end = line_end if line_end >= 0 else len(self._text)
            self._wrong(start, end, f"{_short(self._text[start:end])} has no end.",
                        "Write }} behind it, or \\{{ for braces that mean nothing.")  # fmt: skip
            self._plain(self._text[start:end])
            return end
        end = close + 2
        try:
            slot = _slot(self._text[begin:close])
            self._note(slot, start)
        except _Wrong as wrong:
            self._wrong(start, end, wrong.what, wrong.write)
            self._plain(self._text[start:end])
        else:
            self.spans.append((start, end, True))
            self.parts.append(slot)
        return end

    def _note(self, slot: Slot, start: int) -> None:
        key = slot.name.casefold()
        known = self._slots.get(key)
        if known is None or known.kind is None:
            self._slots[key] = slot if known is None or slot.kind else known
        elif slot.kind is not None and (slot.kind, slot.options, slot.default) != (
            known.kind, known.options, known.default
        ):  # fmt: skip
            line = self._line(self._first[key])
            raise _Wrong(f"What “{slot.name}” is stands in line {line} already, and otherwise.",
                         f"Write {{{{{slot.name}}}}} here.")  # fmt: skip
        if slot.kind is not None or key not in self._first:
            self._first[key] = start

    def _wrong(self, start: int, end: int, what: str, write: str) -> None:
        self.spans.append((start, end, False))
        self.problems.append(Problem(self._line(start), start, end, what, write))

    def _line(self, at: int) -> int:
        return self._text.count("\n", 0, at) + 1


class _Wrong(Exception):
    """What is wrong with a variable, and what to write."""

    def __init__(self, what: str, write: str) -> None:
        super().__init__(what)
        self.what = what
        self.write = write


def _close(text: str, at: int) -> int | None:
    """Return where the braces that end a variable stand, which is no further than its line; None where nowhere."""
    quoted = False
    while at < len(text) and text[at] != "\n":
        if quoted and text[at] == "\\":
            at += 1
        elif text[at] == '"':
            quoted = not quoted
        elif not quoted and text.startswith("}}", at):
            return at
        at += 1
    return None


def _slot(inside: str) -> Slot:
    """Read what stands between the braces of a variable."""
    told, default = _cut(inside, "=")
    named, kind_told = _cut(told, ":")
    name = " ".join(named.split())
    _check_name(name, inside)
    value = None if default is None else _value(default.strip(), "default")
    if kind_told is None:
        slot = Slot(name, "text" if value is not None else None, (), value)
    else:
        kind, options = _kind(kind_told.strip())
        slot = Slot(name, kind, options, value)
    _check_default(slot)
    return slot


def _cut(text: str, at: str) -> tuple[str, str | None]:
    """Cut a text at a sign outside of quotation marks and brackets."""
    quoted, depth, escaped = False, 0, False
    for place, letter in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and letter == "\\":
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif not quoted and letter == at and not depth:
            return text[:place], text[place + 1 :]
        elif not quoted:
            depth += (letter == "(") - (letter == ")")
    return text, None


def _check_name(name: str, inside: str) -> None:
    if "|" in inside and _ELSEWHERE.match("{{" + inside):
        plain = inside.partition("|")[0].strip()
        raise _Wrong(f"{_short('{{' + inside + '}}')} is written as for another program.",
                     f"Write {{{{{plain}}}}}, or import the prompt from its file.")  # fmt: skip
    if not name:
        raise _Wrong("A variable has no name.", "Write it between the braces: {{topic}}.")
    if not _NAME.fullmatch(name) or len(name) > MOST_NAME:
        raise _Wrong(f"“{_short(name)}” is no name of a variable.",
                     f"Use letters, digits, spaces, - and _, a letter first; at most {MOST_NAME}.")  # fmt: skip


def _kind(told: str) -> tuple[Kind, tuple[str, ...]]:
    word, _, rest = told.partition("(")
    named = " ".join(word.split()).casefold()
    kind = next((one for one in KINDS if one == named), None)
    if kind is None:
        raise _Wrong(f"“{_short(word.strip())}” is no kind of variable.", f"Write one of: {', '.join(KINDS)}.")
    if "(" not in told:
        options: tuple[str, ...] = ()
    elif not rest.rstrip().endswith(")"):
        raise _Wrong("A bracket is not closed.", f"Write {kind}(…) with the closing bracket.")
    else:
        options = tuple(_value(one.strip(), "option") for one in _each(rest.rstrip()[:-1]))
    _check_options(kind, options)
    return kind, options


def _check_options(kind: Kind, options: Sequence[str]) -> None:
    if kind == "choice" and (not options or not all(options)):
        raise _Wrong("A choice needs something to choose from.", "Write it in brackets: choice(formal, plain).")
    if kind == "choice" and len(set(options)) < len(options):
        raise _Wrong("A choice offers the same twice.", "Leave one of them out.")
    if kind == "yes/no" and len(options) > 2:
        raise _Wrong("Yes/no has more than two texts.",
                     'Write the one for yes, a comma, and the one for no; put a text with a comma in "".')  # fmt: skip
    if options and kind not in ("choice", "yes/no"):
        raise _Wrong(f"A {kind} has nothing in brackets.", f"Write {kind} alone, or choice(…).")


def _check_default(slot: Slot) -> None:
    value = slot.default
    if slot.kind == "choice" and value is not None and value not in ("", *slot.options):
        raise _Wrong(f"“{_short(value)}” is not among what “{slot.name}” offers.",
                     f"Write one of: {', '.join(slot.options)}.")  # fmt: skip
    if slot.kind == "file" and value:
        raise _Wrong("A file has no default.", "Write {{" + slot.name + ": file}}, or file = where it may be left out.")
    if slot.kind in ("number", "date", "yes/no") and value:
        wrong = why_not(Variable(slot.name, slot.kind, slot.options, value), value, date.today())
        if wrong:
            raise _Wrong(f"“{_short(value)}” is no {'answer' if slot.kind == 'yes/no' else slot.kind}.", wrong)


def _each(text: str) -> Iterator[str]:
    """Yield what stands between commas."""
    rest: str | None = text
    while rest is not None:
        one, rest = _cut(rest, ",")
        yield one


def _value(written: str, what: str) -> str:
    """Return a value without the quotation marks around it."""
    if not written.startswith('"'):
        if '"' in written:
            raise _Wrong(f"The {what} {_short(written)} has a quotation mark inside.",
                         r'Put all of it in quotation marks, and \ before the inner one: "a \"b\"".')  # fmt: skip
        return written
    inner = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', written)
    if inner is None:
        raise _Wrong(
            f"The quotation marks of the {what} {_short(written)} do not match.", 'Write "…" around all of it.'
        )
    return _ESCAPED.sub(r"\1", inner[1])


def _written(part: str | Slot, behind: str | Slot) -> str:
    if isinstance(part, Slot):
        return _slot_written(part)
    before_slot = isinstance(behind, Slot)

    def escaped(found: re.Match[str]) -> str:
        opens = before_slot and found.end() == len(part)  # the braces of the variable stand right behind these
        return found[1] * 2 + ("" if opens else "\\") + found[2]

    made = _OPEN.sub(escaped, part)
    if before_slot and (end := re.search(r"(\\+)(\{?)\Z", part)) and not part.endswith("{{"):
        made = made[: len(made) - len(end[0])] + end[1] * 2 + end[2]
    return made


def _slot_written(slot: Slot) -> str:
    kind = "" if slot.kind is None or (slot.kind == "text" and slot.default is not None) else f": {slot.kind}"
    options = f"({', '.join(map(_quoted, slot.options))})" if slot.options else ""
    default = "" if slot.default is None else f" = {_quoted(slot.default)}"
    return f"{{{{{slot.name}{kind}{options}{default}}}}}"


def _quoted(value: str) -> str:
    if not _SPECIAL.search(value) and not value.endswith("}"):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def _short(text: str) -> str:
    return text if len(text) <= MOST_NAME else text[:MOST_NAME].rstrip() + "…"


# Filling


def why_not(variable: Variable, answer: str, today: date) -> str:
    """Return what to write instead of an answer that a variable cannot have; empty where it can.

    Whether there is such a source or file is not looked at.
    """
    if not answer.strip():
        return "" if variable.optional else "Fill this in."
    if variable.kind == "choice" and answer not in variable.options:
        return f"Choose one of: {', '.join(variable.options)}."
    if variable.kind == "number" and not _NUMBER.fullmatch(answer.strip()):
        return "Write a number, such as 3 or 2.5."
    if variable.kind == "date" and day_of(answer, today) is None:
        return "Write a day such as 2026-03-31, today, or today - 30."
    if variable.kind == "yes/no" and answer.strip().casefold() not in (YES, NO):
        return "Write yes or no."
    return ""


def missing(template: Template, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Return what still has to be answered, or otherwise: what to write, by the name of the variable."""
    given = _by_name(answers)
    told = {one.name: why_not(one, given.get(one.name.casefold(), _default(one)), today) for one in template.variables}
    return {name: wrong for name, wrong in told.items() if wrong}


def filled(template: Template, answers: Mapping[str, str], today: date) -> str:
    """Return what is sent: each slot as it was answered, by its default, or left as it is where neither helps.

    The answer to a file is its text. A line that held nothing but slots that stay empty is left out.
    """
    given = _by_name(answers)
    said = {
        one.name.casefold(): _said(one, given.get(one.name.casefold(), _default(one)), today)
        for one in template.variables
    }
    text, holes = "", list[int]()
    for part in template.parts:
        if isinstance(part, str):
            text += part
            continue
        put = said[part.name.casefold()]
        if put == "":
            holes.append(len(text))
        text += f"{{{{{part.name}}}}}" if put is None else put
    return _without_empty_lines(text, holes).strip()


def day_of(told: str, today: date) -> date | None:
    """Return the day that was meant: 2026-03-31, today, tomorrow, yesterday, today + 7, - 30; None for no day."""
    found = _DAY.fullmatch(told.strip().casefold())
    if found is not None and (found[1] or found[2]):
        days = _DAYS[found[1]] + int(f"{found[2] or '+'}{found[3] or 0}")
        try:
            return today + timedelta(days=days)
        except OverflowError:
            return None
    try:
        return date.fromisoformat(told.strip())
    except ValueError:
        return None


def filter_of(source: str) -> str:
    """Return the filter that narrows a search to a source: in:notes, in:"Scans 2019"."""
    plain = source.replace('"', "").strip()
    return f'in:"{plain}"' if re.search(r"\s", plain) else f"in:{plain}"


def _by_name(answers: Mapping[str, str]) -> dict[str, str]:
    return {" ".join(name.split()).casefold(): answer for name, answer in answers.items()}


def _default(variable: Variable) -> str:
    return variable.default or (NO if variable.kind == "yes/no" else "")


def _said(variable: Variable, answer: str, today: date) -> str | None:
    """Return what stands in the place of a variable; None where it has no answer that it can have."""
    if why_not(variable, answer, today):
        return None
    if not answer.strip():
        return ""
    if variable.kind == "date":
        return (day_of(answer, today) or today).isoformat()
    if variable.kind == "source":
        return filter_of(answer)
    if variable.kind == "yes/no":
        words = (*variable.options, "") if variable.options else (YES, NO)
        return words[0] if answer.strip().casefold() == YES else words[1]
    return answer.strip() if variable.kind in ("text", "number") else answer


def _without_empty_lines(text: str, holes: Sequence[int]) -> str:
    """Leave out the lines in which nothing stands where something could have stood."""
    begins = {text.rfind("\n", 0, hole) + 1 for hole in holes}
    kept, at = list[str](), 0
    for line in text.split("\n"):
        if at not in begins or line.strip():
            kept.append(line)
        at += len(line) + 1
    return "\n".join(kept)
