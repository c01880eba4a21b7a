"""A written dialogue as a call: when things are said, and what is measured of it."""

from typing import Any

import pytest

from qa_pipeline.call import Call, Role, Span
from qa_pipeline.dialogue.overlaps import find_interruptions
from qa_pipeline.rehearsal.dialogue import Dialogue
from qa_pipeline.rehearsal.staging import stage
from qa_pipeline.scoring.conditions import METRICS
from tests.criteria.spoken import english


def staged(*lines: dict[str, Any], **known: Any) -> Call:
    return stage(Dialogue.model_validate({"lines": list(lines), **known}), cues=english())


def test_words_follow_each_other_at_two_and_a_half_a_second() -> None:
    call = staged({"agent": "How can I help you?"}, {"customer": "It is down."})
    first, second = call.turns
    assert (first.span, second.span) == (Span(0.0, 2.0), Span(2.4, 3.6))
    assert [(word.text, word.start, word.end) for word in second.words][1] == ("is", 2.8, 3.2)
    assert {word.probability for word in first.words} == {0.95}
    assert [turn.speaker for turn in call.turns] == ["channel:0", "channel:1"]
    assert call.recording.duration == 4.0


def test_a_silence_begins_with_the_last_word_and_a_hold_after_it() -> None:
    call = staged({"agent": "Please hold."}, {"hold": 20}, {"agent": "Well."}, {"silence": 7}, {"agent": "So."})
    assert [(hold.start, hold.end, hold.kind) for hold in call.holds] == [(1.2, 21.2, "music")]
    assert call.silences == (Span(0.8, 21.2), Span(21.6, 28.6))
    assert (call.metrics["hold_time"], call.metrics["longest_dead_air"]) == (20.0, 7.0)


def test_a_hold_may_be_silent() -> None:
    assert staged({"agent": "Please hold."}, {"silent hold": 20}).holds[0].kind == "silence"


def test_an_interruption_is_one_by_the_rules_of_the_dialogue_too() -> None:
    call = staged({"customer": "So I called you and then"}, {"agent interrupts": "Which line is it about?"})
    assert [(one.start, one.by) for one in call.interruptions] == [(1.6, Role.AGENT)]
    assert call.overlaps == (Span(1.6, 2.4),)
    assert call.metrics["agent_interruptions"] == 1.0
    assert find_interruptions(call.turns, english()) == call.interruptions


def test_who_is_overlapped_goes_on() -> None:
    call = staged({"customer": "So I called you and then"}, {"agent overlaps": "Mm-hm."}, {"customer": "Nothing."})
    assert [(turn.role, turn.start) for turn in call.turns] == [("customer", 0.0), ("agent", 1.2), ("customer", 2.8)]
    assert call.interruptions == ()
    assert find_interruptions(call.turns, english()) == ()


def test_every_measurement_is_there_and_may_be_set_by_hand() -> None:
    call = staged({"agent": "Hello."}, metrics={"agent_talk_ratio": None}, heard=0.4, metadata={"queue": "a"})
    assert set(call.metrics) == set(METRICS)
    assert call.metrics["agent_talk_ratio"] is None
    assert call.turns[0].words[0].probability == 0.4
    assert call.metadata.queue == "a"


@pytest.mark.parametrize("confidence", ["role_confidence", "language_confidence"])
def test_a_written_call_leaves_no_doubt(confidence: str) -> None:
    assert getattr(staged({"agent": "Hello."}), confidence) == 1.0
