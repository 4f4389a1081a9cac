"""The window's languages: what is translated can be found, is whole and up to date, and is shown as it should be."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from alcove.desktop import said_below, translation
from alcove.desktop.translation import decimal, language_of, number, speak, told, tr
from tests.desktop.conftest import Stager

ROOT = Path(__file__).resolve().parents[2]
WINDOW = ROOT / "src" / "alcove" / "desktop"
MODULES = sorted(WINDOW.rglob("*.py"))
FORMS = {"en": 2, "ru": 3}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
PLACE = re.compile(r"(?<!\{)\{\w+\}(?!\})")
"""What a value is put into; braces that are doubled or hold more than a name belong to the text."""


# In the code


@dataclass(frozen=True)
class Call:
    """A call of `tr` or `marked`; `early` where it is made as soon as its module is imported."""

    line: int
    function: str
    text: ast.expr
    early: bool


def calls(node: ast.AST, *, early: bool = True) -> Iterator[Call]:
    """Find what is given to be translated."""
    if isinstance(node, FUNCTIONS):
        defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]
        decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
        for outside in (*defaults, *decorators):
            yield from calls(outside, early=early)
        for inside in [node.body] if isinstance(node, ast.Lambda) else node.body:
            yield from calls(inside, early=False)
        return
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("tr", "marked") and node.args:
            yield Call(node.lineno, name, node.args[0], early)
    for child in ast.iter_child_nodes(node):
        yield from calls(child, early=early)


def is_literal(text: ast.expr) -> bool:
    return isinstance(text, ast.Constant) and isinstance(text.value, str)


def is_looked_up(text: ast.expr) -> bool:
    """Tell whether a text was marked elsewhere and is taken from there: one of two, or out of a table by `get`, too."""
    if isinstance(text, ast.IfExp):
        return is_looked_up(text.body) and is_looked_up(text.orelse)
    if isinstance(text, ast.Call):
        return isinstance(text.func, ast.Attribute) and text.func.attr == "get"
    return isinstance(text, ast.Name | ast.Attribute | ast.Subscript)


def wrong_calls(code: str, *, below: bool = False) -> list[str]:
    """Return what cannot be found or comes too early; the modules of `said_below` only write their sentences down."""
    wrong = []
    for call in calls(ast.parse(code)):
        if not is_literal(call.text) and not (call.function == "tr" and is_looked_up(call.text)):
            wrong.append(f"line {call.line}: {call.function}() of what Qt Linguist cannot find")
        if call.function == "tr" and call.early and not below:
            wrong.append(f"line {call.line}: tr() before there is a language")
    return wrong


@pytest.mark.parametrize(
    "code",
    [
        'def a(b):\n return tr(f"Open {b}")', 'def a(b):\n return tr("Open " + b)',
        'def a(b):\n return tr("Open {b}".format(b=b))', 'def a(b):\n return tr("Open" if b else "Close")',
        'NAME = tr("Open")', 'class A:\n name = tr("Open")', 'def a(b=tr("Open")):\n return b',
        'def a(*, b=tr("Open")):\n return b', 'NAMES = [tr("Open") for _ in "a"]', "NAME = marked(OTHER)",
    ],
)  # fmt: skip
def test_texts_that_cannot_be_translated_are_noticed(code: str) -> None:
    assert len(wrong_calls(code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        'NAME = marked("Open")', 'def a(b):\n return tr("Open {b}").format(b=b)', "def a():\n return tr(NAMES[0])",
        "def a(b):\n return tr(OPEN if b else CLOSE)", "def a(b):\n return tr(NAMES.get(b, b))",
        "class A:\n def a(self, b):\n  return lambda c=tr(b.name): tr(self.c) + c",
    ],
)  # fmt: skip
def test_texts_that_can_be_translated_are_let_be(code: str) -> None:
    assert wrong_calls(code) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WINDOW).as_posix())
def test_what_is_translated_can_be_found_and_waits_for_the_language(path: Path) -> None:
    below = path.parent.name == "said_below"
    assert wrong_calls(path.read_text("utf-8"), below=below) == []


def texts_of_the_code() -> set[str]:
    """Return all texts that are marked or translated in the code."""
    found = (call.text for path in MODULES for call in calls(ast.parse(path.read_text("utf-8"))))
    return {text.value for text in found if isinstance(text, ast.Constant) and isinstance(text.value, str)}


# In Qt Linguist's files


@dataclass(frozen=True)
class Message:
    """A text with its translation, in so many forms."""

    source: str
    forms: tuple[str, ...]
    finished: bool
    plural: bool


def messages(file: Path) -> list[Message]:
    found = []
    for one in ET.parse(file).iter("message"):
        translated = one.find("translation")
        assert translated is not None
        plural = one.get("numerus") == "yes"
        forms = [form.text or "" for form in translated.findall("numerusform")] if plural else [translated.text or ""]
        finished = translated.get("type") is None and all(forms)
        found.append(Message(one.findtext("source") or "", tuple(forms), finished, plural))
    return found


def flaws(message: Message, language: str) -> Iterator[str]:
    """Tell what is wrong with a translation."""
    if not message.finished:
        yield "is not translated"
        return
    if message.plural != ("%n" in message.source):
        yield "counts with %n, but is not counted" if "%n" in message.source else "is counted, but has no %n"
    if message.plural and len(message.forms) != FORMS[language]:
        yield f"has {len(message.forms)} forms"
    places = set(PLACE.findall(message.source))
    for at, form in enumerate(message.forms):
        if set(PLACE.findall(form)) != places:
            yield f"has other places: {form}"
        # English "one" is 1 alone, Russian "one" is 21 too.
        if message.plural and "%n" not in form and (language, at) != ("en", 0):
            yield f"does not tell how many: {form}"


@pytest.mark.parametrize("language", FORMS)
def test_every_text_is_translated_with_all_that_is_put_into_it(language: str) -> None:
    found = messages(translation.FOLDER / f"alcove_{language}.ts")
    assert [f"{one.source!r} {flaw}" for one in found for flaw in flaws(one, language)] == []


def test_the_files_of_the_languages_are_up_to_date_with_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import environment
    import translations

    kept = translations.sources()
    for file in kept:
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    translations.update(environment.Venv(Path(sys.prefix)))
    made = {file.name: {one.source for one in messages(file)} for file in translations.sources()}
    unseen = texts_of_the_code() - made["alcove_ru.ts"]
    assert unseen == set(), "Qt Linguist sees no text within an f-string"
    for file in kept:
        assert {one.source for one in messages(file)} == made[file.name], f"{file.name}: run `make translations`"


# As they are shown

WORDS = {
    "The disk is full.": ["Диск заполнен."],
    "no such file": ["нет такого файла"],
    "{item} was not read: {why}": ["Не прочитано: {item}, {why}"],
    "%n passages were left out": ["пропущен %n отрывок", "пропущено %n отрывка", "пропущено %n отрывков"],
}


def written(words: dict[str, list[str]]) -> str:
    """Return a Linguist file."""
    context = ET.Element("context")
    ET.SubElement(context, "name")
    for source, forms in words.items():
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = source
        made = ET.SubElement(message, "translation")
        if len(forms) == 1:
            made.text = forms[0]
            continue
        message.set("numerus", "yes")
        for form in forms:
            ET.SubElement(made, "numerusform").text = form
    body = ET.tostring(context, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="ru">{body}</TS>\n'


def forget() -> None:
    """Forget the sentences that were known, and what they were told as."""
    for one in vars(translation).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()


@pytest.fixture
def russian(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the window speak the few words above."""
    source = tmp_path / "alcove_ru.ts"
    source.write_text(written(WORDS), "utf-8")
    program = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    assert program is not None
    subprocess.run([program, "-silent", str(source), "-qm", str(source.with_suffix(".qm"))], check=True)
    with monkeypatch.context() as patch:
        patch.setattr(said_below, "SENTENCES", tuple(WORDS))
        patch.setattr(translation, "FOLDER", tmp_path)
        forget()
        speak(qapp, "ru")
        yield
    forget()
    speak(qapp, "en")


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The disk is full.", "Диск заполнен."),
        ("a.pdf was not read: it is locked", "Не прочитано: a.pdf, it is locked"),
        ("a.pdf was not read: no such file", "Не прочитано: a.pdf, нет такого файла"),
        ("{a}.pdf was not read: no such file", "Не прочитано: {a}.pdf, нет такого файла"),
        ("a.pdf was not read: 2 passages were left out", "Не прочитано: a.pdf, пропущено 2 отрывка"),
        ("1 passages were left out", "пропущен 1 отрывок"),
        ("11 passages were left out", "пропущено 11 отрывков"),
        ("21 passages were left out", "пропущен 21 отрывок"),
        ("1,204 passages were left out", "пропущено 1\u00a0204 отрывка"),
        ("some passages were left out", "some passages were left out"),
        ("The disk is full. Or is it", "The disk is full. Or is it"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_the_layers_below_say_is_told_in_the_windows_language(said: str, shown: str) -> None:
    assert told(said) == shown


@pytest.mark.usefixtures("russian")
def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert number(1204) == "1\u00a0204"
    assert decimal(1.25, 1).startswith("1,")
    assert tr("%n passages were left out", None, 1_000_005) == "пропущено 1\u00a0000\u00a0005 отрывков"


def test_english_stays_as_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said_below, "SENTENCES", tuple(WORDS))
    for said in ("The disk is full.", "a.pdf was not read: no such file", "1,204 passages were left out", "else"):
        assert told(said) == said
    assert tr("The disk is full.") == "The disk is full."
    assert (number(1204), decimal(1.5, 1)) == ("1,204", "1.5")


@pytest.mark.parametrize(
    ("setting", "system", "spoken"),
    [
        ("system", ["ru-RU"], "ru"), ("system", ["ru_RU"], "ru"), ("system", ["ru"], "ru"), ("system", ["RU-ru"], "ru"),
        ("system", ["de-DE", "ru-RU"], "ru"), ("system", ["de-DE", "en-GB", "ru-RU"], "en"),
        ("system", ["fr"], "en"), ("system", ["run-BI"], "en"), ("system", [], "en"), ("system", ["C"], "en"),
        ("ru", ["en-US"], "ru"), ("en", ["ru-RU"], "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_chosen_or_the_first_of_the_system(
    setting: Literal["system", "en", "ru"], system: Sequence[str], spoken: str
) -> None:
    assert language_of(setting, system) == spoken


def test_another_language_offers_to_start_again(qtbot: QtBot, staged: Stager) -> None:
    stage = staged()
    window = stage.window
    window.show_page("settings")
    row = window.pages.settings_page.rows["language"]
    buttons = {one.text(): one for one in row.findChildren(QPushButton)}
    assert list(buttons) == ["System", "English", "Русский"]
    assert buttons["System"].isChecked()
    buttons["Русский"].click()
    qtbot.waitUntil(lambda: len(window.toasts.toasts) == 1)
    assert stage.services.settings.load().language == "ru"
    (toast,) = window.toasts.toasts
    assert toast.notice.text == "The window speaks another language from the next start."
    (offer,) = (one for one in toast.findChildren(QPushButton) if one.text() == "Restart now")
    with qtbot.waitSignal(window.restart_requested):
        offer.click()
