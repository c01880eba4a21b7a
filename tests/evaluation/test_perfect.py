"""The truth itself, written as if callqa had answered it, is right in everything."""

import pytest

from qa_pipeline.evaluation.measures import MEASURES
from tests.evaluation.tales import Document, as_output, figures, named, sample_truths, small_truth

# Not of what is right: how far the kappa's interval reaches, and how fast the machine is.
FREE = {"kappa_low", "kappa_high", "real_time_factor"}
# What scoring the truth itself would give, which nothing here does.
SCORED_ANEW = {"verdict_accuracy_as_told", "verdict_coverage_as_told"}
BEST = {measure.name: 1.0 if measure.better == "high" else 0.0 for measure in MEASURES if measure.name not in FREE}
TRUTHS = sample_truths() | {"small": small_truth()}


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=list(TRUTHS))
def test_the_truth_scores_full_marks_on_everything_that_it_tells(truth: Document) -> None:
    reached = {name: value for name, value in named(figures(truth, as_output(truth))).items() if name in BEST}
    told = {name: value for name, value in reached.items() if value is not None}
    assert told == pytest.approx({name: BEST[name] for name in told}, abs=1e-9)


def test_the_small_truth_is_measured_in_every_part_but_channels() -> None:
    reached = named(figures(small_truth(), as_output(small_truth())))
    gone = {name for name, value in reached.items() if value is None} - FREE - SCORED_ANEW
    assert gone == {"wer_channel_0", "wer_channel_1"}


@pytest.mark.parametrize("part", ["turns", "holds", "silences", "interruptions", "expected", "language", "health"])
def test_a_part_that_the_truth_lacks_is_not_measured_and_the_rest_is(part: str) -> None:
    truth = small_truth()
    output = as_output(truth)
    del truth[part]
    reached, whole = named(figures(truth, output)), named(figures(small_truth(), output))
    gone = {name for name, value in reached.items() if value is None and whole[name] is not None}
    marks = {
        "turns": ("wer", "wer_agent", "wer_customer", "word_start_error", "word_role_error", "role_accuracy"),
        "holds": (*(name for name in whole if name.startswith("hold_")), "words_invented_in_holds"),
        "silences": ("words_invented_in_silence",),
        "interruptions": ("interruption_f1", "interruption_precision", "interruption_recall"),
        "expected": (
            "verdict_accuracy",
            "verdict_coverage",
            "verdict_kappa",
            "verdict_kappa_determined",
            "calibration_error",
        ),
        "language": ("language_accuracy",),
        "health": ("fault_recall", "fault_precision"),
    }[part]
    spoken = ("der", "der_collar", "language_accuracy") if part == "turns" else ()
    assert gone == {*marks, *spoken}
