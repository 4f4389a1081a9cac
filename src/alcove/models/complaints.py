"""What goes wrong with a service that runs models elsewhere, in plain words, with what to do about it.

Whatever a service says is shortened, and the key it was asked with is taken out: some repeat it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alcove.core.errors import ServiceError
from alcove.core.exchange import ExchangeFailed

_MOST_SAID = 240
_TOO_LONG = re.compile(r"context.{0,30}(length|size|window|limit|exceed)|max\w* context|too long|too many tokens", re.I)
_TAGS = re.compile(r"\s*<(!doctype|html|head|body|\?xml)", re.I)
_SECONDS = re.compile(r"\d{1,6}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom something was asked: the service, where it is, whether that is beyond this computer, and the model."""

    service: str
    url: str
    host: str
    leaves: bool
    model: str = ""
    key: str = ""

    def __repr__(self) -> str:
        return f"Asked({self.service}, {self.url}, {self.model})"  # without the key

    @property
    def place(self) -> str:
        """The service and its host, as in a sentence."""
        return self.service if self.host in self.service else f"{self.service} ({self.host})"


def of_failure(asked: Asked, failed: ExchangeFailed, *, begun: bool = False) -> ServiceError:
    """Say why there was no answer, or not all of it (`begun`)."""
    host, service = asked.host, asked.service
    match failed.why:
        case "no host":
            return ServiceError(
                f"There is no computer named {host}, or no connection to look it up.",
                "Check the address of the service, and the network.",
            )
        case "nobody":
            start = (
                "Check the address, and that the service runs and may be reached from here."
                if asked.leaves
                else f"Start {service} and its server, then ask again."
            )
            return ServiceError(f"Nobody answers at {host}.", start)
        case "late":
            return ServiceError(f"{asked.place} could not be reached in time.", "Check its address, and the network.")
        case "certificate":
            return ServiceError(
                f"{host} cannot prove who it is: its certificate is not valid ({failed}).",
                "Nothing was sent. If the server is yours, let this computer trust its certificate.",
            )
        case "no tls":
            return ServiceError(
                f"{host} does not answer by https.",
                "Nothing was sent. If the server is yours and speaks plain http, give its address with http://.",
            )
        case "silent":
            return ServiceError(
                f"{asked.place} stopped in the middle of its answer."
                if begun
                else f"{asked.place} took the question and never answered.",
                "Ask again; a server that loads a large model may need a second try.",
            )
        case _:
            return broke_off(asked, begun=begun)


def broke_off(asked: Asked, *, begun: bool) -> ServiceError:
    """Say that the answer ended before its end."""
    if begun:
        return ServiceError(f"{asked.place} broke off in the middle of its answer.", "What came is kept. Ask again.")
    return ServiceError(
        f"{asked.place} hung up without an answer.",
        f"Ask again. If it stays so, {asked.model or 'the model'} may see less at once there than is set for it under "
        "Other services.",
    )


def of_status(asked: Asked, status: int, headers: Mapping[str, str], body: str) -> ServiceError:
    """Say what an answer other than success means. `body` is the beginning of what came with it."""
    if 300 <= status < 400:
        place = headers.get("location", "")
        return ServiceError(
            f"{asked.place} sends on to another address: {_clean(asked, place) or 'it does not say which'}.",
            "Nothing is sent there by itself. If that is the right one, add it as the service's address.",
        )
    return of_error(asked, status, told(body), headers, page=bool(_TAGS.match(body)))


def of_error(
    asked: Asked, status: int, error: Mapping[str, Any], headers: Mapping[str, str] | None = None, *, page: bool = False
) -> ServiceError:
    """Say what an error means, be it an answer of its own or one inside a stream."""
    said = _clean(asked, str(error.get("message") or ""))
    code = f"{error.get('code') or ''} {error.get('type') or ''}"
    quoted = f" It said: “{said.rstrip('.')}”." if said else ""
    if status in (400, 413, 422) and (_TOO_LONG.search(said) or "context" in code):
        window = error.get("n_ctx")
        sees = f", which sees {window:,} tokens there" if isinstance(window, int) else ""
        return ServiceError(
            f"The question with its passages is too long for {asked.model}{sees}.{quoted}",
            "Set the context of this model under Other services to what it has there, or lower evidence_tokens.",
        )
    if "insufficient_quota" in code or status == 402:
        return ServiceError(f"{asked.place} wants to be paid first.{quoted}", "See to your account there.")
    if status == 429:
        return ServiceError(f"{asked.place} takes no more questions for now.{quoted}", _when(headers or {}))
    message, hint = _meant(asked, status, said, page=page)
    return ServiceError(f"{message}{quoted}", hint)


def _meant(asked: Asked, status: int, said: str, *, page: bool) -> tuple[str, str]:
    """Return what a status means and what to do."""
    address = "Check the address: that of such a service mostly ends in /v1."
    if status == 401:
        if asked.key:
            return f"{asked.place} does not take the key.", "Give it a valid key under Other services."
        return f"{asked.place} wants a key.", "Give it one under Other services."
    if status == 403:
        return f"{asked.place} does not allow this.", "Its key may not be meant for this model or this place."
    if status in (404, 405) and asked.model and not page:
        return (
            f"{asked.place} does not have the model {asked.model}, or does not answer questions at this address.",
            "Ask it for its models again under Other services.",
        )
    if status in (404, 405):
        return f"There is no service for models at {asked.url}.", address
    if page:
        return f"What answers at {asked.url} is a web page, and no model (status {status}).", address
    if status == 503 and "loading" in said.lower():
        return f"{asked.place} is still loading its model.", "Ask again in a moment."
    if status >= 500:
        return f"{asked.place} failed (status {status}).", "Ask again; what went wrong stands in its own log."
    return f"{asked.place} refused the question (status {status}).", "Another model or a shorter question may do."


def no_api(asked: Asked, body: str) -> ServiceError:
    """Say that what came is nothing such a service would answer."""
    if _TAGS.match(body):
        return ServiceError(*_meant(asked, 200, "", page=True))
    return ServiceError(
        f"What {asked.place} answered cannot be understood.",
        "It may not be an OpenAI-compatible service; check its address.",
    )


def told(body: str) -> Mapping[str, Any]:
    """Return the error object in a body, whichever of the usual forms it has; empty where there is none."""
    try:
        value = json.loads(body)
    except ValueError:
        return {"message": "" if _TAGS.match(body) else body}
    error = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(error, dict):
        message = error.get("message") or error.get("detail") or error.get("msg")
        return {**error, "message": message if isinstance(message, str) or not message else json.dumps(message)}
    return {"message": error if isinstance(error, str) else body}


def _when(headers: Mapping[str, str]) -> str:
    wait = headers.get("retry-after", "").strip()
    if not _SECONDS.fullmatch(wait):
        return "Ask again later."
    seconds = max(1, round(float(wait)))
    return f"Ask again in {seconds} second{'s' if seconds > 1 else ''}." if seconds < 120 else (
        f"Ask again in {round(seconds / 60)} minutes."
    )  # fmt: skip


def _clean(asked: Asked, said: str) -> str:
    """Return what a service said on one line, shortened, without the key."""
    if asked.key:
        said = said.replace(asked.key, "…")
    words = " ".join(said.split())
    return words if len(words) <= _MOST_SAID else words[:_MOST_SAID].rsplit(" ", 1)[0] + "…"
