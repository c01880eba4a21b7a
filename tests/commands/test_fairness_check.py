"""`callqa fairness` over stored calls: what it prints, and how it ends."""

import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import text
from typer.testing import CliRunner, Result

from qa_pipeline.cli import app
from qa_pipeline.commands.fairness_console import Report
from qa_pipeline.errors import ScorecardError, UsageError
from qa_pipeline.fairness.run import Checker, Wanted
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import writes
from qa_pipeline.store.session import migrate, open_store
from qa_pipeline.store.types import utc_now
from tests.criteria.spoken import SCORECARDS, call
from tests.examples import METADATA, OWNER, example_scored, sha_of
from tests.scoring.cards import folder

FAIR = "How can I help you, sir?"
PLANTED = "You may ask me anything, sir."
UNFAIR_PHRASE = "  help_offered:\n    say:\n      - ask me anything sir\n"


def scorecards(base: Path) -> Path:
    """The small card, with an English pack that takes an offer of help for one only where a man is addressed."""
    folder(base)
    shutil.copytree(SCORECARDS / "packs", base / "packs")
    shutil.copytree(SCORECARDS / "fairness", base / "fairness")
    pack = base / "packs" / "en.yaml"
    written = pack.read_text(encoding="utf-8")
    assert "  help_offered:\n    say:\n" in written
    pack.write_text(written.replace("  help_offered:\n    say:\n", UNFAIR_PHRASE, 1), encoding="utf-8")
    return base


def settings(base: Path) -> Settings:
    return Settings(data_dir=base / "data", scorecards_dir=base, scorecard="small", embedding_model="none")


def keep(base: Path, *greetings: str, language: str = "en") -> None:
    """Calls in the data folder, each with one greeting."""
    url = settings(base).resolved_database_url
    migrate(url)
    store = open_store(url)
    for number, greeting in enumerate(greetings):
        file = f"{language}{number}.wav"
        with store.session() as session:
            registered = writes.register(
                session, path=f"/{file}", file=file, sha256=sha_of(file), size_bytes=1, metadata=METADATA
            )
            writes.claim(session, recording_id=registered.id, owner=OWNER, lease_seconds=60, now=utc_now())
            writes.save_result(
                session,
                recording_id=registered.id,
                owner=OWNER,
                call=call([{"agent": greeting}, {"customer": "My bill is wrong."}], language=language),
                scored=example_scored(),
                playback="",
            )
    store.close()


def callqa(base: Path, *arguments: str) -> Result:
    environment = {
        "CALLQA_DATA_DIR": str(base / "data"),
        "CALLQA_SCORECARDS_DIR": str(base),
        "CALLQA_SCORECARD": "small",
        "CALLQA_EMBEDDING_MODEL": "none",
    }
    return CliRunner().invoke(app, ["fairness", *arguments], env=environment)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return scorecards(tmp_path)


def test_where_nothing_changes_it_ends_well(base: Path) -> None:
    keep(base, FAIR)
    result = callqa(base)
    assert result.exit_code == 0
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert ["family", "gendered", "1", "1", "1", "3", "0", "0"] in lines
    assert not [line for line in lines if line[0] == "change"]


def test_an_unfair_phrase_of_a_pack_is_found(base: Path) -> None:
    keep(base, FAIR, PLANTED)
    result = callqa(base)
    assert result.exit_code == 1
    changes = [line.split("\t") for line in result.stdout.splitlines() if line.startswith("change")]
    wanted = ["change", "2", "en1.wav", "help_offered", "gendered", "woman", "met", "not met"]
    assert changes == [[*wanted, PLANTED, "You may ask me anything, madam."]]


def test_json_has_the_change_with_scores_and_counts(base: Path) -> None:
    keep(base, PLANTED)
    result = callqa(base, "--json", "--family", "gendered")
    printed = json.loads(result.stdout)
    assert result.exit_code == 1
    assert list(printed["families"]) == ["gendered"]
    assert printed["families"]["gendered"]["changed"] == 1
    (change,) = printed["changes"]
    assert (change["before"]["verdict"], change["after"]["verdict"]) == ("met", "not_met")
    assert change["before"]["score"] > change["after"]["score"]
    assert change["alone"] is True


def test_language_and_limit_narrow_the_calls(base: Path) -> None:
    keep(base, FAIR, PLANTED)
    keep(base, "Bom dia, em que posso ajudar?", language="pt")
    assert callqa(base, "--limit", "1").exit_code == 0
    assert callqa(base, "--language", "pt").exit_code == 0
    assert json.loads(callqa(base, "--json", "--language", "pt").stdout)["calls"] == 1


def test_a_call_in_a_language_without_lists_is_left_out_by_name(base: Path) -> None:
    keep(base, "God morgon, hur kan jag hjälpa?", language="sv")
    result = callqa(base)
    assert "sv0.wav: left out, no lists of swaps in 'sv'" in result.stderr


def test_a_call_that_cannot_be_read_is_left_out_by_name(base: Path) -> None:
    keep(base, FAIR, FAIR)
    store = open_store(settings(base).resolved_database_url)
    with store.session() as session:
        session.execute(text("UPDATE calls SET analysis = '{\"language\": 7}' WHERE recording_id = 1"))
    store.close()
    result = callqa(base)
    assert "en0.wav: left out, what is stored of it cannot be read" in " ".join(result.stderr.split())
    assert ["family", "gendered", "1"] in [line.split("\t")[:3] for line in result.stdout.splitlines()]


def test_a_terminal_gets_a_table_with_both_sentences(base: Path) -> None:
    keep(base, PLANTED)
    console = Console(force_terminal=True, record=True, width=200)
    asked = settings(base)
    card = load_scorecard("small", base)
    wanted = Wanted()
    report = Report(card, wanted.families, console, streams=False)
    for checked in Checker(asked, card, wanted).check(open_store(asked.resolved_database_url)):
        report.add(checked)
    report.finish()
    told = console.export_text()
    assert "→ You may ask me anything, madam." in told
    assert "1 call against small version 1: 1 verdict changed" in told


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        (["--language", "sv"], UsageError, "allowed: el, en, fi, lt, lv, pt"),
        (["--scorecard", "none"], ScorecardError, "found no scorecard 'none'"),
        ([], UsageError, "no stored call to swap"),
    ],
)
def test_what_is_not_there_is_said(base: Path, arguments: list[str], error: type[Exception], says: str) -> None:
    result = callqa(base, *arguments)
    assert isinstance(result.exception, error)
    assert says in str(result.exception)
