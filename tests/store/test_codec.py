import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_pipeline.call import Call, Span
from qa_pipeline.errors import CallqaError
from qa_pipeline.finding import Scored
from qa_pipeline.store.codec import decode_call, decode_scored, encode_call, encode_scored
from qa_pipeline.store.engine import to_json
from tests.examples import example_call, example_scored, failed_scored

st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(
    Mapping,
    lambda kind: st.dictionaries(*(st.from_type(part) for part in kind.__args__), max_size=3),  # type: ignore[attr-defined]
)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


@settings(max_examples=40, deadline=None)
@given(st.from_type(Call))
def test_any_call_comes_back_as_it_went(call: Call) -> None:
    assert decode_call(json.loads(to_json(encode_call(call)))) == call


@settings(max_examples=40, deadline=None)
@given(st.from_type(Scored))
def test_any_result_comes_back_as_it_went(scored: Scored) -> None:
    assert decode_scored(json.loads(to_json(encode_scored(scored)))) == scored


def test_values_come_back_in_their_own_types() -> None:
    call = decode_call(json.loads(to_json(encode_call(example_call()))))
    assert type(call.turns) is tuple
    assert type(call.turns[0].role) is type(example_call().turns[0].role)
    assert call.metadata.started_at is not None
    assert call.metadata.started_at.tzinfo is not None
    assert hash(call.turns) == hash(example_call().turns)


def test_a_field_that_an_older_json_lacks_takes_its_default() -> None:
    old = encode_call(example_call())
    del old["loudness"], old["options"]
    call = decode_call(old)
    assert call.loudness.dbfs == ()
    assert call.options == {}
    assert call.turns == example_call().turns


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("language_confidence", "much", "language_confidence"),
        ("turns", [{"role": "narrator"}], "turns.0.role"),
    ],
)
def test_json_that_is_no_call_names_the_field(field: str, value: object, told: str) -> None:
    damaged = encode_call(example_call()) | {field: value}
    with pytest.raises(CallqaError, match=f"Call in JSON: '{told}'"):
        decode_call(damaged)


@pytest.mark.parametrize(
    "wrong", [{"silences": [Span(1.0, 2.0)]}, {"metrics": {"duration": np.float32(1)}}, {"language": None}]
)
def test_a_value_of_another_type_than_its_fields_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CallqaError, match=r"^Call .*JSON: "):
        encode_call(replace(example_call(), **wrong))


def test_text_is_stored_as_it_reads() -> None:
    assert "café" in to_json(encode_call(example_call()))


def test_a_number_that_is_none_is_refused_before_the_database_sees_it() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"metric": float("nan")})


def test_the_examples_differ_from_one_another() -> None:
    assert decode_scored(encode_scored(failed_scored())) == failed_scored() != example_scored()
