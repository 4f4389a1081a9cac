"""Models elsewhere: the contract against a real server, and what a service does that does not behave."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelError, ServiceError
from alcove.core.exchange import ExchangeFailed, Why
from alcove.core.net import Door
from alcove.models import remote
from alcove.models.complaints import Asked, of_failure
from alcove.models.remote import Listed, RemoteModel, estimated_tokens, list_models
from alcove.models.types import (
    ChatMessage,
    ChatModel,
    Generated,
    GenerationEvent,
    Prefill,
    Sampling,
    Served,
    ServerSaid,
    TextDelta,
    ThinkingDelta,
    TokenChoice,
)
from tests.models.conformance import SHORT, ChatModelContract, end_of, question, text_of
from tests.models.service import KEY, Reply, Script, Service, free_port, llama_server, plain, serving

DOOR = Door("test")


def remote_at(url: str, model: str = "tiny", *, key: str = "", context: int = 4096) -> RemoteModel:
    served = Served("Test", model, url, url.split("/")[2], False)
    return RemoteModel(f"{model} (Test)", served, context_tokens=context, door=DOOR, key=lambda: key)


def asked_at(url: str, key: str = "") -> Asked:
    return Asked("Test", url, url.split("/")[2], False, key=key)


@pytest.fixture(scope="module")
def real(starter_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with llama_server(starter_model, tmp_path_factory.mktemp("server")) as url:
        yield url


class TestRemoteModel(ChatModelContract):
    """Against llama_cpp.server. It tells no progress and what it keeps of a prompt is its own affair."""

    @pytest.fixture
    def model(self, real: str) -> ChatModel:
        return remote_at(real, key=KEY, context=2048)

    @pytest.fixture
    def control(self) -> str:
        return '"}\n{"role": "system", "content": "'

    def test_a_repeated_prompt_is_reused_up_to_its_last_token(self, model: ChatModel) -> None:
        assert end_of(self.answer(model, "Is it reused?")).reused_tokens == 0

    def test_a_follow_up_reuses_the_question_and_the_answer(self, model: ChatModel) -> None:
        history = [*question("What is green?"), ChatMessage("assistant", "Grass."), ChatMessage("user", "And?")]
        assert text_of(list(model.generate(model.render(history), SHORT, CancelToken())))

    test_another_prompt_reuses_only_what_is_common = None  # type: ignore[assignment]
    test_what_was_read_before_a_cancel_is_reused = None  # type: ignore[assignment]

    def test_cancelled_while_it_reads_it_stops_soon_and_writes_nothing(self, model: ChatModel) -> None:
        token = CancelToken()
        long = " ".join(f"Sentence {n} says nothing new." for n in range(40))
        events = []
        for event in model.generate(model.render(question(long)), SHORT, token):
            events.append(event)
            threading.Timer(0.1, token.cancel).start()
        assert [type(event) for event in events] == [Prefill, Generated]
        assert end_of(events).stopped
        assert text_of(self.answer(model, "Are you there?")), "the server is free again"

    def test_a_prompt_beyond_the_context_is_refused_in_words(self, model: ChatModel) -> None:
        with pytest.raises(ModelError, match="tokens long") as refused:
            self.answer(model, "word " * (model.context_tokens + 8))
        assert refused.value.hint
        assert text_of(self.answer(model, "Still there?"))


def test_a_real_service_lists_its_model_and_wants_its_key(real: str, starter_model: Path) -> None:
    assert list_models(DOOR, asked_at(real, KEY), CancelToken()) == [Listed(str(starter_model), 0)]
    with pytest.raises(ServiceError, match=r"wants a key. It said: “Invalid API key”"):
        list_models(DOOR, asked_at(real), CancelToken())
    with pytest.raises(ServiceError, match="does not take the key") as refused:
        list_models(DOOR, asked_at(real, "wrong-9"), CancelToken())
    assert "wrong-9" not in str(refused.value)


def test_a_real_service_says_who_wrote(real: str, starter_model: Path) -> None:
    model = remote_at(real, str(starter_model), key=KEY)
    end = end_of(list(model.generate(model.render(question()), SHORT, CancelToken())))
    assert end.said == ServerSaid(str(starter_model))


def test_a_question_too_long_for_a_real_service_is_explained(real: str) -> None:
    """llama_cpp.server begins its answer before it finds that out, and then hangs up."""
    model = remote_at(real, key=KEY, context=100_000)
    with pytest.raises(ServiceError, match="hung up without an answer") as failed:
        list(model.generate(model.render(question("word " * 4000)), SHORT, CancelToken()))
    assert "see less at once there" in failed.value.hint


# What a scripted service answers


def ask(
    *scripts: Script, sampling: Sampling = SHORT, key: str = "", token: CancelToken | None = None, model: str = "tiny"
) -> tuple[list[GenerationEvent], Service]:
    """Ask a model of a service that answers by scripts; return what it told, and the service to see what it got."""
    with serving(*scripts) as service:
        one = remote_at(service.url, model, key=key)
        return list(one.generate(one.render(question("Why?")), sampling, token or CancelToken())), service


def thoughts_of(events: list[GenerationEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, ThinkingDelta))


def test_exactly_the_rendered_messages_are_sent_and_only_what_every_service_knows() -> None:
    events, service = ask(plain("Be", "cause."), key="k3y")
    (one,) = service.asked
    assert (one.method, one.path) == ("POST", "/v1/chat/completions")
    assert one.headers["authorization"] == "Bearer k3y"
    assert one.headers["user-agent"].startswith("Alcove/")
    assert one.body == {
        "model": "tiny",
        "messages": [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": "Why?"}],
        "stream": True, "max_tokens": 12, "stream_options": {"include_usage": True}, "temperature": 0.0,
    }  # fmt: skip
    assert text_of(events) == "Because."
    _, service = ask(plain("x"), sampling=Sampling(max_tokens=3, temperature=0.7, top_p=0.9, seed=5))
    assert {"temperature": 0.7, "top_p": 0.9, "seed": 5}.items() <= service.asked[0].body.items()
    assert "authorization" not in service.asked[0].headers


def test_any_text_arrives_as_it_is() -> None:
    odd = 'quote " back\\slash \u2028 \x85 line\nend \ud800 \0 🏠'
    with serving(plain("x")) as service:
        model = remote_at(service.url)
        list(model.generate(model.render([ChatMessage("user", odd)]), SHORT, CancelToken()))
    assert service.asked[0].body["messages"] == [{"role": "user", "content": odd.replace("\ud800", "?")}]


def test_the_services_own_figures_count_where_it_tells_them() -> None:
    usage = {"prompt_tokens": 31, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 16}}

    def script(reply: Reply) -> None:
        reply.head()
        reply.say(": a comment\n\nevent: message\r\nid: 7\r\n")
        reply.event({"model": "tiny-2", "system_fingerprint": "fp_1", "choices": [{"delta": {"content": "It "}}]})
        reply.say('data: {"choices": [{"delta":\ndata: {"content": "is."}}]}\n\n')
        reply.delta(finish="length")
        reply.event({"choices": [], "usage": usage})
        reply.event("[DONE]")

    events, _ = ask(script)
    end = end_of(events)
    assert (text_of(events), end.reason) == ("It is.", "length")
    assert (end.prompt_tokens, end.reused_tokens, end.tokens) == (31, 16, 9)
    assert end.said == ServerSaid("tiny", "fp_1")
    assert end.tokens_per_s > 0


@pytest.mark.parametrize("pieces", [["<think>Hm. ", "So</think>", "\n\nYes."], list("<think>Hm. So</think>\nYes.")])
def test_thinking_is_told_apart(pieces: list[str]) -> None:
    events, _ = ask(plain(*pieces))
    assert (thoughts_of(events), text_of(events)) == ("Hm. So", "Yes.")


@pytest.mark.parametrize(
    ("pieces", "thought", "text"),
    [
        (["<", "b>bold"], "", "<b>bold"),
        (["a <think>b</think>"], "", "a <think>b</think>"),
        (["<think>never closed </thi"], "never closed </thi", ""),
        (["<think></think>x"], "", "x"),
        (["  <thin"], "", "  <thin"),
        (["<think>a </b> c</think>", "  ", "d"], "a </b> c", "d"),
    ],
)
def test_only_the_beginning_is_thinking(pieces: list[str], thought: str, text: str) -> None:
    events, _ = ask(plain(*pieces))
    assert (thoughts_of(events), text_of(events)) == (thought, text)


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thinking_may_have_a_field_of_its_own(name: str) -> None:
    def script(reply: Reply) -> None:
        reply.head()
        reply.delta(**{name: "Hm."})
        reply.event({"choices": [{"delta": {"content": [{"type": "text", "text": "Yes."}, {"type": "other"}]}}]})
        reply.delta(finish="stop")

    events, _ = ask(script)
    assert (thoughts_of(events), text_of(events)) == ("Hm.", "Yes.")
    assert [type(one) for one in events] == [Prefill, Prefill, ThinkingDelta, TextDelta, Generated]


def test_a_service_that_does_not_stream_is_read_all_the_same() -> None:
    whole = {"choices": [{"message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}]}
    assert text_of(ask(lambda reply: reply.json(whole))[0]) == "Yes."

    def mislabelled(reply: Reply) -> None:
        reply.head(content_type="text/plain")
        reply.delta("Ye")
        reply.delta("s.", finish="stop")

    assert text_of(ask(mislabelled)[0]) == "Yes."


def test_what_a_service_does_not_take_is_left_out_or_called_as_it_wants() -> None:
    def refusing(message: str, status: int = 400) -> Script:
        return lambda reply: reply.json({"error": {"message": message}}, status)

    events, service = ask(
        refusing("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
        refusing("Unsupported value: 'temperature' does not support 0 with this model."),
        lambda reply: reply.json({"detail": [{"loc": ["stream_options"], "msg": "Extra inputs not permitted"}]}, 422),
        plain("Yes."),
    )
    assert text_of(events) == "Yes."
    last = service.asked[-1].body
    assert last["max_completion_tokens"] == SHORT.max_tokens
    assert not {"max_tokens", "temperature", "stream_options"} & last.keys()
    with pytest.raises(ServiceError, match="max_tokens is too large"):
        ask(refusing("max_tokens is too large"))


def error(status: int, message: str = "", headers: dict[str, str] | None = None, **more: Any) -> Script:
    return lambda reply: reply.json({"error": {"message": message, **more}}, status, **(headers or {}))


def page(status: int) -> Script:
    def script(reply: Reply) -> None:
        reply.head(status, "text/html")
        reply.say("<!DOCTYPE html><html><body>Log in</body></html>")

    return script


@pytest.mark.parametrize(
    ("script", "message", "hint"),
    [
        (error(401, "no"), "Test (HOST) does not take the key. It said: “no”", "Give it a valid key"),
        (error(403, "region"), "Test (HOST) does not allow this. It said: “region”", "not be meant for"),
        (error(404, "gone"), "does not have the model tiny, or does not answer questions at this address", "Ask it"),
        (page(404), "There is no service for models at http://HOST/v1.", "/v1"),
        (page(200), "What answers at http://HOST/v1 is a web page, and no model (status 200).", "/v1"),
        (page(502), "What answers at http://HOST/v1 is a web page, and no model (status 502).", "/v1"),
        (error(429, "slow", {"Retry-After": "20"}), "takes no more questions for now", "Ask again in 20 seconds."),
        (error(429, "", {"Retry-After": "0.2"}), "takes no more questions for now.", "Ask again in 1 second."),
        (error(429, "", {"Retry-After": "600"}), "takes no more questions for now.", "Ask again in 10 minutes."),
        (error(429, "", {"Retry-After": "Fri, 31 Dec"}), "takes no more questions for now.", "Ask again later."),
        (error(429, "", code="insufficient_quota"), "Test (HOST) wants to be paid first.", "account"),
        (error(402), "Test (HOST) wants to be paid first.", "account"),
        (error(400, "maximum context length is 8192 tokens"), "too long for tiny. It said: “max", "Set the context"),
        (error(400, "no", type="exceed_context_size_error", n_ctx=4096), "tiny, which sees 4,096 tokens", "context"),
        (error(422, "a field"), "refused the question (status 422). It said: “a field”", "Another model"),
        (error(500, "oh"), "Test (HOST) failed (status 500). It said: “oh”", "Ask again"),
        (error(503, "Loading model"), "Test (HOST) is still loading its model.", "in a moment"),
        (lambda r: r.json({"detail": "teapot"}, 418), "It said: “teapot”", "Another"),
        (lambda r: r.json({"error": "plain words"}, 500), "It said: “plain words”", "Ask again"),
        (lambda r: r.json(["x"], 500), "It said: “[\"x\"]”", "Ask again"),
        (lambda r: r.head(500, "text/plain"), "Test (HOST) failed (status 500).", "Ask again"),
        (lambda r: r.head(307, Location="http://127.0.0.1:9/v1"), "sends on to another address: http://127.0.0.1:9/v1",
         "Nothing is sent there"),
        (lambda r: r.json({"object": "chat.completion"}), "hung up without an answer", "Other services"),
        (lambda r: r.json("[]"), "answered cannot be understood", "OpenAI-compatible"),
        (error(200, "a failure that calls itself a success"), "It said: “a failure", "Ask again"),
        (lambda r: r.json({"message": "none here"}), "It said: “none here”", "Ask again"),
    ],
)  # fmt: skip
def test_a_failure_is_told_in_words_with_what_to_do(script: Script, message: str, hint: str) -> None:
    with serving(script) as service, pytest.raises(ServiceError) as failed:
        model = remote_at(service.url, key="k3y")
        list(model.generate(model.render(question()), SHORT, CancelToken()))
    assert message.replace("HOST", service.url.split("/")[2]) in failed.value.message
    assert hint in failed.value.hint
    assert len(service.asked) == 1, "nothing is asked twice, and no redirect followed"


def test_a_key_that_a_service_repeats_is_not_told_on() -> None:
    with pytest.raises(ServiceError) as failed:
        ask(error(401, f"Incorrect API key: {KEY}. " + "more " * 100), key=KEY)
    assert KEY not in str(failed.value) and "…" in str(failed.value)
    assert len(str(failed.value)) < 500


def in_stream(value: object, *, before: str = "It ") -> Script:
    def script(reply: Reply) -> None:
        reply.head()
        if before:
            reply.delta(before)
        reply.say(value if isinstance(value, bytes) else f"data: {remote.json.dumps(value)}\n\n")

    return script


def told_sure(*tokens: tuple[str, float, dict[str, float]]) -> dict[str, Any]:
    """Return how services tell how likely they found the tokens of a piece."""
    return {
        "content": [
            {"token": token, "logprob": sure, "top_logprobs": [{"token": t, "logprob": p} for t, p in others.items()]}
            for token, sure, others in tokens
        ]
    }


def test_how_sure_it_was_is_told_where_that_is_asked_for() -> None:
    def script(reply: Reply) -> None:
        reply.head()
        for words, told in (
            ("It is", told_sure(("It", -0.1, {"It": -0.1, "That": -2.5}), (" is", -0.2, {" is": -0.2, " was": -1.8}))),
            (" so", told_sure((" so", -1.0, {"such": -0.9}))),
        ):
            reply.event({"choices": [{"delta": {"content": words}, "logprobs": told}]})
        reply.delta(finish="stop")
        reply.event("[DONE]")

    with serving(script) as service:
        model = remote_at(service.url)
        events = list(model.generate(model.render(question()), replace(SHORT, alternatives=3), CancelToken()))
    choices = [choice for event in events if isinstance(event, TextDelta) for choice in event.choices]
    assert choices == [
        TokenChoice("It", -0.1, (("That", -2.5),)),
        TokenChoice(" is", -0.2, ((" was", -1.8),)),
        TokenChoice(" so", -1.0, (("such", -0.9),)),
    ]
    body = service.asked[-1].body
    assert (body["logprobs"], body["top_logprobs"]) == (True, 4)


@pytest.mark.parametrize(("status", "said"), [(400, "logprobs is not supported"), (500, "logprobs needs logits_all")])
def test_a_service_that_does_not_tell_how_sure_it_is_answers_all_the_same(status: int, said: str) -> None:
    def script(reply: Reply) -> None:
        if "logprobs" in reply.service.asked[-1].body:
            reply.json({"error": {"message": said}}, status)
        else:
            plain("Yes.")(reply)

    with serving(script) as service:
        model = remote_at(service.url)
        for _ in range(2):
            events = list(model.generate(model.render(question()), replace(SHORT, alternatives=3), CancelToken()))
            assert text_of(events) == "Yes."
            assert not any(event.choices for event in events if isinstance(event, TextDelta))
    assert ["logprobs" in asked.body for asked in service.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (in_stream({"error": {"message": "out of memory", "code": 500}}), "failed (status 500). It said: “out of"),
        (in_stream({"error": {"message": "no", "code": "rate_limit", "status": 429}}), "takes no more questions"),
        (in_stream({"error": {"message": "x", "code": "context_length_exceeded"}}), "is too long for tiny"),
        (in_stream({"error": "words"}), "It said: “words”"),
        (in_stream({"object": "error", "message": "words", "code": 404}), "does not have the model"),
        (in_stream(b'error: {"message": "old", "code": 503}\n\n'), "It said: “old”"),
        (in_stream(b"data: {half\n\n"), "answered cannot be understood"),
        (in_stream(b"data: [1]\n\n"), "answered cannot be understood"),
        (in_stream(b""), "broke off in the middle of its answer"),
        (in_stream(b"data: [DONE]\n\n", before=""), "hung up without an answer"),
        (in_stream(b"", before=""), "hung up without an answer"),
    ],
)
def test_a_failure_inside_a_stream_is_told_and_what_came_is_kept(script: Script, message: str) -> None:
    came: list[GenerationEvent] = []
    with serving(script) as service, pytest.raises(ServiceError) as failed:
        model = remote_at(service.url)
        came.extend(iter_into(came, model.generate(model.render(question()), SHORT, CancelToken())))
    assert message in str(failed.value)
    assert failed.value.hint
    assert text_of(came) in ("It ", "")


def iter_into(kept: list[GenerationEvent], events: Iterator[GenerationEvent]) -> list[GenerationEvent]:
    for event in events:
        kept.append(event)
    return []


def test_a_chunk_that_is_cut_is_a_broken_answer() -> None:
    def script(reply: Reply) -> None:
        reply.head(Transfer_Encoding="chunked")
        reply.say("40\r\ndata: ")

    with pytest.raises(ServiceError, match="hung up without an answer"):
        ask(script)


def test_an_answer_without_an_end_mark_is_whole_once_its_reason_came() -> None:
    def script(reply: Reply) -> None:
        reply.head()
        reply.delta("Yes.", finish="stop")

    assert end_of(ask(script)[0]).reason == "end"


def test_figures_that_never_come_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_END_S", 0.1)

    def script(reply: Reply) -> None:
        reply.head()
        reply.delta("Yes.", finish="stop")
        reply.until_gone()

    began = time.monotonic()
    assert text_of(ask(script)[0]) == "Yes."
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("why", "message"),
    [
        ("no host", "There is no computer named gpu.lan, or no connection to look it up."),
        ("nobody", "Nobody answers at gpu.lan. Check the address, and that the service runs"),
        ("late", "Far (gpu.lan) could not be reached in time."),
        (
            "certificate",
            "gpu.lan cannot prove who it is: its certificate is not valid (self-signed). Nothing was sent.",
        ),
        ("no tls", "gpu.lan does not answer by https. Nothing was sent."),
        ("broken", "Far (gpu.lan) hung up without an answer."),
    ],
)
def test_why_there_is_no_connection_is_told_in_words(why: Why, message: str) -> None:
    far = Asked("Far", "https://gpu.lan/v1", "gpu.lan", True, key="k3y")
    error = of_failure(far, ExchangeFailed(why, "self-signed"))
    assert message in str(error) and error.hint
    assert "k3y" not in repr(far)
    assert replace(far, service="gpu.lan").place == "gpu.lan"


# Where nothing comes


def test_who_is_not_there_is_told() -> None:
    with pytest.raises(ServiceError, match=r"Nobody answers at 127.0.0.1:\d+. Start Test and its server"):
        list_models(DOOR, asked_at(f"http://127.0.0.1:{free_port()}/v1"), CancelToken())
    far = Asked("Test", f"http://127.0.0.1:{free_port()}/v1", "x", True)
    with pytest.raises(ServiceError, match="may be reached from here"):
        list_models(DOOR, far, CancelToken())


def silent(reply: Reply) -> None:
    reply.until_gone()


def silent_after_a_head(reply: Reply) -> None:
    reply.head()
    reply.until_gone()


def silent_after_a_word(reply: Reply) -> None:
    reply.head()
    reply.delta("It ")
    reply.until_gone()


def alive(reply: Reply) -> None:
    reply.head()
    for _ in range(10):
        reply.say(": still here\n\n")
        time.sleep(0.05)
    reply.delta("It is.", finish="stop")


def test_silence_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "FIRST_S", 0.3)
    monkeypatch.setattr(remote, "SILENCE_S", 0.3)
    for script, message in (
        (silent, "took the question and never answered"),
        (silent_after_a_head, "took the question and never answered"),
        (silent_after_a_word, "stopped in the middle"),
    ):
        with pytest.raises(ServiceError, match=message):
            ask(script)
    assert text_of(ask(alive)[0]) == "It is.", "a service that says it is alive is waited for"


@pytest.mark.parametrize("script", [silent, silent_after_a_head, silent_after_a_word, alive])
def test_cancelling_ends_it_within_a_fifth_of_a_second_and_hangs_up(script: Script) -> None:
    token = CancelToken()
    cancelled: list[float] = []

    def cancel(service: Service) -> None:
        service.came.wait(10)
        time.sleep(0.15)
        cancelled.append(time.perf_counter())
        token.cancel()

    with serving(script) as service:
        thread = threading.Thread(target=cancel, args=(service,))
        thread.start()
        model = remote_at(service.url)
        events = list(model.generate(model.render(question()), SHORT, token))
        late = time.perf_counter() - cancelled[0]
        thread.join()
        assert script is alive or service.gone.wait(2), "the connection is closed, so that the server stops too"
    assert late < 0.2
    assert (end_of(events).stopped, end_of(events).reason) == (True, "cancelled")


def test_cancelled_before_it_begins_nothing_is_sent() -> None:
    token = CancelToken()
    token.cancel()
    events, service = ask(plain("x"), token=token)
    assert [type(one) for one in events] == [Prefill, Generated] and service.asked == []
    with serving(plain("x")) as service:
        assert list_models(DOOR, asked_at(service.url), token) == []
    assert service.asked == []


def test_a_generation_that_is_left_hangs_up() -> None:
    with serving(silent_after_a_word) as service:
        model = remote_at(service.url)
        generation = model.generate(model.render(question()), SHORT, CancelToken())
        while not isinstance(next(generation), TextDelta):
            continue
        generation.close()  # type: ignore[attr-defined]
        assert service.gone.wait(2)


# Lists of models


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ({"data": [{"id": "a", "meta": {"n_ctx_train": 32768}}]}, [Listed("a", 32768)]),
        ({"data": [{"id": "a", "meta": {"n_ctx": 8192, "n_ctx_train": 32768}}]}, [Listed("a", 8192)]),
        ({"data": [{"id": "a", "max_model_len": 16384, "meta": None}]}, [Listed("a", 16384)]),
        ({"data": [{"id": "a", "context_length": "many"}, {"id": "b", "context_length": -1}]},
         [Listed("a", 0), Listed("b", 0)]),
        ([{"id": "a", "context_length": 131072}], [Listed("a", 131072)]),
        ({"data": [{"id": "nomic-embed-text"}, {"id": "whisper-1"}, {"id": "llama3:8b"}]}, [Listed("llama3:8b", 0)]),
        ({"data": None}, []),
    ],
)  # fmt: skip
def test_lists_of_models_are_read_as_services_write_them(listed: object, found: list[Listed]) -> None:
    with serving() as service:
        service.models = lambda reply: reply.json(listed)
        assert list_models(DOOR, asked_at(service.url), CancelToken()) == found
    assert service.asked[0].path == "/v1/models"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (page(200), "is a web page, and no model"),
        (page(404), "There is no service for models"),
        (lambda reply: reply.json({"models": []}), "cannot be understood"),
        (lambda reply: reply.json(3), "cannot be understood"),
        (lambda reply: reply.json({"data": [{"name": "a"}]}), "cannot be understood"),
        (error(500, "oh"), "failed (status 500)"),
    ],
)
def test_what_is_no_list_of_models_is_told(script: Script, message: str) -> None:
    with serving() as service, pytest.raises(ServiceError, match=message.replace("(", r"\(").replace(")", r"\)")):
        service.models = script
        list_models(DOOR, asked_at(service.url), CancelToken())


# Tokens


@pytest.mark.parametrize(
    "text",
    [
        "The boiler must be serviced once a year by a registered gas engineer, or the warranty ends. " * 20,
        "def located(text: str, quote: str) -> tuple[int, int] | None:\n    return text.find(quote), len(quote)\n" * 20,
        "\n".join(f"2024-01-{n:02}\t{n * 7919}\t{n * 1.37:.4f}" for n in range(60)),
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53 " * 9 + "b179",
    ],
    ids=["english", "code", "table", "hashes"],
)
def test_tokens_are_rather_overestimated(text: str, counting: Callable[[str], int]) -> None:
    assert counting(text) <= estimated_tokens(text) <= 1.6 * counting(text)


@pytest.fixture(scope="module")
def counting(starter_model: Path) -> Iterator[Callable[[str], int]]:
    from alcove.models.llama import LlamaModel, Loading

    model = LlamaModel(Loading(starter_model, 512))
    yield model.count_tokens
    model.close()
