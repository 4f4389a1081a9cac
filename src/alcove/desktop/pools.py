"""What the palette of the window offers: actions, conversations, models, sources and settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from alcove.core.settings import described
from alcove.desktop.actions import Action, ActionRegistry
from alcove.desktop.model_list import choose_knowingly
from alcove.desktop.palette import Pool
from alcove.desktop.settings_page import CHOSEN_ELSEWHERE, NAMES
from alcove.desktop.translation import tr

if TYPE_CHECKING:
    from alcove.desktop.window import MainWindow

_ITSELF = "window.palette"


def window_pools(registry: ActionRegistry, window: MainWindow) -> list[Pool]:
    """Return all that can be found, as it is now: what is not possible now is left out."""
    possible = [one for one in registry.all() if one.id != _ITSELF and one.enabled()]
    return [actions_pool(registry, possible), *_places(window), _settings(window)]


def actions_pool(registry: ActionRegistry, possible: Sequence[Action]) -> Pool:
    """Return these actions as the palette has them."""
    return Pool(
        tr("Action"),
        [one.icon for one in possible] or [""],
        [one.id for one in possible],
        [one.name for one in possible],
        lambda place: registry.run(possible[place].id),
        [one.group for one in possible],
        [registry.words(one.id) for one in possible],
        listed=True,
    )


def _places(w: MainWindow) -> Iterator[Pool]:
    talks, infos = w.session.conversations, [info for info in w.models.infos if info is not w.models.answering]
    yield Pool(
        tr("Conversation"),
        ["chat-text"],
        [f"conversation:{one.id}" for one in talks],
        [one.title for one in talks],
        lambda place: w.open_conversation(talks[place]),
    )
    yield Pool(
        tr("Answer with this model"),
        ["cpu"],
        [f"model:{info.name}" for info in infos],
        [info.name for info in infos],
        lambda place: choose_knowingly(w, w.models, infos[place]),
    )
    scopes: list[tuple[str, ...]] = [(), *((source.name,) for source in w.syncing.sources)]
    yield Pool(
        tr("Ask only this source"),
        ["books"],
        [f"source:{'/'.join(scope)}" for scope in scopes],
        ["/".join(scope) or tr("All sources") for scope in scopes],
        lambda place: _ask_only(w, scopes[place]),
        [tr("Ask all of them"), *(tr("Ask only this source") for _ in w.syncing.sources)],
    )


def _settings(w: MainWindow) -> Pool:
    keys = [info.key for info in described() if info.key not in CHOSEN_ELSEWHERE]
    return Pool(
        tr("Setting"),
        ["sliders-horizontal"],
        [f"setting:{key}" for key in keys],
        [tr(NAMES.get(key, key)) for key in keys],
        lambda place: _show_setting(w, keys[place]),
    )


def _ask_only(w: MainWindow, scope: tuple[str, ...]) -> None:
    w.show_page("chat")
    w.chat.composer.scope.set_scope(scope)
    w.session.set_scope(scope)


def _show_setting(w: MainWindow, key: str) -> None:
    w.show_page("settings")
    w.pages.settings_sections.show_section("General")
    w.pages.settings_page.go_to(key)
