"""Recordings taken in: received, the same again, set aside, refused. On SQLite and on PostgreSQL."""

import json
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.errors import Transient, UsageError
from qa_pipeline.ingestion.ingest import PATIENCE, Ingestion, Outcome, Standing
from qa_pipeline.ingestion.order import Order
from qa_pipeline.settings import Settings
from qa_pipeline.storage import AudioStore, open_audio_store
from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import Agent
from qa_pipeline.store.session import open_store
from qa_pipeline.store.states import State
from tests.ingestion.conftest import Take, Waiting, row, write_wav

RECEIVED, DUPLICATE, QUARANTINED, REFUSED = Standing


def standings(outcomes: list[Outcome]) -> list[Standing]:
    return [outcome.standing for outcome in outcomes]


def count(settings: Settings) -> int:
    store = open_store(settings.resolved_database_url)
    with store.reading() as session:
        total = reads.calls(session, where=reads.CallFilter()).total
    store.close()
    return total


def test_a_recording_is_registered_kept_and_announced(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path
) -> None:
    wav = write_wav(tmp_path / "in" / "north" / "Anna_sales.wav")
    wav.with_suffix(".json").write_text(json.dumps({"csat": 4, "language": "fi"}), encoding="utf-8")
    manifest = tmp_path / "calls.csv"
    manifest.write_text("file;start time;customer name\nAnna_sales.wav;15.01.2024 14:30;Ελένη\n", encoding="utf-8-sig")
    (outcome,) = take(
        tmp_path / "in",
        manifest=manifest,
        pattern="(?P<agent>[^_]+)_(?P<queue>.+)",
        folder_pattern="(?P<team>[^/]+)$",
        defaults={"direction": "inbound"},
    )
    assert (outcome.standing, outcome.code, outcome.reason) == (RECEIVED, "", "")
    found = row(settings, outcome.recording_id)
    told = found.metadata
    assert (told.agent, told.queue, told.team, told.direction) == ("Anna", "sales", "north", "inbound")
    assert (told.customer_name, told.csat, told.language, found.language) == ("Ελένη", 4.0, "fi", None)
    assert told.sources == {
        "csat": "sidecar", "language": "sidecar", "started_at": "manifest", "customer_name": "manifest",
        "agent": "file name", "queue": "file name", "team": "folder", "direction": "default",
    }  # fmt: skip
    assert (found.file, found.path, found.state) == ("Anna_sales.wav", str(wav.resolve()), State.RECEIVED)
    assert found.audio_key is not None
    with open_audio_store(settings).local(found.audio_key) as kept:
        assert kept.read_bytes() == wav.read_bytes()
        assert kept.suffix == ".wav"
    assert waiting.ids == [found.id]


def test_the_same_sound_is_one_call_under_whatever_name(take: Take, waiting: Waiting, tmp_path: Path) -> None:
    one = write_wav(tmp_path / "a.wav")
    other = tmp_path / "b.wav"
    other.write_bytes(one.read_bytes())
    first, second = take(one, other)
    assert (first.standing, second.standing, second.recording_id) == (RECEIVED, DUPLICATE, first.recording_id)
    assert f"b.wav: the same sound as recording {first.recording_id}, a.wav" in second.reason
    assert set(waiting.ids) == {first.recording_id}


def test_the_same_folder_and_manifest_again_change_nothing(settings: Settings, take: Take, tmp_path: Path) -> None:
    for number in range(3):
        write_wav(tmp_path / "in" / f"{number}.wav", number)
    (tmp_path / "in" / "3.wav").write_bytes(b"")
    manifest = tmp_path / "calls.csv"
    manifest.write_text("file,agent\n0.wav,Anna\n1.wav,Eve\n3.wav,Kim\n", encoding="utf-8")
    first = take(tmp_path / "in", manifest=manifest)
    before = [row(settings, outcome.recording_id) for outcome in first]
    again = take(tmp_path / "in", manifest=manifest)
    assert standings(again) == [DUPLICATE, DUPLICATE, DUPLICATE, QUARANTINED]
    assert [row(settings, outcome.recording_id) for outcome in again] == before


def test_a_recording_that_was_never_announced_is_announced_by_the_next_run(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path
) -> None:
    (first,) = take(write_wav(tmp_path / "a.wav"))
    waiting.ids.clear()
    take(tmp_path / "a.wav")
    assert waiting.ids == [first.recording_id]
    store = open_store(settings.resolved_database_url)
    with store.session() as session:
        writes.requeue(session, recording_id=waiting.ids.pop())
    take(tmp_path / "a.wav")
    assert waiting.ids == []


def header_claiming_hours() -> bytes:
    """A WAV whose data chunk claims 2 GB of 8 kHz sound."""
    size = (0x7FFE_0000).to_bytes(4, "little")
    form = b"fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0"
    return b"RIFF" + size + b"WAVE" + form + b"data" + size + b"\1\0" * 500


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty (0 bytes)"),
        (b"no sound at all" * 100, "its header is damaged or of a format not known"),
        (header_claiming_hours(), "its header claims 37 hours of sound on 1 channels; at most 12"),
    ],
)
def test_what_cannot_be_heard_is_set_aside_and_costs_nothing_else(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path, data: bytes, says: str
) -> None:
    bad = tmp_path / "in" / "a.wav"
    write_wav(tmp_path / "in" / "b.wav")
    bad.write_bytes(data)
    first, second = take(tmp_path / "in")
    assert (first.standing, first.code, second.standing) == (QUARANTINED, "unreadable_audio", RECEIVED)
    found = row(settings, first.recording_id)
    assert (found.state, found.error_code) == (State.QUARANTINED, "unreadable_audio")
    assert says in (found.error_message or "")
    assert waiting.ids == [second.recording_id]


@pytest.mark.parametrize(
    ("options", "sidecar", "code"),
    [
        ({"date_required": True}, None, "no_date"),
        ({}, {"started_at": "soon"}, "unreadable_date"),
        ({"roster": "closed"}, {"agent": "Nobody"}, "unknown_agent"),
        ({}, {"direction": "up"}, "unreadable_metadata"),
        ({}, [1], "unreadable_sidecar"),
    ],
)
def test_what_is_told_wrongly_is_set_aside_with_its_reason(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path, options: dict[str, Any], sidecar: Any, code: str
) -> None:
    wav = write_wav(tmp_path / "a.wav")
    if sidecar:
        wav.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")
    (outcome,) = take(wav, **options)
    assert (outcome.standing, outcome.code) == (QUARANTINED, code)
    found = row(settings, outcome.recording_id)
    assert (found.state, found.error_code, found.started_at) == (State.QUARANTINED, code, None)
    assert waiting.ids == []


def test_what_was_set_aside_is_received_once_it_is_told_rightly(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path
) -> None:
    wav = write_wav(tmp_path / "a.wav")
    (first,) = take(wav, date_required=True)
    wav.with_suffix(".json").write_text('{"start": "2024-01-15T10:00Z"}', encoding="utf-8")
    (second,) = take(wav, date_required=True)
    assert (first.standing, second.standing, second.recording_id) == (QUARANTINED, RECEIVED, first.recording_id)
    found = row(settings, first.recording_id)
    assert (found.state, found.error_code, found.error_message) == (State.RECEIVED, None, None)
    assert found.started_at is not None
    assert waiting.ids == [first.recording_id]


def test_the_roster_gives_the_team(settings: Settings, take: Take, tmp_path: Path) -> None:
    store = open_store(settings.resolved_database_url)
    with store.session() as session:
        writes.save_roster(session, agents=[Agent("Anna Smith", "North", ("asmith",))], replace=False)
    (outcome,) = take(write_wav(tmp_path / "a.wav"), defaults={"agent": "ASMITH"}, roster="closed")
    told = row(settings, outcome.recording_id).metadata
    assert (outcome.standing, told.agent, told.team, told.sources["team"]) == (
        RECEIVED,
        "Anna Smith",
        "North",
        "roster",
    )


NAMES = [
    "录音 1.wav", "κλήση.wav", "مكالمة.wav", "a\nb.wav", "tab\there.wav", "'; DROP TABLE.wav", "[red]x.wav",
    "%s.wav", "x" * 200 + ".wav", "caf\udce9.wav", "a.b.c.wav",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_and_with_any_bytes_is_taken_in(
    settings: Settings, take: Take, tmp_path: Path, name: str
) -> None:
    write_wav(tmp_path / "in" / name)
    (outcome,) = take(tmp_path / "in")
    assert outcome.standing is RECEIVED
    assert row(settings, outcome.recording_id).file == name.replace("\udce9", "\\xe9")
    assert outcome.origin.isprintable()


def test_a_file_that_is_not_there_or_is_no_file_is_refused(take: Take, tmp_path: Path) -> None:
    outcomes = take(tmp_path / "none.wav", "/dev/null")
    assert [outcome.reason.rpartition(": ")[2] for outcome in outcomes] == ["no such file", "is no file"]


def test_a_file_that_is_too_large_is_refused_unread(take: Take, tmp_path: Path) -> None:
    large = tmp_path / "large.wav"
    with large.open("wb") as file:
        file.truncate(3_000_000)
    (outcome,) = take(large, max_file_mb=1)
    assert (outcome.standing, outcome.recording_id) == (REFUSED, None)
    assert "has 3 MB; at most 1 are taken (CALLQA_MAX_FILE_MB)" in outcome.reason


def test_a_folder_passes_over_what_is_no_recording(settings: Settings, waiting: Waiting, tmp_path: Path) -> None:
    for name in ("a.wav", ".hidden.wav", "notes.txt", "b.json", "deep/er/c.wav"):
        write_wav(tmp_path / "in" / name, len(name))
    with Ingestion(settings, Order((str(tmp_path / "in"),)), waiting) as ingestion:
        assert [Path(outcome.origin).name for outcome in ingestion.run()] == ["a.wav", "c.wav"]
    assert ingestion.passed_over.count == 1


def test_a_dry_run_foretells_and_changes_nothing(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path
) -> None:
    known = write_wav(tmp_path / "in" / "a.wav", 1)
    take(known)
    waiting.ids.clear()
    write_wav(tmp_path / "in" / "b.wav", 2)
    write_wav(tmp_path / "in" / "c.wav", 2)
    (tmp_path / "in" / "d.wav").write_bytes(b"junk")
    before = sorted(tmp_path.glob("data/audio/**/*"))
    outcomes = take(tmp_path / "in", dry_run=True)
    assert standings(outcomes) == [DUPLICATE, RECEIVED, DUPLICATE, QUARANTINED]
    assert count(settings) == 1
    assert waiting.ids == []
    assert sorted(tmp_path.glob("data/audio/**/*")) == before
    assert standings(take(tmp_path / "in")) == standings(outcomes)


def test_a_dry_run_makes_no_database(tmp_path: Path, waiting: Waiting) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url="", _env_file=None)
    order = Order((str(write_wav(tmp_path / "a.wav")),), dry_run=True)
    with Ingestion(settings, order, waiting) as ingestion:
        assert [outcome.code for outcome in ingestion.run()] == ["no_date"]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"preset": "avaya"}, "--preset avaya"),
        ({"defaults": {"mood": "good"}}, "mood=good: no such field"),
        ({"defaults": {"language": "klingon"}}, "language=klingon: a language"),
        ({"defaults": {"started_at": "soon"}}, "started_at=soon: 'soon' is no date"),
        ({"time_zone": "Mars"}, "CALLQA_TIME_ZONE=Mars"),
        ({"naming": Path("none.yaml")}, r"none\.yaml: cannot be read"),
    ],
)
def test_a_wrong_order_is_refused_before_anything_is_read(
    take: Take, tmp_path: Path, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        take(write_wav(tmp_path / "a.wav"), **options)


def test_what_fails_in_passing_is_tried_again(take: Take, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [Transient("disk full")] * len(PATIENCE)
    keep = AudioStore.keep

    def sometimes(self: AudioStore, source: Path, **named: str) -> str:
        if failures:
            raise failures.pop()
        return keep(self, source, **named)

    monkeypatch.setattr(AudioStore, "keep", sometimes)
    assert standings(take(write_wav(tmp_path / "a.wav"))) == [RECEIVED]


def test_what_goes_on_failing_stops_the_run_and_loses_nothing_before(
    settings: Settings, take: Take, waiting: Waiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = AudioStore.keep

    def full(self: AudioStore, source: Path, **named: str) -> str:
        if source.name == "b.wav":
            raise Transient("audio store has no room")
        return keep(self, source, **named)

    monkeypatch.setattr(AudioStore, "keep", full)
    write_wav(tmp_path / "in" / "a.wav", 1)
    write_wav(tmp_path / "in" / "b.wav", 2)
    with pytest.raises(Transient, match="no room"):
        take(tmp_path / "in")
    assert (count(settings), len(waiting.ids)) == (1, 1)


def test_many_are_announced_in_batches(
    take: Take, waiting: Waiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_pipeline.ingestion.ingest.BATCH", 2)
    for number in range(5):
        write_wav(tmp_path / "in" / f"{number}.wav", number)
    take(tmp_path / "in")
    assert (len(waiting.ids), waiting.calls) == (5, 3)
