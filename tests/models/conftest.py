"""The hub's stand-in, for what searches and downloads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.core.net import Door
from alcove.models.download import Downloads
from alcove.models.hub import Hub
from tests.models.hub_server import HubServer, stocked


@pytest.fixture
def server() -> Iterator[HubServer]:
    made = stocked()
    yield made
    made.close()


@pytest.fixture
def hub(server: HubServer) -> Hub:
    return Hub(Door("test"), endpoint=server.endpoint)


@pytest.fixture
def downloads(hub: Hub, tmp_path: Path) -> Downloads:
    return Downloads(tmp_path / "models", hub)
