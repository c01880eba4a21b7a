"""Scripts: what may be written, and what is refused with a line that helps."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_pipeline.errors import UsageError
from sample_calls.script import HoldEvent, Line, Script, load_script, script_paths
from sample_calls.sources import MUSIC_SHA256
from sample_calls.voices import ALIKE, ALLOWED

CRITERIA = frozenset(
    "answered_in_time company_named own_name_given help_offered identity_checked understanding_confirmed "
    "no_interrupting talk_ratio_in_range no_long_monologue feeling_acknowledged apology_given hold_permission_asked "
    "hold_reason_given hold_within_limits hold_thanks no_dead_air next_step_given resolution_confirmed "
    "escalation_offered no_blame no_dismissive_phrases no_profanity no_absolute_promise no_card_data_aloud "
    "anything_else thanks_given goodbye_said customer_name_used problem_restated patient_with_complaint "
    "follow_up_timed reference_given respectful_address summary_given expectations_set recording_notice_given".split()
)
NEVER_MISSED = {"follow_up_timed"}
"""Whoever promises a follow-up in these calls says by when."""
HOLD_CRITERIA = ("hold_permission_asked", "hold_reason_given", "hold_within_limits", "hold_thanks")


@pytest.fixture(params=script_paths(), ids=lambda path: path.stem)
def script(request: pytest.FixtureRequest) -> Script:
    return load_script(request.param)


def test_every_criterion_has_an_expected_verdict(script: Script) -> None:
    assert set(script.expected) == CRITERIA


def test_hold_questions_apply_when_and_only_when_somebody_is_put_on_hold(script: Script) -> None:
    held = any(isinstance(event, HoldEvent) for event in script.dialogue)
    assert {script.expected[name] != "not_applicable" for name in HOLD_CRITERIA} == {held}


def test_an_agent_who_interrupts_twice_is_expected_to_fail(script: Script) -> None:
    agents = {name for name, speaker in script.speakers.items() if speaker.role == "agent"}
    cuts = [line for line in script.lines if line.overlap == "interruption" and line.speaker in agents]
    assert (script.expected["no_interrupting"] == "not_met") is (len(cuts) > 1)


def test_numbers_are_written_as_they_are_spoken(script: Script) -> None:
    assert not [line.text for line in script.lines if any(character.isdigit() for character in line.text)]


def test_voices_are_allowed_and_can_be_told_apart(script: Script) -> None:
    voices = [speaker.voice for speaker in script.speakers.values()]
    assert set(voices) <= ALLOWED
    assert len(set(voices)) == len(voices)
    assert not set(voices) >= ALIKE


def test_hold_music_is_one_of_the_pinned_tracks(script: Script) -> None:
    tracks = {event.track for event in script.dialogue if isinstance(event, HoldEvent) and event.track}
    assert tracks <= set(MUSIC_SHA256)


def test_between_them_the_calls_have_every_track_and_every_kind_of_hold() -> None:
    holds = [event for path in script_paths() for event in load_script(path).dialogue if isinstance(event, HoldEvent)]
    assert {hold.track for hold in holds if hold.track} == set(MUSIC_SHA256)
    assert {hold.hold for hold in holds} == {"music", "silence", "tone"}


def test_between_them_the_calls_give_every_criterion_both_verdicts() -> None:
    given = {pair for path in script_paths() for pair in load_script(path).expected.items()}
    assert {name for name, verdict in given if verdict == "met"} == CRITERIA
    assert {name for name, verdict in given if verdict == "not_met"} == CRITERIA - NEVER_MISSED


def a_script(**changes: Any) -> dict[str, Any]:
    return {
        "title": "A call",
        "shows": "nothing much",
        "licence": "Apache-2.0",
        "seed": 1,
        "sides": "mono",
        "speakers": {
            "agent": {"role": "agent", "voice": "af_sky"},
            "customer": {"role": "customer", "voice": "am_liam"},
        },
        "line": {},
        "dialogue": [{"agent": "Hello there."}, {"customer": "Hi."}],
        "expected": {"goodbye_said": "not_met"},
        **changes,
    }


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "call.yaml"
    path.write_text(yaml.safe_dump(a_script(**changes)), encoding="utf-8")
    return path


def test_a_script_is_named_after_its_file(tmp_path: Path) -> None:
    assert load_script(written(tmp_path)).name == "call"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"licence": "MIT"}, "licence"),
        ({"tempo": 3}, "tempo"),
        ({"sides": "stereo"}, "needs channel: left or right"),
        ({"dialogue": [{"manager": "Hello."}]}, "'manager'.* is not among speakers"),
        ({"dialogue": [{"agent": "Hello.", "customer": "Hi."}]}, "one speaker"),
        ({"dialogue": [{"agent": "Well | now"}]}, "followed by no overlapping line"),
        ({"dialogue": [{"agent": "Well | now"}, {"customer": "Hi."}]}, "followed by no overlapping line"),
        ({"dialogue": [{"agent": "Well"}, {"customer": "Hi.", "overlap": "backchannel"}]}, "no '|' in the line before"),
        ({"dialogue": [{"hold": "music", "seconds": 5}]}, "needs a track"),
        ({"dialogue": [{"hold": "music", "seconds": 5, "track": "reno_project-system"}]}, "CC-BY-SA-3.0"),
        ({"dialogue": [{"hold": "jingle", "seconds": 5}]}, r"dialogue\.0\.hold.*'music'.*found 'jingle'"),
        ({"expected": {"goodbye_said": "perhaps"}}, "expected.goodbye_said"),
    ],
)
def test_a_wrong_script_is_refused_with_the_file_and_the_reason(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    path = written(tmp_path, **changes)
    with pytest.raises(UsageError, match=words) as refused:
        load_script(path)
    assert str(refused.value).startswith(str(path))


def test_marks_tell_how_many_words_come_before_them() -> None:
    line = Line(speaker="agent", text="One two | three | four five")
    assert line.marks == (2, 3)
    assert line.words == ("One", "two", "three", "four", "five")
