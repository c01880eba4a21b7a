"""`callqa coverage` at a terminal, in a pipe and as JSON."""

import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from qa_pipeline.cli import app
from qa_pipeline.commands.practice_console import print_coverage
from qa_pipeline.errors import ScorecardError, UsageError
from qa_pipeline.scoring.code_of_practice import load_code
from qa_pipeline.scoring.coverage import coverage_of
from qa_pipeline.scoring.scorecard import load_scorecard
from tests.criteria.spoken import SCORECARDS
from tests.scoring.cards import folder, small

RUNNER = CliRunner()


def lines(*arguments: str) -> dict[str, list[str]]:
    """What the command prints in a pipe: each line's fields by the clause's id."""
    result = RUNNER.invoke(app, ["coverage", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    fields = [line.split("\t") for line in result.stdout.splitlines()]
    return {clause: [state, *rest] for state, clause, *rest in fields}


def test_a_pipe_gets_a_line_a_clause() -> None:
    printed = lines("--scorecard", "inbound_support")
    assert list(printed) == [clause.id for clause in load_code(SCORECARDS).clauses]
    assert printed["ethics.respect"] == ["measured", "Respect", "no_blame, respectful_address, no_profanity"]
    assert printed["standards.consistency"][:3] == ["not_in_recording", "Consistency", "dashboard"]
    assert printed["standards.consistency"][3].startswith("A call has one agent")


def test_the_clauses_are_printed_in_the_language_asked_for() -> None:
    assert lines("--language", "FI")["standards.courtesy"][1] == "Kohteliaisuus"


def test_what_nothing_measures_comes_with_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_SCORECARDS_DIR", str(folder(tmp_path)))
    assert lines()["communication.empathy"][0] == "unmeasured"
    assert "before we turn to the remedy" in lines()["communication.empathy"][2]


def test_json_has_every_clause_with_its_criteria() -> None:
    result = RUNNER.invoke(app, ["coverage", "--json", "--language", "pt", "--scorecard", "inbound_support"])
    printed = json.loads(result.stdout)
    assert (printed["language"], printed["scorecards"][0]["name"]) == ("pt", "inbound_support")
    assert sum(printed["counts"].values()) == len(printed["clauses"])
    clauses = {clause["id"]: clause for clause in printed["clauses"]}
    assert clauses["service.escalation"]["criteria"][0]["criterion"] == "escalation_offered"
    assert clauses["ethics.fairness"]["shown_by"] == "dashboard"
    assert clauses["ethics.fairness"]["reason"]


def test_a_draft_is_left_out_by_name_and_shown_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_SCORECARDS_DIR", str(folder(tmp_path, ("released: true", "released: false"))))
    result = RUNNER.invoke(app, ["coverage"])
    assert "small: left out" in result.stderr
    assert lines("--scorecard", "small", "--version", "1")["ethics.respect"][0] == "measured"


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (["--language", "xx"], ScorecardError, "allowed: el, en, fi, lt, lv, pt"),
        (["--scorecard", "none"], ScorecardError, "found no scorecard 'none'"),
        (["--version", "1"], UsageError, "--scorecard names it"),
    ],
)
def test_what_is_not_there_is_said(arguments: list[str], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        RUNNER.invoke(app, ["coverage", *arguments], catch_exceptions=False)


def test_a_terminal_gets_three_tables_by_component(tmp_path: Path) -> None:
    console = Console(force_terminal=True, record=True, width=120)
    print_coverage(coverage_of(load_code(folder(tmp_path)), [small(tmp_path)]), console)
    told = console.export_text()
    headings = ["Measured", "A recording could show these; nothing measures them", "A recording cannot show these"]
    places = [told.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert told.index("3 measured") < places[0] < told.index("Ethical guidelines") < told.index("no_blame")


def test_several_scorecards_are_told_apart() -> None:
    card = load_scorecard("inbound_support", SCORECARDS)
    other = card.model_copy(update={"name": "other"})
    console = Console(force_terminal=True, record=True, width=200)
    print_coverage(coverage_of(load_code(SCORECARDS), [card, other]), console)
    assert "inbound_support: feeling_acknowledged; other: feeling_acknowledged" in console.export_text()
