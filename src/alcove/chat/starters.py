"""The prompts and personas that come with the product, from `starters.toml`: kept once, then the person's own."""

import json
import tomllib
from functools import cache
from importlib.resources import files

from alcove.chat.prompt_files import Bundle, bring_in
from alcove.chat.prompts import Persona, Prompt, PromptLibrary
from alcove.core.database import Database
from alcove.core.settings import SettingsStore

_SEEDED = "starters"


@cache
def starters() -> Bundle:
    """Return them, in the order of the file."""
    told = tomllib.loads(files("alcove.chat").joinpath("starters.toml").read_text("utf-8"))
    return Bundle(
        tuple(Prompt.of(one).checked() for one in told["prompts"]),
        tuple(Persona.of(one).checked() for one in told["personas"]),
    )


def prompt_library(database: Database) -> PromptLibrary:
    """Return the prompts of a library, with those that come with the product when it is opened for the first time.

    What was deleted or changed since does not come back; what a later version adds comes once.
    """
    library, state = PromptLibrary(database), SettingsStore(database)
    seeded = set(json.loads(state.state(_SEEDED, "[]")))
    come = starters()
    fresh = Bundle(
        tuple(one for one in come.prompts if one.name not in seeded),
        tuple(one for one in come.personas if f"@{one.name}" not in seeded),
    )
    if fresh != Bundle():
        known = [one.name for one in come.prompts] + [f"@{one.name}" for one in come.personas]
        state.remember(_SEEDED, json.dumps(sorted(seeded.union(known))))
        bring_in(library, fresh)
    return library
