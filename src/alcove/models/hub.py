"""Downloading from the model hub, when a person asks for it by name and never otherwise."""

import os
from pathlib import Path

from alcove.core.errors import AppError, ModelError, ModelMissing
from alcove.core.net import Door, Errand, host_of


def use(door: Door) -> None:
    """Let the hub's library reach the network through the door, for what is asked for within `Door.asking`."""
    from huggingface_hub import constants, set_client_factory
    from huggingface_hub.errors import OfflineModeIsEnabled

    def mind_offline_mode(_request: object) -> None:
        if constants.is_offline_mode():
            raise OfflineModeIsEnabled("HF_HUB_OFFLINE is set")

    # Its own client would besides send a number with each request, to be traced by.
    set_client_factory(
        lambda: door.client2(follow_redirects=True, timeout=None, event_hooks={"request": [mind_offline_mode]})
    )


def fetch(name: str, folder: Path, door: Door, *, endpoint: str | None = None) -> Path:
    """Download `OWNER/REPOSITORY/FILE.gguf` into `folder` and return the file; what is there already is kept.

    `FILE` may be left out where the repository has one GGUF file only. Interrupted downloads go on where they
    stopped. Raises ModelMissing when there is no such thing, ModelError when it cannot be had.
    """
    # Telemetry says nothing we want said; the Rust downloader would go past our door.
    os.environ.update(HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_XET="1")
    from huggingface_hub import HfApi, constants, hf_hub_download
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError is its HTTP library's
        GatedRepoError,
        HfHubHTTPError,
        HTTPError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RemoteEntryNotFoundError,
        RepositoryNotFoundError,
    )

    parts = name.strip("/").split("/")
    if len(parts) < 2:
        raise ModelMissing(
            f"{name!r} names no model on the hub.", "Write OWNER/REPOSITORY or OWNER/REPOSITORY/FILE.gguf."
        )
    repository, file = "/".join(parts[:2]), "/".join(parts[2:])
    use(door)
    errand = Errand(f"download of {repository}", (host_of(endpoint or constants.ENDPOINT),), sent_on=True)
    try:
        with door.asking(errand):
            # The list comes first even when the file is named: without a connection it fails at once, a download late.
            files = HfApi(endpoint=endpoint, token=False).list_repo_files(repository)
            file = file or _only_file(files, repository)
            return Path(hf_hub_download(repository, file, local_dir=folder, endpoint=endpoint, token=False))
    except GatedRepoError as error:
        raise ModelError(
            f"{repository} asks for an account before it may be downloaded.",
            "Accept its terms on its page, download the file with your browser, and add it: alcove models add FILE",
        ) from error
    except (RepositoryNotFoundError, RemoteEntryNotFoundError) as error:
        raise ModelMissing(f"The hub has no {name}.", "Check the spelling; capitals count.") from error
    except (HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled, HTTPError) as error:
        raise ModelError(
            "The hub cannot be reached, or did not answer as it should.",
            "Check the connection and try again: what was downloaded so far is kept.",
        ) from error
    except OSError as error:
        raise ModelError(f"The model cannot be saved: {error}.", "Check the room left on the disk.") from error


def _only_file(files: list[str], repository: str) -> str:
    found = [file for file in files if file.endswith(".gguf")]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ModelMissing(f"{repository} holds no GGUF file.", "Look for a repository with GGUF in its name.")
    raise AppError(f"{repository} holds {len(found)} GGUF files.", f"Name one of them: {', '.join(found[:20])}")
