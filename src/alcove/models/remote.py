"""Models that an OpenAI-compatible service runs: which it has, and a `ChatModel` that asks it.

What is sent is exactly what `RemoteModel.render` returns. Nothing can be masked there: a quotation in an answer of
such a model is held against the sources afterwards, and is verbatim only where that says so.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from alcove.core.cancel import CancelToken
from alcove.core.errors import ModelError
from alcove.core.exchange import Answer, ExchangeFailed, Patience, Request, exchange
from alcove.core.net import Door
from alcove.core.quotation import Quotable
from alcove.models.complaints import Asked, broke_off, no_api, of_error, of_failure, of_status
from alcove.models.streamed import THINK, StreamedText
from alcove.models.types import (
    ChatMessage,
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

CONNECT_S = 10.0
LIST_S = 20.0
FIRST_S = 600.0
"""Until the first word: a server on the same computer may load a large model before."""
SILENCE_S = 120.0
"""Between two pieces of an answer; a server that says it is alive in between may take longer."""
_END_S = 5.0
"""After an answer's end, for its figures."""
_MOST_LIST, _MOST_ERROR, _MOST_WHOLE = 8 * 2**20, 65_536, 4 * 2**20
_PIECES = re.compile(r"([A-Za-z]+)|([^\W\d_]+)|(\S|[\n\t])")
_NOT_CHAT = re.compile(r"embed|rerank|whisper|tts|dall-e|moderation|transcribe", re.I)
_UNKNOWN = re.compile(r"not support|unsupported|unrecogni|unknown|not permitted|forbidden|extra|unexpected", re.I)
_DROPPED = ("max_tokens", "stream_options", "temperature", "top_p", "seed")
"""What is left out when a server says that it does not take it; a renamed `max_tokens` stays."""
_CONTEXTS = ("max_model_len", "loaded_context_length", "context_length", "max_context_length", "context_window")
"""What services call the context of a model in their lists: vLLM and others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model of a service's list; `context` is 0 where it does not tell."""

    model: str
    context: int


def estimated_tokens(text: str) -> int:
    """Estimate how many tokens a text is, rather too many than too few: the tokenizer is elsewhere.

    A token each for four letters of English, two of another alphabet, one of Chinese, Hindi and the like, every digit
    and sign. Against Qwen 2.5 that is 1.0 to 1.5 times its count in English, German, Russian, Arabic, Chinese, code,
    tables and hashes, and .86 in Hindi. A tokenizer made for English alone may need twice as many for other scripts.
    """
    total = 0
    for english, letters, sign in _PIECES.findall(text):
        if english:
            total += -(-len(english) // (4 if len(english) <= 8 else 3))
        elif letters:
            total += -(-len(letters) // 2) if letters[0] < "\u0700" else len(letters)
        else:
            total += 3 if sign > "\uffff" else 1
    return total


def list_models(door: Door, asked: Asked, token: CancelToken) -> list[Listed]:
    """Ask a service for its models; those that do not chat are left out. Raises ServiceError."""
    request = Request("GET", f"{asked.url}/models", _headers(asked), f"which models {asked.service} has")
    try:
        with exchange(door, request, Patience(CONNECT_S, LIST_S), token) as answer:
            if answer is None:
                return []
            body = answer.text(_MOST_LIST if answer.status == 200 else _MOST_ERROR)
    except ExchangeFailed as failed:
        raise of_failure(asked, failed) from failed
    if token.cancelled:
        return []
    if answer.status != 200:
        raise of_status(asked, answer.status, answer.headers, body)
    try:
        value = json.loads(body)
        models = value["data"] if isinstance(value, dict) else value
        return [Listed(str(one["id"]), _context(one)) for one in models or () if not _NOT_CHAT.search(str(one["id"]))]
    except (ValueError, KeyError, TypeError) as error:
        raise no_api(asked, body) from error


def _context(listed: Mapping[str, Any]) -> int:
    """Return the context of a model where the list tells it; llama-server tells it among others in `meta`."""
    meta = listed.get("meta")
    places = [*((meta, name) for name in ("n_ctx", "n_ctx_train")), *((listed, name) for name in _CONTEXTS)]
    told = (place.get(name) for place, name in places if isinstance(place, Mapping))
    return next((value for value in told if isinstance(value, int) and value > 0), 0)


def _headers(asked: Asked) -> dict[str, str]:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    if asked.key:
        headers["Authorization"] = f"Bearer {asked.key}"
    return headers


@dataclass(slots=True)
class _Reply:
    """What is known of an answer while it comes."""

    began: float
    times: list[float] = field(default_factory=list)
    finish: str = ""
    usage: Mapping[str, Any] = field(default_factory=dict)
    said: ServerSaid = field(default_factory=ServerSaid)
    done: bool = False
    choices: list[TokenChoice] = field(default_factory=list)
    """The tokens of the piece that came last, where they were asked for and told."""

    def take(self, chunk: Mapping[str, Any]) -> None:
        """Note what a piece says of the whole."""
        self.usage = chunk.get("usage") or self.usage
        model = str(chunk.get("model") or self.said.model)
        self.said = ServerSaid(model, str(chunk.get("system_fingerprint") or self.said.fingerprint))


class RemoteModel:
    """A `ChatModel` that a service runs. `key` is asked for at each question; empty where it wants none."""

    def __init__(
        self, name: str, served: Served, *, context_tokens: int, door: Door, key: Callable[[], str] = lambda: ""
    ) -> None:
        self._name = name
        self._served = served
        self._context_tokens = context_tokens
        self._door = door
        self._key = key
        self._refused: set[str] = set()

    @property
    def name(self) -> str:
        return self._name

    @property
    def context_tokens(self) -> int:
        return self._context_tokens

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens of a text, see `estimated_tokens`."""
        return estimated_tokens(text)

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """Return the messages as they are sent, one a line as JSON. How a text looks cannot begin another message."""
        return "".join(
            json.dumps({"role": one.role, "content": one.content}, ensure_ascii=False) + "\n" for one in messages
        )

    def generate(
        self, prompt: str, sampling: Sampling, token: CancelToken, quotable: Quotable | None = None
    ) -> Iterator[GenerationEvent]:
        """Send the messages and stream the answer; the last event is `Generated`.

        How much of the prompt is evaluated is not told: it counts as read when the first word comes. `quotable` cannot
        be heeded there. Raises ServiceError, or ModelError where the prompt does not fit the context.
        """
        reply = _Reply(time.perf_counter())
        total = self.count_tokens(prompt)
        if total >= self._context_tokens:
            raise ModelError(
                f"The question with its evidence is about {total} tokens long, and {self._name} sees "
                f"{self._context_tokens}.",
                "Lower evidence_tokens in the settings, or give the model a larger context under Other services, "
                "if it has that there.",
            )
        yield Prefill(0, total, 0)
        if not token.cancelled:
            for delta in self._answered(prompt, sampling, token, reply):
                reply.times.append(time.perf_counter())
                if len(reply.times) == 1:
                    yield Prefill(total, total, 0)
                yield delta
        yield _figures(reply, total, cancelled=token.cancelled and not reply.finish)

    def _answered(
        self, prompt: str, sampling: Sampling, token: CancelToken, reply: _Reply
    ) -> Iterator[ThinkingDelta | TextDelta]:
        """Ask, once more for each parameter the server does not take, and yield what it writes."""
        served = self._served
        asked = Asked(served.service, served.url, served.host, served.leaves, served.model, self._key())
        while True:
            body = self._body(prompt, sampling)
            request = Request(
                "POST",
                f"{served.url}/chat/completions",
                _headers(asked),
                f"a question to {self._name}",
                json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
            )
            patience = Patience(CONNECT_S, FIRST_S)
            try:
                with exchange(self._door, request, patience, token) as answer:
                    if answer is None:
                        return
                    if answer.status == 200:
                        yield from _streamed(asked, answer, patience, token, reply)
                        return
                    said = answer.text(_MOST_ERROR)
            except ExchangeFailed as failed:
                if not reply.finish:  # what was missing then are figures only
                    raise of_failure(asked, failed, begun=bool(reply.times)) from failed
                return
            if token.cancelled:
                return
            refused = _not_taken(answer.status, said, body)
            if not refused:
                raise of_status(asked, answer.status, answer.headers, said)
            self._refused.add(refused)

    def _body(self, prompt: str, sampling: Sampling) -> dict[str, Any]:
        """Return what is sent: the messages, and of the sampling what every service knows."""
        body: dict[str, Any] = {
            "model": self._served.model,
            "messages": [json.loads(line) for line in prompt.split("\n") if line],
            "stream": True,
            "max_tokens": sampling.max_tokens,
            "stream_options": {"include_usage": True},
            "temperature": sampling.temperature,
        }
        if sampling.temperature > 0:
            body |= {"top_p": sampling.top_p, "seed": sampling.seed}
        if sampling.alternatives and "logprobs" not in self._refused:
            body |= {"logprobs": True, "top_logprobs": sampling.alternatives + 1}  # the chosen one is among them
        if "max_tokens" in self._refused:
            body["max_completion_tokens"] = sampling.max_tokens
        return {name: value for name, value in body.items() if name not in self._refused}


def _not_taken(status: int, said: str, body: Mapping[str, Any]) -> str:
    """Return the parameter of a refused question that the server says it does not take; empty if it is none."""
    if "logprobs" in body and "logprobs" in said:  # however a server says it: some answer that it is broken
        return "logprobs"
    if status not in (400, 422) or not _UNKNOWN.search(said):
        return ""
    return next((name for name in _DROPPED if name in body and re.search(rf"\b{name}\b", said)), "")


def _streamed(
    asked: Asked, answer: Answer, patience: Patience, token: CancelToken, reply: _Reply
) -> Iterator[ThinkingDelta | TextDelta]:
    """Yield what an answer holds, piece by piece; a whole one at once where the server does not stream."""
    streams = "event-stream" in answer.headers.get("content-type", "")
    whole = "" if streams else answer.text(_MOST_WHOLE)
    if token.cancelled:
        return
    events = _events(answer.lines() if streams else whole.split("\n"))
    if whole and not whole.lstrip().startswith(("data:", ":", "event:")):
        events = iter([whole])
    text = StreamedText(marks=THINK)
    for event in events:
        patience.silence_s = SILENCE_S
        if event == "[DONE]":
            reply.done = True
            break
        for thinks, piece in _pieces(asked, event, reply):
            if thinks:
                yield ThinkingDelta(piece)
            else:
                for choice in reply.choices[:-1]:
                    yield from text.feed(b"", choice)
                last = reply.choices[-1] if reply.choices else None
                reply.choices.clear()
                yield from text.feed(piece.encode("utf-8", "replace"), last)
        if reply.finish:
            patience.silence_s = _END_S
    if token.cancelled and not reply.finish:
        return
    yield from text.rest()
    if not reply.finish and not (reply.done and reply.times):
        raise broke_off(asked, begun=bool(reply.times))


def _events(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """Yield the data of each event of a stream. Comments, which keep a connection alive, hold none.

    Source: HTML Living Standard, 9.2.6, "Interpreting an event stream".
    """
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name in ("data", "error"):  # llama-server once sent errors under that name
            data.append(value.removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        yield "\n".join(data)


def _pieces(asked: Asked, event: str, reply: _Reply) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of text of one event, each with whether the model thinks it; note the rest in `reply`."""
    try:
        chunk = json.loads(event)
        error = chunk.get("error") or (chunk if "choices" not in chunk and "message" in chunk else None)
        if error:
            error = error if isinstance(error, dict) else {"message": str(error)}
            raise of_error(asked, _status_of(error), error)
        reply.take(chunk)
        choice = (chunk.get("choices") or [{}])[0]
        delta = choice.get("delta") or choice.get("message") or {}
        pieces = [(True, delta.get("reasoning_content") or delta.get("reasoning") or "")]
        content = delta.get("content") or delta.get("refusal") or ""
        parts = [content] if isinstance(content, str) else [part.get("text") or "" for part in content]
        pieces += [(False, part) for part in parts]
        reply.finish = choice.get("finish_reason") or reply.finish
        reply.choices = _choices(choice.get("logprobs"))
    except (ValueError, AttributeError, TypeError, LookupError) as wrong:
        raise no_api(asked, event) from wrong
    yield from (one for one in pieces if one[1])


def _choices(told: Any) -> list[TokenChoice]:
    """Return how likely a service found the tokens of a piece; nothing where it does not tell."""
    content = told.get("content") if isinstance(told, dict) else None
    found = []
    for one in content or ():
        others = [(str(other["token"]), float(other["logprob"])) for other in one.get("top_logprobs") or ()]
        others = [other for other in others if other[0] != one["token"]]
        found.append(TokenChoice(str(one["token"]), float(one["logprob"]), tuple(others)))
    return found


def _status_of(error: Mapping[str, Any]) -> int:
    """Return the status an error inside a stream would have had as an answer of its own."""
    told = [str(error.get(name) or "") for name in ("code", "status", "type")]
    status = next((int(one) for one in told if re.fullmatch(r"[45]\d\d", one)), 0)
    named = {"context": 400, "rate_limit": 429, "overloaded": 503}
    return status or next((named[name] for name in named if any(name in one for one in told)), 500)


def _figures(reply: _Reply, total: int, *, cancelled: bool) -> Generated:
    """Return the end of a generation; what the server did not count is counted here, one token a piece."""
    times = reply.times
    prompt_tokens = _count(reply.usage, "prompt_tokens") or total
    details = reply.usage.get("prompt_tokens_details")
    reused = _count(details, "cached_tokens") if isinstance(details, Mapping) else 0
    tokens = _count(reply.usage, "completion_tokens") or len(times)
    spent = times[-1] - times[0] if times else 0.0
    reason: Literal["end", "length", "cancelled"] = "length" if reply.finish == "length" else "end"
    return Generated(
        prompt_tokens,
        min(reused, prompt_tokens),
        tokens,
        (times[0] - reply.began) * 1000 if times else 0.0,
        (tokens - 1) / spent if tokens > 1 and spent > 0 else 0.0,
        cancelled,
        "cancelled" if cancelled else reason,
        said=reply.said,
    )


def _count(counts: Mapping[str, Any], name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) and value > 0 else 0
