"""How a criterion is registered, what is known of it, and how it is asked."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.words import plain
from qa_pipeline.finding import Finding, Verdict

Ask = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter means, in which unit, what it is when nobody says, and where that value comes from."""

    name: str
    meaning: str
    unit: str
    default: Any
    source: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A registered criterion: its name, its one sentence, the section file it stands in, and its parameters.

    `listens` has the phrase keys that it asks the call's language pack for, `measures` the measurements that it needs.
    """

    name: str
    doc: str
    section: str
    listens: tuple[str, ...]
    measures: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    model: type[BaseModel]
    ask: Ask

    def find(self, reading: Reading, parameters: Mapping[str, Any] | None = None) -> Finding:
        """Ask the call; parameters that are not given take their defaults. What cannot be told is `undetermined`.

        Raises pydantic.ValidationError for parameters that the criterion does not have.
        """
        values = self.model.model_validate(dict(parameters or {}))
        given = {parameter.name: getattr(values, parameter.name) for parameter in self.parameters}
        doubtful = reading.meaning is not None and reading.meaning.doubts(self.listens)
        strict = reading.afresh(credulous=False) if doubtful else reading
        finding = self._asked(strict, given)
        if doubtful and strict.in_doubt:
            finding = _settled(finding, self._asked(reading.afresh(credulous=True), given))
        return finding.signed(self.name, finding.clause)

    def _asked(self, reading: Reading, given: Mapping[str, Any]) -> Finding:
        try:
            return self.ask(reading, **given)
        except Undecidable as reason:
            return Finding("", Verdict.UNDETERMINED, 0.0, reason.explanation)


def _settled(strict: Finding, credulous: Finding) -> Finding:
    """The answer where sentences are in doubt: none, if it hangs on whether they are taken at their word."""
    if strict.verdict in (credulous.verdict, Verdict.UNDETERMINED):
        return strict
    words = f"without them it is {plain(strict.verdict)}, with them {plain(credulous.verdict)}"
    text = f"The machine cannot tell: sentences may or may not say what is looked for; {words}."
    return credulous.undetermined(text)


_REGISTERED: dict[str, Criterion] = {}


def parameter(
    meaning: str,
    *,
    unit: str,
    source: str,
    gt: float | None = None,
    ge: float | None = None,
    le: float | None = None,
) -> Any:
    """Describe a criterion's parameter in its annotation, with what its value has to be above (gt), from or up to."""
    return Field(description=meaning, json_schema_extra={"unit": unit, "source": source}, gt=gt, ge=ge, le=le)


def criterion(name: str, *, listens: Sequence[str] = (), measures: Sequence[str] = ()) -> Callable[[Ask], Ask]:
    """Register `(reading, *, parameter=default …) -> Finding` under a name that scorecards refer to.

    `listens` are the phrase keys and `measures` the measurements that it may ask the reading for.
    """

    def register(ask: Ask) -> Ask:
        if name in _REGISTERED:
            raise ValueError(f"the criterion {name!r} is registered twice")
        model = _model(name, ask)
        sentence = " ".join((inspect.getdoc(ask) or "").split("\n\n")[0].split())
        section = ask.__module__.rpartition(".")[2]
        _REGISTERED[name] = Criterion(
            name=name,
            doc=sentence,
            section=section,
            listens=tuple(listens),
            measures=tuple(measures),
            parameters=_describe(model),
            model=model,
            ask=ask,
        )
        return ask

    return register


def registered() -> Mapping[str, Criterion]:
    """Every criterion registered so far, by name; qa_pipeline.criteria.catalogue has them all."""
    return dict(_REGISTERED)


def _model(name: str, ask: Ask) -> type[BaseModel]:
    hints = get_type_hints(ask, include_extras=True)
    signature = inspect.signature(ask).parameters
    fields: dict[str, Any] = {key: (hints[key], signature[key].default) for key in list(signature)[1:]}
    return create_model(name, __config__=ConfigDict(extra="forbid", frozen=True, strict=True), **fields)


def _describe(model: type[BaseModel]) -> tuple[Parameter, ...]:
    described = []
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        described.append(
            Parameter(name, field.description or "", str(extra["unit"]), field.default, str(extra["source"]))
        )
    return tuple(described)
