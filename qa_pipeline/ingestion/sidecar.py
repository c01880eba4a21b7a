"""The JSON file beside a recording."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from qa_pipeline.ingestion.naming import FIELDS, PARTS, Naming, Told, folded
from qa_pipeline.ingestion.values import Unreadable, is_empty

LARGEST_BYTES = 1_000_000
# What systems put around the call's own fields.
WRAPPERS = {
    folded(name) for name in ("metadata", "call", "recording", "data", "attributes", "interaction", "conversation")
}
DEEPEST = 6
# The fields whose value may be a list or an object itself.
STRUCTURED = {"agent_channel", "hold_events"}


def names_beside(name: str) -> tuple[str, ...]:
    """What a recording's sidecar may be called: `call.json`, `call.wav.json`, `call_metadata.json` for `call.wav`."""
    path = PurePosixPath(name)
    return tuple(
        str(path.with_name(beside))
        for beside in (f"{path.stem}.json", f"{path.name}.json", f"{path.stem}_metadata.json")
    )


def read_sidecar(name: str, read: Callable[[str], bytes | None], naming: Naming) -> Told:
    """What the sidecar of a recording tells; nothing where it has none.

    `read` gives the bytes of a small file of the same source. Raises Unreadable where the sidecar is no JSON object.
    """
    found = next((data for beside in names_beside(name) if (data := read(beside)) is not None), None)
    if found is None:
        return {}
    try:
        data = json.loads(found.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the JSON file beside it cannot be read ({str(error)[:100]})") from None
    if not isinstance(data, dict):
        raise Unreadable("the JSON file beside it holds no object with fields")
    return fields_of(data, naming)


def fields_of(data: Mapping[str, Any], naming: Naming) -> Told:
    """The fields that the keys name, nested ones too; of several keys for one field, the preferred alias counts."""
    ranks = naming.ranks()
    found: dict[str, tuple[int, Any]] = {}
    for key, value in _keys("", data, 0):
        field, rank = ranks.get(key, ("", 0))
        if not (field in FIELDS or field in PARTS) or is_empty(value):
            continue
        if isinstance(value, Mapping | list) and field not in STRUCTURED:
            continue  # `agent: {name: …}`, whose name is met in its turn
        if rank < found.get(field, (1_000, None))[0]:
            found[field] = (rank, value)
    return {field: value for field, (_, value) in found.items()}


def _keys(before: str, data: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        key = before + folded(str(name))
        yield key, value
        if isinstance(value, Mapping) and depth < DEEPEST:
            yield from _keys("" if key in WRAPPERS else key, value, depth + 1)
