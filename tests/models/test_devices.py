"""The graphics cards ggml lists: read through a library made with ggml's own header, and told in words."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import pytest

from alcove.core.errors import ModelError
from alcove.models import devices
from alcove.models.devices import Device, Runtime, cards_of, graphics_cards, runtime

GB = 10**9
HEADERS = Path(llama_cpp.__file__).parents[1] / "include"
COMPILER = shutil.which("g++") or shutil.which("clang++")

SOURCE = """
#include "ggml-backend.h"
struct ggml_backend_reg { int number; };
struct ggml_backend_device {
    const char * name; const char * description; size_t free, total;
    enum ggml_backend_dev_type type; const char * id; ggml_backend_reg_t reg;
};
static ggml_backend_reg parts[8];
static ggml_backend_device devices[] = { %s };
extern "C" {
__attribute__((visibility("default"))) size_t ggml_backend_dev_count(void) {
    return sizeof(devices) / sizeof(devices[0]);
}
__attribute__((visibility("default"))) ggml_backend_dev_t ggml_backend_dev_get(size_t index) { return devices + index; }
__attribute__((visibility("default"))) ggml_backend_reg_t ggml_backend_dev_backend_reg(ggml_backend_dev_t device) {
    return device->reg;
}
__attribute__((visibility("default"))) void ggml_backend_dev_get_props(
        ggml_backend_dev_t device, ggml_backend_dev_props * props) {
    *props = ggml_backend_dev_props{};
    props->name = device->name; props->description = device->description;
    props->memory_free = device->free; props->memory_total = device->total;
    props->type = device->type; props->device_id = device->id;
    props->caps.async = props->caps.host_buffer = true;
}
}
"""


@dataclass(frozen=True)
class Listed:
    """A device in ggml's registry; `part` is the number of the backend that brought it."""

    name: str
    type: str
    part: int
    id: str = ""
    free: int = 7 * GB
    total: int = 8 * GB

    @property
    def row(self) -> str:
        identity = f'"{self.id}"' if self.id else "nullptr"
        sizes = f"{self.free}u, {self.total}u, GGML_BACKEND_DEVICE_TYPE_{self.type}"
        return f'{{"{self.name}", "card {self.name}", {sizes}, {identity}, parts + {self.part}}}'


def listing(folder: Path, *listed: Listed) -> ctypes.CDLL:
    """Make a library that lists these devices as ggml does."""
    source, library = folder / "ggml.cpp", folder / "ggml.so"
    source.write_text(SOURCE % ",\n".join(one.row for one in listed), encoding="utf-8")
    assert COMPILER is not None
    command = [COMPILER, "-shared", "-fPIC", "-I", str(HEADERS), "-o", str(library), str(source)]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return ctypes.CDLL(str(library))


CPU = Listed("CPU", "CPU", 0)
BLAS = Listed("BLAS", "ACCEL", 1)
needs_compiler = pytest.mark.skipif(
    COMPILER is None or sys.platform == "win32" or not (HEADERS / "ggml-backend.h").exists(),
    reason="needs a compiler and the header that the runtime was installed with",
)


@needs_compiler
@pytest.mark.parametrize(
    ("listed", "used"),
    [
        ([CPU, BLAS], []),
        (
            [Listed("CUDA0", "GPU", 2, "0000:01:00.0"), Listed("CUDA1", "GPU", 2, "0000:02:00.0"), CPU],
            ["CUDA0", "CUDA1"],
        ),
        ([Listed("Vulkan0", "IGPU", 2, free=15 * GB), Listed("Vulkan1", "GPU", 2), CPU], ["Vulkan1"]),
        ([Listed("Vulkan0", "IGPU", 2), CPU], ["Vulkan0"]),
        ([Listed("CUDA0", "IGPU", 2), Listed("Vulkan0", "IGPU", 3), CPU], ["CUDA0"]),
        ([Listed("CUDA0", "GPU", 2, "0000:01:00.0"), Listed("Vulkan0", "GPU", 3, "0000:01:00.0"), CPU], ["CUDA0"]),
        ([Listed("MTL0", "GPU", 2), Listed("MTL1", "GPU", 2), BLAS, CPU], ["MTL0", "MTL1"]),
    ],
    ids=["none", "several", "discrete first", "integrated", "seen twice, integrated", "seen twice", "without ids"],
)
def test_the_cards_are_those_llama_cpp_puts_layers_on(tmp_path: Path, listed: list[Listed], used: list[str]) -> None:
    """As `llama_prepare_model_devices` in llama.cpp's src/llama.cpp chooses them, in its order."""
    library = listing(tmp_path, *listed)
    cards = cards_of(library, library)
    assert [card.name for card in cards] == used
    assert {card.name for card in cards if card.shared} == {one.name for one in listed if one.type == "IGPU"} & set(
        used
    )


@needs_compiler
def test_sizes_beyond_32_bits_are_read_whole(tmp_path: Path) -> None:
    library = listing(tmp_path, Listed("CUDA0", "GPU", 2, free=23_000_000_001, total=25_000_000_002))
    assert cards_of(library, library) == [Device("CUDA0", "card CUDA0", 23_000_000_001, 25_000_000_002)]


def test_the_registry_of_this_runtime_is_the_one_llama_cpp_uses() -> None:
    """A second copy of ggml in the process would list devices of its own."""
    llama_cpp.llama_backend_init()
    before = set(_mapped())
    ggml, base = devices._libraries(Path(llama_cpp.__file__).parent / "lib")
    cards = cards_of(ggml, base)
    assert list(cards) == list(graphics_cards())
    assert bool(cards) == bool(llama_cpp.llama_supports_gpu_offload())
    assert set(_mapped()) == before


def _mapped() -> list[str]:
    """The libraries of the runtime that this process has loaded, where the system tells."""
    maps = Path("/proc/self/maps")
    lines = maps.read_text("utf-8").splitlines() if maps.exists() else []
    return [line.split()[-1] for line in lines if "ggml" in line]


ONE = Device("CUDA0", "NVIDIA GeForce RTX 3060", 11_200_000_000, 12_600_000_000)


@pytest.mark.parametrize(
    ("built_for", "cards", "words"),
    [
        ([], [], "built for the processor alone"),
        (["CUDA"], [ONE], "built for CUDA; NVIDIA GeForce RTX 3060 (CUDA0), 11.2 of 12.6 GB free"),
        (["CUDA"], [], "built for CUDA, but no graphics card is found, so models run on the processor"),
        ([], [ONE], "built for graphics cards; NVIDIA GeForce RTX 3060 (CUDA0), 11.2 of 12.6 GB free"),
    ],
)
def test_what_models_run_on_is_told_in_a_line(built_for: list[str], cards: list[Device], words: str) -> None:
    told = Runtime(built_for, cards)
    assert told.words == words
    assert told.problem == (words if "no graphics card" in words else "")


def test_what_it_was_built_for_is_seen_by_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lib").mkdir()
    for name in ("libggml-cpu.so", "libggml-cuda.so", "ggml-vulkan.dll", "libggml-base.so"):
        (tmp_path / "lib" / name).touch()
    monkeypatch.setattr(llama_cpp, "__file__", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(devices, "graphics_cards", lambda: [ONE])
    assert runtime() == Runtime(["CUDA", "Vulkan"], [ONE])


def test_a_runtime_that_cannot_be_loaded_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    with pytest.raises(ModelError, match="runtime cannot be loaded") as failed:
        runtime()
    assert "--gpu cpu" in failed.value.hint
