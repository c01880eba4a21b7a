"""`Call` and `Scored` as JSON, and back. A field that an older JSON lacks takes its default."""

from functools import cache
from typing import TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from qa_pipeline.call import Call
from qa_pipeline.errors import CallqaError
from qa_pipeline.finding import Scored
from qa_pipeline.store.types import JsonObject

Value = TypeVar("Value", Call, Scored)


def encode_call(call: Call) -> JsonObject:
    return cast(JsonObject, _calls().dump_python(call, mode="json"))


def decode_call(data: JsonObject) -> Call:
    """The call that `encode_call` was given; raises CallqaError naming the first field that does not fit."""
    return _decode(_calls(), data)


def encode_scored(scored: Scored) -> JsonObject:
    return cast(JsonObject, _results().dump_python(scored, mode="json"))


def decode_scored(data: JsonObject) -> Scored:
    """The result that `encode_scored` was given; raises CallqaError naming the first field that does not fit."""
    return _decode(_results(), data)


def _decode(adapter: TypeAdapter[Value], data: JsonObject) -> Value:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CallqaError(f"stored {error.title}: {field!r} is {first['input']!r:.80}; {first['msg']}") from None


@cache  # building an adapter takes longer than a hundred uses of it
def _calls() -> TypeAdapter[Call]:
    return TypeAdapter(Call)


@cache
def _results() -> TypeAdapter[Scored]:
    return TypeAdapter(Scored)
