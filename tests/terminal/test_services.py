"""Services that run models elsewhere, from the command line; at the end a whole turn with a real one."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from tests.core.test_secrets import Memory
from tests.models.service import KEY, Reply, Service, llama_server, plain, serving
from tests.terminal.conftest import Alcove, Synced
from tests.terminal.test_end_to_end import ANSWER, check, texts_of


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(plain("Because.")) as running:
        yield running


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(words))


def test_a_service_is_added_switched_on_asked_and_removed(run: Alcove, service: Service) -> None:
    url, host = service.url, service.url.split("/")[2]
    added = run("endpoints", "add", url, "--name", "Here").one
    assert added == {
        "name": "Here", "url": url, "host": host, "leaves": False, "on": False, "key": "", "models": 0,
    }  # fmt: skip
    assert "switched off, so it is not asked" in run("endpoints", "check", "Here").error["message"]
    assert service.asked == []
    assert "tiny (Here)" not in run("models", "list").out
    on = run("endpoints", "on", "Here").one
    assert (on["on"], on["models"], on["problem"]) == (True, 1, None)
    (model,) = (line for line in run("models", "list").lines if line["where"])
    assert model == {
        "name": "tiny (Here)", "kind": "chat", "path": url, "bytes": 0, "context": 4096, "loaded": False,
        "where": {"service": "Here", "model": "tiny", "host": host, "leaves": False},
    }  # fmt: skip
    assert run("endpoints", "models", "Here").lines == [
        {"name": "tiny (Here)", "model": "tiny", "context": 4096, "told_context": None, "leaves": False}
    ]
    assert run("endpoints", "context", "Here", "tiny", 8192).one["context"] == 8192
    assert "between 512 and" in run("endpoints", "context", "Here", "tiny", 3).error["hint"]
    answer = run("ask", "Why?", "--model", "tiny (Here)", "--answer-from", "model").one
    assert (answer["answer"], answer["model"]) == ("Because.", "tiny (Here)")
    assert answer["written_by"] == model["where"]
    assert run("endpoints", "off", "Here").one["on"] is False
    assert "no model named" in run("ask", "Why?", "--model", "tiny (Here)", "--answer-from", "model").error["message"]
    assert [one["name"] for one in run("endpoints", "list").lines] == ["Here"]
    assert run("endpoints", "remove", "Here").one == {"removed": "Here"}
    assert "no service named" in run("endpoints", "on", "Here").error["message"]


def test_words_for_people(run: Alcove, service: Service) -> None:
    said = run("endpoints", "add", service.url, "--name", "Here", json=False).out
    assert "Added Here. It is off" in said
    assert "on, http://127.0.0.1" in run("endpoints", "on", "Here", json=False).out
    assert "Here answers. Here  on" in run("endpoints", "check", "Here", json=False).out
    assert "tiny (Here)  4,096 tokens (assumed)" in run("endpoints", "models", "Here", json=False).out
    assert "tiny (Here)  chat  4,096 tokens  on this computer, by Here" in run("models", "list", json=False).out
    said = run("ask", "Why?", "--model", "tiny (Here)", "--answer-from", "model", json=False).out
    assert "Because." in said and "Written by Here at 127.0.0.1" in said and ", on this computer." in said


def test_one_that_does_not_answer_is_on_and_says_what_is_wrong(run: Alcove, service: Service) -> None:
    service.models = lambda reply: reply.json({"error": {"message": "oh"}}, 500)
    run("endpoints", "add", service.url, "--name", "Here")
    ran = run("endpoints", "on", "Here")
    assert ran.one["on"] and "failed (status 500)" in ran.one["problem"]["message"]
    assert "failed (status 500)" in run("endpoints", "check", "Here").error["message"]


def test_a_failure_in_an_answer_is_an_error_with_a_hint(run: Alcove, service: Service) -> None:
    run("endpoints", "add", service.url, "--name", "Here")
    run("endpoints", "on", "Here")
    service.scripts = [lambda reply: reply.json({"error": {"message": "slow down"}}, 429, Retry_After="7")]
    error = run("ask", "Why?", "--model", "tiny (Here)", "--answer-from", "model").error
    assert "takes no more questions for now" in error["message"]
    assert error["hint"] == "Ask again in 7 seconds."


def test_a_key_is_taken_from_stdin_kept_in_the_keyring_and_never_told(
    run: Alcove, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        typed(monkeypatch, f"{KEY}\n")
        ran = run("endpoints", "add", service.url, "--name", "Here", "--key-stdin")
        assert ran.one["key"] == "kept"
        on = run("endpoints", "on", "Here")
        assert service.asked[-1].headers["authorization"] == f"Bearer {KEY}"
        typed(monkeypatch, "\n")
        assert run("endpoints", "key", "Here", "--key-stdin").one["key"] == ""
        typed(monkeypatch, "other\n")
        assert run("endpoints", "key", "Here", "--key-stdin").one["key"] == "kept"
    finally:
        keyring.set_keyring(before)
    assert KEY not in ran.out + ran.err + on.out + on.err


def test_without_a_keyring_that_is_said_and_a_key_is_taken_for_one_run(
    run: Alcove, service: Service, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    typed(monkeypatch, f"{KEY}\n")
    added = run("endpoints", "add", service.url, "--name", "Here", "--key-stdin")
    assert added.one["key"] == "" and "has no keyring, so the key was not kept" in added.err
    for command in ("on", "check", "models"):
        typed(monkeypatch, f"{KEY}\n")
        run("endpoints", command, "Here", "--key-stdin")
        assert service.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    typed(monkeypatch, f"{KEY}\n")
    answer = run("ask", "Why?", "--model", "tiny (Here)", "--answer-from", "model", "--key-stdin")
    assert answer.one["answer"] == "Because." and KEY not in answer.out + answer.err
    assert service.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    run("endpoints", "check", "Here")
    assert "authorization" not in service.asked[-1].headers
    typed(monkeypatch, f"{KEY}\n")
    assert "has no keyring" in run("endpoints", "key", "Here", "--key-stdin").err
    assert "runs in Alcove and wants no key" in run("ask", "Why?", "--key-stdin").error["message"]
    for file in data_dir.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes(), file


def test_a_key_for_an_open_address_beyond_this_computer_needs_leave(
    run: Alcove, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, f"{KEY}\n")
    refused = run("endpoints", "add", "http://192.0.2.7:8000", "--name", "Far", "--key-stdin")
    assert "could read the key" in refused.error["message"] and KEY not in refused.out
    assert run("endpoints", "list").lines == []
    typed(monkeypatch, f"{KEY}\n")
    assert run("endpoints", "add", "http://192.0.2.7:8000", "--key-stdin", "--send-key-openly").one["leaves"]


def test_what_leaves_is_told_before_it_does(run: Alcove, service: Service, synced: Synced) -> None:
    """A model that a program here sends on: with what goes out."""
    service.models = lambda reply: reply.json({"data": [{"id": "big-cloud"}]})
    at = synced.data_dir
    run("endpoints", "add", service.url, "--name", "Cloud", at=at)
    run("endpoints", "on", "Cloud", at=at)
    ran = run("ask", "When was the boiler serviced?", "--model", "big-cloud (Cloud)", at=at)
    run("endpoints", "remove", "Cloud", at=at)
    passages = service.asked[-1].body["messages"][-1]["content"].count("\n\n[")
    noun = "1 passage go" if passages == 1 else f"{passages} passages go"
    assert f"The question and {noun} to 127.0.0.1" in ran.err
    assert ran.one["written_by"]["leaves"] is True


def test_interrupting_a_check_leaves_everything_as_it_was(service: Service, tmp_path: Path) -> None:
    def never(reply: Reply) -> None:
        reply.until_gone()

    service.models = never
    alcove = [sys.executable, "-m", "alcove.terminal.main", "--json", "--data-dir", str(tmp_path / "data")]
    subprocess.run([*alcove, "endpoints", "add", service.url, "--name", "Here"], check=True, capture_output=True)
    with subprocess.Popen(
        [*alcove, "endpoints", "on", "Here"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    ) as asking:
        assert service.came.wait(30)
        asking.send_signal(2)
        out, _ = asking.communicate(timeout=20)
    assert asking.returncode == 0 and json.loads(out)["problem"]["message"] == "Here was not asked to the end."
    assert service.gone.wait(5)


def test_a_whole_turn_with_a_real_service_is_cited(
    run: Alcove, synced: Synced, starter_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = synced.data_dir
    with llama_server(starter_model, tmp_path) as url:
        run("endpoints", "add", url, "--name", "Real", at=at)
        typed(monkeypatch, f"{KEY}\n")
        assert run("endpoints", "on", "Real", "--key-stdin", at=at).one["models"] == 1
        name = f"{starter_model.stem} (Real)"
        run("endpoints", "context", "Real", starter_model, 2048, at=at)
        typed(monkeypatch, f"{KEY}\n")
        asked = "How long does the finish on the wood take to dry?"
        ran = run("ask", asked, "--model", name, "--max-tokens", "40", "--key-stdin", at=at)
        run("endpoints", "remove", "Real", at=at)
    answer = ran.one
    assert set(answer) == ANSWER
    check(answer, texts_of(run, synced))
    assert answer["answer"] and answer["citations"]
    assert answer["timings"]["tokens"] > 1 and answer["timings"]["ttft_ms"] > 0
    assert (answer["model"], answer["written_by"]["service"], answer["written_by"]["leaves"]) == (name, "Real", False)
