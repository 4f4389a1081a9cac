"""What the layers below say is known to the window, sentence by sentence, and told in its language."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from alcove.core.database import Database
from alcove.core.errors import ServiceError
from alcove.core.exchange import ExchangeFailed
from alcove.core.formats import FORMATS
from alcove.core.ledger import Tally, size_words
from alcove.core.settings import ModelSettings, Settings, described
from alcove.desktop import translation
from alcove.models import complaints, fits, memory
from alcove.models.catalogue import catalogue
from alcove.models.complaints import Asked
from alcove.models.llama import Loading
from alcove.models.memory import MemoryNeeds
from alcove.rag.catalogue import Catalogue
from alcove.rag.completion import Typed, candidates
from alcove.rag.mentions import Mentioning, Mentions
from tests.desktop.fakes import items, ledger_pages, messy_items

SOURCES = Path(translation.__file__).parents[1]
LAYERS = ("core", "connectors", "models", "rag", "chat")
PUT_IN = "\0"
"""Stands for a value in what a layer may say."""
WORDS = ("Word", "3", "", "prompt", "Ask again.", "Line 3")
"""Values that may have been put in."""


def _parsed(layer: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((SOURCES / layer).rglob("*.py")):
        if path.name != "testing.py":
            yield path, _tree(path)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def _saying() -> dict[str, tuple[int, ...]]:
    """Return the classes that are made of sentences, with which of their arguments are some."""
    found = {"AppError": (0, 1), "Unreachable": (0,), "BrokenOff": (0,), "Unlistable": (1,), "Skipped": (1,)}
    classes = [
        (one.name, {base.id for base in one.bases if isinstance(base, ast.Name)})
        for layer in LAYERS
        for _, tree in _parsed(layer)
        for one in ast.walk(tree)
        if isinstance(one, ast.ClassDef)
    ]
    while more := {name: found[base] for name, bases in classes for base in bases & found.keys() if name not in found}:
        found.update(more)
    return found


@dataclass(frozen=True)
class _Reader:
    """Reads what the expressions of a function come to, as far as that is written down."""

    names: dict[str, list[ast.expr]]

    def texts(self, node: ast.expr) -> list[str]:
        """Return the texts a node may be, with `PUT_IN` for what is not known."""
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return ["".join(parts) for parts in itertools.product(*map(self.texts, values))]
            case ast.FormattedValue(value=value, conversion=conversion):
                return [f"'{PUT_IN}'"] if conversion == ord("r") else self.texts(value)
            case ast.IfExp(body=one, orelse=other):
                return [*self.texts(one), *self.texts(other)]
            case ast.BoolOp(op=ast.Or(), values=values):
                return [text for one in values for text in self.texts(one) if text]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return [one + other for one in self.texts(left) for other in self.texts(right)]
            case ast.Name(id=name) if name in self.names:
                outer = _Reader({key: value for key, value in self.names.items() if key != name})
                return [text for one in self.names[name] for text in outer.texts(one)]
            case _:
                return [PUT_IN]


def _constants(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return what the names of a module are set to, those that it imports from ours included."""
    found: dict[str, list[ast.expr]] = {}
    for one in tree.body:
        if isinstance(one, ast.ImportFrom) and str(one.module).startswith("alcove."):
            place = SOURCES.joinpath(*str(one.module).split(".")[1:])
            place = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
            there = _assigned(_tree(place))
            found |= {name.asname or name.name: there[name.name] for name in one.names if name.name in there}
    return found | _assigned(tree)


def _assigned(node: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what names are set to in the body of a module or function."""
    found: dict[str, list[ast.expr]] = {}
    for one in ast.walk(node) if isinstance(node, ast.FunctionDef) else ast.iter_child_nodes(node):
        if isinstance(one, ast.Assign):
            for target in one.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(one.value)
    return found


def _said(layer: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a layer, each with where it is said."""
    saying = _saying()
    for path, tree in _parsed(layer):
        whole = _constants(tree)
        functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        seen: set[ast.Call] = set()
        for scope in (*functions, tree):
            reader = _Reader({**whole, **_assigned(scope)})
            for call in ast.walk(scope):
                if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call in seen:
                    continue
                seen.add(call)
                named = {one.arg: one.value for one in call.keywords}
                places = saying.get(call.func.id, ())
                given = [call.args[at] for at in places if at < len(call.args)]
                for node in (*given, *(named[key] for key in ("message", "hint", "reason") if key in named and places)):
                    for text in reader.texts(node):
                        if text.replace(PUT_IN, "").strip(" .,:;"):
                            yield text, f"{path.relative_to(SOURCES)}:{node.lineno}"


def _is_known(text: str) -> bool:
    """Tell whether a sentence is known with any of the values that may be put in."""
    first, *rest = text.split(PUT_IN)
    fillings = itertools.product(WORDS, repeat=min(len(rest), 4))
    for filling in fillings:
        values = [*filling, *["Word"] * (len(rest) - len(filling))]
        if translation.is_known(first + "".join(value + part for value, part in zip(values, rest, strict=True))):
            return True
    return False


@pytest.mark.parametrize("layer", LAYERS)
def test_every_sentence_of_a_layer_is_known(layer: str) -> None:
    said = list(_said(layer))
    assert said, "the errors of the layer are not found any more"
    unknown = {text: at for text, at in said if not _is_known(text)}
    assert not unknown, "\n".join(f"{at}: {text.replace(PUT_IN, '{}')}" for text, at in unknown.items())


def test_the_help_of_the_settings_is_known() -> None:
    told = [one.help for one in (*described(Settings), *described(ModelSettings))]
    assert [one for one in told if not translation.is_known(one)] == []


def test_the_list_of_good_models_is_known() -> None:
    told = {words for one in catalogue() for words in (one.good_for, one.languages)}
    assert [one for one in told if not translation.is_known(one)] == []


def test_formats_with_common_words_for_names_are_known() -> None:
    common = {one.name for one in FORMATS if one.name == one.name.lower()} - {"awk"}
    assert [one for one in common if not translation.is_known(one)] == []


@pytest.mark.parametrize("key", ["", "secret"])
@pytest.mark.parametrize("model", ["", "qwen3"])
@pytest.mark.parametrize("host", ["models.example.org", "localhost:11434"])
def test_complaints_of_services_are_known(host: str, model: str, key: str) -> None:
    asked = Asked("Ollama", f"http://{host}/v1", host, host != "localhost:11434", model, key)
    told: list[ServiceError] = [complaints.no_api(asked, body) for body in ("<html>", "{}")]
    for begun in (False, True):
        whys = ("no host", "nobody", "late", "certificate", "no tls", "silent", "broken")
        failures = [ExchangeFailed(why, "certificate has expired") for why in whys]
        told += [complaints.of_failure(asked, one, begun=begun) for one in failures]
    bodies = ("", "<html>", '{"error": {"message": "Is loading. Try later!"}}', '{"message": "prompt too long"}')
    waits: tuple[dict[str, str], ...] = ({}, {"retry-after": "1"}, {"retry-after": "20"}, {"retry-after": "600"})
    statuses = (302, 400, 401, 402, 403, 404, 418, 429, 500, 503)
    told += [
        complaints.of_status(asked, status, headers, body)
        for status, body, headers in itertools.product(statuses, bodies, waits)
    ]
    told.append(complaints.of_error(asked, 400, {"message": "context size exceeded", "n_ctx": 4096}))
    said = {words for one in told for words in (one.message, one.hint, str(one))}
    assert [one for one in said if not translation.is_known(one)] == []


def test_what_is_said_of_memory_is_known() -> None:
    loading, needs = Loading(Path("m.gguf"), 4096), MemoryNeeds(10**9, 5 * 10**8, 10**8, 10**8, 4096, 30)
    found = [memory.fit(needs, loading, free) for free in (0, 10**9, 16 * 10**8, 2 * 10**9)]
    found += [memory.Fit(one.needs, one.available, one.remedy, 10**9) for one in found]
    told = [memory.fit_words(one) for one in found]
    told += [memory.InUse(dict.fromkeys(map(str, range(n)), 10**9), 10**8).words for n in range(3)]
    assert [one for one in told if not translation.is_known(one)] == []


def test_what_is_said_of_models_that_are_not_here_is_known() -> None:
    machines = [fits.Machine(8 * 2**30, free, graphics=False) for free in (10**6, 10**12)]
    told = [fits.fit(size, one).words for size in (10**9, 65 * 10**8, 10**11) for one in machines]
    told += [fits.room_words(one, 4096) for one in machines]
    assert [one for one in told if not translation.is_known(one)] == []


def test_what_is_said_of_the_network_is_known() -> None:
    counts = itertools.product((0, 1, 1200), (0, 900, 10**6), (0, 1, 2))
    told = [f"{Tally(*one).words()}." for one in counts]
    told += [size_words(count) for count in (1, 2, 1500, 10**6, 10**11)]
    assert [one for one in told if not translation.is_known(one)] == []


def test_what_completions_say_is_known(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.db")
    for count in (1, 700, 1400):
        source = Catalogue(database).add_source(str(count), "folder", f"/{count}", 1).id
        sql = "INSERT INTO items (source_id, uri, mime, size, modified_ns, state) VALUES (?, ?, ?, 1, 1, 'indexed')"
        rows = [(source, f"/{count}/deep/{n}", "text/markdown" if n % 2 else "text/plain") for n in range(count)]
        with database.transaction() as tx:
            tx.executemany(sql, rows)
    told = [one.meaning for one in Mentions(database).offered(Mentioning("@", "", 0, 1))]
    for field in ("", "in", "path", "type", "after"):
        found = candidates(database, Typed(field, "", 0, 0), date(2026, 11, 26))
        assert found, field
        told += [one.meaning for one in found]
    database.close()
    assert len(told) > 20 and [one for one in told if not translation.is_known(one)] == []


def test_pictures_show_what_the_layers_say() -> None:
    told = [one.reason for one in (*messy_items(), *items(140), *ledger_pages()) if one.reason]
    assert len(set(told)) > 5 and [one for one in told if not translation.is_known(one)] == []


@pytest.fixture
def other_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the window speak one that marks each translated text, and writes numbers as Russian does."""
    translation._told.cache_clear()
    monkeypatch.setattr(translation._spoken, "language", "ru")
    monkeypatch.setattr(translation, "tr", lambda text, _=None, n=-1: f"‹{text.replace('%n', str(n))}›")
    before = QLocale()
    QLocale.setDefault(QLocale("ru"))
    yield
    QLocale.setDefault(before)
    translation._told.cache_clear()


@pytest.mark.usefixtures("other_language")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Ask again.", "‹Ask again.›"),
        ("Nobody ever said this.", "Nobody ever said this."),
        ("Ask again in 20 seconds.", "‹Ask again in 20 seconds.›"),
        # values: a reason that is a sentence again, an amount, what has a name of its own, what stands in quotes
        ("/a cannot be opened: Permission denied.", "‹/a cannot be opened: ‹Permission denied›.›"),
        ("A connection to archive was refused.", "‹A connection to archive was refused.›"),
        ("There is no model named 'it’s'.", "‹There is no model named «it’s».›"),
        ("It lies between 0.5 and 1,048,576.", "‹It lies between 0,5 and 1\u00a0048\u00a0576.›"),
        ("no room: the disk has 1.5 GB free", "‹no room: the disk has ‹1,5 GB› free›"),
        # several sentences: all of them have to be known
        ("Ask again. Fetch it again.", "‹Ask again.› ‹Fetch it again.›"),
        ("Ollama wants a key. It said: “No. Go away”.", "‹Ollama wants a key.› ‹It said: “No. Go away”.›"),
        (
            "Ollama wants a key. It said: “No. Go away”. Ask again.",
            "‹Ollama wants a key.› ‹It said: “No. Go away”.› ‹Ask again.›",
        ),
        ("Ask again. Nobody ever said this.", "Ask again. Nobody ever said this."),
        # a part of a sentence as a sentence
        ("Needs 1 GB of memory; 2 GB are free for it.", "‹Needs ‹1 GB› of memory; ‹2 GB› are free for it›."),
        ("", ""),
        ("A connection to x was refused. " + "x" * 2000, "A connection to x was refused. " + "x" * 2000),
    ],
)
def test_told(said: str, told: str) -> None:
    assert translation.told(said) == told


def test_in_english_all_stays_as_it_was_said() -> None:
    assert translation.told("There is no model named 'x'.") == "There is no model named 'x'."
