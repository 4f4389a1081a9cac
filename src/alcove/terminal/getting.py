"""`alcove models catalogue, search, files, get`: finding models on the hub and downloading them."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from alcove.core.cancel import CancelToken
from alcove.core.database import Database
from alcove.core.errors import AppError, ModelMissing
from alcove.core.paths import Paths
from alcove.core.settings import SettingsStore
from alcove.models.catalogue import catalogue, preferred
from alcove.models.download import Checking, DownloadEvent, Downloads, Fetched, Fetching, Wanted
from alcove.models.fits import fit_of, this_machine
from alcove.models.hub import Hub
from alcove.models.types import ModelInfo
from alcove.terminal.commands import duration, model_json, opened_shelf
from alcove.terminal.output import Output


def show_catalogue(options: Namespace, output: Output) -> None:
    """List models worth having; nobody is asked."""
    for one in catalogue():
        lines = f"{one.name} ({one.kind}, {one.parameters})  {one.repository}", one.good_for, one.languages, one.licence
        output.emit(asdict(one), "\n    ".join(lines))


def search_models(options: Namespace, output: Output) -> None:
    """Find models on the hub by words of their names."""
    hub = Hub(options.door, endpoint=options.hub)
    found = hub.search(options.text, CancelToken(), kind="embedding" if options.embedding else "chat")
    if not found:
        output.note(f"{hub.host} has no such model with {options.text!r} in its name.")
    for one in found:
        account = "  needs an account" if one.gated else ""
        size = f"  {one.parameters / 1e9:.1f} B" if one.parameters else ""
        words = f"{one.repository}{size}  {one.downloads:,} downloads  {one.licence or 'no licence told'}{account}"
        output.emit(asdict(one), words)


def show_files(options: Namespace, output: Output) -> None:
    """List what can be downloaded of a repository, how large it is, and whether it would run here."""
    repository = Hub(options.door, endpoint=options.hub).repository(options.repository, CancelToken())
    paths = Paths.at(options.data_dir)
    machine, context = this_machine(paths.models), _context(paths)
    liked = preferred(repository.name)
    for choice in repository.choices:
        told = fit_of(choice, repository, machine, context)
        value = {
            "file": choice.name,
            "kind": choice.kind,
            "quantisation": choice.quantisation,
            "bytes": choice.bytes,
            "parts": len(choice.files),
            "fit": told.verdict,
            "needs": told.needs,
            "words": told.words,
        }
        sign = "  (of the catalogue)" if choice.quantisation == liked else ""
        output.emit(value, f"{choice.name}  {choice.bytes / 1e6:,.0f} MB  {told.words}{sign}")
    if not repository.choices:
        repository.choice()  # says why


def get_model(options: Namespace, output: Output) -> None:
    """Download a model from the hub and add it; what was begun before goes on."""
    from alcove.terminal.main import cancel_on_interrupt

    hub = Hub(options.door, endpoint=options.hub)
    downloads = Downloads(Paths.at(options.data_dir).models, hub)
    parts = options.name.strip("/").split("/")
    name, file = "/".join(parts[:2]), "/".join(parts[2:])
    if options.discard:
        _discard(downloads, name, file, output)
        return
    with cancel_on_interrupt() as token:
        repository = hub.repository(name, token)
        wanted = downloads.plan(repository, repository.choice(file, preferred(name)))
        fetched = _followed(downloads, wanted, token, output)
    if fetched is None:
        done = next((one.done for one in downloads.unfinished() if one.key == wanted.key), 0)
        raise AppError(
            f"Stopped at {done / 1e6:,.0f} of {wanted.bytes / 1e6:,.0f} MB.",
            "The same command goes on from there; with --discard it throws that away.",
        )
    info = _added(options, fetched)
    output.emit(model_json(info), f"Downloaded and added {info.name}.")


def _followed(downloads: Downloads, wanted: Wanted, token: CancelToken, output: Output) -> Fetched | None:
    """Run a download, showing how far it is; return what came of it, None when it was stopped."""
    trouble = ""
    for event in downloads.run(wanted, token):
        if isinstance(event, Fetched):
            return event
        if isinstance(event, Fetching) and event.trouble != trouble:
            trouble = event.trouble
            if trouble:
                output.note(trouble)
        output.progress(f"{wanted.name}: {_progress_words(event)}")
    return None


def _progress_words(event: DownloadEvent) -> str:
    if isinstance(event, Checking):
        return f"comparing checksums, {100 * event.done // max(1, event.total)} %"
    assert isinstance(event, Fetching)
    left = f", {duration(event.seconds_left)} left" if event.seconds_left is not None else ""
    return f"{event.done / 1e6:,.0f} of {event.total / 1e6:,.0f} MB, {event.bytes_per_s / 1e6:.1f} MB/s{left}"


def _added(options: Namespace, fetched: Fetched) -> ModelInfo:
    with opened_shelf(options) as shelf:
        if fetched.kind == "chat":
            return shelf.add(fetched.path)
        listed = next((info for info in shelf.list() if info.path == str(fetched.path)), None)
        size = sum(file.stat().st_size for file in _files(fetched.path))
        return listed or ModelInfo(fetched.path.stem, "embedding", str(fetched.path), size, 0, loaded=False)


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _discard(downloads: Downloads, name: str, file: str, output: Output) -> None:
    begun = [
        one
        for one in downloads.unfinished()
        if one.repository == name and (not file or file in [part.path for part in one.files])
    ]
    if not begun:
        raise ModelMissing(f"No download of {name} is waiting.", "Nothing was deleted.")
    for one in begun:
        downloads.discard(one)
        output.emit({"discarded": one.name, "bytes": one.done}, f"Deleted {one.done / 1e6:,.0f} MB of {one.name}.")


def _context(paths: Paths) -> int:
    database = Database(paths.database)
    try:
        return SettingsStore(database).load().context_tokens
    finally:
        database.close()
