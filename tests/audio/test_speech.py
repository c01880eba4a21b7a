import numpy as np
import pytest

from qa_pipeline.audio import speech
from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.audio.speech import speech_probabilities, speech_regions
from qa_pipeline.call import Span

from .sounds import bursts, music, noise, silence, tone


@pytest.mark.parametrize(
    "sound",
    [silence(10), noise(10, -30), noise(10, -30, slope=2), tone(10, 440), bursts(10, 1, 1, 425), music(10)],
    ids=["silence", "white noise", "brown noise", "tone", "ringing", "music"],
)
def test_nobody_speaks_in(sound: FloatArray) -> None:
    assert speech_regions(sound) == ()


@pytest.mark.parametrize("count", [0, 1, 511, 512, 513, SAMPLE_RATE])
def test_a_recording_of_any_length_is_heard_to_its_end(count: int) -> None:
    assert speech_probabilities(np.zeros(count, np.float32)).size == -(-count // 512)
    assert speech_regions(np.zeros(count, np.float32)) == ()


def test_blocks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = music(8) + noise(8, -30)
    monkeypatch.setattr(speech, "BLOCK_FRAMES", 7)
    in_pieces = speech_probabilities(sound)
    monkeypatch.setattr(speech, "BLOCK_FRAMES", 10_000)
    assert np.allclose(in_pieces, speech_probabilities(sound), atol=1e-5)


RULES = [
    ("speech is padded", [(1.024, 2.048)], [(0.824, 2.248)]),
    ("a short pause is within it", [(1.024, 2.048), (2.304, 3.008)], [(0.824, 3.208)]),
    ("a pause of a third of a second parts", [(1.024, 2.048), (2.4, 3.008)], [(0.824, 2.224), (2.224, 3.208)]),
    ("a click is dropped", [(1.024, 1.184), (3.008, 4.0)], [(2.808, 4.2)]),
    ("padding ends with the recording", [(0.096, 1.024), (9.024, 9.984)], [(0.0, 1.224), (8.824, 10.0)]),
    ("speech may reach the edges", [(0.0, 10.0)], [(0.0, 10.0)]),
]


@pytest.mark.parametrize(("rule", "spoken", "expected"), RULES, ids=[rule[0] for rule in RULES])
def test_regions_follow_the_probabilities(
    rule: str, spoken: list[tuple[float, float]], expected: list[tuple[float, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    times = np.arange(313) * speech.FRAME_SECONDS
    probabilities = np.zeros(313, dtype=np.float32)
    for start, end in spoken:
        probabilities[(times >= start - 0.001) & (times < end - 0.001)] = 0.9
    monkeypatch.setattr(speech, "speech_probabilities", lambda _: probabilities)
    assert speech_regions(silence(10)) == tuple(Span(start, end) for start, end in expected), rule


def test_a_voice_that_fades_is_followed_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    fading = np.concatenate([np.full(50, 0.1), np.full(20, 0.9), np.full(20, 0.2), np.full(60, 0.1)]).astype(np.float32)
    monkeypatch.setattr(speech, "speech_probabilities", lambda _: fading)
    (region,) = speech_regions(silence(4.8))
    assert (region.start, region.end) == pytest.approx((1.4, 3.08))
    monkeypatch.setattr(speech, "speech_probabilities", lambda _: np.full(150, 0.2, np.float32))
    assert speech_regions(silence(4.8)) == ()
