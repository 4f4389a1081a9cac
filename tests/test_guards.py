"""The guards of conftest.py catch what they are there for."""

from __future__ import annotations

import logging
import re
import socket

import pytest

from tests.conftest import ExpectedLog, LogKeeper, NetworkRefused


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "localhost.example.org"])
def test_connections_beyond_this_computer_are_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one:
        with pytest.raises(NetworkRefused, match="tried to connect"):
            one.connect((host, 80))
        with pytest.raises(NetworkRefused):
            one.connect_ex((host, 80))


def test_other_hosts_names_are_not_even_looked_up() -> None:
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("example.org", 80)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
    assert socket.getaddrinfo("localhost", 80)


def test_unannounced_warnings_are_named() -> None:
    keeper = LogKeeper()
    record = logging.makeLogRecord(
        {"name": "alcove.rag.sync", "levelno": logging.WARNING, "levelname": "WARNING", "msg": "lost a child"}
    )
    keeper.handle(record)
    assert keeper.unexpected([]) == ["WARNING alcove.rag.sync: lost a child"]
    assert keeper.unexpected([ExpectedLog("alcove.rag", re.compile("lost"))]) == []
    assert keeper.unexpected([ExpectedLog("alcove.ra", re.compile("lost"))]) != []


@pytest.mark.expects_log("alcove.rag", "lost a child")
def test_an_announced_warning_passes() -> None:
    logging.getLogger("alcove.rag.sync").warning("lost a child")
