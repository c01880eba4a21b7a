"""A file's content held against a pydantic model, with errors that point at the file's line."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import Document, Place, suggest

Model = TypeVar("Model", bound=BaseModel)

_QUOTED = re.compile(r"'([^']+)'")
# What the validator says in Python's words.
_IN_WORDS = dict.fromkeys(("tuple_type", "list_type"), "a list, such as [one, two]") | {
    "float_parsing": "a valid number",
    "int_parsing": "a whole number",
    "dict_type": "keys with values",
    "model_type": "keys with values",
}


def validated(model: type[Model], document: Document) -> Model:
    """The document as a model; raises ScorecardError with one sentence for each thing that is wrong."""
    return validated_part(model, document, document.data, ())


def validated_part(model: type[Model], document: Document, data: Any, place: Place) -> Model:
    """A part of the document, found at `place`, as a model; raises ScorecardError likewise."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ScorecardError(" | ".join(_sentences(error, document, place, model))) from None


def faults(model: type[BaseModel], document: Document, data: Any, place: Place) -> tuple[str, ...]:
    """One sentence for each thing that keeps a part of the document from being such a model."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        return tuple(_sentences(error, document, place, model))
    return ()


def _sentences(error: ValidationError, document: Document, place: Place, model: type[BaseModel]) -> list[str]:
    """One sentence for each error, without those that only follow from one further inside."""
    # A misspelt key is also a missing one; what was written comes first.
    details = sorted(error.errors(), key=lambda detail: detail["type"] == "missing")
    places = [detail["loc"] for detail in details]
    return [
        str(_located(document, place, model, detail))
        for detail in details
        if not any(other[: len(detail["loc"])] == detail["loc"] != other for other in places)
    ]


def _located(document: Document, place: Place, model: type[BaseModel], detail: ErrorDetails) -> ScorecardError:
    loc = detail["loc"]
    parent, key = document.known((*place, *loc[:-1])), loc[-1:]
    if detail["type"] == "extra_forbidden":
        return document.error((*parent, *key), key[0], suggest(key[0], _fields(model, loc[:-1])))
    if detail["type"] == "missing":
        return document.error((*parent, *key), "nothing", f"{key[0]} must be given")
    whole = document.known((*place, *loc))
    if detail["type"] in ("literal_error", "enum"):
        return document.error(
            whole, detail["input"], suggest(detail["input"], _QUOTED.findall(detail["ctx"]["expected"]))
        )
    allowed = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return document.error(whole, detail["input"], _IN_WORDS.get(detail["type"], allowed))


def _fields(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that may stand at a place: those of the models that the names on the way lead to."""
    models = [model]
    for part in loc:
        fields = [one.model_fields[str(part)] for one in models if part in one.model_fields]
        if fields:
            models = [inner for field in fields for inner in _models_in(field.annotation)]
        else:
            # An index changes nothing; a union's tag ("metric condition") begins with its model's first key.
            models = [one for one in models if next(iter(one.model_fields)) == str(part).partition(" ")[0]] or models
    return [field.alias or name for one in models for name, field in one.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
