"""What a model file says of the model: how it was compressed, what it was trained for and what it can."""

import re
from dataclasses import dataclass
from pathlib import Path

from alcove.core.settings import ModelSettings
from alcove.models.gguf import GgufHeader, read_header
from alcove.models.streamed import thinking_marks

_TOOLS = re.compile(r"\btools\b|\btool_calls?\b")
_GUESSED = 1024
"""llama.cpp adds this to the type of a file that does not say its own."""


@dataclass(frozen=True, slots=True)
class Traits:
    """Facts of a model's header; empty or 0 where it does not say.

    `parameters` is a size in words, such as "1.5B"; `context_tokens` how many tokens it was trained to see.
    """

    architecture: str
    quantisation: str
    parameters: str
    context_tokens: int
    languages: tuple[str, ...]
    thinks: bool
    tools: bool


@dataclass(frozen=True, slots=True)
class Speed:
    """How quick an answer was; `tokens_per_s` is 0 for one of a single token."""

    first_word_s: float
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a model here: what its file says, how it is set, how quick its last answer was."""

    traits: Traits
    settings: ModelSettings
    last: Speed | None


def traits_of(path: Path) -> Traits:
    """Return what a file says. Raises ModelMissing or ModelBroken."""
    header = read_header(path)
    template = header.chat_template
    return Traits(
        header.architecture,
        _quantisation(header, path),
        str(header.values.get("general.size_label", "")),
        header.context_tokens,
        header.languages,
        thinking_marks(template) is not None,
        _TOOLS.search(template) is not None,
    )


def _quantisation(header: GgufHeader, path: Path) -> str:
    """Return what llama.cpp calls the type of a file, or else what its name says."""
    import llama_cpp

    from alcove.models.hub import quantisation

    kind = header.values.get("general.file_type")
    prefixes = ("LLAMA_FTYPE_MOSTLY_", "LLAMA_FTYPE_ALL_")
    for name in dir(llama_cpp):
        if name.startswith(prefixes) and isinstance(kind, int) and getattr(llama_cpp, name) == kind % _GUESSED:
            return re.sub("^LLAMA_FTYPE_(MOSTLY|ALL)_", "", name)
    return quantisation(path.stem)
