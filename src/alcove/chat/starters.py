"""The prompts and personas that come with the product: kept once, then the person's own.

They are in `starters.toml`, and in other languages, under the same names, in `starters.ru.toml` and so on.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files

from alcove.chat.prompt_files import Bundle, bring_in
from alcove.chat.prompts import Persona, Prompt, PromptLibrary
from alcove.core.database import Database
from alcove.core.settings import Language, SettingsStore

_SEEDED = "starters"


@cache
def starters(language: Language) -> Bundle:
    """Return them in a language, in the order of the file."""
    file = "starters.toml" if language == "en" else f"starters.{language}.toml"
    told = tomllib.loads(files("alcove.chat").joinpath(file).read_text("utf-8"))
    return Bundle(
        tuple(Prompt.of(one).checked() for one in told["prompts"]),
        tuple(Persona.of(one).checked() for one in told["personas"]),
    )


def prompt_library(database: Database, language: Language = "en") -> PromptLibrary:
    """Return the prompts of a library, with those that come with the product when it is opened for the first time.

    `language` is that of those; they stay what they are when another one is spoken later.
    What was deleted or changed since does not come back; what a later version adds comes once.
    """
    library, state = PromptLibrary(database), SettingsStore(database)
    seeded = set(json.loads(state.state(_SEEDED, "[]")))
    come = starters(language)
    fresh = Bundle(
        tuple(one for one in come.prompts if one.name not in seeded),
        tuple(one for one in come.personas if f"@{one.name}" not in seeded),
    )
    if fresh != Bundle():
        known = [one.name for one in come.prompts] + [f"@{one.name}" for one in come.personas]
        state.remember(_SEEDED, json.dumps(sorted(seeded.union(known))))
        bring_in(library, fresh)
    return library
