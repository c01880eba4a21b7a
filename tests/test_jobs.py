import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_pipeline import request
from qa_pipeline.audio.decode import Decoded, fingerprint
from qa_pipeline.call import CallMetadata, Span
from qa_pipeline.errors import MissingExtra, ScorecardError, UnreadableAudio, UsageError
from qa_pipeline.finding import ScorecardRef
from qa_pipeline.jobs import Outcome, Processor, Request, Status, check_request, prepare_store
from qa_pipeline.pipeline import Analysis, Stage
from qa_pipeline.retrieval import export_rows, find_call
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import open_store
from tests.examples import example_call
from tests.lives import settings_of

SECOND_OF_SILENCE = Decoded((np.zeros(16_000, np.float32),), 1.0, 8_000, "pcm_s16le", False)


class Hearing:
    """Stands in for the pipeline: gives the example call for every recording, and counts how often it was asked."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.heard: list[str] = []

    def __call__(self, path: Path, *, sha256: str, on_stage: Callable[[Stage], None], **_: Any) -> Analysis:
        self.heard.append(path.name)
        for stage in Stage:
            on_stage(stage)
        if self.error:
            raise self.error
        call = example_call(path.name)
        return Analysis(replace(call, recording=replace(call.recording, sha256=sha256)), SECOND_OF_SILENCE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", database_url="", _env_file=None)
    prepare_store(made)
    return made


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    path.write_bytes(b"some sound")
    return path


def run(settings: Settings, path: Path, hearing: Hearing, request: Request | None = None) -> Outcome:
    processor = Processor(settings, request or Request(), threads=1, analyse=hearing)
    processor.__dict__["ears"] = None  # no engines: the hearing stands in for them
    return processor.process(path)


def row_of(settings: Settings, text: str = "call.wav") -> reads.CallRow:
    return find_call(settings, text).row


def test_a_recording_is_heard_scored_and_stored(settings: Settings, recording: Path) -> None:
    outcome = run(settings, recording, Hearing())
    assert outcome.status is Status.SCORED
    detail = find_call(settings, "call")
    assert detail.call is not None
    assert detail.scored is not None
    assert detail.row.state == "scored"
    assert detail.playback is not None
    assert Path(detail.playback).stat().st_size > 0


def test_a_recording_that_is_scored_is_not_heard_again(settings: Settings, recording: Path) -> None:
    run(settings, recording, Hearing())
    again = Hearing()
    assert run(settings, recording, again).status is Status.KNOWN
    assert again.heard == []


def test_the_same_sound_under_another_name_is_the_same_call(settings: Settings, recording: Path) -> None:
    run(settings, recording, Hearing())
    copy = recording.with_name("copy.wav")
    copy.write_bytes(recording.read_bytes())
    assert run(settings, copy, Hearing()).status is Status.KNOWN
    assert row_of(settings).id == 1


def test_again_hears_it_anew_and_keeps_one_call(settings: Settings, recording: Path) -> None:
    run(settings, recording, Hearing())
    again = Hearing()
    assert run(settings, recording, again, Request(again=True)).status is Status.SCORED
    assert again.heard == ["call.wav"]
    assert row_of(settings).id == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnreadableAudio("call.wav: no decoder knows it"), "unreadable_audio"),
        (MissingExtra('voices are not installed: pip install "callqa[voices]"'), "missing_extra"),
        (RuntimeError("shape mismatch"), "internal"),
        (MemoryError(), "internal"),
    ],
)
def test_a_failure_is_an_outcome_with_its_reason_and_is_stored(
    settings: Settings, recording: Path, error: Exception, code: str
) -> None:
    outcome = run(settings, recording, Hearing(error))
    assert outcome.status is Status.FAILED
    row = row_of(settings)
    assert (row.state, row.error_code) == ("failed", code)
    assert row.error_message == outcome.reason
    assert str(error) in outcome.reason
    assert outcome.reason.count("call.wav") == 1


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    ("code", "helps"),
    [
        (
            "no_date",
            "`callqa quarantine mend 1 FIELD=VALUE` puts it right, and `callqa quarantine release 1` queues it",
        ),
        ("mended", "`callqa quarantine release 1` queues it"),
        ("poison", "`callqa retry 1` queues it once more"),
    ],
)
def test_a_recording_in_quarantine_is_refused_with_its_reason_and_what_helps(
    settings: Settings, recording: Path, again: bool, code: str, helps: str
) -> None:
    run(settings, recording, Hearing(RuntimeError("once")))
    with open_store(settings.resolved_database_url).session() as session:
        writes.quarantine(session, recording_id=1, code=code, reason="the reason")
    hearing = Hearing()
    outcome = run(settings, recording, hearing, Request(again=again))
    assert (outcome.status, hearing.heard) == (Status.QUARANTINED, [])
    assert outcome.reason == f"{recording}: recording 1 is in quarantine: the reason; {helps}"
    assert row_of(settings).state == "quarantined"


def test_a_failed_recording_is_tried_again_by_the_next_run(settings: Settings, recording: Path) -> None:
    run(settings, recording, Hearing(RuntimeError("once")))
    assert run(settings, recording, Hearing()).status is Status.SCORED


def test_a_run_broken_off_leaves_the_recording_free(settings: Settings, recording: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(settings, recording, Hearing(KeyboardInterrupt()))
    assert run(settings, recording, Hearing()).status is Status.SCORED


@pytest.mark.parametrize("make", [lambda path: path.unlink(), lambda path: (path.unlink(), path.mkdir())])
def test_what_cannot_be_opened_is_named_in_one_line(
    settings: Settings, recording: Path, make: Callable[[Path], Any]
) -> None:
    make(recording)
    outcome = run(settings, recording, Hearing())
    assert outcome.status is Status.FAILED
    assert recording.name in outcome.reason
    assert "\n" not in outcome.reason


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (Request(language="xx"), "--language xx"),
        (Request(scorecard="no_such"), "no_such"),
    ],
)
def test_a_wrong_request_is_refused_before_any_recording(settings: Settings, request_: Request, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        check_request(settings, request_)


def test_two_recordings_with_one_name_are_exported_apart(settings: Settings, tmp_path: Path) -> None:
    rows = []
    for number in (1, 2):
        path = tmp_path / str(number) / "call.wav"
        path.parent.mkdir()
        path.write_bytes(bytes([number]))
        outcome = run(settings, path, Hearing())
        assert outcome.row is not None
        rows.append(outcome.row)
    export_rows(settings, rows, tmp_path / "json")
    names = sorted(path.name for path in (tmp_path / "json").iterdir())
    assert names == sorted(f"call-{row.sha256[:8]}.json" for row in rows)
    export_rows(settings, rows[:1], tmp_path / "one")
    exported = json.loads((tmp_path / "one" / "call.json").read_text(encoding="utf-8"))
    assert exported["recording"]["sha256"] == rows[0].sha256


def test_a_call_is_found_by_number_name_and_digest(settings: Settings, recording: Path) -> None:
    outcome = run(settings, recording, Hearing())
    assert outcome.row is not None
    for text in ("1", "call.wav", "call", outcome.row.sha256[:10]):
        assert find_call(settings, text).row.id == 1
    looked_in = f"{settings.data_dir / 'callqa.db'}"
    with pytest.raises(UsageError, match=f"no call is known by 'other' in {re.escape(looked_in)}; ") as error:
        find_call(settings, "other")
    assert "CALLQA_DATA_DIR" in str(error.value)


def test_without_a_scorecard_a_call_goes_by_the_one_active_for_its_queue(tmp_path: Path, recording: Path) -> None:
    settings = settings_of(tmp_path)
    prepare_store(settings)
    store = open_store(settings.resolved_database_url)
    with store.session() as session:
        told = CallMetadata(queue="sales")
        sha256 = fingerprint(recording)
        writes.register(session, path="x", file="call.wav", sha256=sha256, size_bytes=1, metadata=told)
        other = load_scorecard("other", settings.resolved_scorecards_dir)
        starts_at = datetime(2026, 1, 1, tzinfo=UTC)
        writes.activate(session, scorecard=other.ref, queue="Sales", call_type=None, starts_at=starts_at)
    store.close()
    assert run(settings, recording, Hearing()).status is Status.SCORED
    row = row_of(settings)
    assert (row.scorecard_name, row.scorecard_version) == ("other", 1)
    assert run(settings, recording, Hearing(), Request(scorecard="small")).status is Status.KNOWN
    assert row_of(settings).scorecard_name == "small"


def test_an_active_scorecard_that_is_gone_stops_a_run_before_any_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path)
    prepare_store(settings)
    with open_store(settings.resolved_database_url).session() as session:
        gone = ScorecardRef("vanished", 4, "0" * 64)
        starts_at = datetime(2026, 1, 1, tzinfo=UTC)
        writes.activate(session, scorecard=gone, queue=None, call_type=None, starts_at=starts_at)
    monkeypatch.setattr(request, "require_engines", lambda *_: None)
    with pytest.raises(ScorecardError, match="active scorecard vanished/4 cannot be used"):
        check_request(settings, Request())
    check_request(settings, Request(scorecard="small"))


def test_what_was_told_of_a_recording_is_told_to_the_hearing(settings: Settings, recording: Path) -> None:
    told = CallMetadata(agent="Anna", hold_events=(Span(1.0, 2.0),))
    with open_store(settings.resolved_database_url).session() as session:
        sha256 = fingerprint(recording)
        writes.register(session, path="x", file="call.wav", sha256=sha256, size_bytes=1, metadata=told)
    given: list[CallMetadata] = []

    class Listening(Hearing):
        def __call__(self, path: Path, **others: Any) -> Analysis:
            given.append(others["metadata"])
            return super().__call__(path, **others)

    run(settings, recording, Listening())
    assert given == [told]


@pytest.mark.parametrize(
    ("asked", "told", "setting", "language", "channel"),
    [
        (Request(), CallMetadata(), "", "", "auto"),
        (Request(), CallMetadata(), "pt", "pt", "auto"),
        (Request(), CallMetadata(language="fi", agent_channel="right"), "pt", "fi", "right"),
        (Request("el", "left"), CallMetadata(language="fi", agent_channel="right"), "pt", "el", "left"),
    ],
)
def test_what_the_command_names_comes_before_the_metadata_and_that_before_the_settings(
    tmp_path: Path, asked: Request, told: CallMetadata, setting: str, language: str, channel: str
) -> None:
    settings = Settings(data_dir=tmp_path, language=setting, _env_file=None)
    wishes = Processor(settings, asked, threads=1).wishes_for(told)
    assert (wishes.language, wishes.agent_channel) == (language, channel)
