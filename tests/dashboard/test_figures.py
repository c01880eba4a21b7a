"""The figures of the overview: the trend by day and the criteria."""

from datetime import date

import pytest

from dashboard.widgets.rates import met_share, weakest_first
from dashboard.widgets.trend import bar_chart, line_chart
from qa_pipeline.store.reads import CriterionRate, DayCount


def day(number: int, score: float | None = 80.0) -> DayCount:
    return DayCount(date(2025, 3, number), 3, score, None if score is None else 0.5)


def rate(name: str, met: int, not_met: int, undetermined: int = 0) -> CriterionRate:
    return CriterionRate(name, name, "opening", met, not_met, 0, undetermined)


def test_a_day_without_a_score_has_no_point() -> None:
    values = line_chart({day(1): 80.0, day(2, None): None})["data"]["values"]
    assert [value["day"] for value in values] == ["2025-03-01"]


def test_no_line_is_drawn_over_more_than_a_week_without_calls() -> None:
    values = line_chart({day(number): 80.0 for number in (1, 4, 11, 19, 20)})["data"]["values"]
    assert [value["run"] for value in values] == [0, 0, 0, 1, 1]


def test_every_day_has_a_bar() -> None:
    assert [value["value"] for value in bar_chart([day(1), day(2, None)])["data"]["values"]] == [3, 3]


@pytest.mark.parametrize(
    ("criterion", "share"), [(rate("a", 3, 1), 0.75), (rate("b", 0, 2, 9), 0.0), (rate("c", 0, 0, 5), None)]
)
def test_only_answers_count_for_the_share_that_met(criterion: CriterionRate, share: float | None) -> None:
    assert met_share(criterion) == share


def test_the_weakest_criterion_comes_first_and_the_unanswered_one_last() -> None:
    rates = [rate("best", 9, 1), rate("unanswered", 0, 0, 4), rate("worst", 1, 9), rate("middle", 5, 5)]
    assert [item.criterion for item in weakest_first(rates)] == ["worst", "middle", "best", "unanswered"]
