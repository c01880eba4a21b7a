"""The JSON beside a recording."""

import json
from typing import Any

import pytest

from qa_pipeline.ingestion.naming import load_naming
from qa_pipeline.ingestion.sidecar import LARGEST_BYTES, fields_of, read_sidecar
from qa_pipeline.ingestion.values import Unreadable

NAMING = load_naming()


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"agent": "Anna", "Queue Name": "sales"}, {"agent": "Anna", "queue": "sales"}),
        ({"agent": {"name": "Anna", "team": "North"}}, {"agent": "Anna", "team": "North"}),
        ({"metadata": {"call": {"startTime": "2024-01-15"}}}, {"started_at": "2024-01-15"}),
        ({"agent_id": "17", "agentName": "Anna"}, {"agent": "Anna"}),
        ({"agent": "", "agent_id": "17"}, {"agent": "17"}),
        ({"channels": {"agent": 1}}, {"agent_channel": {"agent": 1}}),
        ({"channels": ["agent", "customer"]}, {"agent_channel": ["agent", "customer"]}),
        ({"holds": [[1, 2]]}, {"hold_events": [[1, 2]]}),
        ({"conversationId": "c", "mediaType": "Call"}, {"external_id": "c"}),
        ({"customer": {"name": "Ελένη", "id": 7}}, {"customer_name": "Ελένη", "customer_reference": 7}),
        ({"file": "x.wav", "mood": "good"}, {}),
    ],
)
def test_keys_are_matched_by_alias_nested_ones_too(data: dict[str, Any], fields: dict[str, Any]) -> None:
    assert fields_of(data, NAMING) == fields


@pytest.mark.parametrize("beside", ["in/call.json", "in/call.wav.json", "in/call_metadata.json"])
def test_it_is_found_by_its_name(beside: str) -> None:
    files = {beside: json.dumps({"agent": "Anna"}).encode()}
    assert read_sidecar("in/call.wav", lambda name: files.get(name), NAMING) == {"agent": "Anna"}


def test_a_byte_order_mark_does_no_harm_and_no_sidecar_tells_nothing() -> None:
    assert read_sidecar("a.wav", {"a.json": b'\xef\xbb\xbf{"agent": "Anna"}'}.get, NAMING) == {"agent": "Anna"}
    assert read_sidecar("a.wav", lambda _: None, NAMING) == {}


@pytest.mark.parametrize(
    "data",
    [b"{", b"[1]", b"\xff\xfe{", b"", b'{"a":' * 100_000, b'{"a": "' + b"x" * LARGEST_BYTES],
)
def test_one_that_cannot_be_read_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(Unreadable, match="JSON file beside it"):
        read_sidecar("a.wav", {"a.json": data[: LARGEST_BYTES + 1]}.get, NAMING)
