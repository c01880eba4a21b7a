"""What the player is given of a call."""

from dataclasses import replace

import pytest

from dashboard.widgets.lanes import MOST_BARS, lanes_of
from dashboard.widgets.payload import CriterionCard, Mark, Payload, SpokenTurn, payload_of
from qa_pipeline.call import Hold, Interruption, Loudness, Recording, Role, Turn
from tests.dashboard import dialogue, marks

CALL = dialogue.call("a.wav", "a" * 64)


@pytest.fixture
def payload() -> Payload:
    return payload_of(CALL, marks.PASSED, playable=True)


def card(payload: Payload, title: str) -> CriterionCard:
    [found] = [item for section in payload.sections for item in section.criteria if item.title == title]
    return found


def test_turns_and_what_lies_between_them_come_in_order_of_time(payload: Payload) -> None:
    starts = [item.start for item in payload.transcript]
    assert starts == sorted(starts)
    labels = [item.label for item in payload.transcript if isinstance(item, Mark)]
    assert labels == [
        "Customer interrupts the agent",
        "On hold, music, 16 s, found in the sound (97 % sure)",
        "Silence, 6 s",
    ]


def test_an_interruption_stands_before_the_turn_that_it_is(payload: Payload) -> None:
    at = next(index for index, item in enumerate(payload.transcript) if isinstance(item, Mark))
    following = payload.transcript[at + 1]
    assert isinstance(following, SpokenTurn)
    assert (following.role, following.start) == ("customer", payload.transcript[at].start)


def test_words_that_were_hard_to_hear_are_marked_and_no_others(payload: Payload) -> None:
    unsure = {word[0] for item in payload.transcript if isinstance(item, SpokenTurn) for word in item.words if word[3]}
    assert unsure == dialogue.HARD_TO_HEAR


def test_a_turn_without_words_is_shown_by_its_text() -> None:
    bare = replace(CALL, turns=(Turn(Role.UNKNOWN, 1.0, 2.0, "Hello?", ()),), holds=(), silences=(), interruptions=())
    [turn] = payload_of(bare, None, playable=False).transcript
    assert isinstance(turn, SpokenTurn)
    assert turn.words == (("Hello?", 1.0, 2.0, False),)
    assert turn.speaker == "Unknown speaker"


def test_a_silence_within_a_hold_is_no_silence_of_its_own(payload: Payload) -> None:
    assert [mark.start for mark in payload.marks if mark.kind == "silence"] == [78.6]


def test_a_hold_told_by_the_telephone_system_needs_no_confidence() -> None:
    told = replace(CALL, holds=(Hold(10.0, 85.0, "silence", "metadata", 1.0),), interruptions=(), silences=())
    assert payload_of(told, None, playable=True).marks[0].label == "On hold, silence, 1:15 min"


def test_a_hold_of_almost_a_minute_is_a_minute() -> None:
    told = replace(CALL, holds=(Hold(10.0, 69.8, "silence", "metadata", 1.0),), interruptions=(), silences=())
    assert payload_of(told, None, playable=True).marks[0].label == "On hold, silence, 1:00 min"


def test_an_interruption_by_somebody_unknown_blames_nobody() -> None:
    unknown = replace(CALL, holds=(), silences=(), interruptions=(Interruption(5.0, Role.UNKNOWN),))
    assert payload_of(unknown, None, playable=True).marks[0].label == "Interruption"


def test_an_absent_answer_carries_the_window_that_was_searched(payload: Payload) -> None:
    absent = card(payload, "Resolution confirmed by the customer")
    assert absent.evidence == ()
    assert absent.searched is not None
    assert (absent.searched.start, absent.searched.end) == (74.0, 93.4)


def test_not_applicable_and_undetermined_are_told_apart(payload: Payload) -> None:
    moot, unclear = card(payload, "Escalation offered"), card(payload, "Feeling acknowledged")
    assert (moot.word, moot.sign) == ("Not applicable", "–")
    assert (unclear.word, unclear.sign) == ("Undetermined", "?")
    assert moot.meaning != unclear.meaning


def test_the_fine_print_names_confidence_weight_and_clause(payload: Payload) -> None:
    assert card(payload, "Company named").fine == "97 % sure · weight 1 · clause communication.courtesy"


def test_the_fine_print_names_the_level_of_a_scale_and_the_points_of_a_bonus() -> None:
    first = marks.CRITERIA[0]
    scaled = replace(first, finding=replace(first.finding, level=5.0), scale=(1.0, 10.0))
    extra = replace(first, title="Extra", weight=0.0, bonus=3.0)
    shown = payload_of(CALL, replace(marks.PASSED, criteria=(scaled, extra)), playable=True)
    assert "level 5 of 1 to 10 · weight 1" in card(shown, "Company named").fine
    assert "bonus of 3 points" in card(shown, "Extra").fine


def test_a_section_inside_another_is_named_with_it() -> None:
    opening, *others = marks.PASSED.sections
    inner = replace(opening, section="greeting", title="Greeting", inside="opening")
    shown = payload_of(CALL, replace(marks.PASSED, sections=(opening, inner, *others)), playable=True)
    assert shown.sections[1].title == "Opening: Greeting"


def test_the_fine_print_has_the_title_of_the_clause_where_there_is_one() -> None:
    titled = payload_of(CALL, marks.PASSED, playable=True, clauses={"communication.courtesy": "Kohteliaisuus"})
    assert card(titled, "Company named").fine.endswith("clause Kohteliaisuus (communication.courtesy)")


def test_a_condition_of_the_scorecard_is_not_a_confidence() -> None:
    first = marks.CRITERIA[0]
    decided = replace(first, finding=replace(first.finding, decided_by="system", clause=""))
    shown = payload_of(CALL, replace(marks.PASSED, criteria=(decided,)), playable=True)
    assert card(shown, "Company named").fine == "decided by a condition of the scorecard · weight 1"


def test_a_call_without_a_score_has_no_scorecard() -> None:
    shown = payload_of(CALL, None, playable=True)
    assert (shown.scorecard, shown.sections) == ("", ())


def test_a_lane_shows_loudness_only_while_its_side_speaks(payload: Payload) -> None:
    agent, customer = payload.lanes
    assert [agent.role, customer.role] == ["agent", "customer"]
    assert all(0 <= level <= 1 for level in agent.levels)
    assert agent.levels[50] == customer.levels[50] == 0.0
    assert agent.levels[3] > 0.3 > customer.levels[3]


def test_a_speaker_of_unknown_role_gets_a_lane_when_there_is_one() -> None:
    stranger = replace(CALL.turns[0], role=Role.UNKNOWN)
    assert [lane.role for lane in lanes_of(replace(CALL, turns=(stranger,)))] == ["agent", "customer", "unknown"]


def test_a_long_call_has_no_more_bars_than_the_strip_can_show() -> None:
    hours = replace(
        CALL,
        recording=Recording("long.wav", "f" * 64, 7200.0, 1),
        turns=(Turn(Role.AGENT, 0.0, 7200.0, "on and on", (), "voice:0"),),
        loudness=Loudness(((-20.0,) * 7200,)),
    )
    agent = lanes_of(hours)[0]
    assert 0 < len(agent.levels) <= MOST_BARS


def test_an_unknown_loudness_draws_no_bars() -> None:
    assert all(lane.levels == () for lane in lanes_of(replace(CALL, loudness=Loudness())))
