"""What is known of the services that run models elsewhere, and what a person can do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError
from alcove.desktop.model_list import ModelList
from alcove.desktop.notify import Notifier
from alcove.desktop.services import EndpointService
from alcove.desktop.tasks import Task, TaskRunner
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.models.endpoints import Endpoint


class ServiceList(QObject):
    """The services, read and asked on a lane. Only one that is switched on is ever asked."""

    changed = Signal()
    key_not_kept = Signal(str, str, bool)
    """There is no keyring for the key of this service: its name, the key, and whether it may go unencrypted."""

    def __init__(self, endpoints: EndpointService, models: ModelList, tasks: TaskRunner, notifier: Notifier) -> None:
        super().__init__()
        self._endpoints = endpoints
        self._models = models
        self._tasks = tasks
        self._notifier = notifier
        self._checks: dict[str, Task[Endpoint]] = {}
        self.services: list[Endpoint] = []
        self.answering: set[str] = set()
        """Those that answered when they were asked last."""
        self.problems: dict[str, AppError] = {}
        """What was wrong then with the others."""

    def checking(self, name: str) -> bool:
        """Tell whether a service is being asked."""
        return name in self._checks

    def refresh(self) -> None:
        """Read the services anew; nothing is asked."""
        self._tasks.run("io", self._endpoints.list, owner=self, done=self._on_listed)

    def add(self, url: str, name: str, key: str, *, openly: bool) -> None:
        """Add a service, with its key if it has one; it stays off."""

        def added(one: Endpoint) -> None:
            self.refresh()
            if key:
                self.keep_key(one.name, key, openly=openly)

        self._tasks.run("io", lambda: self._endpoints.add(url, name), owner=self, done=added)

    def remove(self, name: str) -> None:
        """Remove a service."""
        self._leave(name)
        self._run(lambda: self._endpoints.remove(name))

    def switch(self, name: str, *, on: bool) -> None:
        """Switch a service on, and ask it for its models, or off."""

        def switched(_: object) -> None:
            self._told()
            if on:
                self.check(name)

        self._leave(name)
        self._tasks.run("io", lambda: self._endpoints.switch(name, on=on), owner=self, done=switched)

    def check(self, name: str) -> None:
        """Ask a service for its models."""
        if name in self._checks:
            return

        def asked(token: CancelToken) -> Iterator[Endpoint]:
            one = self._endpoints.check(name, token)
            if not token.cancelled:
                yield one

        def answered(_: list[Endpoint]) -> None:
            self.answering.add(name)
            self.problems.pop(name, None)

        def failed(error: AppError) -> None:
            self.answering.discard(name)
            self.problems[name] = error
            ended(None)

        def ended(_: object) -> None:
            self._checks.pop(name, None)
            self._told()

        self._checks[name] = self._tasks.iterate("io", asked, owner=self, events=answered, done=ended, failed=failed)
        self.changed.emit()

    def keep_key(self, name: str, key: str, *, openly: bool, this_run: bool = False) -> None:
        """Keep a key; where there is no keyring, `key_not_kept` tells, and the person chooses."""

        def kept(one: Endpoint) -> None:
            self._told()
            if not one.key:
                self.key_not_kept.emit(name, key, openly)
            elif one.active:
                self.check(name)

        self._leave(name)
        self._tasks.run(
            "io",
            lambda: self._endpoints.keep_key(name, key, openly=openly, this_run=this_run),
            owner=self,
            done=kept,
        )

    def forget_key(self, name: str) -> None:
        """Remove the key of a service."""
        self._leave(name)
        self._run(lambda: self._endpoints.forget_key(name))

    def set_context(self, name: str, model: str, tokens: int) -> None:
        """Say how many tokens a model sees; 0 leaves it to its service."""
        self._run(lambda: self._endpoints.set_context(name, model, tokens))

    def use(self, model: str) -> None:
        """Let a model answer from now on."""
        self._models.choose(model)

    def _run(self, work: Callable[[], object]) -> None:
        def failed(error: AppError) -> None:
            self._notifier.error(error)
            self.refresh()

        self._tasks.run("io", work, owner=self, done=lambda _: self._told(), failed=failed)

    def _leave(self, name: str) -> None:
        """Stop asking a service, and forget what was known of its state."""
        if name in self._checks:
            self._checks.pop(name).cancel()
        self.answering.discard(name)
        self.problems.pop(name, None)

    def _told(self) -> None:
        self.refresh()
        self._models.refresh()

    def _on_listed(self, services: list[Endpoint]) -> None:
        self.services = services
        self.changed.emit()


def state_words(services: ServiceList, one: Endpoint) -> str:
    """Return the state of a service in a few words; what is wrong stands in `problems`."""
    models = tr("%n model(s)", None, len(one.models))
    if not one.active:
        return ""
    if services.checking(one.name):
        return tr("asking")
    if one.name in services.answering:
        return tr("answers, {models}").format(models=models)
    if one.name in services.problems:
        return tr("does not answer")
    return tr("{models}, not asked since the start").format(models=models)


def place_words(one: Endpoint) -> str:
    """Return where a service runs, in a few words."""
    words = tr("{host}, beyond this computer") if one.leaves else tr("{host}, on this computer")
    return words.format(host=one.host)
