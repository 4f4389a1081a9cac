"""The window in a person's language: English is written in the code, the others are Qt Linguist's files beside it.

`tr` translates a text of the window itself. The layers below speak English only, to the terminal, the log and the
stored reasons alike; `told` finds the template one of their sentences was made from (`said_below`) and translates that.
`make translations` brings the files up to date with the code.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from alcove.core.settings import Language

log = logging.getLogger(__name__)

FOLDER = Path(__file__).with_name("translations")
LANGUAGES: tuple[Language, ...] = get_args(Language)
CONTEXT = ""
"""All texts are in the context that Linguist gives to what is no method of a class."""


def tr(text: str, disambiguation: str | None = None, n: int = -1) -> str:
    """Return a text of the window in its language; `%n` becomes `n`, in the plural that the language has for it.

    Names are put in afterwards: `tr("Open {name}").format(name=name)`.
    """
    words = QCoreApplication.translate(CONTEXT, text, disambiguation, n)
    return words.replace(f"{n}", number(n), 1) if n > 999 and "%n" in text else words


def marked(text: str) -> str:
    """Return the text as it is: `make translations` finds it here, and whoever shows it calls `tr`."""
    return text


def number(value: int) -> str:
    """Return a number as the window's language groups its digits."""
    return f"{value:,}" if language() == "en" else f"{value:,}".replace(",", "\u00a0")


def decimal(value: float, digits: int) -> str:
    """Return a number with so many decimals, as the window's language separates them."""
    return f"{value:.{digits}f}" if language() == "en" else QLocale().toString(value, "f", digits)


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def told(sentence: str) -> str:
    """Return what a layer below said in the window's language; what has no translation stays as it is."""
    return sentence if language() == "en" or not sentence else _told(sentence) or sentence


def is_known(sentence: str) -> bool:
    """Tell whether a sentence is one of `said_below`, or is made of some."""
    return _told(sentence) is not None


def language() -> Language:
    """Return the language that the window speaks."""
    return _spoken.language


def language_of(setting: Literal["system", "en", "ru"], system: Sequence[str]) -> Language:
    """Return the language to speak: the one chosen, or the first of the system's languages that there is."""
    if setting != "system":
        return setting
    for code in system:
        for one in LANGUAGES:
            if code.replace("_", "-").partition("-")[0].lower() == one:
                return one
    return "en"


def speak(app: QCoreApplication, chosen: Language) -> None:
    """Let the window speak a language from now on; what is already on the screen keeps its words."""
    for translator in _spoken.translators:
        app.removeTranslator(translator)
    _told.cache_clear()
    _spoken.language, _spoken.translators = chosen, []
    QLocale.setDefault(QLocale(QLocale(chosen).language(), QLocale.system().territory()))  # weeks begin as they do here
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in ((f"qtbase_{chosen}", qt), (f"alcove_{chosen}", str(FOLDER))):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
            _spoken.translators.append(translator)
        elif name.startswith("alcove"):
            log.warning("the words of the language %s are not there; `make setup` makes them", chosen)


class _Spoken:
    """The language in use: Qt keeps its translators for the whole process, and so do we."""

    language: Language = "en"
    translators: list[QTranslator] = []  # noqa: RUF012  # one for the process


_spoken = _Spoken()


@dataclass(frozen=True, slots=True)
class _Template:
    text: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    beginning: str
    end: str


_PLACE = re.compile(r"(%n|\{\w+\})")
_NUMBER = re.compile(r"n\d*")
"""Places of numbers that rule no plural: `{n}`, `{n2}`."""
_NOT_OURS = frozenset(("file", "folder", "host", "model", "name", "names", "path", "service", "title", "url"))
"""Places of what has a name of its own, which may look like one of our sentences."""
_BREAK = re.compile(r"(?<=[.!?…”])\s+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_QUOTED = re.compile(r"(['\"])(.*)\1", re.DOTALL)
_LONGEST = 2000


def _template(text: str) -> _Template:
    """Return a template with the pattern that finds what was put into it."""
    names, pattern = [], ""
    parts = _PLACE.split(text)
    for part in parts:
        if part == "%n":
            pattern += r"(\d[\d,]*)"
            names.append("%n")
        elif _PLACE.fullmatch(part):
            names.append(part[1:-1])
            pattern += r"(-?\d[\d,]*(?:\.\d+)?)" if _NUMBER.fullmatch(names[-1]) else "(.+?)"
        else:
            pattern += re.escape(part)
    return _Template(text, re.compile(pattern, re.DOTALL), tuple(names), parts[0], parts[-1])


@lru_cache(maxsize=1)
def _templates() -> tuple[frozenset[str], tuple[_Template, ...]]:
    """Return the sentences that are always the same, and the others, those with most words of their own first."""
    from alcove.desktop.said_below import SENTENCES

    fixed = frozenset(one for one in SENTENCES if not _PLACE.search(one))
    others = sorted((one for one in SENTENCES if one not in fixed), key=lambda one: -len(_PLACE.sub("", one)))
    return fixed, tuple(_template(one) for one in others)


@lru_cache(maxsize=4096)
def _told(sentence: str) -> str | None:
    """Return a sentence, or several in a row, in the window's language; None where it is not known."""
    if len(sentence) > _LONGEST:
        return None
    words = _one_told(sentence)
    if words is not None:
        return words
    gaps = list(_BREAK.finditer(sentence))
    for gap, of_one in ((gap, of_one) for of_one in (True, False) for gap in reversed(gaps)):
        first = _one_told(sentence[: gap.start()], of_one=of_one)
        rest = None if first is None else _told(sentence[gap.end() :])
        if rest is not None:
            return f"{first}{gap[0]}{rest}"
    return _one_told(sentence, of_one=False)


def _one_told(sentence: str, *, of_one: bool = True) -> str | None:
    """Translate what one template made, be it without the full stop behind it.

    With `of_one` nothing is believed to be put in that ends a sentence.
    """
    fixed, templates = _templates()
    if sentence in fixed:
        return tr(sentence)
    for template in templates:
        if not (sentence.startswith(template.beginning) and sentence.endswith(template.end)):
            continue
        found = template.pattern.fullmatch(sentence)
        if found is None or (of_one and any(_BREAK.search(value) for value in found.groups())):
            continue
        values = dict(zip(template.names, found.groups(), strict=True))
        count = int(values.pop("%n").replace(",", "")) if "%n" in values else -1
        return tr(template.text, None, count).format(**{name: _put_in(name, value) for name, value in values.items()})
    bare = _one_told(sentence[:-1], of_one=of_one) if sentence.endswith(".") else None
    return None if bare is None else f"{bare}."


def _put_in(name: str, value: str) -> str:
    """Return what stood at a place of a template as it stands in the translation."""
    if _NUMBER.fullmatch(name) or _GROUPED.fullmatch(value):
        return value.replace(",", "\u00a0").replace(".", QLocale().decimalPoint())
    said = None if name in _NOT_OURS else _told(value)
    if said is not None:
        return said
    quoted = _QUOTED.fullmatch(value)
    return QLocale().quoteString(quoted[2]) if quoted else value
