"""An answer is as sure as such answers were right on labelled calls, and one that seldom was is not given."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from qa_pipeline.call import Role
from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Evidence, Finding, Verdict
from qa_pipeline.scoring.trust import Slope, Trust, Trusted, load_trust


def trusted(offset: float = 0.0, **verdicts: float) -> Trusted:
    by_verdict = {Verdict(name): value for name, value in verdicts.items()}
    return Trusted(
        offset=offset, verdicts=by_verdict, answers=40, right=0.8, coverage=0.9, risk=0.1, curve=[(0.9, 0.1)]
    )


def trust(least_right: float = 0.7, **criteria: Trusted) -> Trust:
    return Trust(
        version=1,
        heads=2,
        fitted_on=["en: 3 labelled dialogues"],
        least_right=least_right,
        bias=1.0,
        slope=Slope(all=0.5, met=0.25),
        languages={"fi": -0.5},
        criteria=criteria,
    )


FOUND = Finding("thanks_given", Verdict.MET, 0.9, "The agent thanks.", (Evidence(1.0, 2.0, Role.AGENT, "Thanks."),))


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_what_counts_adds_up_as_log_odds() -> None:
    known = trust(thanks_given=trusted(0.2, met=0.3, not_met=-2.0))
    sure = math.log(0.9 / 0.1)
    assert known.right(FOUND, "en") == pytest.approx(sigmoid(1.0 + 0.2 + 0.3 + 0.75 * sure))
    assert known.right(FOUND, "fi") == pytest.approx(sigmoid(1.0 - 0.5 + 0.2 + 0.3 + 0.75 * sure))
    denied = replace(FOUND, verdict=Verdict.NOT_MET)
    assert known.right(denied, "en") == pytest.approx(sigmoid(1.0 + 0.2 - 2.0 + 0.5 * sure))


def test_an_answer_that_is_often_right_stands_with_that_share_as_its_confidence() -> None:
    given = trust(thanks_given=trusted(0.2, met=0.3)).weighed(FOUND, "en")
    assert given == replace(FOUND, confidence=round(sigmoid(1.5 + 0.75 * math.log(9)), 3))


def test_an_answer_that_is_seldom_right_is_not_given_but_what_was_found_is_told_and_shown() -> None:
    given = trust(thanks_given=trusted(-4.0)).weighed(FOUND, "en")
    assert (given.verdict, given.confidence, given.evidence) == (Verdict.UNDETERMINED, 0.0, FOUND.evidence)
    assert "about 21% are right" in given.explanation
    assert given.explanation.endswith("The agent thanks.")


def test_what_nothing_is_known_of_stays_as_it_is() -> None:
    known = trust(goodbye_said=trusted(-9.0))
    assert known.weighed(FOUND, "en") is FOUND
    unsure = Finding("goodbye_said", Verdict.UNDETERMINED, 0.0, "The machine cannot tell.")
    assert known.weighed(unsure, "en") is unsure


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_a_confidence_at_the_end_of_its_range_has_finite_odds(confidence: float) -> None:
    right = trust(thanks_given=trusted()).right(replace(FOUND, confidence=confidence), "en")
    assert right is not None
    assert 0 < right < 1


def test_a_written_trust_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "1.yaml"
    before = trust(thanks_given=trusted(0.2, met=0.3))
    path.write_text(yaml.safe_dump(before.model_dump(mode="json")), encoding="utf-8")
    assert load_trust(path) == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"criteria": {"thank_given": {}}}, "criteria.thank_given"),
        ({"least_right": 3}, "least_right"),
        ({"slopes": 1}, "did you mean 'slope'"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, wrong: dict[str, object], told: str) -> None:
    path = tmp_path / "1.yaml"
    good = trust(thanks_given=trusted()).model_dump(mode="json")
    bad = good | wrong
    if wrong.get("criteria"):
        bad["criteria"] = {"thank_given": good["criteria"]["thanks_given"]}
    path.write_text(yaml.safe_dump(bad), encoding="utf-8")
    with pytest.raises(ScorecardError, match=told) as raised:
        load_trust(path)
    assert str(path) in str(raised.value)
