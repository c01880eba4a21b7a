"""Where ctranslate2 computes, and in which numbers."""

from collections.abc import Iterator
from ctypes import CDLL
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from qa_pipeline.errors import UsageError

Device = Literal["cpu", "cuda"]
ComputeType = Literal["auto", "int8", "int8_float32", "int8_float16", "float16", "bfloat16", "float32"]

# int8 is a quarter of float32 and fastest on a CPU; a GPU computes float16 in hardware.
AUTO: dict[Device, ComputeType] = {"cpu": "int8", "cuda": "float16"}

# What ctranslate2 multiplies matrices with on a GPU, by the name under which it opens it.
_CUBLAS = "libcublas.so.12"


def resolve(device: Device, wanted: ComputeType) -> ComputeType:
    """The numbers that `auto` stands for on a device; others as they are."""
    return AUTO[device] if wanted == "auto" else wanted


def require(device: Device, wanted: ComputeType) -> ComputeType:
    """As `resolve`; raises UsageError where the device is not there or does not compute in these numbers."""
    import ctranslate2

    if device == "cuda" and not ctranslate2.get_cuda_device_count():
        raise UsageError(
            "CALLQA_DEVICE=cuda: ctranslate2 finds no CUDA device here (an NVIDIA GPU with its driver); "
            "allowed here: CALLQA_DEVICE=cpu"
        )
    if device == "cuda":
        _load_cublas()
    chosen, allowed = resolve(device, wanted), ctranslate2.get_supported_compute_types(device)
    if chosen not in allowed:
        names = ", ".join(["auto", *sorted(allowed)])
        raise UsageError(f"CALLQA_COMPUTE_TYPE={wanted}: {device} does not compute in {chosen}; allowed here: {names}")
    return chosen


def _load_cublas() -> None:
    """Load cuBLAS; raises UsageError where it is not installed.

    ctranslate2 loads a model without it and fails at the first sound. Once loaded here, it is found there by its name,
    so pip's package serves, which lies where no loader looks.
    """
    for found in (_CUBLAS, *_in_packages()):
        try:
            CDLL(found)
        except OSError as error:
            reason = str(error)
        else:
            return
    raise UsageError(
        f"CALLQA_DEVICE=cuda: ctranslate2 computes with {_CUBLAS}, cuBLAS of CUDA 12, which does not load here "
        f"({reason}); `pip install nvidia-cublas-cu12` brings it, beside any other CUDA, and CALLQA_DEVICE=cpu "
        "goes without"
    )


def _in_packages() -> Iterator[str]:
    try:
        package = find_spec("nvidia.cublas")
    except ModuleNotFoundError:  # no package of NVIDIA's at all
        return
    for folder in (package and package.submodule_search_locations) or ():
        library = Path(folder) / "lib" / _CUBLAS
        if library.is_file():
            yield str(library)
