"""How the window names models."""

from __future__ import annotations

import pytest

from alcove.desktop.model_list import short_name


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
