"""The graphics cards that llama.cpp computes on, and their free memory.

llama-cpp-python does not bind these functions of ggml-backend.h, which ggml's libraries export.
"""

import ctypes
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alcove.core.errors import ModelError

_GPU, _INTEGRATED = 1, 2
"""Types of devices in ggml-backend.h: a graphics card with memory of its own, and one that shares the machine's."""
_PARTS = {"cuda": "CUDA", "hip": "ROCm", "metal": "Metal", "musa": "MUSA", "sycl": "SYCL", "vulkan": "Vulkan"}
"""What a part of the runtime, a library beside it, computes with."""
_GB = 10**9


@dataclass(frozen=True, slots=True)
class Device:
    """A graphics card as ggml names it; memory in bytes, which is the machine's own where it is `shared`."""

    name: str
    description: str
    free: int
    total: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the language model runtime was built for besides the processor, and the cards it finds."""

    built_for: Sequence[str]
    cards: Sequence[Device]

    @property
    def problem(self) -> str:
        """What is wrong, or ""."""
        if self.built_for and not self.cards:
            return f"built for {self._kinds}, but no graphics card is found, so models run on the processor"
        return ""

    @property
    def words(self) -> str:
        """Say what models run on, in a line."""
        if not self.cards:
            return self.problem or "built for the processor alone"
        told = (f"{one.description} ({one.name}), {one.free / _GB:.1f} of {one.total / _GB:.1f} GB free"
                for one in self.cards)  # fmt: skip
        return f"built for {self._kinds}; {'; '.join(told)}"

    @property
    def _kinds(self) -> str:
        return " and ".join(self.built_for) or "graphics cards"


class _Properties(ctypes.Structure):
    """`ggml_backend_dev_props`, with room behind it for what a later version may add."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("free", ctypes.c_size_t),
        ("total", ctypes.c_size_t),
        ("type", ctypes.c_int),
        ("device_id", ctypes.c_char_p),
        ("capabilities", ctypes.c_byte * 64),
    )


def runtime() -> Runtime:
    """Return what the runtime can compute on. Raises ModelError when it cannot be loaded at all."""
    try:
        import llama_cpp
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(
            f"The language model runtime cannot be loaded: {error}.",
            "If it was built for a graphics card, install the card's driver, or build it for the processor: "
            "`packaging/bootstrap.py setup --gpu cpu`.",
        ) from error
    folder = Path(llama_cpp.__file__).parent / "lib"
    return Runtime([title for part, title in _PARTS.items() if _file(folder, f"ggml-{part}")], graphics_cards())


def graphics_cards() -> Sequence[Device]:
    """Return the cards llama.cpp puts layers on, in its order; none where it was built for the processor alone.

    As llama.cpp does it: a card that two parts of it see counts once, and one that shares the machine's memory only
    where there is no other.
    """
    import llama_cpp

    if not llama_cpp.llama_supports_gpu_offload():
        return ()
    llama_cpp.llama_backend_init()
    return cards_of(*_libraries(Path(llama_cpp.__file__).parent / "lib"))


def cards_of(ggml: Any, base: Any) -> Sequence[Device]:
    """Return the cards that ggml's registry lists; `base` is the library with the functions of a single device."""
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype, ggml.ggml_backend_dev_get.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    base.ggml_backend_dev_get_props.restype = None
    base.ggml_backend_dev_get_props.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Properties)]
    base.ggml_backend_dev_backend_reg.restype = ctypes.c_void_p
    base.ggml_backend_dev_backend_reg.argtypes = [ctypes.c_void_p]
    cards: list[Device] = []
    integrated: list[Device] = []
    seen: set[bytes] = set()
    sharing = None
    for number in range(ggml.ggml_backend_dev_count()):
        handle, its = ggml.ggml_backend_dev_get(number), _Properties()
        base.ggml_backend_dev_get_props(handle, ctypes.byref(its))
        words = its.description.decode("utf-8", "replace")
        device = Device(its.name.decode(), words, its.free, its.total, shared=_shares(its.type))
        if its.type == _GPU and its.device_id not in seen:
            seen |= {its.device_id} if its.device_id else set()
            cards.append(device)
        elif its.type == _INTEGRATED:
            part = base.ggml_backend_dev_backend_reg(handle)
            sharing = sharing or part
            integrated += [device] if part == sharing else []
    return cards or integrated


def _shares(kind: int) -> bool:
    """Tell whether a card has no memory of its own; Apple's, which all share the machine's, are listed as others."""
    return kind == _INTEGRATED or (sys.platform == "darwin" and platform.machine() == "arm64")


def _libraries(folder: Path) -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """Return where the registry's functions are found, and those of a device.

    Through libllama, which loaded them: the wheel holds copies of each library under other names, and one of those
    would be loaded beside it with a registry of its own. Windows looks into the one library it is given.
    """
    if sys.platform == "win32":
        return ctypes.CDLL(str(folder / "ggml.dll")), ctypes.CDLL(str(folder / "ggml-base.dll"))
    llama = ctypes.CDLL(str(_file(folder, "llama")))
    return llama, llama


def _file(folder: Path, name: str) -> Path | None:
    files = (folder / f"lib{name}.so", folder / f"lib{name}.dylib", folder / f"{name}.dll")
    return next((file for file in files if file.exists()), None)
