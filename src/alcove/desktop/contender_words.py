"""What is said of how a contender, or a column, is set other than its model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from alcove.desktop.translation import marked, tr

_APART = {
    "temperature": marked("temperature {value}"),
    "top_p": marked("top p {value}"),
    "top_k": marked("top k {value}"),
    "min_p": marked("min p {value}"),
    "repeat_penalty": marked("repeat penalty {value}"),
}
"""What is said of a setting that a contender has for itself."""


def settings_words(settings: Sequence[tuple[str, float]]) -> str:
    """Return what sets a contender apart from its model as it is set: "temperature 0.8, top k 40"."""
    return ", ".join(tr(_APART[key]).format(value=figure(value)) for key, value in settings)


def figure(value: float) -> str:
    """Return a number as it is written here."""
    return f"{value:g}".replace(".", QLocale().decimalPoint())
