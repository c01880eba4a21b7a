"""What explanations say: times, and plain words where the files have codes."""

import pytest

from qa_pipeline.audio.health import HealthCode
from qa_pipeline.criteria.words import FAULTS, MEASURED, clock
from qa_pipeline.scoring.conditions import METRICS
from tests.criteria.spoken import Lines, call, english, find


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.0, "0:00"), (47.9, "0:47"), (60.0, "1:00"), (723.4, "12:03"), (3605.0, "1:00:05")]
)
def test_a_moment_is_told_as_a_player_shows_it(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("criterion", "told"),
    [
        ("hold_permission_asked", "Permission is missing before the hold at 0:47."),
        ("hold_reason_given", "A reason or a time is missing before the hold at 0:47."),
        ("hold_thanks", "Thanks are missing after the hold at 0:47."),
    ],
)
def test_what_a_hold_lacks_is_told_with_its_moment(criterion: str, told: str) -> None:
    lines: Lines = [{"silence": 47.0}, {"agent": "Well."}, {"hold": 20.5}, {"agent": "Well, it is done."}]
    assert find(criterion, call(lines), english()).explanation == told


@pytest.mark.parametrize(
    ("criterion", "lines", "told"),
    [
        ("own_name_given", [{"agent": "My name is Laura."}], "The agent gives their name."),
        ("escalation_offered", [{"customer": "Thanks."}], "The customer does not ask for a supervisor."),
    ],
)
def test_an_explanation_reads_as_people_speak(criterion: str, lines: Lines, told: str) -> None:
    assert find(criterion, call(lines), english()).explanation == told


def test_every_fault_has_words_and_every_wording_is_of_a_measurement() -> None:
    assert FAULTS.keys() == set(HealthCode)
    assert MEASURED.keys() <= set(METRICS)


def test_no_code_stands_in_words() -> None:
    assert not [text for text in (*FAULTS.values(), *MEASURED.values()) if "_" in text]
