"""The manifest: a table with a row a recording."""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import numpy as np

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.naming import Naming, Told
from qa_pipeline.ingestion.tables import Table, require
from qa_pipeline.ingestion.values import Unreadable, is_empty, shown

PART = 10_000
"""Rows that are lists of numbers before they go into an array."""


class Manifest:
    """Looks up rows by a recording's name. In memory it holds 24 bytes a row; rows are read again from the file.

    Raises UsageError naming the file, the columns found and those allowed where the table cannot be used.
    """

    def __init__(self, path: Path, naming: Naming) -> None:
        self.path = path
        self._table = Table(path, naming.aliases)
        self.columns = self._table.columns
        self._place = require(self.columns, "file", naming.aliases, str(path))
        if len(self.columns.places) == 1:
            require(self.columns, "started_at", naming.aliases, str(path))
        self._index()

    def close(self) -> None:
        """Give the file back."""
        self._table.close()

    def __len__(self) -> int:
        return len(self._offsets)

    def row_of(self, name: str) -> Told | None:
        """What the row of a recording tells, by field; None where there is none.

        A row may name the file with or without its folders and suffix; the longest agreement wins. Raises Unreadable
        where two rows tell different things of it, or where its row has more cells than the header.
        """
        rows = self._rows_of(name)
        if not rows:
            return None
        best = max(agreement for agreement, _, _ in rows)
        told = [cells for agreement, _, cells in rows if agreement == best]
        for agreement, number, _ in rows:
            self._used[number] |= agreement == best
        if any(cells != told[0] for cells in told):
            raise Unreadable(f"{len(told)} rows of the manifest are of this file, and tell different things")
        if any(cell.strip() for cell in told[0][len(self.columns.header) :]):
            raise Unreadable(f"its row of the manifest has {len(told[0])} cells, the header {len(self.columns.header)}")
        return self._told(told[0])

    @property
    def left_over(self) -> int:
        """How many rows no recording was found for."""
        return len(self._used) - int(self._used.sum())

    def rows_left_over(self, limit: int) -> Iterator[tuple[int, str]]:
        """Line and file of the first rows that no recording was found for."""
        unused = np.flatnonzero(~self._used)
        for number in unused[np.argsort(self._lines[unused])][:limit]:
            cells = self._table.at(int(self._offsets[number]))
            yield int(self._lines[number]), shown(cells[self._place] if self._place < len(cells) else "")

    def _index(self) -> None:
        parts = [np.empty((0, 3), np.int64)]
        part: list[tuple[int, int, int]] = []
        for offset, line, cells in self._table.rows():
            name = cells[self._place] if self._place < len(cells) else ""
            if is_empty(name):
                raise UsageError(f"{self.path}, line {line}: names no file in column {self.columns.matched['file']!r}")
            part.append((_key(name), offset, line))
            if len(part) == PART:
                parts.append(np.array(part, np.int64))
                part.clear()
        parts.append(np.array(part, np.int64).reshape(-1, 3))
        rows = np.concatenate(parts)
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        self._keys, self._offsets, self._lines = rows[:, 0], rows[:, 1], rows[:, 2]
        self._used = np.zeros(len(rows), bool)

    def _rows_of(self, name: str) -> list[tuple[int, int, list[str]]]:
        """(agreement, number, cells) of the rows that may be the recording's."""
        key = _key(name)
        first, last = np.searchsorted(self._keys, key, "left"), np.searchsorted(self._keys, key, "right")
        found = []
        for number in range(int(first), int(last)):
            cells = self._table.at(int(self._offsets[number]))
            agreement = _agreement(_parts(name), _parts(cells[self._place]))
            if agreement:
                found.append((agreement, number, cells))
        return found

    def _told(self, cells: list[str]) -> Told:
        places = self.columns.places.items()
        told = {field: cells[place].strip() for field, place in places if place < len(cells) and field != "file"}
        return {field: value for field, value in told.items() if not is_empty(value)}


def _parts(name: str) -> tuple[str, ...]:
    """The folders and the name of a file, however they are joined, with accents written one way."""
    plain = unicodedata.normalize("NFC", name.strip())
    return tuple(part for part in re.split(r"[\\/]+", plain) if part not in ("", "."))


def _key(name: str) -> int:
    """63 bits that stand for a file's name without its suffix."""
    parts = _parts(name)
    digest = blake2b(_stem(parts[-1] if parts else "").encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _stem(name: str) -> str:
    path = PurePosixPath(name)
    # "1705329022.123" without a suffix of its own keeps what stands behind the point.
    return path.stem.casefold() if re.fullmatch(r"\.[A-Za-z][A-Za-z0-9]{1,4}", path.suffix) else name.casefold()


def _agreement(recording: tuple[str, ...], row: tuple[str, ...]) -> int:
    """Twice the folders and name that agree from the end, and one for the suffix; 0 where a folder contradicts."""
    if not row or _stem(recording[-1]) != _stem(row[-1]):
        return 0
    same_suffix = recording[-1].casefold() == row[-1].casefold()
    if not same_suffix and row[-1].casefold() != _stem(row[-1]):
        return 0
    above = list(zip(reversed(recording[:-1]), reversed(row[:-1]), strict=False))
    same = next((number for number, (one, other) in enumerate(above) if one != other), len(above))
    return 2 * (same + 1) + same_suffix if same == len(above) else 0
