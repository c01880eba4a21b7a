"""Which device and numbers Whisper computes in, with a ctranslate2 that has what a test says."""

import sys
from pathlib import Path
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
    monkeypatch.setattr("qa_pipeline.asr.compute.CDLL", lambda _name: None)
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The libraries that were tried, on a machine whose loader finds none by its name alone."""
    tried: list[str] = []

    def load(name: str) -> None:
        tried.append(name)
        if "/" not in name:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr("qa_pipeline.asr.compute.CDLL", load)
    return tried


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


@pytest.mark.usefixtures("machine", "opened")
def test_a_gpu_without_cublas_is_told_before_the_first_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_pipeline.asr.compute.find_spec", lambda _name: None)
    says = r"CALLQA_DEVICE=cuda: .*libcublas\.so\.12.*cannot open.*`pip install nvidia-cublas-cu12`.*CALLQA_DEVICE=cpu"
    with pytest.raises(UsageError, match=says):
        require("cuda", "auto")


@pytest.mark.usefixtures("machine")
def test_cublas_of_a_pip_package_is_loaded_by_its_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, opened: list[str]
) -> None:
    library = tmp_path / "nvidia" / "cublas" / "lib" / "libcublas.so.12"
    library.parent.mkdir(parents=True)
    library.touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert require("cuda", "auto") == "float16"
    assert opened == ["libcublas.so.12", str(library)]


@pytest.mark.usefixtures("machine")
def test_a_cpu_needs_no_cublas(opened: list[str]) -> None:
    assert require("cpu", "auto") == "int8"
    assert opened == []
