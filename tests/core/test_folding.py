"""Letters folded, scripts without spaces taken apart: what the index of conversations holds."""

from __future__ import annotations

import pytest

from alcove.core.folding import searchable


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("Boiler, 2030", "boiler, 2030"),
        ("Ёлка Łódź café", "елка lodz cafe"),
        ("Straße über é", "strasse uber e"),
        ("йод", "йод"),
        ("so\u00adft", "soft"),
        ("ＡＢＣ１", "abc1"),
        ("锅炉 ok", " 锅 炉  ok"),
        ("用boiler吗", " 用 boiler 吗 "),
        ("ไทย", " ไ ท ย "),
    ],
)
def test_words_are_folded_and_signs_stand_alone(text: str, indexed: str) -> None:
    assert searchable(text) == indexed
