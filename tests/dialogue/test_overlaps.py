from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.call import Turn
from qa_pipeline.dialogue.overlaps import find_interruptions, find_overlaps

from .spoken import AGENT, CUES, CUSTOMER, UNKNOWN, pairs, turn


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([turn(AGENT, 0, 4), turn(CUSTOMER, 4.2, 6)], []),
        ([turn(AGENT, 0, 4), turn(CUSTOMER, 3, 6)], [(3, 4)]),
        ([turn(AGENT, 0, 9), turn(CUSTOMER, 3, 4), turn(CUSTOMER, 6, 7)], [(3, 4), (6, 7)]),
        ([turn(AGENT, 0, 4), turn(AGENT, 3, 6)], []),  # one voice
        ([turn(AGENT, 0, 4), turn(CUSTOMER, 3, 6), turn(UNKNOWN, 8, 9)], [(3, 4)]),  # a third alone
        ([turn(AGENT, 0, 4), turn(CUSTOMER, 3.95, 6)], []),  # finer than word times are
    ],
)
def test_an_overlap_is_where_two_voices_speak(turns: list[Turn], expected: list[tuple[float, float]]) -> None:
    assert pairs(find_overlaps(turns)) == expected


def test_a_murmur_in_the_others_pause_is_no_overlap() -> None:
    pieces = (turn(AGENT, 0, 2, "So that is"), turn(AGENT, 3, 5, "what I do."))
    paused = Turn(AGENT, 0, 5, "So that is what I do.", pieces[0].words + pieces[1].words, "channel:0")
    assert find_overlaps([paused, turn(CUSTOMER, 2.2, 2.8, "Mm-hm.")]) == ()


CUT = "I wanted to ask about the"


@pytest.mark.parametrize(
    ("speaking", "breaking_in", "interrupts"),
    [
        (turn(CUSTOMER, 0, 4, CUT), turn(AGENT, 3.4, 6, "No, listen."), True),
        (turn(CUSTOMER, 0, 4, CUT), turn(AGENT, 3.4, 4.5, "No, listen."), True),  # just over a second
        (turn(CUSTOMER, 0, 3.8, CUT), turn(AGENT, 3.4, 6, "No, listen."), True),  # stops at once
        (turn(CUSTOMER, 0, 4, CUT + "..."), turn(AGENT, 3.4, 6, "No, listen."), True),
        (turn(CUSTOMER, 0, 3.8, "I wanted to ask."), turn(AGENT, 3.4, 6, "No, listen."), False),  # finished
        (turn(CUSTOMER, 0, 4.1, "I wanted to ask."), turn(AGENT, 3.4, 6, "No, listen."), True),  # talked down
        (turn(CUSTOMER, 0, 4.1, "May I ask you?"), turn(AGENT, 3.4, 6, "No, listen."), False),  # asked in full
        (turn(CUSTOMER, 0, 4, CUT), turn(AGENT, 3.4, 4.3, "No, listen."), False),  # shorter than a second
        (turn(CUSTOMER, 0, 4, CUT), turn(AGENT, 3.4, 5, "Mm-hm okay right"), False),  # a backchannel
        (turn(CUSTOMER, 0, 9, CUT), turn(AGENT, 3.4, 6, "No, listen."), False),  # does not stop
        (turn(CUSTOMER, 0, 5, CUT), turn(AGENT, 3.4, 6, "No, listen."), False),  # stops of its own later
        (turn(CUSTOMER, 0, 4, CUT), turn(AGENT, 3.7, 6, "No, listen."), False),  # was ending anyway
        (turn(CUSTOMER, 0, 4, CUT), turn(AGENT, 4.2, 6, "No, listen."), False),  # one after the other
        (turn(CUSTOMER, 3.3, 4, CUT), turn(AGENT, 3.4, 6, "No, listen."), False),  # both start at once
        (turn(AGENT, 0, 4, CUT), turn(AGENT, 3.4, 6, "No, listen."), False),  # one voice
    ],
)
def test_who_breaks_in_goes_on_and_the_other_stops_unfinished(
    speaking: Turn, breaking_in: Turn, interrupts: bool
) -> None:
    found = find_interruptions([speaking, breaking_in], CUES)
    assert [(one.start, one.by) for one in found] == ([(3.4, AGENT)] if interrupts else [])


def test_voices_on_one_channel_are_never_heard_together() -> None:
    mono = [turn(CUSTOMER, 0, 4, CUT, "voice:0"), turn(AGENT, 3.4, 6, "No, listen.", "voice:1")]
    assert (find_overlaps(mono), find_interruptions(mono, CUES)) == ((), ())


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 60), st.floats(0.1, 9)), max_size=12))
def test_overlaps_lie_within_the_speech_of_two_and_interruptions_start_turns(
    drawn: list[tuple[bool, float, float]],
) -> None:
    turns = [turn(AGENT if agent else CUSTOMER, start, start + long, CUT) for agent, start, long in drawn]
    overlaps = find_overlaps(turns)
    assert all(span.duration > 0 for span in overlaps)
    assert all(before.end < after.start for before, after in pairwise(overlaps))
    assert not overlaps or len({one.role for one in turns}) == 2
    assert {one.start for one in find_interruptions(turns, CUES)} <= {one.start for one in turns}
