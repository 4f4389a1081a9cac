"""What is found out about the models on this computer, while somebody looks at them.

A look goes through all of them, one at a time, on a lane: what is known at once, then whether each fits, which takes
half a second for a file that was never examined. It is repeated now and then, for memory comes and goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, ModelBroken, ModelError
from alcove.core.settings import ModelSettings, Value
from alcove.desktop.model_list import ModelList
from alcove.desktop.notify import Notifier
from alcove.desktop.services import ModelService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import told

if TYPE_CHECKING:
    from alcove.models.memory import Fit, InUse
    from alcove.models.shelf import Unusable
    from alcove.models.traits import About

AGAIN_MS = 3000


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one model so far; `problem` says why it cannot be loaded, `broken` that its file is to blame."""

    about: About | None = None
    fit: Fit | None = None
    problem: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a look tells of a model."""

    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Around:
    """What a look tells beside the models."""

    in_use: InUse
    unusable: Sequence[Unusable]


class ModelFacts(QObject):
    """Look at the models between `look` and `rest`, and change how they run."""

    changed = Signal(str)
    """More is known of the model of this name."""
    around_changed = Signal()
    refused = Signal(str, str, str)
    """A setting of a model, and why it cannot be as was wanted."""

    def __init__(self, service: ModelService, models: ModelList, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._service = service
        self._models = models
        self._tasks = tasks
        self._notifier = notifier
        self._task: Task[_Seen | _Around] | None = None
        self._again = False
        """Whether another look begins when the one under way has ended: no file is examined twice at once."""
        self._known: dict[str, Facts] = {}
        self.in_use: InUse | None = None
        self.unusable: Sequence[Unusable] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self._go)

    def of(self, name: str) -> Facts:
        """Return what is known of a model."""
        return self._known.get(name, Facts())

    def bytes_of(self, path: str) -> int:
        """Return the memory that the model of a file takes; 0 while it is not loaded."""
        return self.in_use.models.get(path, 0) if self.in_use else 0

    def look(self) -> None:
        """Find out what there is to know, and go on doing so."""
        self._timer.start()
        self._go(afresh=True)

    def rest(self) -> None:
        """Stop looking; the file that is being examined is the last."""
        self._timer.stop()
        self._again = False
        if self._task is not None:
            self._task.cancel()

    def set(self, name: str, key: str, value: Value) -> None:
        """Change how a model runs; `refused` tells why it cannot be."""

        def failed(error: AppError) -> None:
            self.refused.emit(name, key, _words(error))

        self._change(name, lambda: self._service.set_model_setting(name, key, value), failed)

    def reset(self, name: str) -> None:
        """Let a model run as models do that were never set otherwise."""
        self._change(name, lambda: self._service.reset_model_settings(name), self._notifier.error)

    def use_remedy(self, name: str) -> None:
        """Let a model run in the way that makes it fit."""
        found = self.of(name).fit
        if found is None or found.remedy is None:
            return
        remedy = found.remedy

        def use() -> ModelSettings:
            self._service.set_model_setting(name, "context_tokens", remedy.context_tokens)
            return self._service.set_model_setting(name, "cache_type", remedy.cache_type)

        self._change(name, use, self._notifier.error)

    def unload(self, name: str) -> None:
        """Take a model out of the memory, unless it is answering."""
        self._tasks.run(
            "model",
            lambda: self._service.unload(name),
            owner=self,
            done=lambda _: self._go(afresh=True),
            failed=self._notifier.error,
        )

    def _change(self, name: str, change: Callable[[], ModelSettings], failed: Callable[[AppError], None]) -> None:
        def changed(settings: ModelSettings) -> None:
            known = self.of(name)
            about = replace(known.about, settings=settings) if known.about else None
            self._tell(name, Facts(about))
            self._go(afresh=True)

        self._tasks.run("io", change, owner=self, done=changed, failed=failed)

    def _go(self, *, afresh: bool = False) -> None:
        if self._task is not None:
            if afresh:
                self._again = True
                self._task.cancel()
            return
        names = [info.name for info in self._models.infos if info.served is None]
        task = self._tasks.iterate(
            "io",
            lambda token: self._looked(names, token),
            owner=self,
            events=lambda news: self._on_news(task, news),
            done=lambda _: self._on_ended(),
            failed=self._on_failed,
        )
        self._task = task

    def _on_ended(self) -> None:
        self._task = None
        if self._again:
            self._again = False
            self._go()

    def _on_failed(self, error: AppError) -> None:
        self._notifier.error(error)
        self._on_ended()

    def _looked(self, names: Sequence[str], token: CancelToken) -> Iterator[_Seen | _Around]:
        """Look at each model; one that is gone meanwhile is passed over."""
        yield _Around(self._service.in_use(), self._service.unusable())
        found: dict[str, About] = {}
        for name in names:
            try:
                found[name] = self._service.about(name)
            except ModelError:
                continue
            yield _Seen(name, Facts(found[name]))
        for name, about in found.items():
            if token.cancelled:
                return
            try:
                yield _Seen(name, Facts(about, self._service.fit(name)))
            except ModelError as error:
                yield _Seen(name, Facts(about, None, _words(error), isinstance(error, ModelBroken)))

    def _on_news(self, task: Task[_Seen | _Around], news: list[_Seen | _Around]) -> None:
        if task.token.cancelled:
            return
        for one in news:
            if isinstance(one, _Around):
                self.in_use, self.unusable = one.in_use, one.unusable
                self.around_changed.emit()
            elif one.facts.fit is None and not one.facts.problem:
                known = self.of(one.name)  # whether it fits is known from the look before
                self._tell(one.name, replace(known, about=one.facts.about))
            else:
                self._tell(one.name, one.facts)

    def _tell(self, name: str, facts: Facts) -> None:
        breaks = facts.broken and not self.of(name).broken
        self._known[name] = facts
        self.changed.emit(name)
        if breaks:
            self._models.leave(name)


def _words(error: AppError) -> str:
    return f"{told(error.message)} {told(error.hint)}".strip()
