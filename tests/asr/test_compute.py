"""Which device and numbers Whisper computes in, with a ctranslate2 that has what a test says."""

import sys
from types import SimpleNamespace

import pytest

from qa_pipeline.asr.compute import ComputeType, Device, require, resolve
from qa_pipeline.errors import UsageError


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A machine with one GPU of an older make, which has no bfloat16."""
    made = SimpleNamespace(
        get_cuda_device_count=lambda: 1,
        get_supported_compute_types=lambda device: (
            {"int8", "float32"} if device == "cpu" else {"float16", "float32", "int8"}
        ),
    )
    monkeypatch.setitem(sys.modules, "ctranslate2", made)
    return made


@pytest.mark.parametrize(
    ("device", "wanted", "chosen"),
    [("cpu", "auto", "int8"), ("cuda", "auto", "float16"), ("cpu", "float32", "float32"), ("cuda", "int8", "int8")],
)
@pytest.mark.usefixtures("machine")
def test_auto_is_int8_on_a_cpu_and_float16_on_a_gpu(device: Device, wanted: ComputeType, chosen: str) -> None:
    assert resolve(device, wanted) == require(device, wanted) == chosen


def test_a_gpu_that_is_not_there_is_named(machine: SimpleNamespace) -> None:
    machine.get_cuda_device_count = lambda: 0
    with pytest.raises(
        UsageError, match=r"CALLQA_DEVICE=cuda: ctranslate2 finds no CUDA device here .*CALLQA_DEVICE=cpu"
    ):
        require("cuda", "auto")


@pytest.mark.usefixtures("machine")
def test_numbers_that_the_device_lacks_are_named_with_those_it_has() -> None:
    says = (
        r"CALLQA_COMPUTE_TYPE=bfloat16: cuda does not compute in bfloat16; allowed here: auto, float16, float32, int8"
    )
    with pytest.raises(UsageError, match=says):
        require("cuda", "bfloat16")
