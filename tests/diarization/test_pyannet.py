"""The segmentation network beside pyannote.audio's own, and what is no checkpoint of it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.diarization.loading import import_pyannote, import_torchaudio
from qa_pipeline.errors import CorruptModel
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights

FILE = "pytorch_model.bin"


def checkpoint() -> Path:
    settings = Settings()
    return weights.locate(settings.diarization_model, settings.resolved_models_dir) / FILE


def changed(path: Path, change: Any) -> Path:
    """A copy of the published checkpoint after `change(checkpoint)`."""
    import_pyannote()
    import torch

    told = torch.load(checkpoint(), map_location="cpu", weights_only=False)
    change(told)
    torch.save(told, path)
    return path


@pytest.mark.models
def test_it_answers_as_pyannote_does() -> None:
    import_pyannote()
    import torch
    from pyannote.audio import Model

    from qa_pipeline.diarization.pyannet import load_pyannet

    theirs: Any = Model.from_pretrained(str(checkpoint()))
    sound = torch.randn(2, 1, 160_000, generator=torch.Generator().manual_seed(1)) / 10
    with torch.inference_mode():
        torch.testing.assert_close(load_pyannet(checkpoint())(sound), theirs.eval()(sound))


@pytest.mark.models
def test_hearing_voices_does_not_read_pyannote() -> None:
    code = (
        "import sys; from pathlib import Path; import numpy as np; from qa_pipeline.call import Span;"
        "from qa_pipeline.settings import Settings; from qa_pipeline import engines;"
        "engines._diarizer(Settings()).diarize(np.zeros(48000, dtype=np.float32), [Span(0.0, 3.0)], speakers=2);"
        "print([name for name in ('pyannote.audio', 'lightning') if name in sys.modules], 'torch' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[-2] == "[] True"


@pytest.mark.models
def test_a_network_of_another_size_is_built_as_its_checkpoint_says(tmp_path: Path) -> None:
    from qa_pipeline.diarization.pyannet import load_pyannet

    def shallower(told: Any) -> None:
        told["hyper_parameters"]["lstm"]["num_layers"] = 2
        weights = told["state_dict"]
        for name in [name for name in weights if "_l2" in name or "_l3" in name]:
            del weights[name]

    assert load_pyannet(changed(tmp_path / FILE, shallower)).lstm.num_layers == 2


@pytest.mark.models
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda told: told["state_dict"].pop("lstm.bias_hh_l0"), "Error.* in loading state_dict"),
        (lambda told: told.pop("hyper_parameters"), "'hyper_parameters'"),
        (lambda told: setattr(told["pyannote.audio"]["specifications"], "powerset_max_classes", None), "powerset"),
    ],
)
def test_a_checkpoint_that_lacks_something_is_refused(change: Any, reason: str, tmp_path: Path) -> None:
    from qa_pipeline.diarization.pyannet import load_pyannet

    with pytest.raises(CorruptModel, match=f"{FILE}.*{reason}"):
        load_pyannet(changed(tmp_path / FILE, change))


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    import_torchaudio()
    from qa_pipeline.diarization.pyannet import load_pyannet

    (tmp_path / FILE).write_bytes(b"not a checkpoint")
    with pytest.raises(CorruptModel, match=f"{FILE}: no checkpoint of pyannote's segmentation network"):
        load_pyannet(tmp_path / FILE)
