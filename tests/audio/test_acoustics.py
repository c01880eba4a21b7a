import numpy as np
import pytest

from qa_pipeline.audio.acoustics import channel_sounds, hold_sounds, together, without
from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Sound, Span

from .sounds import at_level, bursts, music, noise, silence, tone, voice

LINE = noise(60, -65, seed=9)


def call_with(sound: FloatArray, *, start: float = 20.0) -> tuple[FloatArray, list[Span]]:
    """A minute of talk with the sound in its midst, and where the talk is."""
    end = start + sound.size / SAMPLE_RATE
    talk = np.concatenate(
        [voice(start - 0.5, seed=5), silence(0.5), sound, silence(0.5), voice(60 - end - 0.5, seed=6)]
    )
    return talk + LINE, [Span(0.0, start - 0.5), Span(end + 0.5, 60.0)]


@pytest.mark.parametrize("level_db", [0, -10, -15], ids="{:+d} dB".format)
@pytest.mark.parametrize("duration", [4.0, 12.0, 25.0])
def test_music_is_found_from_its_first_to_its_last_second(duration: float, level_db: float) -> None:
    channel, talk = call_with(music(duration, dbfs=-24 + level_db))
    (found,) = hold_sounds([channel], [talk])
    assert found.kind == "music"
    assert (found.start, found.end) == pytest.approx((20, 20 + duration), abs=1)
    assert 0.5 < found.confidence <= 1


def test_music_on_one_side_is_found_while_the_other_side_talks() -> None:
    held, talk = call_with(music(20))
    found = hold_sounds([voice(60, seed=8) + LINE, held], [[Span(0.0, 60.0)], talk])
    assert [(sound.kind, round(sound.start)) for sound in found] == [("music", 20)]


def test_a_sound_belongs_to_the_channel_that_has_it() -> None:
    held, talk = call_with(music(20))
    found = channel_sounds([voice(60, seed=8) + LINE, held], [[Span(0.0, 60.0)], talk])
    assert found[0] == ()
    assert together(found) == found[1] != ()


def test_music_that_is_heard_on_both_channels_is_one_sound() -> None:
    channel, talk = call_with(music(15))
    assert len(hold_sounds([channel, channel * np.float32(0.2)], [talk, talk])) == 1


def test_a_pause_in_the_music_does_not_end_the_hold() -> None:
    playing = np.concatenate([music(8), silence(3), music(8, seed=2)])
    channel, talk = call_with(playing)
    (found,) = hold_sounds([channel], [talk])
    assert found.end - found.start == pytest.approx(19, abs=1.5)


def test_an_announcement_parts_the_music() -> None:
    playing = np.concatenate([music(8), voice(4, seed=7), music(8, seed=2)])
    channel, talk = call_with(playing)
    found = hold_sounds([channel], [[talk[0], Span(28.0, 32.0), talk[1]]])
    assert [round(sound.start) for sound in found] == [20, 32]


def test_an_announcement_over_music_that_plays_on_belongs_to_the_hold() -> None:
    playing = music(20)
    playing[8 * SAMPLE_RATE : 12 * SAMPLE_RATE] += voice(4, seed=7, dbfs=-16)
    channel, talk = call_with(playing)
    (found,) = hold_sounds([channel], [[talk[0], Span(28.0, 32.0), talk[1]]])
    assert (found.start, found.end) == pytest.approx((20, 40), abs=1)


def test_a_radio_under_the_talk_takes_no_talk_for_an_announcement() -> None:
    gaps, talk = [(0.0, 10.0), (15.0, 25.0), (30.0, 40.0)], voice(40, seed=7)
    for start, end in [(10, 15), (25, 30)]:
        talk[start * SAMPLE_RATE : end * SAMPLE_RATE] = 0
    found = hold_sounds([talk + music(40, dbfs=-36) + LINE[: talk.size]], [[Span(*gap) for gap in gaps]])
    assert all(sound.end - sound.start < 8 for sound in found)


def test_music_that_was_taken_for_speech_is_found() -> None:
    channel, talk = call_with(music(15))
    (found,) = hold_sounds([channel], [[talk[0], Span(20.0, 35.0), talk[1]]])
    assert (found.start, found.end) == pytest.approx((20, 35), abs=1)


def test_music_whose_first_bars_were_taken_for_speech_begins_with_them() -> None:
    channel, talk = call_with(music(20))
    (found,) = hold_sounds([channel], [[talk[0], Span(20.0, 23.5), talk[1]]])
    assert (found.start, found.end) == pytest.approx((20, 40), abs=1)


@pytest.mark.parametrize("seed", range(3))
def test_talk_over_a_radio_stays_speech(seed: int) -> None:
    channel, talk = voice(60, seed=seed) + music(60, dbfs=-38, seed=seed), [Span(0.0, 25.0), Span(27.0, 60.0)]
    (found,) = channel_sounds([channel], [talk])
    assert sum(region.duration for region in without(talk, found)) > 55


def test_drums_alone_are_music() -> None:
    beats = np.arange(20 * SAMPLE_RATE) % (SAMPLE_RATE // 2) / SAMPLE_RATE
    drums = at_level(noise(20, -20) * np.exp(-beats * 12) + tone(20, 300, 700) * np.float32(0.5), -26)
    channel, talk = call_with(drums)
    assert [sound.kind for sound in hold_sounds([channel], [talk])] == ["music"]


def test_music_to_the_very_end_ends_with_the_recording() -> None:
    playing = music(10.1)
    (found,) = hold_sounds([playing], [[]])
    assert (found.start, found.end) == (0.0, 10.1)


def test_ringing_before_the_music_stays_ringing() -> None:
    channel, talk = call_with(np.concatenate([bursts(13, 1, 4, 425), music(15)]))
    found = hold_sounds([channel], [talk])
    assert [sound.kind for sound in found] == ["tone", "music"]


NO_MUSIC = {
    "silence": silence(20),
    "white noise": noise(20, -30),
    "pink noise": noise(20, -30, slope=1),
    "a car": noise(20, -24, slope=2),
    "mains hum": at_level(sum((tone(20, 50.0 * n) / np.float32(n) for n in range(1, 12)), silence(20)), -30),
    "a room full of voices": at_level(
        sum((voice(20, seed=20 + n, pitch_hz=90 + 15 * n) for n in range(8)), silence(20)), -32
    ),
    "a knock a second": noise(20, -20) * (np.arange(20 * SAMPLE_RATE) % SAMPLE_RATE < 400),
    "two seconds of music": np.concatenate([silence(9), music(2), silence(9)]),
    "music far away": music(20, dbfs=-60),
}


@pytest.mark.parametrize("name", NO_MUSIC)
def test_nothing_is_found_in(name: str) -> None:
    channel, talk = call_with(NO_MUSIC[name])
    assert hold_sounds([channel], [talk]) == ()


@pytest.mark.parametrize("seed", range(6))
def test_talk_is_no_music_even_where_it_was_not_taken_for_speech(seed: int) -> None:
    talk = voice(60, seed=seed, pitch_hz=90 + 15 * seed) + LINE
    assert hold_sounds([talk], [[]]) == ()
    assert hold_sounds([talk], [[Span(0.0, 60.0)]]) == ()


TONES = {
    "ringing as in Europe": bursts(20, 1, 4, 425),
    "ringing as in America": bursts(20, 2, 4, 440, 480),
    "ringing as in Britain": bursts(20, 0.4, 0.2, 400, 450)
    * (np.arange(20 * SAMPLE_RATE) % (3 * SAMPLE_RATE) < SAMPLE_RATE),
    "busy": bursts(20, 0.5, 0.5, 425),
    "dial tone": tone(20, 350, 440),
    "a beep every ten seconds": bursts(25, 0.5, 10, 1_000),
}


@pytest.mark.parametrize("name", TONES)
def test_a_signal_is_one_tone_with_its_pauses(name: str) -> None:
    channel, talk = call_with(TONES[name])
    (found,) = hold_sounds([channel], [talk])
    assert found.kind == "tone"
    assert found.start == pytest.approx(20, abs=1)
    assert found.end - found.start > 15


def test_beeps_through_a_conversation_are_no_hold() -> None:
    beeps = bursts(60, 0.4, 12, 1_400)
    spoken = [Span(second + 1.0, second + 11.5) for second in np.arange(0, 48, 12.4)]
    talk = voice(60, seed=5) * (np.abs(beeps) < 0.001)
    assert hold_sounds([talk + beeps + LINE], [spoken]) == ()
    assert hold_sounds([beeps + LINE, talk + LINE], [[], spoken]) == ()


def test_dialled_digits_are_no_hold() -> None:
    pairs = [(697, 1209), (770, 1336), (852, 1477), (941, 1336), (697, 1477), (770, 1209)]
    digits = np.concatenate([np.concatenate([tone(0.15, *pair), silence(0.15)]) for pair in pairs])
    channel, talk = call_with(digits)
    assert hold_sounds([channel], [talk]) == ()


@pytest.mark.parametrize("duration", [0.001, 0.5, 2.0])
def test_a_recording_too_short_to_hold_anything_has_no_sound(duration: float) -> None:
    assert hold_sounds([music(1 + duration)[: round(duration * SAMPLE_RATE)]], [[]]) == ()


CUTS = [
    ([(0, 10)], [], [(0, 10)]),
    ([(0, 10)], [(3, 5)], [(0, 3), (5, 10)]),
    ([(0, 10)], [(0, 10)], []),
    ([(0, 10)], [(8, 20)], [(0, 8)]),
    ([(5, 10)], [(0, 7)], [(7, 10)]),
    ([(0, 4), (6, 10)], [(3, 7)], [(0, 3), (7, 10)]),
    ([(0, 4)], [(5, 7)], [(0, 4)]),
    ([(0, 10)], [(1, 2), (4, 5)], [(0, 1), (2, 4), (5, 10)]),
]


@pytest.mark.parametrize(("regions", "sounds", "left"), CUTS)
def test_sounds_are_cut_out_of_the_speech(
    regions: list[tuple[float, float]], sounds: list[tuple[float, float]], left: list[tuple[float, float]]
) -> None:
    cut = without([Span(*region) for region in regions], [Sound(*sound, "music", 0.9) for sound in sounds])
    assert cut == tuple(Span(*span) for span in left)
