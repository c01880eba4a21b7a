"""What is known of each criterion, and that the documentation says the same."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import ValidationError

from qa_pipeline.call import Turn
from qa_pipeline.criteria.catalogue import CRITERIA, SECTIONS
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import criterion
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.language.keys import PHRASE_KEYS
from qa_pipeline.rehearsal.examples import load_examples
from qa_pipeline.scoring.conditions import METRICS
from tests.criteria.spoken import SCORECARDS, call, english

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


BESIDE = {"card_words", "secret_words", "number_words", "name_before", "name_follows", "time_named"}
"""Keys that a criterion may look for beside a number or a name alone, not by asking whether they are said."""


@pytest.mark.parametrize("name", sorted(CRITERIA))
def test_a_criterion_asks_for_the_phrases_and_measurements_that_it_says(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, asked, measured = CRITERIA[name], set[str](), set[str]()
    said, metric = Reading.said, Reading.metric

    def listening(reading: Reading, key: str, turns: Iterable[Turn]) -> tuple[Hit, ...]:
        asked.add(key)
        return said(reading, key, turns)

    def measuring(reading: Reading, key: str) -> float:
        measured.add(key)
        return metric(reading, key)

    monkeypatch.setattr(Reading, "said", listening)
    monkeypatch.setattr(Reading, "metric", measuring)
    for example in load_examples(SCORECARDS):
        if example.criterion == name:
            example.find(english())
    assert set(one.listens) <= PHRASE_KEYS.keys()
    assert set(one.measures) <= set(METRICS)
    assert measured == set(one.measures)
    assert asked - BESIDE == set(one.listens) - BESIDE
    assert asked <= set(one.listens)


def test_a_parameter_that_a_criterion_has_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        CRITERIA["help_offered"].find(Reading(call([{"agent": "Hello."}]), english()), {"witin": 3})


def test_a_name_is_registered_once() -> None:
    def again(_reading: Reading) -> Finding:
        return Finding("", Verdict.MET, 1.0, "")

    with pytest.raises(ValueError, match="'help_offered' is registered twice"):
        criterion("help_offered")(again)
