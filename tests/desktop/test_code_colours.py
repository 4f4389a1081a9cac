"""What code is told to be, line by line, in the columns Qt counts."""

from __future__ import annotations

from alcove.desktop.code_colours import LONGEST, Run, coloured


def words(code: str, language: str) -> list[list[tuple[str, str]]]:
    told = coloured(code, language).lines
    return [
        [(line.encode("utf-16-le")[2 * run.start : 2 * (run.start + run.length)].decode("utf-16-le"), run.what)
         for run in runs]
        for line, runs in zip(code.split("\n"), told, strict=False)
    ]  # fmt: skip


def test_python() -> None:
    found = words('def pay(n):\n    return "a" + 12  # so', "py")
    assert found[0][:2] == [("def", "keyword"), ("pay", "name")]
    assert found[1] == [("return", "keyword"), ('"', "text"), ("a", "text"), ('"', "text"), ("12", "number"),
                        ("# so", "comment")]  # fmt: skip
    assert coloured("x", "py").language == "Python"


def test_a_text_over_several_lines_is_one_on_each() -> None:
    found = words('"""one\n\ntwo"""\nx', "python")
    assert found[0] == [('"""one', "text")] and found[1] == [] and found[2] == [('two"""', "text")] and not found[3]


def test_columns_are_those_of_qt() -> None:
    (line,) = coloured('a = "😀" + 1', "python").lines[:1]
    assert line[-1] == Run(11, 1, "number")


def test_what_was_removed_and_added() -> None:
    assert words("- a\n+ b", "diff") == [[("- a", "removed")], [("+ b", "added")]]


def test_languages_that_are_not_known_or_not_named_have_no_colours() -> None:
    assert coloured("x = 1", "klingon").lines == () and coloured("x = 1", "klingon").language == "klingon"
    assert coloured("x = 1", "").lines == ()


def test_very_long_code_stays_as_it_is() -> None:
    told = coloured("x = 1\n" * LONGEST, "python")
    assert told.lines == () and told.language == "Python"
