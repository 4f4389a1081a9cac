"""Secrets: in a keyring that outlives the run, or in memory where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import PasswordDeleteError

from alcove.core.secrets import Secrets


class Memory(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


@pytest.fixture
def backend() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("backend")
def test_a_secret_outlives_the_run_in_a_keyring() -> None:
    ring = Memory()
    keyring.set_keyring(ring)
    assert Secrets().get("a.pdf") == ""
    assert Secrets().keep("a.pdf", "open sesame")
    assert Secrets().get("a.pdf") == "open sesame"
    assert Secrets("other").get("a.pdf") == ""
    one = Secrets()
    one.forget("a.pdf")
    one.forget("a.pdf")
    assert one.get("a.pdf") == "" and ring.kept == {}


@pytest.mark.usefixtures("backend")
def test_without_a_keyring_it_is_kept_until_the_run_ends() -> None:
    keyring.set_keyring(fail.Keyring())
    one = Secrets()
    assert not one.keep("a.pdf", "open sesame")
    assert one.get("a.pdf") == "open sesame"
    assert Secrets().get("a.pdf") == ""
    one.forget("a.pdf")
    assert one.get("a.pdf") == ""
