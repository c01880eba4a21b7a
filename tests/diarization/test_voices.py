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

from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.call import Span, SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.frames import Piece
from qa_pipeline.diarization.loading import import_pyannote, import_torchaudio, require_device
from qa_pipeline.diarization.voices import PyannoteDiarizer
from qa_pipeline.errors import CorruptModel, MissingExtra, UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights

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
    samples = mixed(name)
    spans = diarizer().diarize(samples, speech_regions(samples), speakers=speakers)
    assert {span.speaker for span in spans} == {"voice:0", "voice:1"}
    assert spans[0].speaker == "voice:0"
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert rightly_given(spans, name) > 0.97


@pytest.mark.models
def test_after_a_transfer_there_is_a_third_voice() -> None:
    samples = mixed("repair_washer_complaint")
    spans = diarizer().diarize(samples, speech_regions(samples), speakers=2)
    assert {span.speaker for span in spans} == {"voice:0", "voice:1", "voice:2"}
    assert rightly_given(spans, "repair_washer_complaint") > 0.97


@pytest.mark.models
def test_nobody_is_heard_outside_the_speech_that_was_named() -> None:
    samples = mixed("bank_blocked_card")
    spans = diarizer().diarize(samples, [Span(20.0, 40.0)], speakers=2)
    assert spans[0].start >= 20.0
    assert spans[-1].end <= 40.0


@pytest.mark.models
def test_one_voice_is_not_torn_in_two_to_make_up_the_number() -> None:
    samples = decode(SAMPLES / "bank_blocked_card.flac").channels[0]
    spans = diarizer().diarize(samples, speech_regions(samples), speakers=2)
    assert {span.speaker for span in spans} == {"voice:0"}


@pytest.mark.models
@pytest.mark.parametrize("seconds", [0.0, 0.05, 3.0])
@pytest.mark.parametrize("speakers", [1, 2, None])
def test_where_nobody_speaks_there_is_no_voice(seconds: float, speakers: int | None) -> None:
    silence = np.zeros(int(seconds * SAMPLE_RATE), np.float32)
    assert diarizer().diarize(silence, [Span(0.0, seconds)], speakers=speakers) == ()


@pytest.mark.models
def test_a_few_words_are_one_voice_within_the_recording() -> None:
    samples = mixed("bank_blocked_card")[2 * SAMPLE_RATE : 4 * SAMPLE_RATE]
    spans = diarizer().diarize(samples, speech_regions(samples), speakers=2)
    assert {span.speaker for span in spans} == {"voice:0"}
    assert 0.0 <= spans[0].start < spans[-1].end <= 2.0


@pytest.mark.models
def test_a_gpu_is_told_not_to_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.backends.cudnn.allow_tf32", True)
    diarizer.__wrapped__().diarize(mixed("bank_blocked_card")[:SAMPLE_RATE], [Span(0.0, 1.0)], speakers=1)
    import torch

    assert not torch.backends.cudnn.allow_tf32


@pytest.mark.models
def test_pyannote_is_told_to_report_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYANNOTE_METRICS_ENABLED", "true")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    import_pyannote()
    assert os.environ["PYANNOTE_METRICS_ENABLED"] == "false"
    assert os.environ["HF_HUB_OFFLINE"] == "1"


@pytest.mark.models
def test_embeddings_tell_voices_apart_and_stay_with_the_voice() -> None:
    agent, customer = (_prints(_speech(channel)) for channel in decode(SAMPLES / "bank_blocked_card.flac").channels)
    assert min((agent @ agent.T).min(), (customer @ customer.T).min()) > (agent @ customer.T).max()


def _speech(channel: FloatArray) -> FloatArray:
    """The loud parts of a channel, put together."""
    frames = channel[: channel.size // 1600 * 1600].reshape(-1, 1600)
    return np.concatenate(list(frames[np.abs(frames).mean(axis=1) > 0.01]))


def _prints(samples: FloatArray) -> FloatArray:
    """Ten seconds' embeddings, each of a second and a half, normalised as if both voices were in the recording."""
    diarizer()
    import_torchaudio()
    from qa_pipeline.diarization.embedding import VoicePrints

    settings = Settings()
    folder = weights.locate(settings.voice_embedding_model, settings.resolved_models_dir)
    found = VoicePrints(folder / "campplus_cn_en_common.pt").of(samples, [Piece(0, 500)])
    return found[0].long


@pytest.mark.models
def test_a_piece_at_the_very_end_has_a_print_of_every_tenth_of_a_second() -> None:
    import_torchaudio()
    from qa_pipeline.diarization.embedding import VoicePrints

    settings = Settings()
    folder = weights.locate(settings.voice_embedding_model, settings.resolved_models_dir)
    samples = mixed("bank_blocked_card")[: 5 * SAMPLE_RATE]
    prints = VoicePrints(folder / "campplus_cn_en_common.pt").of(samples, [Piece(0, 5), Piece(150, 250)])
    (found,) = prints  # the first is too short to tell anything
    assert found.piece == Piece(150, 250)
    assert found.long.shape == (3, 192)
    assert found.short.shape == (20, 192)
    assert found.moments[0] == 152
    assert found.moments[-1] == 247
    assert found.loudness.shape == (100,)
    assert np.linalg.norm(found.short, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.models
def test_a_gpu_that_torch_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(UsageError, match=r"CALLQA_DEVICE=cuda: torch .* CUDA"):
        require_device("cuda")
