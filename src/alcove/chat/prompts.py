"""Prompts and personas: what each holds, what is refused, and the one object through which shells reach both."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self, get_args

from alcove.chat.kept import KeptId, KeptTexts, checked_name, number_in, text_in, texts_in, tidy_folder, tidy_tags
from alcove.chat.templates import Template, parsed
from alcove.chat.turns import SamplingChoice, TurnRequest
from alcove.core.database import Database
from alcove.core.errors import PromptError
from alcove.core.settings import ModelSettings, SettingsStore
from alcove.core.settings import parsed as parsed_setting
from alcove.rag.types import AnswerFrom

PROMPT, PERSONA = "prompt", "persona"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that is asked again and again, with variables (see `templates`).

    Its name is what is typed behind a slash. With `answer_from` its answers are made from that, whatever the
    conversation is set to.
    """

    name: str
    title: str
    body: str
    folder: str = ""
    tags: tuple[str, ...] = ()
    answer_from: AnswerFrom | None = None

    @property
    def words(self) -> str:
        """The text itself."""
        return self.body

    @property
    def template(self) -> Template:
        """The text taken apart. Raises PromptError with what is wrong in it."""
        return parsed(self.body)

    def called(self, name: str) -> Self:
        """Return the same by another name."""
        return replace(self, name=name)

    def checked(self) -> Self:
        """Return the same as it is kept. Raises PromptError where it cannot be."""
        name = checked_name(self.name)
        if not self.body.strip():
            raise PromptError("The prompt has no text.", "Write what is to be asked.")
        _ = self.template
        return replace(
            self, name=name, title=_title(self.title, name), folder=tidy_folder(self.folder), tags=tidy_tags(self.tags),
            body=self.body.strip(),
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it, without what is not set."""
        return _plain(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Make one of what `plain` returned. Raises PromptError when it is something else."""
        return cls(
            text_in(plain, "name"), text_in(plain, "title"), text_in(plain, "body"), text_in(plain, "folder"),
            texts_in(plain, "tags"), _answer_from(plain),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Persona:
    """Who answers: how the person wants to be answered, and what a conversation with it begins with.

    What is None or empty is as the model and the settings have it. `sources` empty means all.
    """

    name: str
    title: str
    instructions: str
    folder: str = ""
    tags: tuple[str, ...] = ()
    model: str = ""
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    sources: tuple[str, ...] = ()
    answer_from: AnswerFrom | None = None

    @property
    def words(self) -> str:
        """The text itself."""
        return self.instructions

    def called(self, name: str) -> Self:
        """Return the same by another name."""
        return replace(self, name=name)

    def checked(self) -> Self:
        """Return the same as it is kept. Raises PromptError, or SettingsError for a figure out of range."""
        name = checked_name(self.name)
        if not self.instructions.strip() and self == replace(
            type(self)(self.name, self.title, self.instructions), folder=self.folder, tags=self.tags
        ):
            raise PromptError("The persona changes nothing.", "Write how it is to answer, or set something else of it.")
        for key, schema_key in (("temperature", "temperature"), ("max_tokens", "answer_tokens"), ("seed", "seed")):
            if getattr(self, key) is not None:
                parsed_setting(schema_key, getattr(self, key))
        if self.top_p is not None:
            parsed_setting("top_p", self.top_p, ModelSettings)
        return replace(
            self, name=name, title=_title(self.title, name), folder=tidy_folder(self.folder), tags=tidy_tags(self.tags),
            instructions=self.instructions.strip(),
        )  # fmt: skip

    def applied(self, request: TurnRequest) -> TurnRequest:
        """Return a question as this persona answers it; what the question says itself stays."""
        return replace(
            request,
            persona=self.name,
            instructions=self.instructions,
            sampling=SamplingChoice(self.temperature, self.top_p, self.seed),
            max_tokens=request.max_tokens or self.max_tokens,
        )

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it, without what is not set."""
        return _plain(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Make one of what `plain` returned. Raises PromptError when it is something else."""
        return cls(
            text_in(plain, "name"), text_in(plain, "title"), text_in(plain, "instructions"), text_in(plain, "folder"),
            texts_in(plain, "tags"), text_in(plain, "model"), number_in(plain, "temperature"),
            number_in(plain, "top_p"), _whole(plain, "max_tokens"), _whole(plain, "seed"), texts_in(plain, "sources"),
            _answer_from(plain),
        )  # fmt: skip


class PromptLibrary:
    """The prompts and the personas of a library, and which persona a model answers with where none is chosen."""

    def __init__(self, database: Database) -> None:
        self.prompts: KeptTexts[Prompt] = KeptTexts(database, PROMPT, Prompt.of)
        self.personas: KeptTexts[Persona] = KeptTexts(database, PERSONA, Persona.of)
        self._state = SettingsStore(database)

    def defaults(self) -> dict[str, KeptId]:
        """Return which persona a model answers with where none is chosen, by the model's name."""
        saved = json.loads(self._state.state("model_personas", "{}"))
        known = {one.id for one in self.personas.all()}
        return {model: KeptId(number) for model, number in saved.items() if number in known}

    def set_default(self, model: str, persona: KeptId | None) -> None:
        """Let a model answer with a persona where none is chosen, or with none."""
        saved = {**json.loads(self._state.state("model_personas", "{}")), model: persona}
        self._state.remember("model_personas", json.dumps({one: who for one, who in saved.items() if who is not None}))

    def drafts(self) -> dict[str, dict[KeptId, Prompt | Persona]]:
        """Return what was changed and not saved, by kind and number; 0 stands for one that is not kept yet."""
        saved = json.loads(self._state.state("prompt_drafts", "{}"))
        makers: dict[str, Callable[[Mapping[str, Any]], Prompt | Persona]] = {PROMPT: Prompt.of, PERSONA: Persona.of}
        return {
            kind: {KeptId(int(number)): make(plain) for number, plain in saved.get(kind, {}).items()}
            for kind, make in makers.items()
        }

    def keep_drafts(self, drafts: Mapping[str, Mapping[KeptId, Prompt | Persona]]) -> None:
        """Keep what is not saved, for the next time."""
        told = {kind: {str(number): one.plain() for number, one in some.items()} for kind, some in drafts.items()}
        self._state.remember("prompt_drafts", json.dumps(told, ensure_ascii=False))

    def purge_deleted(self, older_than_s: float) -> None:
        """Remove for good what was deleted more than `older_than_s` seconds ago."""
        self.prompts.purge_deleted(older_than_s)
        self.personas.purge_deleted(older_than_s)


def _title(title: str, name: str) -> str:
    """Return a title on one line; where there is none, one made of the name."""
    return " ".join(title.split()) or name.replace("-", " ").replace("_", " ").capitalize()


def _plain(content: Prompt | Persona) -> dict[str, Any]:
    return {key: value for key, value in asdict(content).items() if value not in (None, "", ())}


def _answer_from(plain: Mapping[str, Any]) -> AnswerFrom | None:
    value = text_in(plain, "answer_from")
    if value and value not in get_args(AnswerFrom):
        raise PromptError(f"Its answer_from cannot be {value!r}.", f"Write one of: {', '.join(get_args(AnswerFrom))}.")
    return value or None  # type: ignore[return-value]  # it is one of them


def _whole(plain: Mapping[str, Any], key: str) -> int | None:
    value = number_in(plain, key)
    if value is not None and value != int(value):
        raise PromptError(f"Its {key} is no whole number.", "Write it without a point.")
    return None if value is None else int(value)
