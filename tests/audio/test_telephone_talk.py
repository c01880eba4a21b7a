"""Talk over a telephone line is no music, whether or not the detector of speech has taken it for speech."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.audio.acoustics import channel_sounds
from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray, decode
from qa_pipeline.call import Span

from .sounds import encode

SAMPLES = Path(__file__).parents[2] / "sample_calls"
CALL, SECONDS = "bank_blocked_card", 60
# A line's codec, the container that keeps it, and how loud the call is sent over it.
LINES = [
    ("pcm_mulaw", "wav", 1.0),
    ("pcm_mulaw", "wav", 0.1),
    ("pcm_alaw", "wav", 1.0),
    ("adpcm_g726", "wav", 1.0),
    ("libopencore_amrnb", "amr", 1.0),
]


@cache
def talk() -> tuple[FloatArray, ...]:
    return tuple(channel[: SECONDS * SAMPLE_RATE] for channel in decode(SAMPLES / f"{CALL}.flac").channels)


def over_a_line(samples: FloatArray, codec: str, form: str) -> FloatArray:
    with tempfile.TemporaryDirectory() as folder:
        path = encode(Path(folder) / "line", samples[np.newaxis], codec, rate=8_000, form=form)
        return decode(path).channels[0]


@pytest.mark.parametrize("heard", [[], [Span(0.0, float(SECONDS))]], ids=["not heard as speech", "all heard as speech"])
@pytest.mark.parametrize(("codec", "form", "gain"), LINES)
def test_talk_over_a_telephone_line_is_no_music(codec: str, form: str, gain: float, heard: list[Span]) -> None:
    channels = [over_a_line(channel * np.float32(gain), codec, form) for channel in talk()]
    found = channel_sounds(channels, [heard for _ in channels])
    assert [sound.kind for sounds in found for sound in sounds if sound.kind == "music"] == []
