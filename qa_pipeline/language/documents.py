"""YAML files that people write, read with the line of every key so that an error can point at it."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from qa_pipeline.errors import ScorecardError

Place = tuple[str | int | float, ...]

# The one in C reads a language pack ten times as fast; PyYAML's wheels have it, a build without libyaml has not.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file; `lines` has the line (from 1) of every key and list item, by its path from the top."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Place, int]

    def known(self, place: Iterable[str | int | float]) -> Place:
        """The path as far as the file has it, left of anything that only the checker knows."""
        known: Place = ()
        for part in place:
            known = (*known, part) if (*known, part) in self.lines else known
        return known

    def error(self, place: Iterable[str | int | float], found: object, allowed: str) -> ScorecardError:
        """The error for one key: file, line, key, what was found there and what is allowed."""
        return ScorecardError(f"{self.at(place)}: found {_short(found)}; allowed: {allowed}")

    def at(self, place: Iterable[str | int | float]) -> str:
        """One key by its file, line and path from the top."""
        place = tuple(place)
        line = self.lines.get(self.known(place), 1)
        key = ".".join(str(part) for part in place) or "the file"
        return f"{self.path}:{line}: {key}"


def read_document(path: Path) -> Document:
    """Parse a YAML file whose top is a mapping; raises ScorecardError naming file and line.

    A key written twice is an error: YAML would silently keep the last one.
    """
    try:
        text = path.read_text(encoding="utf-8")
        loader = _LOADER(text)
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    except OSError as error:
        raise ScorecardError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScorecardError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScorecardError(f"{path}:{line}: is not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise ScorecardError(f"{path}: is not valid YAML: {error}") from None
    if not isinstance(data, dict) or node is None:
        raise ScorecardError(f"{path}:1: found {_short(data)}; allowed: a mapping of keys to values")
    lines: dict[Place, int] = {}
    _collect(node, (), lines, path)
    return Document(path, data, lines)


def suggest(found: object, allowed: Iterable[str]) -> str:
    """The allowed names as text, led by the close one where there is one."""
    names = sorted(allowed)
    close = get_close_matches(str(found), names, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}{', '.join(names) or 'nothing'}"


def _collect(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> None:
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*place, index)] = item.start_mark.line + 1
            _collect(item, (*place, index), lines, path)
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            here = (*place, _key(key_node))
            if here in lines:
                raise ScorecardError(f"{path}:{line}: {key_node.value}: is written twice; keep one")
            lines[here] = line
            _collect(value, here, lines, path)


def _key(node: yaml.Node) -> str | int | float:
    scalar = isinstance(node, yaml.ScalarNode)
    key: Hashable = SafeConstructor().construct_object(node) if scalar else str(node.value)
    return key if isinstance(key, str | int | float) else str(key)


def _short(found: object) -> str:
    text = repr(found)
    return text if len(text) <= 60 else f"{text[:57]}…"
