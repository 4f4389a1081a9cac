"""The devices that llama.cpp can compute on, and their free memory.

llama-cpp-python does not bind these functions of ggml, which libggml-base exports.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_GPU, _INTEGRATED = 1, 2
"""Types of devices in ggml-backend.h: a graphics card with memory of its own, and one that shares the machine's."""


@dataclass(frozen=True, slots=True)
class Device:
    """A graphics card as ggml names it; memory in bytes."""

    name: str
    description: str
    free: int
    total: int


def graphics_cards() -> Sequence[Device]:
    """Return the graphics cards this build of llama.cpp can use; none where it was built for the processor alone."""
    import llama_cpp

    if not llama_cpp.llama_supports_gpu_offload():
        return ()
    llama_cpp.llama_backend_init()
    ggml = _library("ggml")
    base = _library("ggml-base")
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    for function, result in (("name", ctypes.c_char_p), ("description", ctypes.c_char_p), ("type", ctypes.c_int)):
        bound = getattr(base, f"ggml_backend_dev_{function}")
        bound.restype, bound.argtypes = result, [ctypes.c_void_p]
    size = ctypes.POINTER(ctypes.c_size_t)
    base.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    found = []
    for number in range(ggml.ggml_backend_dev_count()):
        device = ggml.ggml_backend_dev_get(number)
        if base.ggml_backend_dev_type(device) in (_GPU, _INTEGRATED):
            free, total = ctypes.c_size_t(), ctypes.c_size_t()
            base.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
            name, description = base.ggml_backend_dev_name(device), base.ggml_backend_dev_description(device)
            found.append(Device(name.decode(), description.decode(), free.value, total.value))
    return found


def _library(name: str) -> ctypes.CDLL:
    import llama_cpp

    folder = Path(llama_cpp.__file__).parent / "lib"
    found = [file for form in (f"lib{name}.so", f"lib{name}.dylib", f"{name}.dll") if (file := folder / form).exists()]
    return ctypes.CDLL(str(found[0] if found else f"lib{name}.so"))
