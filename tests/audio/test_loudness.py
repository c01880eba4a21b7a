import numpy as np
import pytest

from qa_pipeline.audio.decode import FloatArray
from qa_pipeline.audio.loudness import integrated_lufs, loudness

from .sounds import noise, silence, tone

SINE = tone(20, 997.0, dbfs=-23.0)


def test_a_sine_reads_as_the_standard_says() -> None:
    """EBU Tech 3341: a stereo sine of 1 kHz with peaks at −23 dBFS is −23 LUFS; this one has them 3 dB higher."""
    assert integrated_lufs([SINE, SINE]) == pytest.approx(-20.0, abs=0.1)
    assert integrated_lufs([SINE]) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("gain_db", [-20, -6, 6])
def test_loudness_follows_the_gain(gain_db: float) -> None:
    louder = (SINE * 10 ** (gain_db / 20)).astype(np.float32)
    assert integrated_lufs([louder]) == pytest.approx(-23 + gain_db, abs=0.1)


def test_silence_between_the_words_does_not_count() -> None:
    assert integrated_lufs([np.concatenate([SINE, silence(60)])]) == pytest.approx(-23, abs=0.2)


@pytest.mark.parametrize(
    "channels", [[silence(10)], [silence(10), silence(10)], [noise(0.2, -20)], [noise(10, -90)], []]
)
def test_what_cannot_be_heard_has_no_loudness(channels: list[FloatArray]) -> None:
    assert integrated_lufs(channels) is None


def test_more_channels_than_two_are_summed() -> None:
    assert integrated_lufs([SINE] * 4) == pytest.approx(-17.0, abs=0.1)


def test_there_is_a_value_a_second_and_channel() -> None:
    found = loudness([np.concatenate([SINE[: 16_000 * 2], silence(1.5)]), np.full(56_000, 0.25, np.float32)]).dbfs
    assert found == ((-23.0, -23.0, -100.0, -100.0), (-100.0,) * 4)
    assert loudness([]).dbfs == ()
