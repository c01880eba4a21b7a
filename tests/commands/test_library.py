"""`callqa criteria` at a terminal, in a pipe and as JSON."""

import json

from rich.console import Console
from typer.testing import CliRunner

from qa_pipeline.cli import app
from qa_pipeline.commands.library_console import print_criteria
from qa_pipeline.criteria.catalogue import CRITERIA, by_section

RUNNER = CliRunner()


def test_a_pipe_gets_a_line_a_criterion() -> None:
    result = RUNNER.invoke(app, ["criteria"], catch_exceptions=False)
    fields = {
        name: [section, *rest] for section, name, *rest in (row.split("\t") for row in result.stdout.splitlines())
    }
    assert fields.keys() == CRITERIA.keys()
    assert fields["follow_up_timed"] == [
        "resolution",
        "A follow-up that the agent promises has a time by which it happens, named with it or right after.",
        "turns 1 turns",
        "followup_promised, time_named",
    ]
    assert fields["no_dead_air"][2:] == ["limit 5 seconds", "", "longest_dead_air"]


def test_json_tells_what_each_listens_for_and_where_its_defaults_come_from() -> None:
    printed = json.loads(RUNNER.invoke(app, ["criteria", "--json"]).stdout)
    assert [one["name"] for one in printed] == [one.name for those in by_section().values() for one in those]
    told = {one["name"]: one for one in printed}["company_named"]
    assert told["listens_for"] == {"company_named": "the agent says which company, team or service was reached"}
    within, names = told["parameters"]
    assert (within["default"], within["unit"], names["default"]) == (30.0, "seconds", [])
    assert all(parameter["source"] for one in printed for parameter in one["parameters"])


def test_a_terminal_gets_a_table_a_section() -> None:
    console = Console(force_terminal=True, record=True, width=140)
    print_criteria(by_section(), console)
    told = console.export_text()
    places = [told.index(f"{section.capitalize()}\n") for section in by_section()]
    assert places == sorted(places)
    assert places[1] > told.index("recording_notice_given") > places[0]
    assert "limit 20 seconds" in told
