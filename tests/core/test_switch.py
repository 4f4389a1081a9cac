"""The off switch: seen by whoever looks, and off where that cannot be known."""

from __future__ import annotations

from pathlib import Path

import pytest

from alcove.core.errors import SettingsError
from alcove.core.switch import Switch


def test_one_switches_and_all_others_see_it(tmp_path: Path) -> None:
    mine, theirs = Switch(tmp_path / "network.off"), Switch(tmp_path / "network.off")
    assert mine.on() and theirs.on()
    mine.set(on=False)
    assert not theirs.on() and "nothing beyond" in (tmp_path / "network.off").read_text()
    mine.set(on=False)
    theirs.set(on=True)
    theirs.set(on=True)
    assert mine.on() and list(tmp_path.iterdir()) == []


def test_what_cannot_be_known_is_off(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not Switch(tmp_path / "file" / "network.off").on()


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "network.off").mkdir()
    for on in (True, False):
        with pytest.raises(SettingsError, match=f"cannot be switched {'on' if on else 'off'}") as told:
            Switch(tmp_path / "network.off").set(on=on)
        assert "network.off" in told.value.hint
