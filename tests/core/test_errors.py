"""The tree drawn in the docstring of core/errors.py is the tree of the classes."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Iterator

from alcove.core import errors
from alcove.core.errors import AppError, DiskFull, DocumentError, HubUnreachable


def drawn() -> dict[str, str]:
    """Return each error's parent as the docstring draws it."""
    parents: dict[str, str] = {}
    line_of_ancestors: list[str] = []
    for line in inspect.getdoc(errors).splitlines():
        match = re.match(r"(?P<branch>(?:│   |    )*(?:[├└]── )?)(?P<name>[A-Z]\w+)(?=\s{2,}|$)", line)
        if match is None:
            continue
        depth = len(match["branch"]) // 4
        line_of_ancestors[depth:] = [match["name"]]
        if depth:
            parents[match["name"]] = line_of_ancestors[depth - 1]
    return parents


def subclasses(of: type) -> Iterator[tuple[str, str]]:
    for one in of.__subclasses__():
        if one.__module__ == errors.__name__:
            yield one.__name__, of.__name__
            yield from subclasses(one)


def test_the_drawing_is_true() -> None:
    assert drawn() == dict(subclasses(AppError))
    assert len(drawn()) >= 14


def test_no_error_stands_outside_the_tree() -> None:
    classes = {name for name, one in vars(errors).items() if inspect.isclass(one)}
    assert classes == {"AppError", *drawn()}


def test_an_error_speaks_in_whole_sentences() -> None:
    error = DiskFull("The disk is full.", "Free some room.")
    assert (error.message, error.hint) == ("The disk is full.", "Free some room.")
    assert str(error) == "The disk is full. Free some room."
    assert str(AppError("Only this.")) == "Only this."


def test_the_hub_may_say_how_long_to_wait() -> None:
    assert HubUnreachable("The hub takes no more requests for 40 seconds.", wait_s=40).wait_s == 40
    assert HubUnreachable("The connection broke off.").wait_s is None


def test_a_reason_an_item_was_not_read_tells_what_would_help() -> None:
    known = DocumentError("the file is encrypted and needs a password", action="password")
    assert (known.message, known.hint, known.action) == ("the file is encrypted and needs a password", "", "password")
    assert DocumentError("the file is empty").action == ""
    again = pickle.loads(pickle.dumps(known))
    assert (again.message, again.action) == (known.message, "password"), "it comes whole out of a child process"
