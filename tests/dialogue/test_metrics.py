from pathlib import Path

import pytest

from qa_pipeline.call import Hold, Interruption, Span, Turn
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.metrics import Metrics, measure

from .spoken import AGENT, CUES, CUSTOMER, UNKNOWN, turn

METRICS_PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"

NAMES = """
duration agent_talk_time customer_talk_time agent_talk_ratio customer_talk_ratio silence_time silence_count
longest_silence dead_air_time longest_dead_air hold_count hold_time longest_hold non_talk_time overlap_time
overlap_ratio agent_interruptions customer_interruptions agent_response_latency_median
agent_response_latency_longest customer_response_latency_median customer_response_latency_longest
agent_longest_monologue customer_longest_monologue agent_speech_rate customer_speech_rate first_agent_speech
loudness_lufs handle_time
""".split()

TWENTY_WORDS = "so " * 19 + "there."
CALL = [
    turn(AGENT, 2, 12, TWENTY_WORDS),
    turn(CUSTOMER, 11, 20, "I have a question."),
    turn(AGENT, 21, 25, "I will look."),
    turn(AGENT, 60, 62, "Found it."),
    turn(CUSTOMER, 64, 65, "Good."),
    turn(AGENT, 75, 77, "Goodbye."),
]
MUSIC = Hold(26, 58, "music", "inferred", 0.9)
SILENCES = [Span(25, 60), Span(65, 75)]


def metrics(
    turns: list[Turn],
    holds: list[Hold] | None = None,
    silences: list[Span] | None = None,
    overlaps: list[Span] | None = None,
    *,
    cues: Cues = CUES,
    after_call_work: float | None = None,
) -> Metrics:
    return measure(
        turns,
        holds or [],
        silences or [],
        overlaps or [],
        [Interruption(11, CUSTOMER)],
        duration=80.0,
        lufs=-21.5,
        cues=cues,
        after_call_work=after_call_work,
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("duration", 80.0),
        ("agent_talk_time", 18.0),
        ("customer_talk_time", 10.0),
        ("agent_talk_ratio", 18 / 80),
        ("customer_talk_ratio", 10 / 80),
        ("silence_time", 45.0),
        ("silence_count", 2.0),
        ("longest_silence", 35.0),
        ("dead_air_time", 10.0),
        ("longest_dead_air", 10.0),
        ("hold_count", 1.0),
        ("hold_time", 32.0),
        ("longest_hold", 32.0),
        ("non_talk_time", 42.0),
        ("overlap_time", 1.0),
        ("overlap_ratio", 1 / 80),
        ("agent_interruptions", 0.0),
        ("customer_interruptions", 1.0),
        ("agent_response_latency_median", 5.5),  # 1 s at 21, 10 s at 75
        ("agent_response_latency_longest", 10.0),
        ("customer_response_latency_median", 2.0),  # the start at 11, before the other's end, is no answer
        ("customer_response_latency_longest", 2.0),
        ("agent_longest_monologue", 10.0),
        ("customer_longest_monologue", 9.0),
        ("agent_speech_rate", 60 * 26 / 18),
        ("customer_speech_rate", 60 * 5 / 10),
        ("first_agent_speech", 2.0),
        ("loudness_lufs", -21.5),
        ("handle_time", None),
    ],
)
def test_a_call_is_measured(name: str, expected: float | None) -> None:
    assert metrics(CALL, [MUSIC], SILENCES, [Span(11, 12)])[name] == pytest.approx(expected)


def test_the_names_are_these_and_no_others() -> None:
    assert sorted(metrics(CALL)) == sorted(NAMES)
    assert sorted(metrics([])) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_metric_is_documented(name: str) -> None:
    page = METRICS_PAGE.read_text(encoding="utf-8")
    generic = name.replace("agent_", "S_", 1).replace("customer_", "S_", 1)
    assert f"| `{name}` |" in page or f"| `{generic}` |" in page


def test_every_documented_metric_is_measured() -> None:
    rows = [line for line in METRICS_PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    documented = [row.split("`")[1] for row in rows]
    by_side = [name.replace("S_", f"{side}_") for name in documented for side in ("agent", "customer")]
    assert set(by_side) == set(NAMES)


AGENT_KEYS = {name for name in NAMES if name.startswith("agent_")} | {"first_agent_speech", "handle_time"}
CUSTOMER_KEYS = {name for name in NAMES if name.startswith("customer_")}
TOGETHER_KEYS = {"overlap_time", "overlap_ratio", "agent_interruptions", "customer_interruptions"}
PARKED_KEYS = {"dead_air_time", "longest_dead_air", "hold_count", "hold_time", "longest_hold", "non_talk_time"}


@pytest.mark.parametrize(
    ("turns", "missing"),
    [
        ([], AGENT_KEYS | CUSTOMER_KEYS | TOGETHER_KEYS | PARKED_KEYS),
        ([turn(UNKNOWN, 0, 20), turn(UNKNOWN, 21, 40)], AGENT_KEYS | CUSTOMER_KEYS | TOGETHER_KEYS),
        ([turn(CUSTOMER, 0, 20)], AGENT_KEYS | TOGETHER_KEYS | {"customer_response_latency_median"}),
    ],
)
def test_what_cannot_be_measured_is_none_and_never_zero(turns: list[Turn], missing: set[str]) -> None:
    measured = metrics(turns)
    assert {name for name in missing if measured[name] is not None} == set()
    assert measured["duration"] == 80.0
    assert measured["silence_count"] == 0.0


def test_voices_on_one_channel_have_no_overlap_to_measure() -> None:
    mono = [turn(AGENT, 0, 20, speaker="voice:0"), turn(CUSTOMER, 21, 40, speaker="voice:1")]
    assert {metrics(mono)[name] for name in TOGETHER_KEYS} == {None}
    assert metrics(mono)["customer_response_latency_median"] == pytest.approx(1.0)


def test_a_recording_without_length_has_no_ratios() -> None:
    measured = measure(CALL, [], [], [], [], duration=0.0, lufs=None)
    assert (measured["agent_talk_ratio"], measured["overlap_ratio"], measured["loudness_lufs"]) == (None, None, None)


@pytest.mark.parametrize(("seconds", "known"), [(9.9, False), (10.0, True)])
def test_a_speech_rate_needs_ten_seconds_of_speech(seconds: float, known: bool) -> None:
    assert (metrics([turn(AGENT, 0, seconds)])["agent_speech_rate"] is not None) is known


def test_without_word_times_the_words_of_the_text_count() -> None:
    assert metrics([Turn(AGENT, 0, 20, "so we go", ())])["agent_speech_rate"] == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("reply", "longest"),
    [
        ("Mm-hm.", 21.0),  # listening
        ("Thanks.", 10.5),  # takes a turn
    ],
)
def test_a_monologue_ends_with_the_others_turn_not_with_a_backchannel(reply: str, longest: float) -> None:
    turns = [turn(AGENT, 0, 10.5), turn(CUSTOMER, 10.5, 11, reply), turn(AGENT, 11, 21)]
    assert metrics(turns)["agent_longest_monologue"] == pytest.approx(longest)


def test_a_monologue_ends_with_a_hold() -> None:
    turns = [turn(AGENT, 0, 10), turn(AGENT, 40, 52)]
    hold = Hold(11, 39, "music", "inferred", 0.9)
    assert metrics(turns, [hold])["agent_longest_monologue"] == pytest.approx(12.0)


def test_an_answer_after_a_hold_is_no_latency() -> None:
    turns = [turn(CUSTOMER, 0, 10), turn(AGENT, 40, 52)]
    hold = Hold(11, 39, "music", "inferred", 0.9)
    assert metrics(turns)["agent_response_latency_longest"] == pytest.approx(30.0)
    assert metrics(turns, [hold])["agent_response_latency_longest"] is None


def test_two_agents_count_as_one_role() -> None:
    turns = [turn(AGENT, 0, 10), turn(CUSTOMER, 11, 12), turn(AGENT, 13, 20, speaker="channel:2")]
    assert metrics(turns)["agent_talk_time"] == pytest.approx(17.0)


def test_handle_time_runs_from_the_answer_and_needs_the_after_call_work() -> None:
    assert metrics(CALL, after_call_work=30.0)["handle_time"] == pytest.approx(80 - 2 + 30)
