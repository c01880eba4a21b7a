"""Telling voices apart: what is said when something lacks; and, where marked, the models on sample calls."""

import json
import os
import sys
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline import weights
from qa_pipeline.audio.decode import decode
from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.voices import PyannoteDiarizer, import_pyannote, require_device
from qa_pipeline.errors import CorruptModel, MissingExtra, UsageError
from qa_pipeline.settings import Settings

SAMPLES = Path(__file__).parents[2] / "sample_calls"


@pytest.mark.parametrize("absent", ["torchaudio", "pyannote.audio"])
def test_without_the_voices_extra_the_command_that_brings_it_is_named(
    absent: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for loaded in [name for name in sys.modules if name == absent or name.startswith(f"{absent}.")]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(MissingExtra, match=r'`pip install "callqa\[voices\]"`; in a checkout, `\.venv/bin/pip install'):
        PyannoteDiarizer(tmp_path, tmp_path)


@pytest.mark.models
def test_a_folder_without_the_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorruptModel, match=r"pytorch_model\.bin is not there"):
        PyannoteDiarizer(tmp_path, tmp_path)


@cache
def diarizer() -> PyannoteDiarizer:
    settings = Settings()
    names = (settings.diarization_model, settings.voice_embedding_model)
    return PyannoteDiarizer(*(weights.locate(name, settings.resolved_models_dir) for name in names))


def mixed(name: str) -> FloatArray:
    """A sample call as a mono recording."""
    channels = decode(SAMPLES / f"{name}.flac").channels
    return np.asarray(sum(channels) / len(channels), dtype=np.float32)


def rightly_given(spans: tuple[SpeakerSpan, ...], name: str) -> float:
    """The share of the words said in a call that lie in a span of their speaker's voice.

    A voice is that of the role which says most of its words.
    """
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    pairs: Counter[tuple[str, str]] = Counter()
    for turn in truth["turns"]:
        for word in turn["words"]:
            middle = (word["start"] + word["end"]) / 2
            voice = next((span.speaker for span in spans if span.start <= middle <= span.end), "nobody")
            pairs[voice, turn["role"]] += 1
    voices = {voice for voice, _ in pairs if voice != "nobody"}
    right = sum(max(pairs[voice, "agent"], pairs[voice, "customer"]) for voice in voices)
    return right / pairs.total()


@pytest.mark.models
@pytest.mark.parametrize("speakers", [2, None])
@pytest.mark.parametrize("name", ["bank_blocked_card", "travel_ferry_change"])
def test_the_words_of_a_sample_call_are_given_to_their_speakers(name: str, speakers: int | None) -> None:
    spans = diarizer().diarize(mixed(name), speakers=speakers)
    assert {span.speaker for span in spans} == {"voice:0", "voice:1"}
    assert spans[0].speaker == "voice:0"
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert rightly_given(spans, name) > 0.9


@pytest.mark.models
def test_one_voice_is_not_torn_in_two_to_make_up_the_number() -> None:
    samples = decode(SAMPLES / "bank_blocked_card.flac").channels[0]
    assert {span.speaker for span in diarizer().diarize(samples, speakers=2)} == {"voice:0"}


@pytest.mark.models
@pytest.mark.parametrize("seconds", [0.0, 0.05, 3.0])
@pytest.mark.parametrize("speakers", [1, 2, None])
def test_where_nobody_speaks_there_is_no_voice(seconds: float, speakers: int | None) -> None:
    assert diarizer().diarize(np.zeros(int(seconds * SAMPLE_RATE), np.float32), speakers=speakers) == ()


@pytest.mark.models
def test_a_few_words_are_one_voice_within_the_recording() -> None:
    samples = mixed("bank_blocked_card")[2 * SAMPLE_RATE : 4 * SAMPLE_RATE]
    spans = diarizer().diarize(samples, speakers=2)
    assert {span.speaker for span in spans} == {"voice:0"}
    assert 0.0 <= spans[0].start < spans[-1].end <= 2.0


@pytest.mark.models
def test_pyannote_is_told_to_report_to_nobody() -> None:
    diarizer()
    assert os.environ["PYANNOTE_METRICS_ENABLED"] == "false"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.models
def test_an_embedding_tells_voices_apart_and_stays_with_the_voice() -> None:
    import torch

    diarizer()
    from qa_pipeline.diarization.embedding import VoiceEmbedding

    settings = Settings()
    folder = weights.locate(settings.voice_embedding_model, settings.resolved_models_dir)
    embedding = VoiceEmbedding(folder / "campplus_cn_en_common.pt")
    agent, customer = (_speech(channel) for channel in decode(SAMPLES / "bank_blocked_card.flac").channels)
    pieces = torch.from_numpy(np.stack([agent[:64000], agent[64000:128000], customer[:64000], customer[64000:128000]]))
    with torch.inference_mode():
        found = torch.nn.functional.normalize(embedding(pieces.unsqueeze(1)), dim=1).numpy()
    likeness = found @ found.T
    within, between = min(likeness[0, 1], likeness[2, 3]), likeness[:2, 2:].max()
    assert within > 0.7 > between


def _speech(channel: FloatArray) -> FloatArray:
    """The loud parts of a channel, put together."""
    frames = channel[: channel.size // 1600 * 1600].reshape(-1, 1600)
    return np.concatenate(list(frames[np.abs(frames).mean(axis=1) > 0.01]))


@pytest.mark.models
def test_an_embedding_is_of_the_frames_that_its_weights_point_at() -> None:
    import torch

    diarizer()
    from qa_pipeline.diarization.embedding import VoiceEmbedding

    settings = Settings()
    folder = weights.locate(settings.voice_embedding_model, settings.resolved_models_dir)
    embedding = VoiceEmbedding(folder / "campplus_cn_en_common.pt")
    chunk = torch.from_numpy(mixed("bank_blocked_card")[: 10 * SAMPLE_RATE]).reshape(1, 1, -1)
    weights_of = torch.zeros(3, 500)
    weights_of[0, :200] = 1.0
    weights_of[1, 250:450] = 1.0
    with torch.inference_mode():
        together = embedding(chunk.repeat(3, 1, 1), weights_of)
        apart = torch.cat([embedding(chunk, weights_of[[index]]) for index in range(3)])
    assert torch.equal(together[:2], apart[:2])
    assert not torch.allclose(together[0], together[1])
    assert together[2].isnan().all()


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
    spans = PyannoteDiarizer(whole, None).diarize(mixed("bank_blocked_card")[: 20 * SAMPLE_RATE], speakers=2)
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
        PyannoteDiarizer(tmp_path, None).diarize(np.zeros(SAMPLE_RATE, np.float32), speakers=2)


@pytest.mark.models
def test_a_gpu_that_torch_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(UsageError, match=r"CALLQA_DEVICE=cuda: torch .* CUDA"):
        require_device("cuda")
