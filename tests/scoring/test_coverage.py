"""Which clauses the scorecards measure."""

from pathlib import Path

from qa_pipeline.scoring.code_of_practice import load_code
from qa_pipeline.scoring.coverage import Coverage, Measure, State, coverage_of
from qa_pipeline.scoring.scorecard import load_scorecard, released_scorecards
from tests.scoring.cards import CARD, folder, small


def ids(coverage: Coverage, state: State) -> list[str]:
    return [covered.clause.id for covered in coverage.those(state)]


def test_a_clause_names_the_criteria_that_measure_it(tmp_path: Path) -> None:
    coverage = coverage_of(load_code(folder(tmp_path)), [small(tmp_path)])
    measures = {covered.clause.id: covered.measures for covered in coverage.clauses}
    assert measures["standards.attitude"] == (Measure("small", 1, "help_offered", "Help offered"),)
    assert measures["communication.empathy"] == ()
    assert ids(coverage, State.MEASURED) == ["ethics.respect", "behaviour.confidentiality", "standards.attitude"]


def test_a_clause_without_criteria_is_unmeasured_only_if_a_recording_can_show_it(tmp_path: Path) -> None:
    code = load_code(folder(tmp_path))
    coverage = coverage_of(code, [])
    assert coverage.those(State.MEASURED) == ()
    for covered in coverage.clauses:
        heard = covered.clause.shown_by == "recording"
        assert covered.state is (State.UNMEASURED if heard else State.NOT_IN_RECORDING)
    assert len(coverage.clauses) == len(code.clauses)


def test_each_clause_stands_in_one_list_only(tmp_path: Path) -> None:
    coverage = coverage_of(load_code(folder(tmp_path)), [small(tmp_path)])
    listed = [covered for state in State for covered in coverage.those(state)]
    assert sorted(map(id, listed)) == sorted(map(id, coverage.clauses))


def test_a_clause_that_several_scorecards_measure_names_each(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "1.yaml").write_text(CARD.replace("name: small", "name: other"), encoding="utf-8")
    cards = released_scorecards(folder(tmp_path))
    respect = next(c for c in coverage_of(load_code(tmp_path), cards).clauses if c.clause.id == "ethics.respect")
    assert [measure.scorecard for measure in respect.measures] == ["other", "small"]


def test_a_scorecard_without_a_released_version_is_not_among_the_released(tmp_path: Path) -> None:
    folder(tmp_path, ("released: true", "released: false"))
    assert released_scorecards(tmp_path) == ()
    assert load_scorecard("small", tmp_path, 1).released is False
