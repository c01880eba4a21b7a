"""The measurements of a call as tables."""

from dataclasses import replace

from dashboard.widgets.measurements import SIDES, WHOLE, by_side, of_the_call, withheld
from qa_pipeline.call import Health
from tests.dashboard import dialogue

CALL = dialogue.call("a.wav", "a" * 64)


def value(table: dict[str, list[str]], title: str, column: str) -> str:
    return table[column][table["Measurement"].index(title)]


def test_each_side_is_measured_with_its_units() -> None:
    table = by_side(CALL)
    assert value(table, "Talk time", "Agent") == "37.2 s"
    assert value(table, "Talk time, share of the call", "Customer") == "22 %"
    assert value(table, "Speech rate", "Agent") == "148 words/min"
    assert value(table, "Interruptions made", "Customer") == "1"


def test_silence_gaps_say_that_a_hold_is_one_of_them() -> None:
    table = of_the_call(CALL)
    assert value(table, "Holds", "Value") == "1"
    assert value(table, "Silence gaps, holds among them", "Value") == "2"


def test_what_could_not_be_measured_is_no_zero() -> None:
    assert value(by_side(CALL), "Speech rate", "Customer") == "–"
    assert value(of_the_call(CALL), "Handle time", "Value") == "–"


def test_minutes_are_told_as_minutes() -> None:
    long = replace(CALL, metrics={"duration": 119.6, "hold_time": 59.97, "longest_hold": 60.0})
    assert value(of_the_call(long), "Duration", "Value") == "2 min 0 s"
    assert value(of_the_call(long), "Time on hold", "Value") == "1 min 0 s"
    assert value(of_the_call(long), "Longest hold", "Value") == "1 min 0 s"


def test_a_withheld_measurement_gives_its_reason_instead_of_a_number() -> None:
    faulty = replace(CALL, health=Health((), {"overlap_time": "fake_stereo", "agent_interruptions": "fake_stereo"}))
    assert value(of_the_call(faulty), "Both speaking", "Value") == "withheld"
    assert value(by_side(faulty), "Interruptions made", "Agent") == "withheld"
    assert withheld(faulty) == {
        "Both channels carry the same sound, so the speakers were told apart by their voices.": [
            "Both speaking",
            "Interruptions made (agent)",
        ]
    }


def test_a_new_measurement_is_shown_before_it_has_a_title() -> None:
    newer = replace(CALL, metrics={"pitch_range": 3.5})
    assert value(of_the_call(newer), "Pitch range", "Value") == "3.5"


def test_every_measurement_of_today_has_a_title() -> None:
    assert of_the_call(CALL)["Measurement"] == [measure.title for measure in WHOLE]
    sides = {f"{side}_{measure.name}" for side in ("agent", "customer") for measure in SIDES}
    assert set(dialogue.METRICS) == sides | {measure.name for measure in WHOLE}
