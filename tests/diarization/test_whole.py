"""A whole pyannote.audio pipeline in a folder, laid out as community-1 is."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.audio.decode import decode
from qa_pipeline.call import Span
from qa_pipeline.diarization.diarizer import SAMPLE_RATE
from qa_pipeline.diarization.loading import import_pyannote
from qa_pipeline.diarization.whole import WholePipelineDiarizer
from qa_pipeline.errors import CorruptModel
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights

SAMPLES = Path(__file__).parents[2] / "sample_calls"


def write_whole_pipeline(folder: Path) -> Path:
    """A folder laid out as pyannote's community-1, with the real segmentation and an embedding that learned nothing."""
    import torch
    from pyannote.audio import Model
    from pyannote.audio.models.embedding import WeSpeakerResNet34

    segmentation = weights.locate("pyannote-segmentation-3.0", Settings().resolved_models_dir) / "pytorch_model.bin"
    for name in ("segmentation", "embedding", "plda"):
        (folder / name).mkdir(parents=True)
    (folder / "segmentation" / "pytorch_model.bin").symlink_to(segmentation)
    learnt = Model.from_pretrained(segmentation)
    assert learnt is not None
    torch.manual_seed(7)
    network = WeSpeakerResNet34()
    architecture = {"module": "pyannote.audio.models.embedding", "class": "WeSpeakerResNet34"}
    checkpoint = {
        "state_dict": network.state_dict(),
        "hyper_parameters": dict(network.hparams),
        "pytorch-lightning_version": "2.0.0",
        "pyannote.audio": {
            "versions": {"torch": "2.0.0", "pyannote.audio": "3.0.0"},
            "architecture": architecture,
            "specifications": learnt.specifications,
        },
    }
    torch.save(checkpoint, folder / "embedding" / "pytorch_model.bin")
    random = np.random.default_rng(7)
    square = np.eye(128) + random.normal(0, 0.01, (128, 128))
    lda = random.normal(0, 1, (256, 128))
    np.savez(folder / "plda" / "xvec_transform.npz", mean1=np.zeros(256), mean2=np.zeros(128), lda=lda)
    np.savez(folder / "plda" / "plda.npz", mu=np.zeros(128), tr=square, psi=np.linspace(2, 1, 128))
    (folder / "config.yaml").write_text(WHOLE_PIPELINE, encoding="utf-8")
    return folder


WHOLE_PIPELINE = """\
dependencies: {pyannote.audio: 4.0.0}
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: VBxClustering
    segmentation: $model/segmentation
    segmentation_step: 0.5
    embedding: $model/embedding
    embedding_exclude_overlap: true
    plda: $model/plda
params:
  clustering: {threshold: 0.6, Fa: 0.07, Fb: 0.8}
  segmentation: {min_duration_off: 0.0}
"""


@pytest.mark.models
def test_a_folder_with_a_whole_pipeline_is_built_from_what_it_holds(tmp_path: Path) -> None:
    import_pyannote()
    whole = write_whole_pipeline(tmp_path / "whole")
    sound = decode(SAMPLES / "travel_ferry_change.flac").channels[0][: 20 * SAMPLE_RATE]
    spans = WholePipelineDiarizer(whole).diarize(sound, [Span(0.0, 20.0)], speakers=2)
    assert spans[0].speaker == "voice:0"
    assert all(first.end <= second.start for first, second in pairwise(spans))


@pytest.mark.models
@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("pipeline: {name: pyannote.audio.pipelines.Nothing}", "pyannote.audio cannot build a pipeline of it"),
        ("{}", "pyannote.audio cannot build a pipeline of it"),
    ],
)
def test_a_whole_pipeline_that_cannot_be_built_is_named(config: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(config, encoding="utf-8")
    with pytest.raises(CorruptModel, match=says):
        WholePipelineDiarizer(tmp_path).diarize(np.zeros(SAMPLE_RATE, np.float32), [Span(0.0, 1.0)], speakers=2)
