"""`Call`, `Scored` and `SwapCheck` as JSON, and back. A field that an older JSON lacks takes its default."""

from functools import cache
from typing import TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from qa_pipeline.call import Call
from qa_pipeline.errors import CallqaError
from qa_pipeline.finding import Scored, SwapCheck
from qa_pipeline.store.types import JsonObject

Value = TypeVar("Value", Call, Scored, SwapCheck)


def encode_call(call: Call) -> JsonObject:
    """The call as JSON; raises CallqaError for a value of another type than its field's (a list, a NumPy number)."""
    return _encode(_calls(), call)


def decode_call(data: JsonObject) -> Call:
    """The call that `encode_call` was given; raises CallqaError naming the first field that does not fit."""
    return _decode(_calls(), data)


def decode_call_text(text: str) -> Call:
    """`decode_call` of JSON that is still text, in half the time; raises CallqaError likewise."""
    try:
        return _calls().validate_json(text)
    except ValidationError as error:
        raise _unfit(error) from None


def encode_scored(scored: Scored) -> JsonObject:
    """The result as JSON; raises CallqaError like `encode_call`."""
    return _encode(_results(), scored)


def decode_scored(data: JsonObject) -> Scored:
    """The result that `encode_scored` was given; raises CallqaError naming the first field that does not fit."""
    return _decode(_results(), data)


def encode_swap_check(check: SwapCheck) -> JsonObject:
    """The swap check as JSON; raises CallqaError like `encode_call`."""
    return _encode(_swap_checks(), check)


def decode_swap_check(data: JsonObject) -> SwapCheck:
    """The swap check that `encode_swap_check` was given; raises CallqaError like `decode_call`."""
    return _decode(_swap_checks(), data)


def _encode(adapter: TypeAdapter[Value], value: Value) -> JsonObject:
    try:
        data = cast(JsonObject, adapter.dump_python(value, mode="json", warnings="error"))
    except PydanticSerializationError as error:
        reason = " ".join(str(error).split())
        raise CallqaError(f"{type(value).__name__} does not go into JSON: {reason}") from None
    _decode(adapter, data)  # what cannot be read again is refused now, not on the day it is wanted
    return data


def _decode(adapter: TypeAdapter[Value], data: JsonObject) -> Value:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        raise _unfit(error) from None


def _unfit(error: ValidationError) -> CallqaError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    return CallqaError(f"{error.title} in JSON: {field!r} is {first['input']!r:.80}; {first['msg']}")


@cache  # building an adapter takes longer than a hundred uses of it
def _calls() -> TypeAdapter[Call]:
    return TypeAdapter(Call)


@cache
def _results() -> TypeAdapter[Scored]:
    return TypeAdapter(Scored)


@cache
def _swap_checks() -> TypeAdapter[SwapCheck]:
    return TypeAdapter(SwapCheck)
