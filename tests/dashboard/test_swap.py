from dashboard.widgets.swap import rows_of, sentence_of
from qa_pipeline.finding import SwapCheck
from tests.dashboard.marks import UNCERTAIN


def test_the_swap_check_says_what_the_call_would_score_either_way() -> None:
    assert UNCERTAIN.swap_check is not None
    said = sentence_of(UNCERTAIN.swap_check)
    assert "With the roles as heard the call would score 87.5, with agent and customer exchanged 41." in said


def test_a_way_round_that_has_no_score_is_not_called_zero() -> None:
    assert "as heard the call would score –" in sentence_of(SwapCheck(None, None, ()))


def test_the_criteria_that_change_are_named_by_their_titles() -> None:
    assert UNCERTAIN.swap_check is not None
    assert rows_of(UNCERTAIN, UNCERTAIN.swap_check) == {
        "Criterion": ["Goodbye said"],
        "As heard": ["Met"],
        "Exchanged": ["Not met"],
    }
