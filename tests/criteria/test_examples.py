"""Every criterion on calls that must give each of its verdicts: tests/golden/criteria.yaml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.finding import Verdict
from tests.criteria.spoken import call, english, find

EXAMPLES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "criteria.yaml").read_text(encoding="utf-8"))


def examples() -> Iterator[Any]:
    for criterion, verdicts in EXAMPLES.items():
        for verdict, calls in verdicts.items():
            for number, example in enumerate(calls, 1):
                yield pytest.param(criterion, verdict, example, id=f"{criterion}-{verdict}-{number}")


@pytest.mark.parametrize(("criterion", "verdict", "example"), list(examples()))
def test_an_example_gets_its_verdict(criterion: str, verdict: str, example: Any) -> None:
    written = example if isinstance(example, dict) else {"lines": example}
    heard = call(written["lines"], metrics=written.get("metrics"))
    finding = find(criterion, heard, english(), **written.get("params", {}))
    assert finding.verdict == verdict, (finding.explanation, finding.evidence)
    assert finding.criterion == criterion
    assert finding.explanation
    assert finding.evidence or finding.searched or finding.verdict is Verdict.UNDETERMINED


@pytest.mark.parametrize("criterion", sorted(CRITERIA))
def test_every_criterion_has_examples_of_met_and_not_met(criterion: str) -> None:
    assert {"met", "not_met"} <= EXAMPLES[criterion].keys()
