from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from qa_pipeline.commands import console
from qa_pipeline.jobs import Outcome, Status
from qa_pipeline.pipeline import Stage
from qa_pipeline.store import reads
from qa_pipeline.store.reads import CallDetail, CallRow
from qa_pipeline.store.session import Store
from tests.examples import add_scored, example_scored, failed_scored, unsure_scored


@pytest.fixture
def out() -> Console:
    return Console(file=StringIO(), width=160)


@pytest.fixture
def detail(store: Store) -> CallDetail:
    recording_id = add_scored(store, "[odd] name.wav")
    with store.reading() as session:
        found = reads.call_detail(session, recording_id=recording_id)
    assert found is not None
    return found


def text_of(printed: Console) -> str:
    assert isinstance(printed.file, StringIO)
    return printed.file.getvalue()


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, "–"), (0.0, "0:00"), (59.6, "1:00"), (245.3, "4:05"), (3600.0, "1:00:00")]
)
def test_a_length_is_read_like_a_clock(seconds: float | None, shown: str) -> None:
    assert console.clock(seconds) == shown


def test_the_table_has_a_line_for_each_call_and_a_reason_for_each_failure(detail: CallDetail, out: Console) -> None:
    err = Console(file=StringIO(), width=160)
    outcomes = [
        Outcome(Path("a"), Status.SCORED, detail.row),
        Outcome(Path(detail.row.file), Status.KNOWN, detail.row),
        Outcome(Path("c"), Status.FAILED, None, "c: no such [file]"),
        Outcome(Path("d"), Status.QUARANTINED, None, "d: in quarantine"),
    ]
    console.print_outcomes(outcomes, out, err)
    assert text_of(out).count("[odd] name.wav") == 2
    assert "1 of 4 were scored before" in text_of(out)
    assert text_of(err) == "failed c: no such [file]\nquarantined d: in quarantine\n"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, "yes"),
        ({"passed": False}, "no"),
        ({"passed": None}, "–"),
        ({"flags": ("pass_uncertain",)}, "yes, uncertain"),
    ],
)
def test_the_table_says_whether_a_call_passed(
    detail: CallDetail, out: Console, change: dict[str, object], word: str
) -> None:
    row: CallRow = replace(detail.row, **change)  # type: ignore[arg-type]  # the table's own values
    console.print_outcomes([Outcome(Path("a"), Status.SCORED, row)], out, out)
    heading, line = text_of(out).splitlines()
    column = heading.index("passed")
    assert line[column:].split("  ")[0].strip() == word


def test_a_call_shows_its_answers_with_their_quotes_and_times(detail: CallDetail, out: Console) -> None:
    console.print_call(detail, out, transcript=True)
    shown = text_of(out)
    assert "agent Šarūnas (manifest) · team North (roster) · queue support" in shown
    assert "scorecard inbound_support/1" in shown
    assert "✓ Names the company" in shown
    assert "0:01–0:03 agent “Thank you for calling Northwind”" in shown
    assert "? Asks before a hold (critical)" in shown
    assert "0:04 customer My café invoice is wrong" in shown


def test_unsure_roles_are_told_with_what_hangs_on_them(detail: CallDetail, out: Console) -> None:
    console.print_call(replace(detail, scored=unsure_scored()), out, transcript=False)
    shown = text_of(out)
    assert "With the roles as heard the score would be 80.0, with agent and customer exchanged 41.2." in shown
    assert "Names the company: met, exchanged not met" in shown


def test_a_language_without_a_pack_is_told_in_words(detail: CallDetail, out: Console) -> None:
    flagged = replace(example_scored(), flags=("no_language_pack",))
    console.print_call(replace(detail, scored=flagged), out, transcript=False)
    assert "There is no language pack for this language" in text_of(out)


def test_an_automatic_fail_is_called_provisional(store: Store, out: Console) -> None:
    recording_id = add_scored(store, scored=failed_scored())
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    console.print_call(detail, out, transcript=False)
    assert "no (auto-fail, provisional)" in text_of(out)


def test_without_a_terminal_a_plain_line_tells_each_end(out: Console) -> None:
    path = Path("call.wav")
    with console.Progress([path], out) as progress:
        progress.on_stage(path, Stage.WORDS)
        progress.finished(Outcome(path, Status.SCORED))
        progress.on_stage(path, Stage.DIALOGUE)  # told late by another process
    assert text_of(out) == "call.wav: scored\n"


def test_on_a_terminal_the_recordings_in_hand_have_their_stage() -> None:
    terminal = Console(file=StringIO(), width=120, force_terminal=True)
    path = Path("call.wav")
    with console.Progress([path], terminal) as progress:
        progress.on_stage(path, Stage.WORDS)
    assert "call.wav · words" in text_of(terminal)
    assert "left" in text_of(terminal)


def test_the_same_sound_under_another_name_is_told(detail: CallDetail, out: Console) -> None:
    err = Console(file=StringIO(), width=160)
    console.print_outcomes([Outcome(Path("copies/other.wav"), Status.KNOWN, detail.row)], out, err)
    assert text_of(err) == f"copies/other.wav: the same sound as [odd] name.wav, known as call {detail.row.id}\n"


@pytest.mark.parametrize("width", [80, 400])
def test_no_flag_and_no_name_is_cut_off_at_any_width(detail: CallDetail, width: int) -> None:
    out = Console(file=StringIO(), width=width)
    row = replace(
        detail.row, file="a-rather-long-name-of-a-recording.flac", flags=("critical_undetermined", "health:no_speech")
    )
    console.print_outcomes([Outcome(Path(row.file), Status.SCORED, row)], out, out)
    shown = "".join(text_of(out).split())
    assert "critical_undetermined" in shown
    assert "health:no_speech" in shown
    assert all(part in shown for part in ("a-rather-lo", "recording.", "flac"))
