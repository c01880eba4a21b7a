"""Outputs spoiled on purpose lose exactly what was taken from them, and nothing else."""

import copy

import pytest

from qa_pipeline.evaluation.figures import pool
from tests.evaluation.tales import (
    Document,
    as_output,
    compared,
    figures,
    lose,
    named,
    plain_words,
    sample_truths,
    small_truth,
    turn,
)

SPOKEN = {name: truth for name, truth in sample_truths().items() if truth.get("turns")}
HELD = {name: truth for name, truth in SPOKEN.items() if truth["holds"]}
JUDGED = {name: truth for name, truth in sample_truths().items() if truth.get("expected")}
K = 7
OTHER = {"agent": "customer", "customer": "agent"}


def every(truths: dict[str, Document]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("truth", truths.values(), ids=list(truths))


@every(SPOKEN)
def test_swapped_roles_cost_every_role_and_no_word(truth: Document) -> None:
    output = as_output(truth)
    for told in output["turns"]:
        told["role"] = OTHER[told["role"]]
    reached = named(figures(truth, output))
    assert (reached["role_accuracy"], reached["word_role_error"]) == (0, 1)
    assert (reached["wer"], reached["der"]) == pytest.approx((0, 0))


@every(SPOKEN)
def test_a_turn_of_the_wrong_role_costs_its_words(truth: Document) -> None:
    output = as_output(truth)
    whole = compared(truth, output)
    astray = output["turns"][-1]
    astray["role"] = OTHER[astray["role"]]
    alone = compared({**truth, "turns": [truth["turns"][-1]]}, {**output, "turns": [astray]})
    roles = compared(truth, output).roles
    assert roles is not None
    assert alone.roles is not None
    assert whole.roles is not None
    assert (roles.words_astray, roles.words) == (alone.roles.words, whole.roles.words)


@every(SPOKEN)
@pytest.mark.parametrize("late", [0.2, -0.1])
def test_words_that_are_late_cost_their_delay(truth: Document, late: float) -> None:
    output = as_output(truth)
    for told in output["turns"]:
        for word in told["words"]:
            word["start"] += late
            word["end"] += late
    reached = named(figures(truth, output))
    assert reached["word_start_error"] == pytest.approx(abs(late))
    assert (reached["wer"], reached["role_accuracy"]) == (0, 1)


@every(SPOKEN)
def test_words_left_out_are_deletions(truth: Document) -> None:
    output = as_output(truth)
    lost = plain_words(output)[::5][:K]
    lose(output, lost)
    measures = compared(truth, output).words
    assert measures is not None
    errors = measures.whole
    assert (errors.deleted, errors.inserted, errors.substituted) == (len(lost), 0, 0)
    assert errors.rate == len(lost) / errors.said


@every(SPOKEN)
def test_words_put_in_are_insertions(truth: Document) -> None:
    output = as_output(truth)
    last = output["turns"][-1]
    end = last["words"][-1]["end"]
    last["words"] += [{"text": "blurb", "start": end, "end": end} for _ in range(K)]
    measures = compared(truth, output).words
    assert measures is not None
    assert (measures.whole.deleted, measures.whole.inserted, measures.whole.substituted) == (0, K, 0)


@every(SPOKEN)
def test_words_changed_are_substitutions(truth: Document) -> None:
    output = as_output(truth)
    changed = plain_words(output)[::5][:K]
    for word in changed:
        word["text"] = "blurb"
    measures = compared(truth, output).words
    assert measures is not None
    assert (measures.whole.deleted, measures.whole.inserted, measures.whole.substituted) == (0, 0, len(changed))
    assert sum(errors.substituted for errors in measures.by_role.values()) == len(changed)


@every(HELD)
def test_a_hold_lost_costs_recall(truth: Document) -> None:
    output = as_output(truth)
    del output["holds"][0]
    reached, holds = named(figures(truth, output)), len(truth["holds"])
    assert reached["hold_recall"] == (holds - 1) / holds
    assert reached["hold_precision"] == (1 if holds > 1 else None)


@every(HELD)
def test_a_hold_made_up_costs_precision(truth: Document) -> None:
    output = as_output(truth)
    output["holds"].append({"start": 0.0, "end": 0.5, "kind": "tone"})
    reached, holds = named(figures(truth, output)), len(truth["holds"])
    assert (reached["hold_recall"], reached["hold_precision"]) == (1, holds / (holds + 1))


@every(HELD)
def test_holds_that_are_late_cost_their_delay_at_both_ends_and_their_overlap(truth: Document) -> None:
    output = as_output(truth)
    for hold in output["holds"]:
        hold["start"] += 1.0
        hold["end"] += 1.0
    reached = named(figures(truth, output))
    lengths = [hold["end"] - hold["start"] for hold in truth["holds"]]
    assert (reached["hold_onset_error"], reached["hold_offset_error"]) == pytest.approx((1.0, 1.0))
    assert reached["hold_iou"] == pytest.approx(sum((s - 1) / (s + 1) for s in lengths) / len(lengths))


def test_a_hold_of_the_wrong_kind_costs_its_kind_alone() -> None:
    output = as_output(small_truth())
    output["holds"][0]["kind"] = "tone"
    reached = named(figures(small_truth(), output))
    assert (reached["hold_kind_accuracy"], reached["hold_recall"], reached["hold_iou"]) == (0, 1, 1)


@every(SPOKEN)
def test_interruptions_made_up_cost_precision(truth: Document) -> None:
    output = as_output(truth)
    true = len(truth["interruptions"])
    output["interruptions"] += [{"start": 5000.0 + 10 * number, "by": "agent"} for number in range(K)]
    reached = named(figures(truth, output))
    assert reached["interruption_precision"] == true / (true + K)
    assert reached["interruption_f1"] == 2 * true / (2 * true + K)
    assert reached["interruption_recall"] == (1 if true else None)


@pytest.mark.parametrize(("late", "by", "right"), [(0.9, "customer", 1), (1.1, "customer", 0), (0.0, "agent", 0)])
def test_an_interruption_counts_when_it_is_near_and_of_the_same_side(late: float, by: str, right: int) -> None:
    output = as_output(small_truth())
    output["interruptions"] = [{"start": 10.0 + late, "by": by}]
    assert named(figures(small_truth(), output))["interruption_f1"] == right


@every(JUDGED)
def test_flipped_verdicts_cost_their_share(truth: Document) -> None:
    output = as_output(truth)
    for finding in output["findings"][:K]:
        finding["verdict"] = "not_met" if finding["verdict"] == "met" else "met"
    reached, answers = named(figures(truth, output)), len(truth["expected"])
    assert reached["verdict_accuracy"] == (answers - K) / answers
    assert reached["verdict_coverage"] == 1


@every(JUDGED)
def test_verdicts_withheld_cost_coverage_and_no_accuracy(truth: Document) -> None:
    output = as_output(truth)
    for finding in output["findings"][:K]:
        finding["verdict"] = "undetermined"
    reached, answers = named(figures(truth, output)), len(truth["expected"])
    assert reached["verdict_accuracy"] == 1
    assert reached["verdict_coverage"] == (answers - K) / answers


@pytest.mark.parametrize(
    ("issues", "recall", "precision"),
    [
        ([("clipping", 1)], 1 / 2, 1),
        ([("clipping", 0), ("low_level", None)], 1 / 2, 1 / 2),
        ([("clipping", 1), ("low_level", None), ("no_speech", None)], 1, 2 / 3),
        ([], 0, None),
    ],
)
def test_faults_are_told_with_their_channel(
    issues: list[tuple[str, int | None]], recall: float, precision: float | None
) -> None:
    output = as_output(small_truth())
    output["health"]["issues"] = [{"code": code, "channel": channel} for code, channel in issues]
    reached = named(figures(small_truth(), output))
    assert (reached["fault_recall"], reached["fault_precision"]) == (recall, precision)


def test_words_invented_while_nobody_speaks_are_counted_where_they_are() -> None:
    output = as_output(small_truth())
    output["turns"].append(turn("agent", 30.0, "one two three four"))  # the first lies at the hold's very edge
    output["turns"][-1]["words"][0] |= {"start": 29.9, "end": 30.2}
    assert named(figures(small_truth(), output))["words_invented_in_holds"] == 3
    truth = small_truth() | {"holds": []}
    reached = named(figures(truth, output))
    assert (reached["words_invented_in_holds"], reached["words_invented_in_silence"]) == (0, 4)


@pytest.mark.parametrize(
    ("spoil", "strict", "forgiving"),
    [
        # 2 of 20 seconds of speech; the collar takes 4 × 0.25 s of true speech away, and one edge's share of the loss
        ("missed", 2 / 20, 1.75 / 19),
        ("made up", 2 / 20, 1.75 / 19),
        ("confused", 2 / 20, 1.75 / 19),
        ("a little late", 0.4 / 20, 0.0),
    ],
)
def test_speech_misplaced_costs_its_seconds(spoil: str, strict: float, forgiving: float) -> None:
    truth, output = small_truth(), as_output(small_truth())
    agent, customer = output["turns"]
    if spoil == "missed":
        customer["words"] = customer["words"][:-2]
    if spoil == "made up":
        customer["words"] += turn("customer", 20.0, "and more")["words"]
    if spoil == "confused":
        agent["words"] += customer["words"][:2]
        customer["words"] = customer["words"][2:]
    if spoil == "a little late":
        agent["words"][0]["start"] += 0.2
        customer["words"][-1]["end"] -= 0.2
    reached = named(figures(truth, output))
    assert reached["der"] == pytest.approx(strict)
    assert reached["der_collar"] == pytest.approx(forgiving)


def test_over_several_calls_errors_are_summed_before_they_are_divided() -> None:
    truth, output = small_truth(), as_output(small_truth())
    spoilt = copy.deepcopy(output)
    lose(spoilt, plain_words(spoilt)[:5])
    spoilt["holds"] = []
    pooled = named(pool([compared(truth, output, "one"), compared(truth, spoilt, "other")]))
    assert (pooled["wer"], pooled["hold_recall"]) == (5 / 40, 1 / 2)
