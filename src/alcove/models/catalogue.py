"""A short list of models worth having, from the file `catalogue.toml`: which repository, and what it is good for.

It names no files, sizes or checksums: those come from the hub when it is asked.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from alcove.models.hub import Kind


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """A model of the list. `quantisation` is the one to take where there are several; "folder" takes all it needs."""

    name: str
    repository: str
    kind: Kind
    quantisation: str
    good_for: str
    parameters: str
    languages: str
    licence: str


@cache
def catalogue() -> tuple[CatalogueModel, ...]:
    """Return the list, in the order of the file."""
    told = tomllib.loads(files("alcove.models").joinpath("catalogue.toml").read_text("utf-8"))
    return tuple(CatalogueModel(kind=kind, **row) for kind in ("chat", "embedding") for row in told[kind])


def preferred(repository: str) -> str:
    """Return the quantisation to take of a repository; empty for one that is not on the list."""
    return next((one.quantisation for one in catalogue() if one.repository.lower() == repository.lower()), "")
