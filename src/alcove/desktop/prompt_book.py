"""What the window knows of prompts and personas, read and written on a lane; pages, composer and picker show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.notify import Notifier
from alcove.desktop.services import PromptService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import told, tr

if TYPE_CHECKING:
    from alcove.chat.kept import Kept, KeptId, KeptTexts, Version
    from alcove.chat.prompt_files import Brought
    from alcove.chat.prompts import Persona, Prompt, PromptLibrary

TextKind = Literal["prompt", "persona"]
KEEP_MS = 400
_Read: TypeAlias = "tuple[list[Kept[Prompt]], list[Kept[Persona]], dict[str, KeptId], dict[str, dict[KeptId, Any]]]"


class PromptBook(QObject):
    """The prompts and personas as they are now, and what can be done with them."""

    changed = Signal()

    def __init__(self, service: PromptService, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._service = service
        self._tasks = tasks
        self._notifier = notifier
        self.prompts: list[Kept[Prompt]] = []
        self.personas: list[Kept[Persona]] = []
        self.defaults: dict[str, KeptId] = {}
        """Which persona a model answers with where none is chosen."""
        self.drafts: dict[str, dict[KeptId, Any]] = {"prompt": {}, "persona": {}}
        """What was changed and is not saved, by kind and number; kept for the next time a little later."""
        self.listed = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(KEEP_MS)
        self._later.timeout.connect(self._keep_drafts)

    def of(self, kind: TextKind) -> Sequence[Kept[Any]]:
        """Return the prompts, or the personas."""
        return self.prompts if kind == "prompt" else self.personas

    def refresh(self) -> None:
        """Read them anew."""

        def read() -> _Read:
            library = self._service.library()
            return library.prompts.all(), library.personas.all(), library.defaults(), library.drafts()

        self._tasks.run("io", read, owner=self, done=self._on_read)

    def save(
        self,
        kind: TextKind,
        number: KeptId | None,
        content: Any,
        *,
        done: Callable[[Kept[Any]], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Keep a new one, or a new version of one; `failed` is told why it cannot be."""

        def saved() -> Kept[Any]:
            texts = self._texts(kind)
            return texts.add(content) if number is None else texts.save(number, content)

        def kept_now(kept: Kept[Any]) -> None:
            done(kept)
            self.refresh()

        self._tasks.run("io", saved, owner=self, done=kept_now, failed=failed)

    def delete(self, kind: TextKind, kept: Kept[Any]) -> None:
        """Delete one, and offer to take that back."""

        def deleted(_: object) -> None:
            self.refresh()
            words = tr("Deleted “{title}”").format(title=kept.content.title)
            self._notifier.offer(words, tr("Undo"), lambda: self.restore(kind, kept.id))

        self._tasks.run("io", lambda: self._texts(kind).delete(kept.id), owner=self, done=deleted)

    def restore(self, kind: TextKind, number: KeptId) -> None:
        """Take a deletion back."""
        self._tasks.run("io", lambda: self._texts(kind).restore(number), owner=self, done=lambda _: self.refresh())

    def versions(self, kind: TextKind, number: KeptId, done: Callable[[list[Version[Any]]], None]) -> None:
        """Read the versions of one, the newest first."""
        self._tasks.run("io", lambda: self._texts(kind).versions(number), owner=self, done=done)

    def restore_version(self, kind: TextKind, number: KeptId, version: int, done: Callable[[Kept[Any]], None]) -> None:
        """Make what one once was its newest version."""

        def restored(kept: Kept[Any]) -> None:
            done(kept)
            self.refresh()

        self._tasks.run("io", lambda: self._texts(kind).restore_version(number, version), owner=self, done=restored)

    def bring_in(self, places: Sequence[Path]) -> None:
        """Import files and folders, and say what became of them."""

        def brought() -> list[Brought]:
            from alcove.chat.prompt_files import bring_in, read

            library = self._service.library()
            return [bring_in(library, read(place)) for place in places]

        self._tasks.run("io", brought, owner=self, done=self._on_brought)

    def export(self, place: Path, prompts: Sequence[Prompt], personas: Sequence[Persona]) -> None:
        """Write these to a .json or .md file, or a folder."""

        def written() -> list[Path]:
            from alcove.chat.prompt_files import write

            return write(place, prompts, personas)

        words = tr("Exported to {name}").format(name=place.name)
        self._tasks.run("io", written, owner=self, done=lambda _: self._notifier.info(words))

    def set_default(self, model: str, persona: KeptId | None) -> None:
        """Let a model answer with a persona where none is chosen, or with none."""
        self._tasks.run(
            "io", lambda: self._service.library().set_default(model, persona), owner=self, done=lambda _: self.refresh()
        )

    def read_file(
        self, path: Path, *, owner: QObject, done: Callable[[str | None], None], failed: Callable[[AppError], None]
    ) -> Task[str]:
        """Read the text of a file for one question; `done` gets None where that was cancelled before it began."""
        token = CancelToken()
        task = self._tasks.run("io", lambda: self._service.text(path, token), owner=owner, done=done, failed=failed)
        task.token.on_cancel(token.cancel)
        return task

    def _texts(self, kind: TextKind) -> KeptTexts[Any]:
        library: PromptLibrary = self._service.library()
        return library.prompts if kind == "prompt" else library.personas

    def set_draft(self, kind: TextKind, number: KeptId, content: Any) -> None:
        """Remember what is not saved of one; None where there is nothing."""
        drafts = self.drafts[kind]
        if content is None:
            drafts.pop(number, None)
        else:
            drafts[number] = content
        self._later.start()

    def _keep_drafts(self) -> None:
        drafts = {kind: dict(some) for kind, some in self.drafts.items()}
        self._tasks.run("io", lambda: self._service.library().keep_drafts(drafts), owner=self)

    def _on_read(self, found: _Read) -> None:
        self.prompts, self.personas, self.defaults, drafts = found
        if not self.listed:
            self.drafts = {kind: dict(some) for kind, some in drafts.items()}
        self.listed = True
        self.changed.emit()

    def _on_brought(self, brought: list[Brought]) -> None:
        self.refresh()
        for one in brought:
            if one.problems:
                self._notifier.warn(brought_words(one), "\n".join(map(told, one.problems[:5])))
            else:
                self._notifier.info(brought_words(one))


def brought_words(brought: Brought) -> str:
    """Say what became of what was brought in, in a sentence or two."""
    parts = [tr("%n brought in", None, len(brought.added)) if brought.added else tr("Nothing new")]
    if brought.same:
        parts.append(tr("%n were there already", None, len(brought.same)))
    if brought.problems:
        parts.append(tr("%n could not be read", None, len(brought.problems)))
    words = f"{', '.join(parts)}."
    if brought.renamed:
        now = tr("the new {wanted} is now {name}")
        kept = "; ".join(now.format(wanted=wanted, name=name) for wanted, name in brought.renamed)
        both = tr("Both are kept: {names}.").format(names=kept)
        words = f"{words} {both}"
    return words
