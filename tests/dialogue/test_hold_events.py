import pytest

from qa_pipeline.call import Health, HealthIssue, Sound, Span
from qa_pipeline.dialogue.hold_events import outside_told, told_holds, with_holds_known

DURATION = 100.0


def music(start: float, end: float) -> Sound:
    return Sound(start, end, "music", 0.6)


def tone(start: float, end: float) -> Sound:
    return Sound(start, end, "tone", 0.6)


@pytest.mark.parametrize(
    ("events", "sounds", "expected"),
    [
        ([(20, 40)], [], [(20, 40, "silence")]),
        ([(20, 40)], [music(21, 38)], [(20, 40, "music")]),
        ([(20, 40)], [tone(22, 39)], [(20, 40, "tone")]),
        ([(20, 40)], [music(38, 60)], [(20, 40, "silence")]),  # the music is of another moment
        ([(20, 40)], [music(20, 27), tone(27, 39)], [(20, 40, "tone")]),
        ([(60, 70), (20, 40)], [], [(20, 40, "silence"), (60, 70, "silence")]),
        ([(20, 40), (30, 50)], [], [(20, 50, "silence")]),
        ([(20, 23)], [], [(20, 23, "silence")]),  # short, but the telephone system knows
        ([(90, 120)], [], [(90, 100, "silence")]),  # to the end of the recording
        ([(120, 130), (30, 30)], [], []),  # beyond it, and of no length
        ([], [music(20, 60)], []),  # told that there were none
    ],
)
def test_told_holds_have_the_kind_that_fills_most_of_them(
    events: list[tuple[float, float]], sounds: list[Sound], expected: list[tuple[float, float, str]]
) -> None:
    found = told_holds([Span(*event) for event in events], sounds, duration=DURATION)
    assert [(hold.start, hold.end, hold.kind) for hold in found] == expected
    assert all((hold.source, hold.confidence) == ("metadata", 1.0) for hold in found)


@pytest.mark.parametrize(
    ("withheld", "rest"),
    [
        ({"hold_time": "dead_channel", "silence_time": "dead_channel"}, {"silence_time": "dead_channel"}),
        ({"hold_count": "truncated", "duration": "truncated"}, {"hold_count": "truncated", "duration": "truncated"}),
        ({}, {}),
    ],
)
def test_what_was_told_is_not_withheld_for_what_cannot_be_heard(withheld: dict[str, str], rest: dict[str, str]) -> None:
    issues = (HealthIssue("dead_channel", "error", "…", 0),)
    assert with_holds_known(Health(issues, withheld)) == Health(issues, rest)


@pytest.mark.parametrize(
    ("regions", "kept"),
    [
        ([(22, 30)], []),  # an announcement
        ([(15, 18), (22, 30), (45, 50)], [(15, 18), (45, 50)]),
        ([(18, 25)], [(18, 20)]),  # "one moment", and the announcement begins
        ([(38, 45)], [(40, 45)]),  # the agent comes back a little early
        ([(15, 45)], [(15, 20), (40, 45)]),
        ([(18, 20.3), (39.7, 41)], [(18, 20), (40, 41)]),
        ([(39, 40.3)], []),  # the padding of the announcement's last word
        ([(50, 50.3)], [(50, 50.3)]),  # a short word that no hold touches
    ],
)
def test_what_is_said_in_a_told_hold_is_left_out(
    regions: list[tuple[float, float]], kept: list[tuple[float, float]]
) -> None:
    found = outside_told([Span(*region) for region in regions], [Span(20, 40)])
    assert found == tuple(Span(*span) for span in kept)


def test_with_no_hold_told_all_speech_is_heard() -> None:
    speech = (Span(1, 2), Span(2, 3))
    assert outside_told(speech, ()) == speech
