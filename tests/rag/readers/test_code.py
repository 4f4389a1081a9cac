"""Source code: text unchanged, outlines in every language there is a grammar for, functions that stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.errors import DocumentError
from alcove.core.formats import FORMATS, UNSUFFIXED, format_of, mime_of
from alcove.rag.readers import code
from alcove.rag.readers.grammars import GRAMMARS, LINES, compiled
from alcove.rag.split import MOST_CHARACTERS, split
from alcove.rag.types import Document, Heading
from tests.rag.reading import read_file

SAMPLES = {
    "python": ("# does f\n@cached\ndef f(): pass\n\nclass A:\n    def g(self): ...\n", ["f", "A", "A › g"]),
    "javascript": (
        "/** d */\nexport default function f() {}\nclass A { m() {} }\nconst b = () => 1\nx.c = function () {}\n"
        'describe("adding", () => { it("works", () => {}) })\n',
        ["f", "A", "A › m", "b", "x.c", "adding", "adding › works"],
    ),
    "typescript": (
        "interface I { a: string }\nabstract class Q { y(): void {} }\nexport namespace N { enum E { A } }\n",
        ["I", "Q", "Q › y", "N", "N › E"],
    ),
    "tsx": ("export const App = () => <p>hi</p>\n", ["App"]),
    "java": ("class A { A() {} @X public int f() { return 1; } enum E { B } }", ["A", "A › A", "A › f", "A › E"]),
    "c": ("struct s { int a; };\nstatic int *f(int a) { return 0; }\n", ["s", "f"]),
    "c++": (
        "namespace n {\ntemplate <class T> class B { T& g() { return x; } };\nvoid B::h() {}\n}\n",
        ["n", "n › B", "n › B › g", "n › B › h"],
    ),
    "csharp": (
        "namespace N { public class C { int F() => 1; int P { get; } } }",
        ["N", "N › C", "N › C › F", "N › C › P"],
    ),
    "go": ("type S struct{}\n\nfunc (s *S[T]) F() {}\nfunc G() {}\n", ["S", "S › F", "G"]),
    "rust": (
        "#[derive(A)]\nstruct S;\nimpl T for S { fn f() {} }\nimpl S { fn g() {} }\n",
        ["S", "T for S", "T for S › f", "S", "S › g"],
    ),
    "ruby": (
        'module A\n  # says x\n  class B\n    def x; end\n  end\nend\ndescribe "q" do\nend\n',
        ["A", "A › B", "A › B › x", "q"],
    ),
    "php": ("<?php\nfinal class B { public function c() {} }\nfunction d() {}\n", ["B", "B › c", "d"]),
    "sh": ("# d\nf() {\n  echo\n}\nfunction g {\n  echo\n}\n", ["f", "g"]),
    "scala": ("object O { def g(a: Int) = a }\ntrait T\n", ["O", "O › g", "T"]),
    "kotlin": ("/** d */\nclass F { fun g() = 1 }\nobject O\n", ["F", "F › g", "O"]),
    "swift": (
        "class F { init() {}\n func g() {} }\nextension F { func h() {} }\n",
        ["F", "F › init", "F › g", "F", "F › h"],
    ),
    "lua": ("local function f() end\nfunction M:h() end\nM.i = function() end\n", ["f", "M:h", "M.i"]),
    "haskell": ("f :: Int -> Int\nf 0 = 1\nf n = n\n\ninstance C Int where\n  m = 1\n", ["f", "C Int", "C Int › m"]),
    "julia": ('module M\n"doc"\nfunction f(x::Int)::Int\n x\nend\ng(x) = 2\nend\n', ["M", "M › f", "M › g"]),
    "zig": ("pub const S = struct { pub fn g() void {} };\n", ["S", "S › g"]),
    "elixir": (
        'defmodule A.B do\n  @doc "x"\n  def f(0), do: 1\n  def f(a) when a > 1 do\n    a\n  end\nend\n',
        ["A.B", "A.B › f"],
    ),
    "objective-c": ("@implementation F\n- (void)a:(int)x b:(int)y {}\n@end\nint m(void) {}\n", ["F", "F › a:b", "m"]),
    "powershell": ("function Get-X { 1 }\nclass A { [int] F() { return 1 } }\n", ["Get-X", "A", "A › F"]),
}

LINE_SAMPLES = {
    "sql": ("-- people\nCREATE TABLE IF NOT EXISTS people (id int);\nselect 1;\n", "CREATE TABLE IF NOT EXISTS people"),
    "r": ("#' Add\nadd <- function(a, b) a + b\n", "add"),
    "dart": ("/// d\nabstract class A {\n  void f() {}\n}\n", "A"),
    "makefile": ("CC := gcc\n# builds\nall: a b\n\tcc\n", "all"),
    "dockerfile": ("FROM python:3.11 AS build\nRUN x\n", "python:3.11 AS build"),
    "cmake": ("function(add_one name)\nendfunction()\n", "add_one"),
    "protobuf": ("// d\nmessage M {\n}\n", "M"),
    "perl": ("use strict;\nsub f {\n}\n", "f"),
    "ini": ("[server]\nport = 1\n", "server"),
    "clojure": ("(ns a.b)\n", "a.b"),
    "erlang": ("-module(a).\nf(X) -> X.\n", "f"),
    "ocaml": ("let rec f x =\n  x\n", "f"),
    "vb": ("Public Sub F()\nEnd Sub\n", "F"),
    "bsl": ("// Считает\nФункция Сумма(А, Б)\nКонецФункции\n", "Сумма"),
    "hcl": ('resource "a" "b" {\n}\n', 'resource "a" "b"'),
    "fortran": ("      SUBROUTINE F(X)\n      END\n", "F"),
    "lisp": ("(defun f (x)\n  x)\n", "f"),
    "matlab": ("function y = f(x)\ny = x;\n", "f"),
    "prolog": ("parent(X, Y) :- child(Y, X).\n", "parent"),
}


def paths(headings: tuple[Heading, ...]) -> list[str]:
    """Return the path of each heading, told by what it lies in."""
    found: list[str] = []
    around: list[Heading] = []
    for one in headings:
        del around[one.level - 1 :]
        assert len(around) == one.level - 1
        around.append(one)
        found.append(" › ".join(each.text for each in around))
    return found


@pytest.fixture
def every_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name what lies in small definitions too, which is left out as long as those fit a chunk."""
    monkeypatch.setattr(code, "MOST_CHARACTERS", 0)


def test_there_are_samples_for_every_grammar() -> None:
    assert SAMPLES.keys() == GRAMMARS.keys()
    assert LINE_SAMPLES.keys() <= LINES.keys()
    for language in GRAMMARS:
        assert compiled(language)


@pytest.mark.parametrize("language", SAMPLES)
def test_definitions_are_found_and_named(language: str, every_definition: None) -> None:
    text, expected = SAMPLES[language]
    assert paths(code.outline(text, language)) == expected


@pytest.mark.parametrize("language", LINE_SAMPLES)
def test_without_a_grammar_definitions_are_told_by_their_lines(language: str) -> None:
    text, expected = LINE_SAMPLES[language]
    assert [one.text for one in code.outline(text, language)] == [expected]


def test_every_row_of_code_is_read(tmp_path: Path) -> None:
    rows = [one for one in FORMATS if one.reader == "code:read"]
    assert len({one.name for one in rows}) >= 40
    for row in rows:
        for suffix in row.suffixes:
            file = tmp_path / f"file{suffix}"
            file.write_text("one = 1\n", encoding="utf-8")
            assert mime_of(file.name) == row.mime
            assert read_file(file).text == "one = 1\n"


def test_the_text_is_the_decoded_file_and_offsets_count_characters(tmp_path: Path, every_definition: None) -> None:
    file = tmp_path / "a.py"
    text = '"""Где ёж 🦔."""\r\n\r\ndef первый():\r\n    return "ъ"\r\n\r\ndef второй():\r\n    pass\r\n'
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    document = read_file(file)
    assert document.text == text
    first, second = document.headings
    assert text[first.start : first.end] == 'def первый():\r\n    return "ъ"'
    assert text[second.start : second.end] == "def второй():\r\n    pass"


def test_comments_and_decorators_directly_above_belong_to_a_definition() -> None:
    text = "x = 1  # of x\n# of f\n# too\n@one\n@two(2)\ndef f():\n    pass\n\n# of nobody\n\ndef g():\n    pass\n"
    first, second = code.outline(text, "python")
    assert text[first.start :].startswith("# of f\n# too\n@one")
    assert text[second.start :].startswith("def g")


def test_a_comment_that_comes_first_in_a_body_belongs_to_what_follows(every_definition: None) -> None:
    text = "module A\n  # of B\n  class B\n  end\nend\n"
    _, inner = code.outline(text, "ruby")
    assert text[inner.start : inner.end] == "  # of B\n  class B\n  end"


def test_lines_of_comments_above_a_line_that_begins_belong_to_it() -> None:
    text = "x <- 1\n\n# adds\n# two\nadd <- function(a, b) {\n  a + b\n}\n"
    (only,) = code.outline(text, "r")
    assert text[only.start :].startswith("# adds")
    windows = text.replace("\n", "\r\n")
    (only,) = code.outline(windows, "r")
    assert windows[only.start :].startswith("# adds")


def test_what_lies_in_a_small_definition_is_not_named() -> None:
    assert [one.text for one in code.outline("class A:\n    def f(self): pass\n", "python")] == ["A"]


# Each function is longer than a chunk must at least be, and shorter than it may be.
_METHOD = '''    def {name}(self, order, *, today):
        """Work out what {name} means for an order, and why the answer may differ from day to day."""
        lines = [line for line in order.lines if line.kind == "{name}"]

        if not lines:
            raise NothingToDo(f"no line of order {{order.number}} is of the kind {name}")

        total = sum(line.price * line.count for line in lines)
        return total if today < order.due else total * self.late

'''


def _ledger() -> str:
    about = "It says who bought what, when, and what is still to be paid. " * 5
    order = "They are kept in the order in which they came in. " * 5
    methods = "".join(_METHOD.format(name=name) for name in ("deliver", "refund", "exchange", "repair"))
    rows = "".join(f"    rows_{n} = sorted(people[{n}], key=lambda one: -one.owes)\n" for n in range(6))
    return (
        f'"""The ledger of a small shop.\n\n{about}\n"""\n\nimport datetime\n\n\n'
        f'class Ledger:\n    """All orders of one year.\n\n    {order}\n    """\n\n{methods}\n'
        'def settle(ledger, people):\n    """Write what each person owes, the largest first."""\n'
        f"{rows}    return rows_0\n"
    )


def test_each_function_of_moderate_size_lies_in_one_chunk_under_its_path(tmp_path: Path) -> None:
    file = tmp_path / "ledger.py"
    file.write_text(_ledger(), encoding="utf-8")
    document = read_file(file)
    chunks = split(document, "ledger")
    expected = ["Ledger › deliver", "Ledger › refund", "Ledger › exchange", "Ledger › repair", "settle"]
    for path in expected:
        (chunk,) = [one for one in chunks if one.heading == path]
        body = document.text[chunk.start : chunk.end]
        assert body.startswith(f"def {path.rpartition(' › ')[2]}(")
        assert body.endswith(("* self.late", "return rows_0"))
        assert len(body) <= MOST_CHARACTERS
    assert [one.heading for one in chunks] == ["", "Ledger", *expected]


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("a.h", "class A;\nnamespace b {}\n", "c++"),
        ("a.h", "@interface A : B\n@end\n", "objective-c"),
        ("a.H", "int f(void);\n", "c"),
        ("a.c", "// std::string it is not\n", "c"),
        ("a.m", "#import <A.h>\n", "objective-c"),
        ("a.m", "% doubles\nfunction y = f(x)\n", "matlab"),
        ("a.m", "\n", "objective-c"),
        ("a.pl", "use strict;\n", "perl"),
        ("a.pl", ":- module(a, [b/1]).\n", "prolog"),
        ("tool", "#!/usr/bin/env -S python3.11 -u\n", "python"),
        ("tool", "#! /bin/bash\n", "sh"),
        ("tool", "#!/opt/unheard/of\n", ""),
        ("tool", "hello\n", ""),
        ("Makefile", "all:\n", "makefile"),
        ("CMakeLists.txt", "project(a)\n", "cmake"),
    ],
)
def test_the_language_is_told_by_the_name_and_where_that_is_shared_by_the_text(
    name: str, text: str, language: str
) -> None:
    assert code.language_of(name, text) == language


def test_a_file_without_a_suffix_is_read_when_it_holds_text(tmp_path: Path) -> None:
    script, program = tmp_path / "deploy", tmp_path / "program"
    script.write_text("#!/bin/sh\nf() {\n  echo\n}\n", encoding="utf-8")
    program.write_bytes(b"\x7fELF\0\0\0" * 100_000)
    assert mime_of("deploy") == mime_of(".hidden") == UNSUFFIXED
    assert [one.text for one in read_file(script).headings] == ["f"]
    with pytest.raises(DocumentError, match="the file holds binary data"):
        read_file(program)


def test_a_video_with_the_suffix_of_typescript_is_no_code(tmp_path: Path) -> None:
    video = tmp_path / "film.ts"
    video.write_bytes((b"G@\x11\x10\0B\xf0%" + b"\xff" * 180) * 50)
    with pytest.raises(DocumentError, match="the file holds binary data"):
        read_file(video)


def test_minified_code_is_refused_and_a_dump_in_long_lines_is_not(tmp_path: Path) -> None:
    bundle, dump = tmp_path / "app.min.js", tmp_path / "dump.sql"
    bundle.write_text("/* licence */\n" + "var a=1;" * 20_000, encoding="utf-8")
    dump.write_text("INSERT INTO a VALUES " + ",".join(f"({n})" for n in range(5000)) + ";\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="minified or generated"):
        read_file(bundle)
    assert read_file(dump).text.startswith("INSERT")


def test_the_lock_file_of_a_package_manager_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "package-lock.json"
    lock.write_text("{}", encoding="utf-8")
    row = format_of(mime_of(lock.name))
    assert row is not None and row.name == "lock file"
    with pytest.raises(DocumentError, match="exact versions"):
        read_file(lock)


def test_a_parse_that_takes_too_long_costs_only_the_outline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "PARSE_S", -1000.0)
    file = tmp_path / "long.py"
    file.write_text("def f(a):\n    return [a, (a, {a: a})]\n\n\n" * 3000, encoding="utf-8")
    document = read_file(file)
    assert document.headings == ()
    assert len(split(document)) > 100


def test_a_very_large_file_is_not_outlined() -> None:
    assert code.outline("def f():\n    pass\n" * (code.MOST_OUTLINED // 17 + 1), "python") == ()


@pytest.mark.parametrize("language", SAMPLES)
def test_broken_code_gets_some_outline_and_never_a_crash(language: str) -> None:
    text = SAMPLES[language][0]
    for cut in range(0, len(text), 7):
        for broken in (text[cut:], text[:cut], text[cut:] + "\0\ud800{{((\"'" + text[:cut], text[::-1]):
            headings = code.outline(broken, language)
            assert [one.start for one in headings] == sorted(one.start for one in headings)
            assert all(0 <= one.start < (one.end or 0) <= len(broken) for one in headings)


def test_code_nested_ten_thousand_deep_is_outlined_or_left_plain(tmp_path: Path) -> None:
    for suffix, text in ((".py", "(" * 10_000), (".js", "{" * 10_000), (".c", "int f() " + "{" * 10_000)):
        file = tmp_path / f"deep{suffix}"
        file.write_text("x\n" + text.replace("{", "{\n").replace("(", "(\n"), encoding="utf-8")
        assert isinstance(read_file(file), Document)
