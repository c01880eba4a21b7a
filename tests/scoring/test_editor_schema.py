"""The JSON Schema for editors: what callqa takes it takes, and what callqa refuses it refuses where it can."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.scoring.editor_schema import editor_schema
from qa_pipeline.scoring.locate import scorecard_files
from qa_pipeline.scoring.scorecard import load_scorecard_file
from tests.criteria.spoken import SCORECARDS
from tests.scoring.cards import CARD, folder
from tests.scoring.test_scales import BEFORE, ENTRY, LEVELS, NESTED

SCHEMA = Draft202012Validator(editor_schema())
TALK = CARD[CARD.index("  - id: talk") : CARD.index(BEFORE)]


def complaints(text: str) -> list[str]:
    """What an editor says of a file; it reads a date as text."""
    return [error.message for error in SCHEMA.iter_errors(_read(text))]


def _read(text: str) -> Any:
    data = yaml.safe_load(text)
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in data.items()}


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(editor_schema())


@pytest.mark.parametrize("path", scorecard_files("", SCORECARDS), ids=lambda path: path.parent.name)
def test_every_shipped_scorecard_conforms(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


RIGHT = [
    (BEFORE, ENTRY + BEFORE),
    (BEFORE, ENTRY.replace("weight: 4", "bonus: 4") + BEFORE),
    (TALK, NESTED),
    (
        "{within: 20}",
        "{within: 20}\n        applies_when: [{metadata: queue, is: [a]}, {metric: duration, at_most: 4}]",
    ),
]


@pytest.mark.parametrize("change", RIGHT, ids=["scale", "bonus", "nested", "conditions"])
def test_what_is_taken_conforms(tmp_path: Path, change: tuple[str, str]) -> None:
    assert CARD.count(change[0]) == 1
    folder(tmp_path, change)
    path = tmp_path / "small" / "1.yaml"
    load_scorecard_file(path, tmp_path)
    assert complaints(path.read_text(encoding="utf-8")) == []


WRONG = [
    ("name: help_offered", "name: help_ofered"),
    ("{within: 20}", "{witin: 20}"),
    ("{within: 20}", "{within: -1}"),
    ("weight: 3", "weight: 0"),
    ("weight: 3", "weight: 3\n        bonus: 1"),
    ("        weight: 3\n", ""),
    ("pass_mark: 80", "pas_mark: 80"),
    ("pass_mark: 80", "pass_mark: 101"),
    ("        guidance: No blame.\n", ""),
    ("critical: true", "critical: true\n        auto_fail: team"),
    ("{within: 20}", "{within: 20}\n        applies_when: [{metric: durration, at_most: 4}]"),
    ("{within: 20}", "{within: 20}\n        applies_when: [{weather: rain}]"),
    (BEFORE, ENTRY.replace(LEVELS, "[{level: 1}]") + BEFORE),
    (BEFORE, ENTRY.replace("few_interruptions", "no_profanity") + BEFORE),
    (BEFORE, ENTRY.replace("weight: 4", "weight: 4\n        params: {limit: 1}") + BEFORE),
    (TALK, NESTED.replace("    sections:", "    criteria: []\n    sections:")),
]


@pytest.mark.parametrize("change", WRONG, ids=[row[1].strip()[:30] for row in WRONG])
def test_what_is_refused_does_not_conform(change: tuple[str, str]) -> None:
    assert CARD.count(change[0]) == 1
    assert complaints(CARD.replace(*change))


def test_every_registered_criterion_is_offered_with_its_sentence() -> None:
    rules = editor_schema()["$defs"]["CriterionEntry"]["allOf"][1:]
    offered = {rule["if"]["properties"]["name"]["const"]: rule["if"]["properties"]["name"] for rule in rules}
    assert set(offered) == set(CRITERIA)
    assert offered["no_blame"]["description"] == CRITERIA["no_blame"].doc
