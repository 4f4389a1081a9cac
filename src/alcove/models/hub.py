"""The model hub (huggingface.co), asked when a person asks and never otherwise: search, and what a repository holds.

huggingface_hub gives the addresses, reads what the hub tells of a model, and knows its errors. The requests are made
here, over clients of the door, so that each can be cancelled and has a time: its `list_models` sleeps up to 23 seconds
between tries that nobody can stop, `model_info` has no end when bytes trickle, and for its downloader see `download`.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from alcove import __version__
from alcove.core.cancel import CancelToken
from alcove.core.errors import AppError, HubUnreachable, ModelError, ModelMissing
from alcove.core.fetching import AGENT
from alcove.core.net import BrokenOff, Door, Errand

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo, RepoSibling

ENDPOINT = "https://huggingface.co"
Kind = Literal["chat", "embedding"]
FOLDER = "folder"
"""What a choice of a whole sentence-transformers folder is called."""
_MOST_JSON = 30_000_000
_TIMEOUT = (10.0, 20.0, 20.0, 10.0)
"""Seconds to connect, of silence while reading and writing, and to wait for a free connection."""
_WHOLE_S = 45.0
"""Longest time for a question to the hub, though it sends a byte now and then."""
_LATER = "Try again later: what was downloaded so far is kept."
_PART = re.compile(r"-(\d{5})-of-(\d{5})$")
_QUANTISATION = re.compile(
    r"(?:^|[-._])((?:UD-)?(?:I?Q\d(?:_[0-9A-Z]{1,3})*|TQ\d_\d|MXFP4(?:_MOE)?|BF16|F16|FP16|F32))(?=[-._]|$)", re.I
)
_NO_MODEL = re.compile(r"mmproj|imatrix", re.I)
"""GGUF files that go with a model: what sees pictures for it, and statistics for quantising."""
_FOLDER_FILE = re.compile(r"(?:\d+_\w+/)?[^/]+\.(?:json|txt|model|safetensors)")
_EMBEDDING_TASKS = ("sentence-similarity", "feature-extraction")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository. `checksum` is as the hub states it: `sha256:...`, or `git:...` for a small file."""

    path: str
    bytes: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be downloaded as one model: a GGUF file, all parts of a split one, or a folder."""

    name: str
    kind: Kind
    quantisation: str
    files: tuple[HubFile, ...]

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Found:
    """A repository that a search found. `parameters` and `licence` are empty where the hub does not know."""

    repository: str
    kind: Kind
    downloads: int
    licence: str
    gated: bool
    parameters: int


@dataclass(frozen=True, slots=True)
class Repository:
    """What the hub tells of a repository, as of `revision`. `architecture` and `context_tokens` where it knows them."""

    name: str
    revision: str
    downloads: int
    licence: str
    gated: bool
    languages: tuple[str, ...]
    parameters: int
    architecture: str
    context_tokens: int
    choices: tuple[Choice, ...]

    def choice(self, file: str = "", preferred: str = "") -> Choice:
        """Return the choice that `file` names, or the only one, or the one quantised as is `preferred`.

        Raises ModelMissing when there is none, AppError when there are several.
        """
        if file:
            found = [one for one in self.choices if file in (one.name, *(part.path for part in one.files))]
        else:
            liked = [one for one in self.choices if preferred and one.quantisation == preferred.upper()]
            found = liked[:1] or list(self.choices)
        if len(found) == 1:
            return found[0]
        if file:
            raise ModelMissing(f"{self.name} has no {file} that can be used.", "Check the spelling; capitals count.")
        if not found:
            raise ModelMissing(
                f"{self.name} holds no GGUF file, and no embedder with safetensors weights.",
                "Look for a repository with GGUF in its name.",
            )
        names = ", ".join(one.name for one in found[:20])
        raise AppError(f"{self.name} holds {len(found)} GGUF files.", f"Name one of them: {names}")


class Hub:
    """Ask the hub through the one door. `endpoint` is its address; the usual one, or HF_ENDPOINT's, when empty."""

    def __init__(self, door: Door, *, endpoint: str = "") -> None:
        # Telemetry says nothing we want said; the Rust downloader would go past our door.
        os.environ.update(HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_XET="1")
        self._door = door
        self._endpoint = endpoint.rstrip("/")

    @property
    def endpoint(self) -> str:
        """The hub's address."""
        return self._endpoint or os.environ.get("HF_ENDPOINT", "").rstrip("/") or ENDPOINT

    @property
    def host(self) -> str:
        """The hub's host, as a person is told it."""
        return urlsplit(self.endpoint).hostname or self.endpoint

    def address(self, repository: str, revision: str, path: str) -> str:
        """Return where a file of a repository lies."""
        from huggingface_hub import hf_hub_url

        return hf_hub_url(repository, path, revision=revision, endpoint=self.endpoint)

    def search(self, text: str, token: CancelToken, *, kind: Kind = "chat", most: int = 30) -> list[Found]:
        """Return repositories whose names hold `text`, those downloaded most first. Raises ModelError."""
        tags = ["gguf"] if kind == "chat" else ["sentence-transformers"]
        parameters = {
            "search": text,
            "filter": tags,
            "sort": "downloads",
            "limit": most,
            "expand": ["downloads", "gated", "tags", "pipeline_tag", "cardData", "gguf", "safetensors"],
        }
        told = self._json("/api/models", parameters, token, text)
        return [_found(_info(one), kind) for one in told] if isinstance(told, list) else []

    def repository(self, name: str, token: CancelToken) -> Repository:
        """Return what `OWNER/REPOSITORY` holds. Raises ModelMissing or ModelError."""
        from huggingface_hub.errors import HFValidationError
        from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # not in its __all__

        try:
            validate_repo_id(name)
            if "/" not in name:
                raise HFValidationError("no owner")
        except HFValidationError as error:
            raise ModelMissing(
                f"{name!r} names no model on the hub.", "Write OWNER/REPOSITORY or OWNER/REPOSITORY/FILE.gguf."
            ) from error
        return _repository(_info(self._json(f"/api/models/{name}", {"blobs": "true"}, token, name)), name)

    @contextmanager
    def stream(
        self,
        url: str,
        token: CancelToken,
        name: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        parameters: Mapping[str, Any] = MappingProxyType({}),
        seconds: float | None = None,
    ) -> Iterator[Any]:
        """Ask for `url`, follow where it leads, and give the answer while it is being read.

        Whatever happens in the block to the connection is raised as ModelMissing, ModelError, or HubUnreachable when
        the same may work another time, or it was cancelled.
        """
        from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # its HTTP library's
        from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]  # as above

        errand = Errand(f"{name} on the model hub", (self.host,), token, sent_on=True, seconds=seconds)
        asked = {"User-Agent": f"{AGENT}/{__version__}", "Accept-Encoding": "identity", **headers}
        try:
            with (
                self._door.client2(errand, follow_redirects=True, timeout=_TIMEOUT) as client,
                client.stream("GET", url, params=dict(parameters) or None, headers=asked) as answer,
            ):
                hf_raise_for_status(answer)
                yield answer
        except HTTPError as error:
            raise _told(error, name, self.host) from error
        except BrokenOff as error:
            raise HubUnreachable(f"{self.host} did not answer in time.", _LATER) from error

    def _json(self, path: str, parameters: Mapping[str, Any], token: CancelToken, name: str) -> Any:
        body = bytearray()
        url = self.endpoint + path
        with self.stream(url, token, name, parameters=parameters, seconds=_WHOLE_S) as answer:
            for block in answer.iter_bytes():
                body += block
                if len(body) > _MOST_JSON:
                    raise _nonsense(self.host)
        try:
            return json.loads(body)
        except ValueError as error:
            raise _nonsense(self.host) from error


def _info(told: Any) -> "ModelInfo":
    from huggingface_hub.hf_api import ModelInfo

    try:
        return ModelInfo(**told)  # type: ignore[no-untyped-call]  # its constructor has no types
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise _nonsense("the hub") from error


def _nonsense(host: str) -> ModelError:
    return ModelError(
        f"What {host} answered cannot be understood.",
        "Perhaps this network shows its own page first: open a browser, sign in there, and try again.",
    )


def _found(info: "ModelInfo", kind: Kind) -> Found:
    return Found(info.id, _kind(info, kind), info.downloads or 0, _licence(info), bool(info.gated), _parameters(info))


def _kind(info: "ModelInfo", otherwise: Kind = "chat") -> Kind:
    return "embedding" if info.pipeline_tag in _EMBEDDING_TASKS else otherwise


def _licence(info: "ModelInfo") -> str:
    """Return the licence's name; for one that is not a common one, the name its owner gave it."""
    card = info.card_data
    named = getattr(card, "license_name", None) if card else None
    tagged = next((tag.partition(":")[2] for tag in info.tags or () if tag.startswith("license:")), "")
    return str(named or "other") if tagged in ("", "other") and (named or tagged) else tagged


def _parameters(info: "ModelInfo") -> int:
    if info.gguf:
        return int(info.gguf.get("total") or 0)
    return int(info.safetensors.total) if info.safetensors else 0


def _languages(info: "ModelInfo") -> tuple[str, ...]:
    told = info.card_data.language if info.card_data else None
    return tuple(map(str, [told] if isinstance(told, str) else told or ()))


def _repository(info: "ModelInfo", name: str) -> Repository:
    gguf: Mapping[str, Any] = info.gguf or {}
    files = [_file(one) for one in info.siblings or () if _stays_inside(one.rfilename)]
    kind = _kind(info)
    folder = _folder(files, info.id or name)
    return Repository(
        info.id or name,
        info.sha or "main",
        info.downloads or 0,
        _licence(info),
        bool(info.gated),
        _languages(info),
        _parameters(info),
        str(gguf.get("architecture") or ""),
        int(gguf.get("context_length") or 0),
        (*_gguf_choices(files, kind), *folder),
    )


def _stays_inside(path: str) -> bool:
    """Tell whether a file's path leads to a place below where its repository is put, on any system."""
    return not (path.startswith("/") or ".." in path.split("/") or "\\" in path or ":" in path)


def _file(sibling: "RepoSibling") -> HubFile:
    if sibling.lfs is not None:
        return HubFile(sibling.rfilename, sibling.lfs.size, f"sha256:{sibling.lfs.sha256}")
    return HubFile(sibling.rfilename, sibling.size or 0, f"git:{sibling.blob_id}" if sibling.blob_id else "")


def _gguf_choices(files: Iterable[HubFile], kind: Kind) -> list[Choice]:
    """Make one choice of each GGUF model, smallest first; one whose parts are not all there is left out."""
    grouped: dict[tuple[str, int], list[HubFile]] = {}
    for file in files:
        stem, suffix = os.path.splitext(file.path)
        if suffix.lower() == ".gguf" and file.bytes and not _NO_MODEL.search(stem):
            part = _PART.search(stem)
            key = (stem[: part.start()], int(part[2])) if part else (stem, 1)
            grouped.setdefault(key, []).append(file)
    made = [
        Choice(f"{stem}.gguf", kind, quantisation(stem), tuple(sorted(parts, key=lambda one: one.path)))
        for (stem, count), parts in grouped.items()
        if len(parts) == count
    ]
    return sorted(made, key=lambda one: one.bytes)


def _folder(files: list[HubFile], name: str) -> list[Choice]:
    """Make a choice of the files a sentence-transformers model needs, if that is what a repository holds.

    Weights that are pickled could run code when they are opened: only safetensors will do.
    """
    needed = tuple(file for file in files if _FOLDER_FILE.fullmatch(file.path))
    paths = [file.path for file in needed]
    if "modules.json" not in paths or not any(path.endswith(".safetensors") for path in paths):
        return []
    return [Choice(name.rpartition("/")[2], "embedding", FOLDER, needed)]


def quantisation(stem: str) -> str:
    """Return how a model was quantised, by its file's name; empty when that does not say."""
    found = _QUANTISATION.findall(stem.replace("/", "-"))
    return found[-1].upper() if found else ""


def _told(error: Any, name: str, host: str) -> ModelError:
    """Say in plain words what the hub, or the way to it, failed at."""
    from huggingface_hub.errors import (
        DisabledRepoError,
        GatedRepoError,
        HfHubHTTPError,
        RemoteEntryNotFoundError,
        RepositoryNotFoundError,
    )

    if isinstance(error, GatedRepoError):
        return gated(name)
    if isinstance(error, DisabledRepoError):
        return ModelError(f"The hub has closed {name}.", "Choose another repository.")
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    if isinstance(error, RepositoryNotFoundError | RemoteEntryNotFoundError) or status in (401, 404, 410):
        return ModelMissing(f"The hub has no {name}, or it is private.", "Check the spelling; capitals count.")
    if status == 416:
        return changed(name)
    if status == 429:
        seconds = _wait_seconds(error.response.headers)
        words = f"for {round(seconds / 60)} minutes" if seconds >= 90 else f"for {seconds:.0f} seconds"
        asked = f"The hub takes no more requests {words if seconds else 'for a while'}."
        return HubUnreachable(asked, _LATER, wait_s=seconds or None)
    if status >= 500 or status == 408:
        return HubUnreachable(f"{host} has a fault of its own ({status}).", _LATER)
    if status:
        return ModelError(f"{host} refused {name} ({status}).", "Check the spelling, or choose another repository.")
    return HubUnreachable(_broken(error, host), f"Check the connection. {_LATER}")


def gated(name: str) -> ModelError:
    """Return the error that a model needs an account."""
    return ModelError(
        f"{name} asks for an account before it may be downloaded.",
        "Accept its terms on its page, download the file with your browser, and add it: alcove models add FILE",
    )


def changed(name: str) -> ModelError:
    """Return the error that a file of the hub is not the one whose download was begun."""
    return ModelError(
        f"{name} on the hub is not what it was when the download began.", "Discard the download and begin anew."
    )


def _wait_seconds(headers: Mapping[str, str]) -> float:
    """Return how long the hub asks to wait; 0 when it does not say."""
    from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]  # as above

    told = parse_ratelimit_headers(headers)
    if told is not None:
        return float(told.reset_in_seconds)
    after = headers.get("retry-after", "")
    return float(after) if after.isdecimal() else 0.0


def _broken(error: Exception, host: str) -> str:
    """Say what became of a connection, by the kinds of errors httpx2 has."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return f"{host} cannot prove who it is: its certificate is not valid."
    if "ConnectTimeout" in kinds or "ConnectError" in kinds:
        return f"{host} cannot be reached: there is no connection to it."
    if "TimeoutException" in kinds:
        return f"{host} stopped answering."
    return f"The connection to {host} broke off."
