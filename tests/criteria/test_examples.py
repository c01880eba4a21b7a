"""Every criterion on its example calls, which must give each of its verdicts: scorecards/examples/en/."""

from collections import defaultdict

import pytest

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.evidence import unproven
from qa_pipeline.finding import Verdict
from qa_pipeline.rehearsal.examples import Example, load_examples
from qa_pipeline.rehearsal.staging import stage
from tests.criteria.spoken import SCORECARDS, english

EXAMPLES = load_examples(SCORECARDS)
GIVEN: defaultdict[str, set[Verdict]] = defaultdict(set)
for each in EXAMPLES:
    GIVEN[each.criterion].add(each.verdict)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.criterion}-{example.verdict}")
def test_an_example_gets_its_verdict(example: Example) -> None:
    finding = example.find(english())
    assert finding.verdict == example.verdict, (example.at, finding.explanation, finding.evidence)
    assert finding.criterion == example.criterion
    assert finding.explanation
    assert finding.evidence or finding.searched or finding.verdict is Verdict.UNDETERMINED
    assert unproven(finding, stage(example.call, cues=english())) == ()


@pytest.mark.parametrize("criterion", sorted(CRITERIA))
def test_every_criterion_has_examples_of_met_and_not_met(criterion: str) -> None:
    assert {Verdict.MET, Verdict.NOT_MET} <= GIVEN[criterion]
