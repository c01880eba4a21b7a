"""The two halves of a set of calls: thresholds are fitted on *tuning*, and *check* tells what they are worth."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from qa_pipeline.errors import UsageError

FILE = "split.yaml"
_LISTS = TypeAdapter(dict[str, list[str]])


class Half(StrEnum):
    """Which calls are evaluated."""

    TUNING = "tuning"
    CHECK = "check"
    ALL = "all"


def load_split(folder: Path) -> Mapping[Half, frozenset[str]] | None:
    """The names (without suffix) in each half, from `split.yaml` in the folder; None where there is none.

    Raises UsageError for another key, something that is no list of names, and a name in both halves.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        lists = _LISTS.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError):
        raise UsageError(f"{path}: not two lists of recordings' names, `tuning:` and `check:`") from None
    halves = {half: frozenset(lists.pop(half.value, ())) for half in (Half.TUNING, Half.CHECK)}
    if lists:
        raise UsageError(f"{path}: {', '.join(sorted(lists))}: the keys are tuning and check")
    twice = halves[Half.TUNING] & halves[Half.CHECK]
    if twice:
        raise UsageError(f"{path}: {', '.join(sorted(twice))}: in both halves; a call belongs to one")
    return halves
