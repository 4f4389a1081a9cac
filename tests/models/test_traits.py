"""What a model file says of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.errors import ModelBroken
from alcove.models.traits import Traits, traits_of
from tests.models.gguf_files import CHAT, STRING, U32, write


def test_what_the_starter_model_says(starter_model: Path) -> None:
    assert traits_of(starter_model) == Traits("llama", "Q4_1", "135M", 8192, ("en",), False, False)


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [(15, "m.gguf", "Q4_K_M"), (1024 + 7, "m.gguf", "Q8_0"), (0, "m.gguf", "F32"), (999, "m-Q5_K_S.gguf", "Q5_K_S"),
     (None, "qwen3-IQ4_XS.gguf", "IQ4_XS"), (None, "m.gguf", "")],
)  # fmt: skip
def test_how_it_was_compressed(tmp_path: Path, kind: int | None, name: str, told: str) -> None:
    values = CHAT if kind is None else {**CHAT, "general.file_type": (U32, kind)}
    assert traits_of(write(tmp_path / name, values)).quantisation == told


@pytest.mark.parametrize(
    ("template", "thinks", "tools"),
    [("{{ messages }}", False, False),
     ("{% if tools %}# Tools{% endif %}<think>", True, True),
     ("{% for call in message.tool_calls %}{% endfor %}", False, True),
     ("use the toolset of your toolsmith", False, False)],
)  # fmt: skip
def test_what_its_chat_template_shows(tmp_path: Path, template: str, thinks: bool, tools: bool) -> None:
    found = traits_of(write(tmp_path / "m.gguf", {**CHAT, "tokenizer.chat_template": (STRING, template)}))
    assert (found.thinks, found.tools) == (thinks, tools)


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_text("Dear aunt")
    with pytest.raises(ModelBroken):
        traits_of(tmp_path / "m.gguf")
