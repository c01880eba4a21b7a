"""The plain words for every code that a call can carry."""

import pytest

from dashboard.widgets import words
from qa_pipeline.audio.health import HealthCode
from qa_pipeline.call import HealthIssue
from qa_pipeline.finding import Verdict
from qa_pipeline.store.reads import State


def test_every_verdict_has_a_word_and_a_sign_of_its_own() -> None:
    assert set(words.VERDICTS) == set(Verdict)
    assert len({verdict.word for verdict in words.VERDICTS.values()}) == 4
    assert len({verdict.sign for verdict in words.VERDICTS.values()}) == 4


def test_every_state_has_a_word_of_its_own_and_a_next_step_until_it_is_scored() -> None:
    assert set(words.STATES) == set(State)
    assert len(set(words.STATES.values())) == len(State)
    assert set(words.NEXT_STEPS) == set(State) - {State.SCORED}


@pytest.mark.parametrize("code", list(HealthCode))
def test_every_fault_of_a_recording_is_said_in_plain_words(code: HealthCode) -> None:
    assert code in words.HEALTH


@pytest.mark.parametrize(
    ("flag", "read"),
    [
        ("pass_uncertain", "Pass uncertain"),
        ("health:dead_channel", "Recording: dead channel"),
        ("something_new", "Something new"),
    ],
)
def test_a_flag_is_read_as_words(flag: str, read: str) -> None:
    assert words.flag_word(flag) == read


@pytest.mark.parametrize(
    ("passed", "uncertain", "read"),
    [
        (True, False, "Passed"),
        (False, False, "Not passed"),
        (True, True, "Passed, uncertain"),
        (False, True, "Not passed, uncertain"),
    ],
)
def test_a_result_says_whether_it_is_uncertain(passed: bool, uncertain: bool, read: str) -> None:
    assert words.result_word(passed=passed, uncertain=uncertain) == read


def test_a_fault_is_told_with_what_was_measured() -> None:
    issue = HealthIssue("clipping", "warning", "2.0% of the speech on channel 0 is cut off", 0)
    assert words.issue_sentence(issue) == (
        "The recording is distorted where it is too loud (2.0% of the speech on channel 0 is cut off)."
    )
    assert words.issue_sentence(HealthIssue("new_fault", "info", "")) == "New fault."


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a_b*c*.wav", r"a\_b\*c\*\.wav"),
        ("<b>:red[x] $y$", r"\<b\>\:red\[x\] \$y\$"),
        ("# two\n\nlines", r"\# two lines"),
        ("Šarūnas Ωmega", "Šarūnas Ωmega"),
    ],
)
def test_markdown_in_a_name_takes_no_effect(text: str, escaped: str) -> None:
    assert words.plain(text) == escaped
