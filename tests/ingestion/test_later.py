"""What is told of a call on a later day: taken over by rank, told, and the same twice changes nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.call import CallMetadata, Span
from qa_pipeline.ingestion.ingest import Outcome, Standing
from qa_pipeline.ingestion.later import Later, merge
from qa_pipeline.ingestion.resolving import Resolved
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import Agent, Roster
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.types import utc_now
from tests.examples import OWNER, example_call, example_scored
from tests.ingestion.conftest import Take, row, write_wav


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings.resolved_database_url)
    yield opened
    opened.close()


def manifest(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding="utf-8")
    return path


def claim(store: Store, recording_id: int) -> None:
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=utc_now())


def hear(store: Store, recording_id: int, told: CallMetadata, wording: str = "wording") -> None:
    """Store a result for a recording in hand, of a hearing that was told this."""
    call = replace(example_call(), metadata=told, metrics={"first_agent_speech": 1.0, "handle_time": None})
    with store.session() as session:
        writes.save_result(
            session,
            recording_id=recording_id,
            owner=OWNER,
            call=call,
            scored=example_scored(),
            playback=None,
            wording=wording,
        )


def later(outcome: Outcome) -> Later:
    assert outcome.standing is Standing.DUPLICATE
    assert outcome.later is not None
    return outcome.later


def wording(store: Store) -> str | None:
    with store.reading() as session:
        (heard,) = reads.heard_calls(session, where=reads.CallFilter(), limit=1)
    return heard.wording


def test_details_of_the_next_day_are_taken_over_with_their_source_and_once(
    settings: Settings, take: Take, tmp_path: Path
) -> None:
    wav = write_wav(tmp_path / "a.wav")
    (first,) = take(wav, manifest=manifest(tmp_path, "file,agent\na.wav,Anna\n"))
    told = manifest(tmp_path, "file,agent,csat,wrap up\na.wav,Anna,4,0:30\n")
    (foretold,) = take(wav, manifest=told, dry_run=True)
    assert "; would take over wrap_up_seconds, csat" in foretold.reason
    assert row(settings, first.recording_id).metadata.csat is None
    (second,) = take(wav, manifest=told)
    assert later(second).fields == later(foretold).fields == ("wrap_up_seconds", "csat")
    assert "; took over wrap_up_seconds, csat" in second.reason
    after = row(settings, first.recording_id)
    assert (after.metadata.csat, after.metadata.wrap_up_seconds) == (4.0, 30.0)
    assert after.metadata.sources == {"agent": "manifest", "csat": "manifest", "wrap_up_seconds": "manifest"}
    (third,) = take(wav, manifest=told)
    assert later(third) == Later((), (), (), ())
    assert row(settings, first.recording_id) == after


def test_who_is_believed_more_is_taken_over_and_who_is_believed_less_is_not(
    settings: Settings, take: Take, tmp_path: Path
) -> None:
    wav = write_wav(tmp_path / "Anna_sales.wav")
    (first,) = take(wav, pattern="(?P<agent>[^_]+)_(?P<queue>.+)", defaults={"team": "North"})
    wav.with_suffix(".json").write_text(json.dumps({"queue": "support"}), encoding="utf-8")
    (second,) = take(wav, defaults={"agent": "Eve", "direction": "inbound"})
    assert (later(second).fields, later(second).kept) == (("queue", "direction"), ())
    told = row(settings, first.recording_id).metadata
    assert (told.agent, told.queue, told.team, told.direction) == ("Anna", "support", "North", "inbound")
    assert told.sources == {"agent": "file name", "queue": "sidecar", "team": "default", "direction": "default"}


def test_a_value_that_conflicts_at_the_same_rank_is_kept_and_told(
    settings: Settings, take: Take, tmp_path: Path
) -> None:
    wav = write_wav(tmp_path / "a.wav")
    (first,) = take(wav, manifest=manifest(tmp_path, "file,csat\na.wav,4\n"))
    (second,) = take(wav, manifest=manifest(tmp_path, "file,csat,direction\na.wav,2,up\n"))
    reasons = later(second).kept
    assert reasons[1] == "csat stays '4.0'; the manifest tells '2.0' now"
    assert "direction 'up' of the manifest" in reasons[0]
    assert row(settings, first.recording_id).metadata.csat == 4.0


def test_what_a_person_mended_stays() -> None:
    before = CallMetadata(agent="Anna", sources={"agent": "person", "queue": "person"})
    told = CallMetadata(
        agent="Eve", queue="sales", csat=3.0, sources=dict.fromkeys(("agent", "queue", "csat"), "sidecar")
    )
    merged = merge(before, Resolved(told, ()), Roster())
    assert (merged.metadata.agent, merged.metadata.queue, merged.fields) == ("Anna", None, ("csat",))


def test_an_agent_that_is_told_later_brings_the_team_of_the_roster(
    settings: Settings, store: Store, take: Take, tmp_path: Path
) -> None:
    with store.session() as session:
        writes.save_roster(session, agents=[Agent("Anna Smith", "North", ("asmith",))], replace=False)
    wav = write_wav(tmp_path / "a.wav")
    (first,) = take(wav)
    (second,) = take(wav, manifest=manifest(tmp_path, "file,agent\na.wav,ASMITH\n"), roster="closed")
    told = row(settings, first.recording_id).metadata
    assert later(second).fields == ("agent", "team")
    assert (told.agent, told.team, told.sources) == ("Anna Smith", "North", {"agent": "manifest", "team": "roster"})
    (third,) = take(write_wav(tmp_path / "b.wav", 2))
    (fourth,) = take(tmp_path / "b.wav", defaults={"agent": "Nobody"}, roster="closed")
    assert later(fourth).kept == ("agent 'Nobody' is not on the roster",)
    assert row(settings, third.recording_id).agent is None


@pytest.mark.parametrize(
    ("told", "to_be_heard", "to_be_scored", "known"),
    [
        ({"csat": 4}, (), (), "wording"),
        ({"queue": "sales", "wrap_up_seconds": 30}, (), ("queue", "wrap_up_seconds"), None),
        ({"hold_events": [[1, 2]], "language": "fi"}, ("language", "hold_events"), (), "wording"),
        ({"language": "en"}, (), (), "wording"),  # as it was heard
    ],
)
def test_a_call_that_was_heard_has_it_too_and_what_does_not_count_yet_is_known(
    store: Store,
    take: Take,
    tmp_path: Path,
    told: dict[str, Any],
    to_be_heard: tuple[str, ...],
    to_be_scored: tuple[str, ...],
    known: str | None,
) -> None:
    wav = write_wav(tmp_path / "a.wav")
    (first,) = take(wav)
    assert first.recording_id is not None
    claim(store, first.recording_id)
    hear(store, first.recording_id, CallMetadata())
    wav.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")
    (second,) = take(wav)
    found = later(second)
    assert (set(found.fields), found.to_be_heard, found.to_be_scored) == (set(told), to_be_heard, to_be_scored)
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=first.recording_id)
    assert detail is not None
    assert detail.call is not None
    assert detail.call.metadata == detail.row.metadata
    assert detail.call.metrics["handle_time"] == (42.5 - 1.0 + 30.0 if "wrap_up_seconds" in told else None)
    assert wording(store) == known  # None: the next `callqa rescore` takes it up


def test_what_is_told_while_a_call_is_heard_outlasts_the_hearing(
    settings: Settings, store: Store, take: Take, tmp_path: Path
) -> None:
    wav = write_wav(tmp_path / "a.wav")
    (first,) = take(wav, defaults={"queue": "sales"})
    assert first.recording_id is not None
    claim(store, first.recording_id)
    before = row(settings, first.recording_id).metadata
    wav.with_suffix(".json").write_text('{"queue": "support", "hold_events": [[1, 2]]}', encoding="utf-8")
    (second,) = take(wav)
    assert (later(second).to_be_heard, later(second).to_be_scored) == (("hold_events",), ("queue",))
    hear(store, first.recording_id, before)
    told = row(settings, first.recording_id).metadata
    assert (told.queue, told.hold_events, told.sources["queue"]) == ("support", (Span(1.0, 2.0),), "sidecar")
    assert wording(store) is None


def test_a_call_that_still_waits_is_heard_with_it_and_needs_nothing(take: Take, tmp_path: Path) -> None:
    wav = write_wav(tmp_path / "a.wav")
    take(wav)
    wav.with_suffix(".json").write_text('{"queue": "support", "language": "fi"}', encoding="utf-8")
    (second,) = take(wav)
    assert later(second) == Later(("queue", "language"), (), (), ())
