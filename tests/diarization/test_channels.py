import numpy as np
import pytest

from qa_pipeline.call import Span, SpeakerSpan
from qa_pipeline.diarization.channels import channel_speech
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray

SECONDS = 6.0


def voice(seed: int, *spoken: tuple[float, float]) -> FloatArray:
    """Noise in the band of a voice, with syllables, in the spans that are spoken; nearly silent elsewhere."""
    random = np.random.default_rng(seed)
    length = int(SECONDS * SAMPLE_RATE)
    spectrum = np.fft.rfft(random.standard_normal(length))
    frequencies = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    sound = np.fft.irfft(spectrum * ((frequencies > 300) & (frequencies < 3400)), length)
    times = np.arange(length) / SAMPLE_RATE
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * times + seed)
    on = np.zeros(length)
    for start, end in spoken:
        on[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)] = 1.0
    return np.asarray(0.1 * sound * syllables * on / sound.std(), dtype=np.float32)


def noise(seed: int) -> FloatArray:
    return np.asarray(1e-3 * np.random.default_rng(seed).standard_normal(int(SECONDS * SAMPLE_RATE)), np.float32)


def leak(source: FloatArray, db: float, delay: float) -> FloatArray:
    return np.asarray(10 ** (db / 20) * np.roll(source, int(delay * SAMPLE_RATE)), dtype=np.float32)


def seconds_of(spans: tuple[SpeakerSpan, ...], speaker: str) -> float:
    return sum(span.end - span.start for span in spans if span.speaker == speaker)


def test_each_channel_speaks_for_itself_in_order_of_time() -> None:
    left, right = voice(1, (0.5, 2.0)), voice(2, (2.5, 4.0))
    spans = channel_speech([left + noise(3), right + noise(4)], [[Span(0.5, 2.0)], [Span(2.5, 4.0)]])
    assert spans == (SpeakerSpan(0.5, 2.0, "channel:0"), SpeakerSpan(2.5, 4.0, "channel:1"))


@pytest.mark.parametrize("db", [-12.0, -20.0, -25.0])
@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.2])
def test_the_other_sides_voice_is_no_speech_of_this_side(db: float, delay: float) -> None:
    left, right = voice(1, (0.5, 3.0)), voice(2, (3.5, 5.5))
    heard = right + leak(left, db, delay) + noise(4)
    spans = channel_speech([left + noise(3), heard], [[Span(0.5, 3.0)], [Span(0.5, 3.0), Span(3.5, 5.5)]])
    assert seconds_of(spans, "channel:0") == pytest.approx(2.5)
    assert [span for span in spans if span.speaker == "channel:1"] == [SpeakerSpan(3.5, 5.5, "channel:1")]


@pytest.mark.parametrize("quieter_db", [0.0, -6.0, -12.0])
def test_two_people_at_once_are_both_heard(quieter_db: float) -> None:
    left, right = voice(1, (0.5, 3.0)), leak(voice(2, (0.5, 3.0)), quieter_db, 0.0)
    both = right + leak(left, -25.0, 0.0)
    spans = channel_speech([left + noise(3), both + noise(4)], [[Span(0.5, 3.0)], [Span(0.5, 3.0)]])
    assert seconds_of(spans, "channel:1") == pytest.approx(2.5)


def test_an_answer_within_a_leak_stays() -> None:
    left, right = voice(1, (0.5, 5.0)), voice(2, (2.0, 3.5))
    heard = right + leak(left, -20.0, 0.0) + noise(4)
    spans = channel_speech([left + noise(3), heard], [[Span(0.5, 5.0)], [Span(0.5, 5.0)]])
    (answer,) = [span for span in spans if span.speaker == "channel:1"]
    assert answer.start == pytest.approx(2.0, abs=0.3)
    assert answer.end == pytest.approx(3.5, abs=0.3)


@pytest.mark.parametrize("silent", [0, 1])
def test_a_silent_channel_takes_nothing_from_the_other(silent: int) -> None:
    channels = [voice(1, (0.5, 2.0)) + noise(3)] * 2
    channels[silent] = np.zeros_like(channels[0])
    speech: list[list[Span]] = [[Span(0.5, 2.0)], [Span(0.5, 2.0)]]
    speech[silent] = []
    assert seconds_of(channel_speech(channels, speech), f"channel:{1 - silent}") == pytest.approx(1.5)


def test_no_speech_gives_no_speaker() -> None:
    assert channel_speech([noise(1), noise(2)], [[], []]) == ()
