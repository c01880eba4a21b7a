"""`callqa ingest`, `watch`, `quarantine` and `roster`, as a person uses them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa_pipeline.cli import app
from qa_pipeline.errors import UsageError
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import open_store
from qa_pipeline.store.types import utc_now
from tests.examples import OWNER
from tests.ingestion.conftest import write_wav

RUNNER = CliRunner()
NAME = "in-4930123-15551234567-20240115-143022-1705329022.123.wav"


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def callqa(*arguments: str) -> Result:
    return RUNNER.invoke(app, list(arguments), catch_exceptions=False, env={"COLUMNS": "200"})


def states(folder: Path) -> list[str]:
    store = open_store(f"sqlite:///{folder / 'data' / 'callqa.db'}")
    with store.reading() as session:
        rows = reads.calls(session, where=reads.CallFilter(order="oldest")).rows
    store.close()
    return [row.state.value for row in rows]


def test_recordings_are_taken_in_and_queued_and_the_sum_is_told(tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / NAME, 1)
    write_wav(tmp_path / "in" / "undated.wav", 2)
    result = callqa("ingest", "in", "--preset", "freepbx")
    assert result.exit_code == 1
    assert "1 received, 0 duplicates, 1 set aside (no_date: 1), 0 refused." in result.stdout
    assert "set aside in/undated.wav: nobody tells when the call took place" in result.stderr
    assert "with CALLQA_DATE_REQUIRED=false" in result.stderr
    assert sorted(states(tmp_path)) == ["quarantined", "queued"]
    again = callqa("ingest", f"in/{NAME}", "--preset", "freepbx")
    assert again.exit_code == 0
    assert "0 received, 1 duplicate," in again.stdout


def test_a_dry_run_shows_columns_fields_and_sources(tmp_path: Path) -> None:
    write_wav(tmp_path / "in" / NAME)
    (tmp_path / "calls.csv").write_text(f"Datei;file;Agent Name\nx;{NAME};Anna\nx;gone.wav;Eve\n", encoding="utf-8")
    result = callqa("ingest", "in", "--manifest", "calls.csv", "--dry-run", "--queue", "support")
    shown = " ".join(result.stdout.split())
    for cells in ("Datei │ not used", "Agent Name │ agent", "agent │ Anna │ manifest", "queue │ support │ default"):
        assert cells in shown
    assert "0 would be received, 0 duplicates, 1 would be set aside (no_date: 1), 0 refused. Nothing was" in shown
    assert "row without a recording: calls.csv, line 3: gone.wav" in result.stderr
    assert "would find a start time in the names of 1 of them" in result.stderr
    assert not (tmp_path / "data").exists()


def test_what_has_no_row_and_what_has_no_file_is_told_alike_by_every_run(tmp_path: Path) -> None:
    for number, name in enumerate(("a", "b", "c")):
        write_wav(tmp_path / "in" / f"{name}.wav", number)
    (tmp_path / "in" / "d.wav").write_bytes((tmp_path / "in" / "a.wav").read_bytes())
    (tmp_path / "in" / "e.wav").write_bytes((tmp_path / "in" / "a.wav").read_bytes())
    rows = "a.wav,2024-01-15\nb.wav,2024-01-15\nd.wav,2024-01-15\ngone.wav,2024-01-15\n"
    (tmp_path / "calls.csv").write_text(f"file,start time\n{rows}", encoding="utf-8")
    order = ("ingest", "in", "--manifest", "calls.csv", "--default", "started_at=2024-01-16")
    for arguments in ((*order, "--dry-run"), order, (*order, "--dry-run"), order):
        told = [line for line in callqa(*arguments).stderr.splitlines() if "without a" in line]
        assert told == [
            "row without a recording: calls.csv, line 5: gone.wav",
            "recording without a row: in/c.wav",
            "recording without a row: in/e.wav",
        ]


def test_a_dry_run_shows_what_has_a_row_and_counts_what_has_none(tmp_path: Path) -> None:
    for number in range(22):
        write_wav(tmp_path / "in" / f"{number:02}.wav", number)
    (tmp_path / "calls.csv").write_text("file,start time\n21.wav,2024-01-15\n", encoding="utf-8")
    result = callqa("ingest", "in", "--manifest", "calls.csv", "--dry-run")
    lines = [line for line in result.stderr.splitlines() if "without a row" in line]
    assert (len(lines), lines[-1]) == (21, "… 21 recordings without a row in all")
    assert "in/21.wav" in result.stdout
    assert "in/00.wav" not in result.stdout


def test_a_row_without_fields_of_its_own_is_a_row(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav").with_suffix(".json").write_text('{"started_at": "2024-01-15"}', encoding="utf-8")
    (tmp_path / "calls.csv").write_text("file,start time\na.wav,2024-01-16\n", encoding="utf-8")
    assert "without a row" not in callqa("ingest", "a.wav", "--manifest", "calls.csv").stderr


def test_later_details_are_summed_up_with_the_command_that_makes_them_count(tmp_path: Path) -> None:
    for number in range(3):
        write_wav(tmp_path / "in" / f"{number}.wav", number)
    assert callqa("ingest", "in", "--default", "started_at=2024-01-15").exit_code == 0
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'callqa.db'}")
    with store.session() as session:
        writes.claim(session, recording_id=1, owner=OWNER, lease_seconds=60, now=utc_now())
    store.close()
    rows = "0.wav,2024-01-15,4,sales,fi\n1.wav,2024-01-15,5,,\n2.wav,2024-01-15,,,\n"
    (tmp_path / "calls.csv").write_text(f"file,start time,csat,queue,language\n{rows}", encoding="utf-8")
    order = ("ingest", "in", "--manifest", "calls.csv")
    assert (
        "2 calls would take over later details: csat: 2, queue: 1, language: 1.\n" in callqa(*order, "--dry-run").stdout
    )
    assert callqa(*order).stdout == (
        "2 calls took over later details: csat: 2, queue: 1, language: 1.\n"
        "`callqa rescore` makes queue count in the scores of 1 call.\n"
        "`callqa retry --again 1` hears anew 1 call heard without language.\n"
        "0 received, 3 duplicates, 0 set aside, 0 refused.\n"
    )
    (tmp_path / "calls.csv").write_text("file,csat,start time\n0.wav,1,2024-01-15\n", encoding="utf-8")
    again = callqa(*order)
    assert "kept in/0.wav: csat stays '4.0'; the manifest tells '1.0' now" in again.stderr
    assert again.stdout == "0 received, 3 duplicates, 0 set aside, 0 refused.\n"


def test_what_was_set_aside_is_listed_mended_and_released(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav")
    callqa("ingest", "a.wav")
    assert "no_date: nobody tells" in callqa("quarantine", "list").stdout
    assert callqa("quarantine", "release", "1").exit_code == 1
    assert "mended; to be released" in callqa("quarantine", "mend", "1", "started_at=2024-01-15 14:30").stdout
    assert "1 a.wav: released" in callqa("quarantine", "release", "--all", "--lane", "backlog").stdout
    assert states(tmp_path) == ["queued"]
    assert "0 recordings are set aside" in callqa("quarantine", "list").stdout


def test_the_list_tells_starts_in_the_zone_of_the_settings_and_says_mended_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLQA_TIME_ZONE", "Europe/Vilnius")
    write_wav(tmp_path / "a.wav")
    callqa("ingest", "a.wav")
    callqa("quarantine", "mend", "1", "started_at=2024-07-15 14:30")
    shown = " ".join(callqa("quarantine", "list").stdout.split())
    assert "│ 2024-07-15 14:30 EEST │ mended; to be released │" in shown


def test_a_roster_is_imported_and_listed(tmp_path: Path) -> None:
    (tmp_path / "agents.csv").write_text("Name,Team,Login,Shoe size\nAnna,North,asmith,38\n", encoding="utf-8")
    shown = callqa("roster", "import", "agents.csv").stdout
    assert "columns not used: Shoe size" in shown
    assert "1 agents in 1 teams are on the roster" in shown
    assert "Anna │ North │ asmith" in " ".join(callqa("roster", "list").stdout.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ingest", "a.wav", "--default", "agent"), "FIELD=VALUE is needed"),
        (("ingest", "a.wav", "--preset", "none"), "--preset none: there is none"),
        (("quarantine", "release"), "^name recordings by number, or --all of them$"),
        (("watch", "none"), "is no folder"),
    ],
)
def test_a_wrong_use_is_told(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        callqa(*arguments)


def test_watching_ends_cleanly_when_it_is_told_to(tmp_path: Path) -> None:
    write_wav(tmp_path / "drop" / NAME)
    environment = {**os.environ, "CALLQA_WATCH_SETTLE_SECONDS": "0", "CALLQA_WATCH_POLL_SECONDS": "0.1"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "qa_pipeline.cli", "watch", "drop", "--preset", "freepbx", "--move"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "drop" / "done" / NAME).exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "received drop/" + NAME in printed
    assert printed.endswith("Stopped.\n")
    assert states(tmp_path) == ["queued"]
