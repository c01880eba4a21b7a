"""The code of practice as data."""

from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.code_of_practice import load_code
from qa_pipeline.scoring.scorecard import available_scorecards, load_scorecard
from tests.criteria.spoken import SCORECARDS

COMPONENTS = {
    "ethics",
    "communication",
    "behaviour",
    "service",
    "complaints",
    "development",
    "performance",
    "standards",
}


def test_the_code_has_a_clause_for_each_component() -> None:
    assert {clause.id.partition(".")[0] for clause in load_code(SCORECARDS).clauses} == COMPONENTS


@pytest.mark.parametrize("name", available_scorecards(SCORECARDS))
def test_a_criterion_measures_only_what_a_recording_can_show(name: str) -> None:
    code = load_code(SCORECARDS)
    for entry in load_scorecard(name, SCORECARDS).entries:
        clause = code.clause(entry.clause)
        assert clause is not None
        assert clause.shown_by == "recording", entry.name


def test_a_clause_written_twice_is_refused(tmp_path: Path) -> None:
    clause = "  - {id: a.b, title: A, text: B, shown_by: recording}\n"
    (tmp_path / "code_of_practice").mkdir()
    (tmp_path / "code_of_practice" / "en.yaml").write_text(f"language: en\ntitle: T\nclauses:\n{clause}{clause}")
    with pytest.raises(
        ScorecardError, match=r"en.yaml:5: clauses.1.id: found 'a.b'; allowed: an id that no clause above"
    ):
        load_code(tmp_path)
