import numpy as np
import pytest

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.audio.health import RULES, WITHHELD, HealthCode, check, voice_sources, with_invented
from qa_pipeline.call import Health, Span

from .sounds import at_level, decoded, noise, silence, tone, voice

AGENT = np.concatenate([voice(10, seed=1), silence(10)]) + noise(20, -65, seed=11)
CUSTOMER = np.concatenate([silence(10), voice(10, seed=2, pitch_hz=210)]) + noise(20, -65, seed=12)
SPEECH = [[Span(0.0, 10.0)], [Span(10.0, 20.0)]]
BOTH = AGENT + CUSTOMER
ALL = [[Span(0.0, 20.0)], [Span(0.0, 20.0)]]


def amplified(samples: FloatArray, decibels: float) -> FloatArray:
    return (samples * 10 ** (decibels / 20)).astype(np.float32)


def codes(health: Health) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.channel) for issue in health.issues]


def test_a_sound_recording_has_no_issue() -> None:
    health = check(decoded(AGENT, CUSTOMER), SPEECH)
    assert health == Health()
    sources = voice_sources(decoded(AGENT, CUSTOMER), health)
    assert (sources.sides, sources.indices) == ("channels", (0, 1))


COPIES = {
    "the same": BOTH,
    "half as loud": amplified(BOTH, -6),
    "a tenth as loud": amplified(BOTH, -20),
    "inverted": -BOTH,
    "with noise of its own": BOTH + noise(20, -50, seed=13),
    "with an offset": BOTH + np.float32(0.05),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_no_second_side(name: str) -> None:
    recording = decoded(BOTH, COPIES[name])
    health = check(recording, ALL)
    assert codes(health) == [("fake_stereo", None)]
    sources = voice_sources(recording, health)
    assert (sources.sides, len(sources.arrays)) == ("mono", 1)
    assert health.withheld["agent_interruptions"] == "fake_stereo"


def test_the_louder_copy_is_heard() -> None:
    recording = decoded(amplified(BOTH, -20), -BOTH)
    assert voice_sources(recording, check(recording, ALL)).indices == (1,)


@pytest.mark.parametrize("leakage_db", [-25, -18, -12, -8])
def test_two_sides_that_leak_into_each_other_are_two(leakage_db: float) -> None:
    recording = decoded(AGENT + amplified(CUSTOMER, leakage_db), CUSTOMER + amplified(AGENT, leakage_db))
    assert codes(check(recording, ALL)) == []


def test_one_word_of_a_side_is_enough_although_the_other_leaks_into_it() -> None:
    word = np.zeros_like(CUSTOMER)
    word[12 * SAMPLE_RATE : 13 * SAMPLE_RATE] = CUSTOMER[12 * SAMPLE_RATE : 13 * SAMPLE_RATE]
    recording = decoded(AGENT + amplified(word, -12), word + amplified(AGENT, -12))
    assert codes(check(recording, ALL)) == []


@pytest.mark.parametrize("faint", [silence(20), noise(20, -80)], ids=["digital silence", "idle noise"])
def test_a_dead_channel_is_named_and_not_heard(faint: FloatArray) -> None:
    recording = decoded(AGENT, faint)
    health = check(recording, [SPEECH[0], []])
    assert codes(health) == [("dead_channel", 1)]
    assert health.issues[0].detail.startswith("the right channel never rises above -")
    assert health.withheld["customer_response_latency_median"] == "dead_channel"
    sources = voice_sources(recording, health)
    assert (sources.sides, sources.indices) == ("mono", (0,))


def test_two_silent_channels_are_dead_and_not_the_same() -> None:
    recording = decoded(silence(20), silence(20))
    health = check(recording, [[], []])
    assert codes(health) == [("no_speech", None), ("dead_channel", 0), ("dead_channel", 1)]
    assert voice_sources(recording, health).sides == "mono"


def test_a_click_does_not_bring_a_dead_channel_to_life() -> None:
    click = silence(20)
    click[SAMPLE_RATE : SAMPLE_RATE + 50] = 0.5
    assert ("dead_channel", 1) in codes(check(decoded(AGENT, click), [SPEECH[0], []]))


def test_somebody_who_hardly_speaks_is_there() -> None:
    word = silence(20)
    word[11 * SAMPLE_RATE : 12 * SAMPLE_RATE] = voice(1, dbfs=-30, seed=4)
    health = check(decoded(AGENT, word + noise(20, -70)), [SPEECH[0], [Span(11.0, 12.0)]])
    assert codes(health) == []


MUTE = {
    "noise": (noise(20, -45), []),
    "hum": (tone(20, 50, 150, dbfs=-30), []),
    "the other side's leakage": (amplified(AGENT, -25) + noise(20, -45, seed=5), [Span(0.0, 10.0)]),
}


@pytest.mark.parametrize("name", MUTE)
def test_a_channel_without_a_voice_of_its_own_is_named(name: str) -> None:
    channel, spans = MUTE[name]
    recording = decoded(AGENT, channel)
    health = check(recording, [SPEECH[0], spans])
    assert codes(health)[0] == ("one_sided", 1)
    assert voice_sources(recording, health).indices == (0,)


@pytest.mark.parametrize(("gain", "level"), [(8.0, 1.0), (30.0, 1.0), (8.0, 0.3)], ids=["hot", "very hot", "cut lower"])
def test_clipped_speech_is_named(gain: float, level: float) -> None:
    clipped = np.clip(AGENT * gain, -1, 1) * level
    assert ("clipping", 0) in codes(check(decoded(clipped.astype(np.float32), CUSTOMER), SPEECH))


def test_loud_speech_and_loud_tones_are_not_clipped() -> None:
    loud = AGENT / np.abs(AGENT).max()
    assert codes(check(decoded(loud, CUSTOMER), SPEECH)) == []
    ringing = AGENT.copy()
    ringing[12 * SAMPLE_RATE : 18 * SAMPLE_RATE] = tone(6, 440, dbfs=-4)
    assert "clipping" not in [code for code, _ in codes(check(decoded(ringing, CUSTOMER), SPEECH))]


@pytest.mark.parametrize(("dbfs", "code"), [(-44.0, "low_level"), (-56.0, "near_silent_channel")])
def test_a_faint_voice_is_named(dbfs: float, code: str) -> None:
    faint = at_level(voice(20), dbfs) + noise(20, -85)
    assert codes(check(decoded(AGENT, faint), [SPEECH[0], [Span(0.0, 20.0)]])) == [(code, 1)]


def test_a_noisy_line_is_named() -> None:
    assert codes(check(decoded(AGENT + noise(20, -32), CUSTOMER), SPEECH)) == [("noisy", 0)]


def test_one_channel_for_both_speakers_tells_no_overlaps() -> None:
    health = check(decoded(BOTH), [[Span(0.0, 20.0)]])
    assert codes(health) == [("single_channel", None)]
    assert set(health.withheld) == {"overlap_time", "overlap_ratio", "agent_interruptions", "customer_interruptions"}


def test_a_fault_of_a_mono_file_speaks_of_no_channel() -> None:
    faint = at_level(voice(20), -56.0) + noise(20, -85)
    details = {issue.code: issue.detail for issue in check(decoded(faint), [[Span(0.0, 20.0)]]).issues}
    assert details["near_silent_channel"].startswith("speech is at -")
    dead = check(decoded(silence(20)), [[]]).issues[1].detail
    assert dead.startswith("never rises above -")


def test_a_short_recording_has_no_ratios() -> None:
    half = [[Span(0.0, 4.0)], [Span(4.0, 6.0)]]
    health = check(decoded(AGENT[: 6 * SAMPLE_RATE], BOTH[8 * SAMPLE_RATE : 14 * SAMPLE_RATE]), half)
    assert ("too_short", None) in codes(health)
    assert health.withheld["agent_talk_ratio"] == "too_short"


def test_a_recording_that_was_cut_off_has_no_totals() -> None:
    health = check(decoded(AGENT, CUSTOMER, truncated=True), SPEECH)
    assert codes(health) == [("truncated", None)]
    assert health.withheld["hold_time"] == "truncated"
    assert "agent_talk_ratio" not in health.withheld


def test_a_recording_in_which_nobody_speaks_is_an_error() -> None:
    health = check(decoded(noise(20, -40)), [[]])
    assert (health.issues[0].code, health.issues[0].severity) == ("no_speech", "error")
    assert health.withheld["agent_speech_rate"] == "no_speech"


def test_the_graver_fault_is_the_reason_for_withholding() -> None:
    health = check(decoded(AGENT, silence(20), truncated=True), [SPEECH[0], []])
    assert codes(health) == [("dead_channel", 1), ("truncated", None)]
    assert (health.withheld["hold_time"], health.withheld["handle_time"]) == ("dead_channel", "truncated")


def test_three_parties_are_three_sides() -> None:
    third = np.roll(CUSTOMER, 3 * SAMPLE_RATE) * (np.arange(CUSTOMER.size) > 13 * SAMPLE_RATE)
    recording = decoded(AGENT, silence(20), (third + noise(20, -65)).astype(np.float32))
    health = check(recording, [SPEECH[0], [], [Span(13.0, 20.0)]])
    assert codes(health) == [("dead_channel", 1)]
    assert health.issues[0].detail.startswith("channel 2 never rises above -")
    sources = voice_sources(recording, health)
    assert (sources.sides, sources.indices) == ("channels", (0, 2))


def test_an_empty_recording_does_not_stop_the_check() -> None:
    health = check(decoded(silence(0.01)), [[]])
    assert [code for code, _ in codes(health)][:2] == ["no_speech", "dead_channel"]


def test_every_code_comes_from_a_rule_and_is_in_the_table_for_people() -> None:
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "health.md").read_text("utf-8")
    assert all(f"| `{code}` |" in page for code in HealthCode)
    assert all(f"`{metric}`" in page for metrics in WITHHELD.values() for metric in metrics)
    # Two codes come from one rule, and the invented words from the recogniser.
    assert len(RULES) >= len(HealthCode) - 2


def test_invented_words_are_counted_by_kind_after_the_faults() -> None:
    before = check(decoded(tone(20, 440), tone(20, 550)), [[], []])
    found = with_invented(before, {"stock_phrase": 3, "loop": 2, "faint": 0})
    assert found.issues[:-1] == before.issues
    assert (found.issues[-1].code, found.issues[-1].detail) == (
        "invented_words",
        "5 words dropped: 2 loop, 3 stock phrase",
    )
    assert found.withheld == before.withheld
    assert with_invented(before, {"loop": 1}).issues[-1].detail == "1 word dropped: 1 loop"


def test_without_invented_words_the_health_stays_as_it_is() -> None:
    before = check(decoded(tone(20, 440), tone(20, 550)), [[], []])
    assert with_invented(before, {}) is before
