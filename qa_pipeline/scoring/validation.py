"""A file's content held against a pydantic model, with errors that point at the file's line."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import Document, Place, suggest

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], document: Document) -> Model:
    """The document as a model; raises ScorecardError with one sentence for each thing that is wrong."""
    return validated_part(model, document, document.data, ())


def validated_part(model: type[Model], document: Document, data: Any, place: Place) -> Model:
    """A part of the document, found at `place`, as a model; raises ScorecardError likewise."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = [_located(document, place, model, detail) for detail in error.errors()]
        raise ScorecardError("; ".join(str(one) for one in errors)) from None


def _located(document: Document, place: Place, model: type[BaseModel], detail: ErrorDetails) -> ScorecardError:
    loc = detail["loc"]
    parent, key = document.known((*place, *loc[:-1])), loc[-1:]
    if detail["type"] == "extra_forbidden":
        return document.error((*parent, *key), key[0], suggest(key[0], _fields(model, loc[:-1])))
    if detail["type"] == "missing":
        return document.error((*parent, *key), "nothing", f"{key[0]} must be given")
    whole = document.known((*place, *loc))
    return document.error(whole, detail["input"], detail["msg"].removeprefix("Value error, "))


def _fields(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that may stand at a place: those of the model that the names on the way lead to."""
    current = model
    for part in loc:
        current = _model_of(current, part) or current
    return [field.alias or name for name, field in current.model_fields.items()]


def _model_of(model: type[BaseModel], part: int | str) -> type[BaseModel] | None:
    """The model of a field's value or of its items; a union's tag names one by its first key."""
    field = model.model_fields.get(str(part))
    return next((one for one in _models_in(field.annotation)), None) if field else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
