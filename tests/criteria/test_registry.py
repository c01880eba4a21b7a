"""What is known of each criterion, and that the documentation says the same."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from qa_pipeline.criteria.catalogue import CRITERIA, SECTIONS
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding, Verdict
from tests.criteria.spoken import call, english

DOCS = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_a_criterion_and_its_parameters_are_described(name: str) -> None:
    one = CRITERIA[name]
    assert one.doc.endswith(".")
    assert one.section in {module.__name__.rpartition(".")[2] for module in SECTIONS}
    for parameter in one.parameters:
        assert parameter.meaning
        assert parameter.unit
        assert parameter.source


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_the_documentation_has_a_criterion_with_its_parameters_and_defaults(name: str) -> None:
    one = CRITERIA[name]
    row = next(line for line in DOCS.splitlines() if line.startswith(f"| `{name}` |"))
    for parameter in one.parameters:
        default = "none" if parameter.default == () else f"{parameter.default:g}"
        assert f"`{parameter.name}` {default}" in row


def test_a_parameter_that_a_criterion_has_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        CRITERIA["help_offered"].find(Reading(call([{"agent": "Hello."}]), english()), {"witin": 3})


def test_a_name_is_registered_once() -> None:
    def again(_reading: Reading) -> Finding:
        return Finding("", Verdict.MET, 1.0, "")

    with pytest.raises(ValueError, match="'help_offered' is registered twice"):
        criterion("help_offered")(again)
