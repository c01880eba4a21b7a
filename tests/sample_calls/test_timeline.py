"""Laying out a call: gaps, holds, interruptions and backchannels fall where the script says."""

import pytest

from qa_pipeline.call import Role
from qa_pipeline.errors import UsageError
from sample_calls.script import Event, HoldEvent, Pause
from sample_calls.timeline import ANSWER_GAP_S, BREATH_GAP_S, SWITCH_S, TAIL_S, YIELD_S, Timeline, lay_out
from sample_calls.truth import silences, turns
from tests.sample_calls.spoken import WORD_S, a_call, agent, customer, spoken


def laid_out(*dialogue: Event) -> Timeline:
    script = a_call(*dialogue)
    return lay_out(script, spoken(script.lines))


def test_a_line_begins_its_gap_after_the_one_before() -> None:
    first, second = laid_out(agent("one two", gap=1.0), customer("three", gap=0.5)).lines
    assert first.words[0].start == pytest.approx(1.0)
    assert second.words[0].start == pytest.approx(1.0 + 2 * WORD_S + 0.5)


@pytest.mark.parametrize(("answer", "allowed"), [(customer("two"), ANSWER_GAP_S), (agent("two"), BREATH_GAP_S)])
def test_a_gap_that_nobody_wrote_is_a_natural_one(answer: Event, allowed: tuple[float, float]) -> None:
    first, second = laid_out(agent("one"), answer).lines
    assert allowed[0] <= second.words[0].start - first.end <= allowed[1]


def test_the_same_seed_gives_the_same_call() -> None:
    dialogue = (agent("one"), customer("two"), agent("three"))
    assert [line.words for line in laid_out(*dialogue).lines] == [line.words for line in laid_out(*dialogue).lines]


def test_a_silent_hold_ends_with_the_first_word_after_it() -> None:
    timeline = laid_out(agent("one", gap=0.0), HoldEvent(hold="silence", seconds=12), agent("two"))
    (hold,) = timeline.holds
    assert (hold.start, hold.end) == pytest.approx((WORD_S, WORD_S + 12))
    assert timeline.lines[1].words[0].start == pytest.approx(hold.end)


def test_hold_music_comes_a_moment_after_the_last_word() -> None:
    music = HoldEvent(hold="music", seconds=8, track="reno_project-system")
    (hold,) = laid_out(agent("one", gap=0.0), music, agent("two")).holds
    assert (hold.start, hold.end) == pytest.approx((WORD_S + SWITCH_S, WORD_S + SWITCH_S + 8))


def test_a_backchannel_leaves_the_speaker_talking() -> None:
    timeline = laid_out(agent("one two three | four five six"), customer("mm-hm", overlap="backchannel"))
    talk, backchannel = timeline.lines
    assert backchannel.words[0].start == pytest.approx(talk.words[3].start)
    assert len(talk.words) == 6
    assert timeline.interruptions == ()


def test_an_interrupted_speaker_stops_soon_and_unfinished() -> None:
    talk = customer("one two | three four five six seven eight")
    timeline = laid_out(talk, agent("no no no no", overlap="interruption"))
    interrupted, interrupter = timeline.lines
    (cut,) = timeline.interruptions
    assert (cut.by, cut.start) == (Role.AGENT, interrupter.words[0].start)
    assert 0 <= interrupted.end - (cut.start + YIELD_S) < WORD_S
    assert [word.text for word in interrupted.words] == ["one", "two", "three", "four"]
    assert interrupted.start + interrupted.sound.size / 8000 == pytest.approx(interrupted.end, abs=1e-3)


@pytest.mark.parametrize(
    ("talk", "cut", "words"),
    [("one | two three four", "no", "too short"), ("one two | three", "no no no no no", "ends by itself")],
)
def test_what_would_be_no_interruption_is_refused(talk: str, cut: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        laid_out(customer(talk), agent(cut, overlap="interruption"))


def test_the_next_line_waits_until_everybody_has_finished() -> None:
    timeline = laid_out(agent("one | two three four"), customer("ok", overlap="backchannel"), customer("five", gap=0.3))
    assert timeline.lines[2].words[0].start == pytest.approx(timeline.lines[0].end + 0.3)
    assert timeline.duration == pytest.approx(timeline.lines[2].end + TAIL_S)


def test_lines_of_one_speaker_are_one_turn_until_a_pause_or_the_other_side_comes() -> None:
    timeline = laid_out(agent("one"), agent("two"), customer("three"), agent("four"), Pause(pause=4), agent("five"))
    assert [len(turn) for turn in turns(timeline.lines)] == [2, 1, 1, 1]


def test_silences_are_longer_than_three_seconds_and_include_holds_and_the_edges() -> None:
    timeline = laid_out(
        Pause(pause=3.5),
        agent("one", gap=0.0),
        Pause(pause=2.9),
        agent("two", gap=0.0),
        HoldEvent(hold="silence", seconds=5),
        agent("three"),
    )
    found = silences(timeline.lines, timeline.duration)
    assert [round(gap.duration, 3) for gap in found] == [3.5, 5.0]
    assert found[0].start == 0.0


def test_a_backchannel_inside_a_long_line_makes_no_silence() -> None:
    timeline = laid_out(agent("a | b c d e f g h i j k l m n", gap=0.0), customer("ok", overlap="backchannel"))
    assert silences(timeline.lines, timeline.duration) == ()
