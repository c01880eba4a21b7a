"""What fields may look like in sidecars and manifests."""

from typing import Any

import pytest

from qa_pipeline.call import Span
from qa_pipeline.ingestion.values import READERS, Unreadable, is_empty


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("agent", "  Anna\n Smith\x00 ", "Anna Smith"),
        ("agent", "Jo\u0308rg", "Jörg"),
        ("agent", "x\ud800y", "x y"),
        ("customer_reference", 12345, "12345"),
        ("customer_reference", 12345.0, "12345"),
        ("direction", "IN", "inbound"),
        ("direction", "Outgoing", "outbound"),
        ("language", "pt-BR", "pt"),
        ("language", "Finnish", "fi"),
        ("language", "eng", "en"),
        ("agent_channel", 0, "left"),
        ("agent_channel", "Right", "right"),
        ("agent_channel", "customer / agent", "right"),
        ("agent_channel", ["agent", "customer"], "left"),
        ("agent_channel", {"agent": 1, "customer": 0}, "right"),
        ("agent_channel", {"0": "customer", "1": "agent"}, "right"),
        ("hold_events", [[20, 30.5]], (Span(20.0, 30.5),)),
        ("hold_events", [{"start": 60, "duration": "0:15"}, {"start": 20, "end": 30}], (Span(20, 30), Span(60, 75))),
        ("hold_events", "20-30.5; 60-75", (Span(20, 30.5), Span(60, 75))),
        ("hold_events", "[[1, 2]]", (Span(1, 2),)),
        ("hold_events", [], ()),
        ("talk_seconds", "1:02:03", 3723.0),
        ("wrap_up_seconds", "30,5", 30.5),
        ("csat", "4,5", 4.5),
    ],
)
def test_a_value_is_read_as_people_and_systems_write_it(field: str, value: Any, read: Any) -> None:
    assert READERS[field](value) == read


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("agent", {"name": "x"}, "a text is needed"),
        ("agent", "x" * 501, "at most 500"),
        ("direction", "sideways", "allowed are inbound, outbound"),
        ("language", "klingon", "such as en, fi or pt-BR"),
        ("agent_channel", "middle", "left, right"),
        ("agent_channel", {"customer": 0}, "left, right"),
        ("hold_events", "soon", "start and an end"),
        ("hold_events", [[30, 20]], "ends after it begins"),
        ("hold_events", "[" * 100_000, "no JSON"),
        ("talk_seconds", "-5", "0 or more"),
        ("talk_seconds", True, "a text is needed"),
        ("csat", "good", "a number"),
        ("csat", "1e400", "a number"),
    ],
)
def test_what_a_field_cannot_take_is_said_with_what_it_can(field: str, value: Any, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        READERS[field](value)


@pytest.mark.parametrize("value", [None, "", "  ", "-", "n/a", "NULL"])
def test_nothing_is_nothing_however_it_is_written(value: Any) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, "0", "Null", "No", []])
def test_something_is_something(value: Any) -> None:
    assert not is_empty(value)
