"""What fields are called outside: columns and keys by alias, file and folder names by preset."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import UsageError

FIELDS = tuple(field.name for field in fields(CallMetadata) if field.name != "sources")
PARTS = ("date", "time", "time_zone")
"""What the start time may be told in beside `started_at`."""
CLOCK = ("year", "month", "day", "hour", "minute", "second")
GROUPS = {*FIELDS, *PARTS, *CLOCK, "epoch"}
HERE = Path(__file__).parent

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with named groups, and the fields that are set where it is found."""

    pattern: re.Pattern[str]
    fixed: Mapping[str, str]

    def read(self, text: str) -> dict[str, Any] | None:
        """What the pattern tells; None where it is not in the text."""
        found = self.pattern.search(text)
        if found is None:
            return None
        groups = {name: value for name, value in found.groupdict().items() if value}
        told = {name: value for name, value in groups.items() if name not in CLOCK and name != "epoch"}
        return _clock(groups) | told | dict(self.fixed)


@dataclass(frozen=True, slots=True)
class Preset:
    """How one telephone system names its files and folders."""

    name: str
    files: tuple[Rule, ...] = ()
    folders: tuple[Rule, ...] = ()
    each: bool = False
    time_zone: str = ""

    def of_file(self, name: str) -> Told:
        """What the name of a file tells, its folders left out."""
        return self._read(self.files, PurePosixPath(name).stem)

    def of_folders(self, name: str) -> Told:
        """What the folders in a file's name tell."""
        return self._read(self.folders, str(PurePosixPath(name).parent))

    def _read(self, rules: Sequence[Rule], text: str) -> Told:
        found = [read for rule in rules if (read := rule.read(text)) is not None]
        told: dict[str, Any] = {}
        for one in found if self.each else found[:1]:
            told = one | told
        zoned = self.time_zone and "started_at" in told
        return told | {"time_zone": self.time_zone} if zoned else told


@dataclass(frozen=True, slots=True)
class Naming:
    """The presets by name, and the aliases of each field, the preferred one first."""

    presets: Mapping[str, Preset]
    aliases: Mapping[str, tuple[str, ...]]

    def preset(self, name: str) -> Preset:
        """Raises UsageError for a preset that there is not."""
        if name not in self.presets:
            raise UsageError(f"--preset {name}: there is none; allowed are {', '.join(sorted(self.presets))}")
        return self.presets[name]

    def ranks(self) -> Mapping[str, tuple[str, int]]:
        """Folded alias → its field and its place among the field's aliases."""
        return {
            folded(alias): (field, rank) for field, names in self.aliases.items() for rank, alias in enumerate(names)
        }


def folded(text: str) -> str:
    """A column's or key's name as it is compared: letters and digits alone, in lower case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def own_pattern(pattern: str, folders: str = "") -> Preset:
    """The preset of patterns that somebody gave; raises UsageError for one that is none."""
    rules = [_rule(f"--{option}", {"match": text}) for option, text in (("pattern", pattern),) if text]
    above = [_rule(f"--{option}", {"match": text}) for option, text in (("folder-pattern", folders),) if text]
    return Preset("", tuple(rules), tuple(above))


def load_naming(own: Path | None = None) -> Naming:
    """The shipped presets and aliases, and the owner's before them.

    Raises UsageError naming the file, the key, what was found and what is allowed.
    """
    presets = dict(_presets("presets.yaml", _shipped("presets.yaml")))
    aliases = {field: tuple(names) for field, names in _shipped("aliases.yaml").items()}
    if own is None:
        return Naming(presets, aliases)
    data = _mapping(str(own), _load(own))
    _known(str(own), data, ("presets", "aliases"))
    presets |= _presets(f"{own}: presets", _mapping(f"{own}: presets", data.get("presets") or {}))
    for field, names in _mapping(f"{own}: aliases", data.get("aliases") or {}).items():
        _known(f"{own}: aliases", {field: names}, aliases)
        aliases[field] = (*([names] if isinstance(names, str) else map(str, names)), *aliases[field])
    return Naming(presets, aliases)


def _clock(groups: Mapping[str, str]) -> dict[str, Any]:
    """The start time that the groups spell, or as much of it as they have."""
    if "epoch" in groups:
        return {"started_at": groups["epoch"]}
    if not all(part in groups for part in CLOCK[:3]):
        return {}
    day = f"{groups['year']}-{_month(groups['month'])}-{groups['day']:0>2}"
    if "hour" not in groups:
        return {"started_at": day}
    return {"started_at": f"{day}T{groups['hour']:0>2}:{groups.get('minute', '00')}:{groups.get('second', '00')}"}


MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _month(text: str) -> str:
    return f"{MONTHS.index(text[:3].lower()) + 1:02}" if text[:3].lower() in MONTHS else f"{text:0>2}"


def _presets(where: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Preset]]:
    for name, told in data.items():
        here = f"{where}: {name}"
        told = _mapping(here, told)
        _known(here, told, ("title", "example", "files", "folders", "each", "time_zone"))
        yield (
            name,
            Preset(
                name,
                tuple(_rule(f"{here}: files", rule) for rule in told.get("files") or ()),
                tuple(_rule(f"{here}: folders", rule) for rule in told.get("folders") or ()),
                bool(told.get("each")),
                str(told.get("time_zone") or ""),
            ),
        )


def _rule(where: str, data: Any) -> Rule:
    data = {"match": data} if isinstance(data, str) else _mapping(where, data)
    _known(where, data, ("match", "set"))
    try:
        pattern = re.compile(str(data.get("match", "")))
    except re.error as error:
        raise UsageError(f"{where}: {data['match']!r} is no regular expression ({error})") from None
    fixed = _mapping(where, data.get("set") or {})
    if not pattern.groupindex and not fixed:
        raise UsageError(f"{where}: {pattern.pattern!r} has no named group, such as (?P<agent>[^_]+)")
    _known(f"{where}: {pattern.pattern!r}", pattern.groupindex, GROUPS)
    _known(f"{where}: set", fixed, FIELDS)
    return Rule(pattern, {field: str(value) for field, value in fixed.items()})


def _known(where: str, found: Mapping[str, Any], allowed: Any) -> None:
    for name in found:
        if name not in allowed:
            raise UsageError(f"{where}: {name!r} is not known; allowed are {', '.join(sorted(allowed))}")


def _mapping(where: str, data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise UsageError(f"{where}: found {type(data).__name__}; a mapping of names is needed")
    return data


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: cannot be read ({' '.join(str(error).split())})") from None


@cache
def _shipped(name: str) -> Mapping[str, Any]:
    return _mapping(name, _load(HERE / name))
