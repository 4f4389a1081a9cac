"""How the window names models."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from alcove.desktop.model_list import ModelList, short_name
from alcove.desktop.notify import Notifier
from alcove.desktop.tasks import TaskRunner
from alcove.models.types import ModelInfo
from tests.desktop.fakes import QWEN, STARTER, FakeShelf


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("SmolLM2-135M-Instruct.Q4_1", "SmolLM2 135M"),
        ("qwen2.5-coder-1.5b-instruct-q4_k_m", "qwen2.5 coder 1.5b"),
        ("Qwen3-4B-Q4_K_M", "Qwen3 4B"),
        ("Mistral-7B-v0.3.IQ3_M", "Mistral 7B v0.3"),
        ("mixtral_8x7b_chat", "mixtral 8x7b"),
        ("italian-7b", "italian 7b"),
        ("q4_k_m", "q4 k m"),
    ],
)
def test_a_models_name_is_told_without_how_it_was_quantised(file: str, name: str) -> None:
    assert short_name(file) == name


class SlowShelf(FakeShelf):
    """Its first list waits for the gate, and is what it was when it was asked for."""

    gate = threading.Event()

    def list(self) -> list[ModelInfo]:
        first, self.list_again = not hasattr(self, "list_again"), True
        found = super().list()
        if first:
            self.gate.wait(10)
        return found


def test_an_older_list_does_not_undo_a_choice(qtbot: QtBot, tasks: TaskRunner) -> None:
    shelf = SlowShelf([STARTER])
    models = ModelList(shelf, tasks, Notifier())
    models.refresh()
    qtbot.waitUntil(lambda: hasattr(shelf, "list_again"))
    shelf.infos.append(QWEN)
    models.choose(QWEN.name)
    models.refresh()
    qtbot.waitUntil(lambda: models.listed)
    shelf.gate.set()
    qtbot.wait(100)
    assert models.selected == QWEN.name and len(models.infos) == 2
