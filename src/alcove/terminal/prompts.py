"""The commands about prompts and personas, and how `alcove ask` uses one of each."""

import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from alcove.chat.kept import Content, Kept, KeptTexts, matching, name_of
from alcove.chat.prompt_files import bring_in, read, write
from alcove.chat.prompts import PERSONA, Persona, Prompt, PromptLibrary
from alcove.chat.starters import prompt_library
from alcove.chat.templates import Template, Variable, filled, missing
from alcove.chat.turns import TurnRequest
from alcove.core.database import Database
from alcove.core.errors import ModelMissing, PromptError, SourceError
from alcove.core.paths import Paths
from alcove.models.shelf import ModelShelf
from alcove.terminal.output import Output

Manner = Callable[[TurnRequest], TurnRequest]
"""What a prompt and a persona make of a question."""


def list_texts(options: Namespace, output: Output) -> None:
    """List the prompts, or the personas."""
    with opened(options) as library:
        texts = _texts(options, library)
        found = texts.deleted() if options.deleted else matching(texts.all(), options.words or "")
        defaults = library.defaults() if options.kind == PERSONA else {}
        for one in found:
            models = sorted(model for model, who in defaults.items() if who == one.id)
            if (not options.folder or one.content.folder == options.folder) and (
                not options.tag or options.tag.lstrip("#").casefold() in one.content.tags
            ):
                value = _json(one) if options.kind != PERSONA else {**_json(one), "default_of": models}
                output.emit(value, _line(one, models))


def show_text(options: Namespace, output: Output) -> None:
    """Show one, an earlier version of it, or what would be sent."""
    with opened(options) as library:
        texts = _texts(options, library)
        one = texts.get(options.name)
        if options.versions:
            for version in texts.versions(one.id):
                value = {"version": version.number, "saved": version.saved, **version.content.plain()}
                output.emit(value, f"{version.number:4}  {_when(version.saved)}  {_first_line(version.content.words)}")
            return
        content = one.content
        if options.version is not None:
            content = next((v.content for v in texts.versions(one.id) if v.number == options.version), None)
            if content is None:
                raise PromptError(f"There is no version {options.version}.", "List them with --versions.")
        if options.set:
            sent = _filled(content, options.set, lambda path: f"[the text of {path}]", None)
            output.emit({**_json(one), "sent": sent}, sent)
        else:
            output.emit({**_json(one), **content.plain()}, content.words)


def add_text(options: Namespace, output: Output) -> None:
    """Keep a new one, its text from a file or stdin."""
    with opened(options) as library:
        one = _texts(options, library).add(_changed(options, _empty(options), _text(options.text or Path("-"))))
        output.emit(_json(one), f"Kept {one.content.name}.")


def edit_text(options: Namespace, output: Output) -> None:
    """Change one; the former version is kept."""
    with opened(options) as library:
        texts = _texts(options, library)
        one = texts.get(options.name)
        new = _changed(options, one.content, _text(options.text) if options.text else None)
        new = new.called(options.rename) if options.rename else new
        saved = texts.save(one.id, new)
        words = (
            f"Version {saved.version} of {saved.content.name}." if saved.version > one.version else "Nothing changed."
        )
        output.emit(_json(saved), words)


def remove_text(options: Namespace, output: Output) -> None:
    """Delete one, which `restore` takes back."""
    with opened(options) as library:
        texts = _texts(options, library)
        one = texts.get(options.name)
        texts.delete(one.id)
        name = one.content.name
        output.emit({"removed": name}, f"Removed {name}. Take it back with: alcove {options.kind}s restore {name}")


def restore_text(options: Namespace, output: Output) -> None:
    """Take back a deletion or, with --version, what one once was."""
    with opened(options) as library:
        texts = _texts(options, library)
        if options.version is not None:
            one = texts.restore_version(texts.get(options.name).id, options.version)
        else:
            name = options.name.removeprefix("/").casefold()
            gone = next((each for each in texts.deleted() if each.content.name == name), None)
            if gone is None:
                raise PromptError(
                    f"No {options.kind} named {name} was deleted.", "List those that were with --deleted."
                )
            one = texts.restore(gone.id)
        output.emit(_json(one), f"{one.content.name} is back, as version {one.version}.")


def import_texts(options: Namespace, output: Output) -> None:
    """Bring in prompts and personas from a file or folder."""
    with opened(options) as library:
        brought = bring_in(library, read(options.file))
        for one in brought.problems:
            output.note(f"not read: {one}")
        renamed = [{"wanted": wanted, "name": name} for wanted, name in brought.renamed]
        value = {"added": list(brought.added), "same": list(brought.same), "renamed": renamed,
                 "problems": list(brought.problems)}  # fmt: skip
        output.emit(value, brought.words)


def export_texts(options: Namespace, output: Output) -> None:
    """Write prompts and personas to a file or folder; those named, else all."""
    with opened(options) as library:
        if options.names:
            chosen = [_texts(options, library).get(name).content for name in options.names]
            prompts = [one for one in chosen if isinstance(one, Prompt)]
            personas = [one for one in chosen if isinstance(one, Persona)]
        else:
            prompts = [one.content for one in library.prompts.all()]
            personas = [one.content for one in library.personas.all()]
        files = write(options.file, prompts, personas)
        value = {"files": [str(file) for file in files], "prompts": len(prompts), "personas": len(personas)}
        output.emit(value, f"Wrote {len(prompts)} prompts and {len(personas)} personas to {options.file}.")


def default_persona(options: Namespace, output: Output) -> None:
    """Let a model answer with a persona where none is chosen, or with none."""
    paths = Paths.at(options.data_dir)
    with opened(options) as library:
        from alcove.core.settings import SettingsStore

        database = Database(paths.database)
        try:
            model = ModelShelf(database, SettingsStore(database).load(), paths).info(options.model).name
        finally:
            database.close()
        who = library.personas.get(options.name) if options.name else None
        library.set_default(model, who.id if who else None)
        words = f"{model} answers with {who.content.title}." if who else f"{model} answers with no persona."
        output.emit({"model": model, "persona": who.content.name if who else None}, words)


# Asking


def manner_of(
    options: Namespace, library: PromptLibrary, shelf: ModelShelf, sources: list[str], read_file: Callable[[Path], str],
    output: Output,
) -> Manner:  # fmt: skip
    """Return what the options `--prompt`, `--set` and `--persona` make of a question.

    The question itself answers the first variable that no `--set` does. Raises PromptError.
    """
    if options.set and not options.prompt:
        raise PromptError("--set answers the variables of a prompt.", "Name the prompt with --prompt.")
    prompt = library.prompts.get(options.prompt).content if options.prompt else None
    persona = _persona(options, library, shelf, output)

    def made(request: TurnRequest) -> TurnRequest:
        if prompt is not None:
            told = list(options.set)
            if request.question:
                told.append(f"{_open(prompt.template, told)}={request.question}")
            question = _filled(prompt, told, read_file, sources)
            request = replace(request, question=question, answer_from=prompt.answer_from or request.answer_from)
        if persona is not None:
            request = persona.applied(request)
            scope = request.scope or tuple(one for one in persona.sources if one in sources)
            from_prompt = prompt.answer_from if prompt else None
            request = replace(
                request, scope=scope, model=request.model or _known_model(persona.model, shelf, output),
                answer_from=from_prompt or persona.answer_from or request.answer_from,
            )  # fmt: skip
        return replace(request, answer_from=options.answer_from or request.answer_from)

    return made


def _persona(options: Namespace, library: PromptLibrary, shelf: ModelShelf, output: Output) -> Persona | None:
    if options.persona == "none":
        return None
    if options.persona:
        return library.personas.get(options.persona).content
    kept = library.personas.find(library.defaults().get(options.model or shelf.default_name()))
    if kept is not None:
        output.note(f"As {kept.content.title}. (--persona none: as nobody)")
    return kept.content if kept else None


def _known_model(name: str, shelf: ModelShelf, output: Output) -> str:
    try:
        return shelf.info(name).name if name else ""
    except ModelMissing as gone:
        output.note(f"{gone.message} The usual model answers.")
        return ""


def _open(template: Template, told: list[str]) -> str:
    """Return the name of the first variable that is not answered yet and has to be, or of the first."""
    answered = {one.partition("=")[0].strip().casefold() for one in told}
    left = [one for one in template.variables if one.name.casefold() not in answered]
    if not left:
        raise PromptError("The prompt takes no question.", "Leave the question out.")
    return next((one for one in left if not one.optional), left[0]).name


def _filled(content: Content, told: list[str], read_file: Callable[[Path], str], sources: list[str] | None) -> str:
    """Fill a prompt with `NAME=VALUE`s; files are read, and sources have to be there where they are known."""
    if not isinstance(content, Prompt):
        raise PromptError("A persona has no variables.", "Leave out --set.")
    template = content.template
    by_name = {one.name.casefold(): one for one in template.variables}
    answers: dict[str, str] = {}
    for one in told:
        name, equals, value = one.partition("=")
        variable = by_name.get(" ".join(name.split()).casefold())
        if not equals or variable is None:
            known = ", ".join(each.name for each in template.variables)
            raise PromptError(
                f"{content.name} has no variable {name.strip()!r}.", f'Write --set "NAME=VALUE" with one of: {known}.'
            )
        answers[variable.name] = _answer(variable, value, read_file, sources)
    wrong = missing(template, answers, date.today())
    if wrong:
        name, write_what = next(iter(wrong.items()))
        raise PromptError(f"{name}: {write_what}", f'Answer it with --set "{name}=…".')
    return filled(template, answers, date.today())


def _answer(variable: Variable, value: str, read_file: Callable[[Path], str], sources: list[str] | None) -> str:
    if variable.kind == "file" and value:
        return read_file(Path(value))
    if variable.kind == "source" and value and sources is not None and value not in sources:
        raise SourceError(f"There is no source named {value!r}.", f"Sources here: {', '.join(sources) or 'none yet'}.")
    return value


# What they have in common


@contextmanager
def opened(options: Namespace) -> Iterator[PromptLibrary]:
    """Open the prompts for one command."""
    database = Database(Paths.at(options.data_dir).database)
    try:
        yield prompt_library(database)
    finally:
        database.close()


def _texts(options: Namespace, library: PromptLibrary) -> KeptTexts[Any]:
    return library.personas if options.kind == PERSONA else library.prompts


def _empty(options: Namespace) -> Prompt | Persona:
    name = name_of(options.name) if options.name else ""
    return Persona(name, "", "") if options.kind == PERSONA else Prompt(name, "", "")


def _changed(options: Namespace, content: Any, text: str | None) -> Any:
    """Return a prompt or persona as the options change it."""
    changes: dict[str, Any] = {
        "title": options.title, "folder": options.folder, "answer_from": options.answer_from,
        "tags": tuple(options.tag) if options.tag else None,
    }  # fmt: skip
    if isinstance(content, Persona):
        changes |= {key: getattr(options, key) for key in ("temperature", "top_p", "max_tokens", "seed", "model")}
        changes |= {"instructions": text, "sources": tuple(options.source) if options.source else None}
    else:
        changes["body"] = text
    return replace(content, **{key: value for key, value in changes.items() if value is not None})


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except OSError as error:
        raise PromptError(f"{file} cannot be opened: {error.strerror or error}.", "Give another file.") from error
    except UnicodeDecodeError as error:
        raise PromptError(f"{file} is no text in UTF-8.", "Save it as UTF-8.") from error


def _json(one: Kept[Any]) -> dict[str, Any]:
    content = one.content
    value = {"name": content.name, "version": one.version, "changed": one.changed, **content.plain()}
    if isinstance(content, Prompt):
        value["variables"] = [
            {"name": each.name, "kind": each.kind, "options": list(each.options), "default": each.default}
            for each in content.template.variables
        ]
    return value


def _line(one: Kept[Any], models: list[str]) -> str:
    content = one.content
    told = [f"/{content.name}" if isinstance(content, Prompt) else content.name, content.title]
    told += [content.folder] if content.folder else []
    told += [" ".join(f"#{tag}" for tag in content.tags)] if content.tags else []
    told += [f"answers for {', '.join(models)}"] if models else []
    return "  ".join(told)


def _first_line(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 60 else f"{line[:60]}…"


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
