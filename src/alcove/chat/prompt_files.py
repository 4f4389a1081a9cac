"""Prompts and personas in files: written so that they come back the same, read from our JSON, from Markdown with
frontmatter, and from what Open WebUI exports. Bringing in a file twice changes nothing the second time.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from alcove.chat.kept import Content, KeptTexts, checked_name, free_name, name_of, text_in, texts_in
from alcove.chat.prompts import PERSONA, Persona, Prompt, PromptLibrary
from alcove.chat.templates import MOST_NAME, NO, YES, Kind, Slot, Template, why_not
from alcove.chat.templates import Variable as Asked
from alcove.core.errors import AppError, PromptError

FORMAT = 1
_LOOKS = "Give a .json file, a .md file, or a folder of .md files."
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_THEIRS = re.compile(r"\{\{\s*([^|{}\s]+)\s*(?:\|\s*([^}]+?)\s*)?\}\}")
"""A variable of Open WebUI: its name, and what it is."""
_PROPERTY = re.compile(r':\s*(\w+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^:]*))?')
_KINDS: dict[str, Kind] = {
    "textarea": "long text", "select": "choice", "number": "number", "range": "number", "date": "date",
    "checkbox": "yes/no",
}  # fmt: skip
"""What the kinds of Open WebUI are here; all others are lines of text."""
C = TypeVar("C", bound=Content)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was found in files. `problems` tell of what could not be read, each with its place."""

    prompts: tuple[Prompt, ...] = ()
    personas: tuple[Persona, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a bundle: names that are new, names that were there with the same text, and, where another text
    has the name, the name wanted and the one it got."""

    added: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say it in a sentence or two."""
        told = [f"{len(self.added)} brought in" if self.added else "Nothing new"]
        if self.same:
            told.append(f"{len(self.same)} were there already")
        if self.problems:
            told.append(f"{len(self.problems)} could not be read")
        kept = "; ".join(f"the new {wanted} is now {name}" for wanted, name in self.renamed)
        return f"{', '.join(told)}." + (f" Both are kept: {kept}." if kept else "")


# Out


def as_json(prompts: Iterable[Prompt], personas: Iterable[Persona]) -> str:
    """Return them as one file."""
    told = {
        "alcove_prompts": FORMAT,
        "prompts": [one.plain() for one in prompts],
        "personas": [one.plain() for one in personas],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_markdown(content: Prompt | Persona) -> str:
    """Return one as Markdown, with what is known of it as frontmatter."""
    import yaml

    plain = content.plain()
    text = plain.pop("body" if isinstance(content, Prompt) else "instructions", "")
    known = {**({"kind": PERSONA} if isinstance(content, Persona) else {}), **plain}
    known = {key: list(value) if isinstance(value, tuple) else value for key, value in known.items()}
    return f"---\n{yaml.safe_dump(known, sort_keys=False, allow_unicode=True, width=10_000)}---\n{text}\n"


def write(place: Path, prompts: Sequence[Prompt], personas: Sequence[Persona]) -> list[Path]:
    """Write a .json file, one .md file, or a folder with a .md file each; return what was written.

    Raises PromptError when that cannot be.
    """
    every: list[Prompt | Persona] = [*prompts, *personas]
    try:
        if place.suffix.lower() == ".json":
            place.write_text(as_json(prompts, personas), "utf-8")
            return [place]
        if place.suffix.lower() == ".md":
            if len(every) != 1:
                raise PromptError("A .md file takes one prompt.", "Give a .json file, or a folder.")
            place.write_text(as_markdown(every[0]), "utf-8", newline="\n")
            return [place]
        files = []
        for one in every:
            folder = place / "personas" if isinstance(one, Persona) else place
            folder.mkdir(parents=True, exist_ok=True)
            files.append(folder / f"{one.name}.md")
            files[-1].write_text(as_markdown(one), "utf-8", newline="\n")
        return files
    except OSError as error:
        raise PromptError(
            f"{error.filename or place} cannot be written: {error.strerror or error}.", "Choose another place."
        ) from error


# In


def read(place: Path) -> Bundle:
    """Read a file, or all .md and .json files of a folder and the folders in it. Raises PromptError for none."""
    if place.is_dir():
        files = sorted(file for file in place.rglob("*") if file.suffix.lower() in (".md", ".json") and file.is_file())
        if not files:
            raise PromptError(f"There is no prompt in {place}.", _LOOKS)
    elif place.suffix.lower() in (".md", ".json", ".markdown"):
        files = [place]
    else:
        raise PromptError(f"{place.name} is no file of prompts.", _LOOKS)
    prompts: list[Prompt] = []
    personas: list[Persona] = []
    problems: list[str] = []
    for file in files:
        try:
            found = _read(file)
        except AppError as error:
            if len(files) == 1:
                raise
            problems.append(f"{file.name}: {error}")
            continue
        prompts += found.prompts
        personas += found.personas
        problems += found.problems
    return Bundle(tuple(prompts), tuple(personas), tuple(problems))


def bring_in(library: PromptLibrary, bundle: Bundle) -> Brought:
    """Keep what a bundle holds, unless it is there already; what another text has the name of, gets one like it."""
    of_prompts = _brought(library.prompts, bundle.prompts)
    of_personas = _brought(library.personas, bundle.personas)
    return Brought(
        of_prompts.added + of_personas.added,
        of_prompts.same + of_personas.same,
        of_prompts.renamed + of_personas.renamed,
        bundle.problems,
    )


def _brought(texts: KeptTexts[C], contents: Iterable[C]) -> Brought:
    added: list[str] = []
    same: list[str] = []
    renamed: list[tuple[str, str]] = []
    for one in contents:
        here = [kept.content for kept in texts.all()]
        if any(content.called(one.name) == one for content in here):
            same.append(one.name)
            continue
        name = free_name(one.name, [content.name for content in here])
        texts.add(one.called(name))
        added.append(name)
        if name != one.name:
            renamed.append((one.name, name))
    return Brought(tuple(added), tuple(same), tuple(renamed))


def _read(file: Path) -> Bundle:
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise PromptError(f"{file} cannot be opened: {error.strerror or error}.", "Choose another file.") from error
    except UnicodeDecodeError as error:
        raise PromptError(f"{file.name} is no text in UTF-8.", _LOOKS) from error
    if file.suffix.lower() != ".json":
        return _from_markdown(text, file.stem)
    try:
        told = json.loads(text)
    except ValueError as error:
        raise PromptError(f"{file.name} is not sound JSON: {error}.", "Export it once more.") from error
    if isinstance(told, dict) and "alcove_prompts" in told:
        return _from_ours(told)
    if isinstance(told, dict) and "command" in told and "content" in told:
        told = [told]
    if isinstance(told, list) and any(isinstance(one, dict) and "command" in one for one in told):
        return _from_theirs(told)
    raise PromptError(
        f"{file.name} holds no prompts.", "Give an export of prompts: of Alcove, or of Open WebUI (Workspace, Prompts)."
    )


def _from_ours(told: Mapping[str, Any]) -> Bundle:
    if told["alcove_prompts"] != FORMAT:
        raise PromptError("The file was written by a newer version of Alcove.", "Install that version to read it.")
    problems: list[str] = []
    prompts = _each(told.get("prompts"), Prompt.of, problems)
    return Bundle(tuple(prompts), tuple(_each(told.get("personas"), Persona.of, problems)), tuple(problems))


def _each(told: Any, make: Any, problems: list[str]) -> list[Any]:
    """Make what each entry of a list is; what cannot be made is told among the problems."""
    found = []
    for number, one in enumerate(told if isinstance(told, list) else (), start=1):
        if not isinstance(one, dict):
            problems.append(f"Entry {number} is no prompt.")
            continue
        try:
            found.append(make(one).checked())
        except AppError as error:
            problems.append(f"{one.get('name') or one.get('command') or f'Entry {number}'}: {error}")
    return found


def _from_markdown(text: str, stem: str) -> Bundle:
    import yaml

    front = _FRONT.match(text)
    try:
        known = (yaml.safe_load(front[1]) or {}) if front else {}
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 2}" if where else ""
        raise PromptError(
            f"The frontmatter of {stem} cannot be read{line}.", "Write name: value, a line each."
        ) from error
    if not isinstance(known, dict):
        raise PromptError(f"The frontmatter of {stem} cannot be read.", "Write name: value, a line each.")
    body = (text[front.end() :] if front else text).removesuffix("\n")
    known = {"name": name_of(stem), **known}
    if known.get("kind") == PERSONA:
        return Bundle(personas=(Persona.of({**known, "instructions": body}).checked(),))
    return Bundle(prompts=(Prompt.of({**known, "body": body}).checked(),))


# Open WebUI: a list of {"command": "/name", "title" or "name", "content", "tags"}; see its Prompts page, its table of
# prompts, and what its documentation tells of variables.


def _from_theirs(told: list[Any]) -> Bundle:
    problems: list[str] = []
    found = _each(told, _theirs, problems)
    return Bundle(tuple(found), (), tuple(problems))


def _theirs(told: Mapping[str, Any]) -> Prompt:
    command = text_in(told, "command")
    title = text_in(told, "name") or text_in(told, "title")
    tags = [one.get("name", "") if isinstance(one, dict) else one for one in told.get("tags") or ()]
    name = name_of(command) or name_of(title)
    return Prompt(checked_name(name or command), title, converted(text_in(told, "content")), "Open WebUI",
                  texts_in({"tags": tags}, "tags"))  # fmt: skip


def converted(content: str) -> str:
    """Return a prompt of Open WebUI with its variables written as ours, what is no variable kept as it is."""
    parts: list[str | Slot] = []
    known: dict[str, Slot] = {}
    at = 0
    for found in _THEIRS.finditer(content):
        name = _variable_name(found[1])
        if name is None:
            continue
        parts += [content[at : found.start()]] if found.start() > at else []
        parts.append(_slot(name, found[2], known))
        at = found.end()
    parts += [content[at:]] if at < len(content) else []
    return str(Template(tuple(parts), ()))


def _variable_name(theirs: str) -> str | None:
    """Return what a variable of theirs is called here, where a name begins with a letter; None where none is left."""
    return re.sub(r"[^\w-]+", "_", theirs).lstrip("_-0123456789")[:MOST_NAME].rstrip("_-") or None


def _slot(name: str, told: str | None, known: dict[str, Slot]) -> Slot:
    """Return a variable as ours; one that was described before is only named."""
    key = name.casefold()
    before = known.get(key)
    if before is not None and (before.kind is not None or told is None):
        return Slot(before.name)
    if name in ("CURRENT_DATE", "CURRENT_DATETIME"):
        known[key] = Slot(name, "date", (), "today")
    elif told is None:
        known[key] = Slot(name)
    else:
        word = re.match(r"(?:type=)?([\w-]+)", told)
        properties = {one[1]: _property(one[2]) for one in _PROPERTY.finditer(told)}
        known[key] = _described(name, _KINDS.get(word[1] if word else "", "text"), properties)
    return known[key]


def _described(name: str, kind: Kind, properties: Mapping[str, Any]) -> Slot:
    told = properties.get("options")
    options = tuple(dict.fromkeys(_line(one) for one in told if _line(one))) if isinstance(told, list) else ()
    if kind == "choice" and not options:
        kind = "text"
    default = _line(properties.get("default") or "")
    if kind == "yes/no":
        return Slot(name, kind, (), YES if default.lower() in ("true", "on", "1") else NO)
    if default and why_not(Asked(name, kind, options), default, date.today()):
        default = ""
    needed = "required" in properties and not default
    return Slot(name, kind, options if kind == "choice" else (), None if needed else default)


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _property(written: str | None) -> Any:
    try:
        return json.loads(written) if written else ""
    except ValueError:
        return written
