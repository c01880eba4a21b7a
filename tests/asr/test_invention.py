"""Whisper on sounds in which nobody speaks: no word may come out, though they be taken for speech from end to end."""

from collections.abc import Callable

import numpy as np
import pytest

from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray, Transcript
from qa_pipeline.audio.acoustics import hold_sounds, without
from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.call import Span
from tests.asr.test_whisper import SAMPLES, whisper
from tests.audio.sounds import at_level, bursts, music, noise, silence, tone

SECONDS = 20.0
TUNING = ("bank_blocked_card", "energy_direct_debit", "health_pharmacy_refill", "repair_washer_complaint")


def hold_music() -> FloatArray:
    return decode(SAMPLES / "broken" / "only_music.flac").channels[0][: round(SECONDS * SAMPLE_RATE)]


def babble(voices: int) -> FloatArray:
    """That many people at once, from sample calls, each without pauses: a room, in which no word can be made out."""
    rng = np.random.default_rng(1)
    length = round(SECONDS * SAMPLE_RATE)
    sound = np.zeros(length, dtype=np.float32)
    for index in range(voices):
        samples = decode(SAMPLES / f"{TUNING[index % len(TUNING)]}.flac").channels[index % 2]
        spoken = [samples[round(a.start * SAMPLE_RATE) : round(a.end * SAMPLE_RATE)] for a in speech_regions(samples)]
        sound += at_level(np.resize(np.roll(np.concatenate(spoken), rng.integers(length)), length), -20)
    return at_level(sound, -30)


SOUNDS: dict[str, Callable[[], FloatArray]] = {
    "hold music": hold_music,
    "chords": lambda: music(SECONDS),
    "a steady tone": lambda: tone(SECONDS, 440),
    "ring-back": lambda: bursts(SECONDS, 2.0, 4.0, 440, 480),
    "a busy line": lambda: bursts(SECONDS, 0.5, 0.5, 480, 620),
    "white noise": lambda: noise(SECONDS, -30),
    "pink noise": lambda: noise(SECONDS, -30, slope=1),
    "comfort noise": lambda: noise(SECONDS, -65, slope=1),
    "digital silence": lambda: silence(SECONDS),
    "babble": lambda: babble(8),
}


def heard(samples: FloatArray, regions: list[Span]) -> Transcript:
    return whisper().transcribe(samples, regions, language="en")


@pytest.mark.models
@pytest.mark.parametrize("sound", SOUNDS)
def test_no_word_is_heard_where_nobody_speaks(sound: str) -> None:
    samples = SOUNDS[sound]()
    regions = speech_regions(samples)
    assert heard(samples, list(without(regions, hold_sounds((samples,), (regions,))))).words == ()


@pytest.mark.models
@pytest.mark.parametrize("sound", SOUNDS)
def test_taken_for_speech_it_yields_no_word_either_and_what_was_invented_is_counted(sound: str) -> None:
    samples = SOUNDS[sound]()
    found = heard(samples, [Span(0.0, SECONDS)])
    assert found.words == ()
    # Of these sounds Whisper makes at least a "you"; only what it calls silence outright may come without a word.
    assert found.dropped or sound in {"a steady tone", "ring-back"}
