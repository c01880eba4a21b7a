"""The JSON Schema of a scorecard's file, for editors that complete and check YAML."""

from typing import Any

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.registry import Criterion
from qa_pipeline.scoring.layout import ScorecardFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REGISTERED = {"not": {"anyOf": [{"required": ["scale"]}, {"required": ["judge"]}]}}


def editor_schema() -> dict[str, Any]:
    """The schema of every key, with each registered criterion's own parameters."""
    schema = ScorecardFile.model_json_schema()
    entry = schema["$defs"]["CriterionEntry"]
    for key in ("weight", "bonus"):
        # The 0 of a key that is left out is none that may be written.
        entry["properties"][key].pop("default")
    entry["oneOf"] = [{"required": ["weight"]}, {"required": ["bonus"]}]
    entry["not"] = {"required": ["scale", "judge"]}
    entry["if"] = {"required": ["judge"]}
    entry["then"] = {"properties": {"critical": {"const": False}}}
    entry["allOf"] = [_named(), *(_asked(criterion) for criterion in CRITERIA.values())]
    section = schema["$defs"]["Section"]
    section["oneOf"] = [{"required": ["criteria"]}, {"required": ["sections"]}]
    for key in ("criteria", "sections"):
        section["properties"][key].pop("default")
    return {"$schema": DIALECT, "title": "A callqa scorecard", **_titled(schema)}


def _titled(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}


def _named() -> dict[str, Any]:
    """A criterion with neither a scale nor a question for the judge is a registered one; one with either is not."""
    registered = {"properties": {"name": {"enum": sorted(CRITERIA)}}}
    own = {"properties": {"name": {"not": {"enum": sorted(CRITERIA)}}, "params": {"maxProperties": 0}}}
    return {"if": REGISTERED, "then": registered, "else": own}


def _asked(criterion: Criterion) -> dict[str, Any]:
    name = {"const": criterion.name, "description": criterion.doc}
    parameters = criterion.model.model_json_schema()
    parameters["title"] = criterion.doc
    return {"if": {"properties": {"name": name}}, "then": {"properties": {"params": parameters}}}
