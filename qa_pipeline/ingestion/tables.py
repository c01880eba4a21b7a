"""CSV and its kin: which encoding, which separator, which column is which field."""

import codecs
import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.naming import folded

SEPARATORS = ",;\t|"
LONGEST_FIELD = 1_000_000
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field: field → place in the row. `header` is as the file has it."""

    header: tuple[str, ...]
    places: Mapping[str, int]

    @property
    def matched(self) -> dict[str, str]:
        """Field → the name that the file has for it."""
        return {field: self.header[place] for field, place in self.places.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns that are no field, or a less preferred name of one."""
        return tuple(name for place, name in enumerate(self.header) if place not in self.places.values())


class Table:
    """A table: its columns, and its rows as (byte offset, line, cells). A file in UTF-16 is read by way of a copy.

    Raises UsageError naming the file where it is no text, has no header, or none of its columns is known.
    """

    def __init__(self, path: Path, aliases: Mapping[str, Sequence[str]]) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                head = file.read(3)
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror})") from None
        self._copy = _in_utf8(path) if head.startswith(UTF16) else None
        self._read_from = Path(self._copy.name) if self._copy else path
        self._start = 3 if head == codecs.BOM_UTF8 else 0
        self._line = 1
        self._file: BinaryIO | None = None
        header = self._header_line(aliases)
        self.columns = matched(header, aliases, str(path))

    def rows(self) -> Iterator[tuple[int, int, list[str]]]:
        """Every row that is not empty; `at` reads one again by its offset. Raises UsageError for what is no table."""
        with self._read_from.open("rb") as file:
            file.seek(self._start)
            lines = _Lines(file, self._line)
            reader = csv.reader(lines, delimiter=self.separator)
            while True:
                offset, line = file.tell(), lines.number
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except (csv.Error, UnicodeError) as error:
                    raise UsageError(f"{self.path}, line {line}: cannot be read ({error}); UTF-8 is expected") from None
                if any(cell.strip() for cell in cells):
                    yield offset, line, cells

    def at(self, offset: int) -> list[str]:
        """The cells of the row that begins there."""
        self._file = self._file or self._read_from.open("rb")
        self._file.seek(offset)
        return next(csv.reader(_Lines(self._file, 0), delimiter=self.separator))

    def close(self) -> None:
        """Give the file back."""
        if self._file:
            self._file.close()
        if self._copy:
            self._copy.close()

    def _header_line(self, aliases: Mapping[str, Sequence[str]]) -> list[str]:
        csv.field_size_limit(LONGEST_FIELD)
        known = {folded(alias) for names in aliases.values() for alias in names}
        with self._read_from.open("rb") as file:
            file.seek(self._start)
            try:
                lines = _Lines(file, 1)
                first = next(lines, "").strip("\r\n")
                if first.lower().startswith("sep=") and len(first) == 5:  # Excel's own way to name the separator
                    first = next(lines, "").strip("\r\n")
            except UnicodeError:
                raise UsageError(f"{self.path}: is not UTF-8 text; save it as CSV in UTF-8") from None
            self._start, self._line = file.tell(), lines.number
        readings = {mark: next(csv.reader([first], delimiter=mark), []) for mark in SEPARATORS}
        self.separator = max(SEPARATORS, key=lambda mark: (_known(readings[mark], known), len(readings[mark])))
        return [name.strip().lstrip("\ufeff") for name in readings[self.separator]]


def _in_utf8(path: Path) -> "tempfile._TemporaryFileWrapper[str]":
    """A copy of a table in UTF-16; deleted when it is closed."""
    copy = tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".csv")  # noqa: SIM115  # see close
    try:
        with path.open(encoding="utf-16", newline="") as file:
            while text := file.read(1 << 20):
                copy.write(text)
    except UnicodeError as error:
        raise UsageError(f"{path}: begins as UTF-16 and is none ({error}); save it as CSV in UTF-8") from None
    copy.flush()
    return copy


class _Lines:
    """Lines of a binary file as text, so that the place of each in the file stays known."""

    def __init__(self, file: BinaryIO, number: int) -> None:
        self._file = file
        self.number = number

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline()
        if not line:
            raise StopIteration
        self.number += 1
        return line.decode()


def matched(header: Sequence[str], aliases: Mapping[str, Sequence[str]], where: str) -> Columns:
    """The columns that are fields; of several names of one field the preferred one is taken.

    Raises UsageError for two columns of the same name and for a header without any field.
    """
    names = [folded(name) for name in header]
    places: dict[str, int] = {}
    for field, known in aliases.items():
        found = next((folded(alias) for alias in known if folded(alias) in names), None)
        if found is None:
            continue
        if names.count(found) > 1:
            raise UsageError(f"{where}: two columns are named {header[names.index(found)]!r}; rename one")
        places[field] = names.index(found)
    if not places:
        raise UsageError(f"{where}: none of the columns {_listed(header)} is known; allowed are {_allowed(aliases)}")
    return Columns(tuple(header), places)


def require(columns: Columns, field: str, aliases: Mapping[str, Sequence[str]], where: str) -> int:
    """The place of a column that has to be there; raises UsageError with what was found and what is allowed."""
    if field not in columns.places:
        allowed = ", ".join(aliases[field])
        raise UsageError(
            f"{where}: no column for {field}; found {_listed(columns.header)}; allowed names are {allowed}"
        )
    return columns.places[field]


def _known(cells: Sequence[str], known: set[str]) -> int:
    return sum(folded(cell) in known for cell in cells)


def _listed(header: Sequence[str]) -> str:
    return ", ".join(repr(name[:60]) for name in header[:40]) or "none"


def _allowed(aliases: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{field}: {', '.join(names[:4])}" for field, names in aliases.items())
