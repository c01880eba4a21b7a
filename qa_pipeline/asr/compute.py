"""Where ctranslate2 computes, and in which numbers."""

from typing import Literal

from qa_pipeline.errors import UsageError

Device = Literal["cpu", "cuda"]
ComputeType = Literal["auto", "int8", "int8_float32", "int8_float16", "float16", "bfloat16", "float32"]

# int8 is a quarter of float32 and fastest on a CPU; a GPU computes float16 in hardware.
AUTO: dict[Device, ComputeType] = {"cpu": "int8", "cuda": "float16"}


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
    chosen, allowed = resolve(device, wanted), ctranslate2.get_supported_compute_types(device)
    if chosen not in allowed:
        names = ", ".join(["auto", *sorted(allowed)])
        raise UsageError(f"CALLQA_COMPUTE_TYPE={wanted}: {device} does not compute in {chosen}; allowed here: {names}")
    return chosen
