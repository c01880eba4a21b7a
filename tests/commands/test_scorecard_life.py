"""`callqa scorecard test|preview|activate|active` and `callqa rescore`: what they print, and how they end."""

import json
import shlex
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text
from typer.testing import CliRunner, Result

from qa_pipeline.cli import app
from qa_pipeline.commands.preview_console import print_for_people
from qa_pipeline.errors import CallqaError
from qa_pipeline.language import lacking
from qa_pipeline.life.previewing import Preview
from qa_pipeline.settings import Settings
from qa_pipeline.store.reads import CallFilter
from qa_pipeline.store.session import Store, migrate, open_store
from tests.lives import cards, shelve


@pytest.fixture(autouse=True)
def _packs_in_the_making(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a pack needs to be complete is another test's affair."""
    monkeypatch.setattr(lacking, "ENOUGH_EXAMPLES", {})
    monkeypatch.setattr(lacking, "ENOUGH_IN_OTHERS", 0)


class Desk:
    """A machine with its scorecards and its calls."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.cards = cards(base / "cards")
        self.url = f"sqlite:///{base / 'callqa.db'}"

    def run(self, *arguments: str, status: int = 0) -> Result:
        told = {"CALLQA_SCORECARDS_DIR": str(self.cards), "CALLQA_DATABASE_URL": self.url}
        more = {"CALLQA_EMBEDDING_MODEL": "none", "CALLQA_SCORECARD": "small", "CALLQA_DATA_DIR": str(self.base)}
        result = CliRunner().invoke(app, arguments, env=told | more)
        assert result.exit_code == status, (result.output, result.exception)
        return result

    def refused(self, *arguments: str) -> str:
        result = self.run(*arguments, status=1)
        assert isinstance(result.exception, CallqaError)
        return str(result.exception)

    def store(self) -> Store:
        migrate(self.url)
        return open_store(self.url)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    store = desk.store()
    shelve(store, 12)
    store.close()
    return desk


def test_without_calls_preview_and_rescore_say_so(desk: Desk) -> None:
    assert "no stored calls to compare" in desk.run("scorecard", "preview", "small/2", "--against", "small/1").output
    assert "no stored calls to score" in desk.run("rescore").output


def test_a_preview_into_a_pipe_is_lines_with_tabs(stocked: Desk) -> None:
    output = stocked.run("scorecard", "preview", "small/2", "--against", "small/1").stdout
    lines = [line.split("\t") for line in output.splitlines()]
    called = [line for line in lines if line[0] == "call"]
    assert called
    assert {len(line) for line in called} == {12}
    assert all("weight of help_offered: 3 → 1" in line[11] for line in called)
    totals = {line[1]: line[2] for line in lines if line[0] == "total"}
    assert (totals["calls"], totals["moved"]) == ("12", str(len(called)))
    assert sum(int(line[2]) for line in lines if line[0] == "agent") == 12


def test_a_preview_as_json_is_one_document_of_the_same(stocked: Desk) -> None:
    document = json.loads(stocked.run("scorecard", "preview", "small/2", "--against", "small/1", "--json").stdout)
    assert (document["new"]["version"], document["against"]["version"]) == (2, 1)
    assert len(document["calls"]) == document["totals"]["moved"] > 0
    first = document["calls"][0]
    assert {"kind": "weight", "what": "help_offered", "before": "3", "after": "1"} in first["reasons"]
    assert first["before"]["score"] != first["after"]["score"]
    assert sum(agent["calls"] for agent in document["agents"]) == document["totals"]["calls"] == 12


def test_a_preview_for_people_names_calls_reasons_agents_and_sums(stocked: Desk) -> None:
    settings = Settings(_env_file=None).model_copy(
        update={"scorecards_dir": stocked.cards, "database_url": stocked.url, "embedding_model": "none"}
    )
    preview = Preview(settings, new="small/2", old="small/1", where=CallFilter())
    told = StringIO()
    print_for_people(preview, Console(file=told, width=100), Console(file=told))
    output = told.getvalue()
    assert "   weight of help_offered: 3 → 1\n" in output
    assert "Agents  mean score before → after" in output
    assert "of 12 calls move from small/1 to small/2." in output
    assert "Passed to failed: " in output


def test_rescore_tells_how_many_and_a_second_run_that_all_is_up_to_date(stocked: Desk) -> None:
    assert stocked.run("rescore").stdout == "12 scored\n"
    assert stocked.run("rescore").stdout == "0 scored, 12 up to date\n"
    assert stocked.run("rescore", "--again").stdout == "0 scored, 12 with the same result\n"


def test_rescore_names_a_call_that_cannot_be_read_and_ends_with_1(stocked: Desk) -> None:
    store = stocked.store()
    with store.session() as session:
        session.execute(text("UPDATE calls SET analysis = '{' WHERE recording_id = 3"))
    store.close()
    result = stocked.run("rescore", status=1)
    assert result.stdout == "11 scored, 1 failed\n"
    assert "failed call 3, call_000002.wav: what is stored of it cannot be read" in result.stderr


def test_what_is_activated_is_listed_and_used(stocked: Desk) -> None:
    said = stocked.run("scorecard", "activate", "other", "1", "--queue", "sales", "--from", "2026-01-01").output
    assert said == "other/1 is active for calls of queue sales from 2026-01-01 00:00 UTC on.\n"
    stocked.run("scorecard", "activate", "small", "1", "--call-type", "fault", "--from", "2099-01-01")
    listed = stocked.run("scorecard", "active").output
    assert "other/1    calls of queue sales" in listed
    assert "from then on" in listed
    assert "Other calls are scored by the newest released version of small." in listed
    stocked.run("rescore")
    store = stocked.store()
    with store.reading() as session:
        used = session.execute(
            text(
                "SELECT DISTINCT r.queue = 'sales', s.scorecard_name FROM recordings r "
                "JOIN scores s ON s.recording_id = r.id AND s.is_current"
            )
        )
        assert {tuple(row) for row in used} == {(1, "other"), (0, "small")}
    store.close()


def test_a_draft_is_not_activated(desk: Desk) -> None:
    assert "small/3.yaml: released: found false; allowed: true" in desk.refused("scorecard", "activate", "small", "3")


def test_a_scorecard_with_errors_is_not_activated(desk: Desk) -> None:
    path = desk.cards / "small" / "2.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: no_blame", "name: no_blam"), encoding="utf-8")
    told = desk.refused("scorecard", "activate", "small", "2")
    assert "small/2 is not activated" in told
    assert "found 'no_blam'; allowed: did you mean 'no_blame'?" in told


def test_nothing_active_says_what_is_used(desk: Desk) -> None:
    output = desk.run("scorecard", "active").output
    assert output == "Nothing is activated: calls are scored by the newest released version of small.\n"


def test_an_active_scorecard_that_is_removed_is_named(stocked: Desk) -> None:
    stocked.run("scorecard", "activate", "small", "1", "--from", "2026-01-01")
    (stocked.cards / "small" / "1.yaml").unlink()
    result = stocked.run("scorecard", "active", status=1)
    assert "the active scorecard small/1 cannot be used" in result.stderr
    assert "the active scorecard small/1 cannot be used" in stocked.refused("rescore")


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ([], "--from 2026-01-01"),
        (["--queue", "Reisen und Bahn"], "--queue 'Reisen und Bahn' --from 2026-01-01T14:30:05"),
        (["--queue", "sales", "--call-type", "fault"], "--queue sales --call-type fault --from 2026-01-01"),
    ],
)
def test_the_command_that_is_named_overrides_an_active_scorecard_that_is_removed(
    stocked: Desk, scope: list[str], words: str
) -> None:
    stocked.run("scorecard", "activate", "other", "1", *scope, "--from", words.rpartition(" ")[2])
    (stocked.cards / "other" / "1.yaml").unlink()
    told = stocked.run("scorecard", "active", status=1).stderr
    command = f"callqa scorecard activate small 2 {words}"
    assert f"`{command}`" in told
    stocked.run(*shlex.split(command)[1:])
    assert "unusable" not in stocked.run("scorecard", "active").output
    stocked.run("rescore")


def test_an_active_scorecard_that_was_edited_is_activated_again_by_the_command_that_is_named(stocked: Desk) -> None:
    stocked.run("scorecard", "activate", "small", "1", "--queue", "sales", "--from", "2026-01-01")
    path = stocked.cards / "small" / "1.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    told = stocked.run("scorecard", "active", status=1).stderr
    command = "callqa scorecard activate small 1 --queue sales --from 2026-01-01"
    assert "its file was edited" in told
    assert f"`{command}`" in told
    stocked.run(*shlex.split(command)[1:])
    assert "unusable" not in stocked.run("scorecard", "active").output


def test_where_no_other_scorecard_can_be_used_the_command_leaves_its_name_open(stocked: Desk) -> None:
    stocked.run("scorecard", "activate", "small", "1", "--from", "2026-01-01")
    for path in (stocked.cards / "small").iterdir():
        path.unlink()
    told = stocked.run("scorecard", "active", status=1).stderr
    assert "`callqa scorecard activate NAME VERSION --from 2026-01-01`" in told


def test_an_activation_is_from_now_on_where_nobody_says_since_when(desk: Desk) -> None:
    before = datetime.now(UTC)
    desk.run("scorecard", "activate", "small", "1")
    store = desk.store()
    with store.reading() as session:
        since = session.scalar(text("SELECT starts_at FROM scorecard_activations"))
    store.close()
    assert before <= datetime.fromisoformat(str(since)).replace(tzinfo=UTC) <= datetime.now(UTC)


def test_a_scorecard_without_examples_is_no_tested_one(desk: Desk) -> None:
    (desk.cards / "examples").unlink()
    told = desk.run("scorecard", "test", "small/1", status=1).stderr
    assert told == f"small/1: {desk.cards / 'examples'} has no example dialogues in its languages\n"


def test_what_earlier_calls_go_by_is_listed(desk: Desk) -> None:
    desk.run("scorecard", "activate", "small", "1", "--from", "2026-01-01")
    desk.run("scorecard", "activate", "small", "2", "--from", "2026-02-01")
    lines = [" ".join(line.split()) for line in desk.run("scorecard", "active").output.splitlines()]
    assert lines[1:] == [
        "small/1 all calls 2026-01-01 00:00 2026-02-01 00:00 until then",
        "small/2 all calls 2026-02-01 00:00 active",
    ]


def test_the_examples_of_a_scorecard_are_asked(desk: Desk) -> None:
    output = desk.run("scorecard", "test", "small/1").output
    assert output.startswith("small/1, en\n")
    assert " ✓ no_blame: " in output
    assert output.endswith(" examples, 0 wrong\n")


def test_an_example_that_is_answered_otherwise_ends_with_1(desk: Desk) -> None:
    (desk.cards / "examples").unlink()
    own = desk.cards / "examples" / "en"
    own.mkdir(parents=True)
    (own / "conduct.yaml").write_text(
        'no_blame:\n  met: [[agent: "Hello."]]\n  not_met: [[agent: "Hello, how are you?"]]\n', encoding="utf-8"
    )
    output = desk.run("scorecard", "test", "small/1", status=1).output
    assert " – help_offered: no examples\n" in output
    assert " ✗ no_blame: 1 met, 0 of 1 not met\n" in output
    assert "conduct.yaml:3: expected not met, found met: Nothing shows that the agent blames the customer." in output
    assert output.endswith("2 examples, 1 wrong\n")


def test_parameters_of_the_scorecard_that_turn_an_example_are_told_and_no_fault(desk: Desk) -> None:
    path = desk.cards / "small" / "1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{within: 20}", "{within: 1}"), encoding="utf-8")
    (desk.cards / "examples").unlink()
    own = desk.cards / "examples" / "en"
    own.mkdir(parents=True)
    (own / "opening.yaml").write_text(
        'help_offered:\n  met: [[agent: "Hello.", silence: 8, agent: "How can I help you?"]]\n', encoding="utf-8"
    )
    output = desk.run("scorecard", "test", "small/1").output
    assert "with this scorecard's parameters: " in output
    assert "expected met, found not met" in output
