"""The head of `callqa show`: whose call it is and when, who told so, and the scorecard."""

from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from qa_pipeline.call import CallMetadata
from qa_pipeline.commands.call_head import head_of
from qa_pipeline.store import reads
from qa_pipeline.store.reads import CallDetail
from qa_pipeline.store.session import Store
from tests.examples import METADATA, add_recording, add_scored

TOLD = replace(METADATA, sources={"started_at": "manifest", "agent": "file name", "team": "roster"})


def stored(store: Store, recording_id: int) -> CallDetail:
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    return detail


def test_it_tells_what_is_known_with_its_source_and_the_scorecard_with_its_version(store: Store) -> None:
    assert list(head_of(stored(store, add_scored(store, metadata=TOLD)), UTC)) == [
        "began 2025-03-10 12:00 UTC (manifest) · agent Šarūnas (file name) · team North (roster) · queue support"
        " · type complaint",
        "scorecard inbound_support/1",
    ]


def test_the_start_is_told_in_the_zone_of_the_settings(store: Store) -> None:
    detail = stored(store, add_scored(store, metadata=TOLD))
    assert next(head_of(detail, ZoneInfo("Europe/Vilnius"))).startswith("began 2025-03-10 14:00 EET (manifest)")


def test_what_nobody_told_is_left_open_and_no_score_has_no_scorecard(store: Store) -> None:
    (line,) = head_of(stored(store, add_recording(store, metadata=CallMetadata())), UTC)
    assert line.startswith("received 20")
    assert line.endswith(" UTC, nobody told when it began · agent – · team – · queue –")


@pytest.mark.parametrize("odd", ["Ana\x1b[31m", "Ana\n"])
def test_a_name_cannot_steer_the_terminal(store: Store, odd: str) -> None:
    line = next(head_of(stored(store, add_scored(store, metadata=replace(TOLD, agent=odd))), UTC))
    assert line.isprintable()
