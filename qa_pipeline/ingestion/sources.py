"""Where recordings come from: files, folders, zips, and what fsspec opens. Nothing is read before it is its turn."""

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from qa_pipeline.audio.source import AUDIO_SUFFIXES, named
from qa_pipeline.errors import CallqaError
from qa_pipeline.ingestion.sidecar import LARGEST_BYTES
from qa_pipeline.ingestion.values import Unreadable
from qa_pipeline.settings import Settings


class Refused(CallqaError):
    """A file, or a whole source, that is not taken in; the text names it and says why."""

    code = "refused"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be a recording.

    `name` is where it lies within its source, with / between; `origin` where it is for people. `path` is set for a
    file of this machine. `read_beside` gives the bytes of a small file of the same source by name, if it is there;
    it raises Unreadable where it is and cannot be read.
    """

    name: str
    origin: str
    size: int | None
    open: Callable[[], BinaryIO]
    read_beside: Callable[[str], bytes | None]
    path: Path | None = None


Found = Candidate | Refused


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused unread, in bytes, files and times."""

    file_bytes: int
    zip_files: int
    zip_bytes: int
    zip_ratio: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        megabyte = 1_000_000
        return cls(
            settings.max_file_mb * megabyte,
            settings.zip_max_files,
            settings.zip_max_mb * megabyte,
            settings.zip_max_ratio,
        )

    def check(self, origin: str, size: int | None) -> None:
        """Raises Refused for a file that is, or says that it is, too large."""
        if size is not None and size > self.file_bytes:
            found, most = size / 1_000_000, self.file_bytes // 1_000_000
            raise Refused(f"{origin}: has {found:,.0f} MB; at most {most:,} are taken (CALLQA_MAX_FILE_MB)")


class PassedOver:
    """Counts the files of folders and zips whose names do not say that they hold sound."""

    def __init__(self) -> None:
        self.count = 0

    def is_recording(self, name: str) -> bool:
        """Whether a file found in a folder is to be taken; counts it where it is not."""
        if Path(name).suffix.lower() in AUDIO_SUFFIXES:
            return True
        if Path(name).suffix.lower() not in (".json", ".csv", ".tsv"):
            self.count += 1
        return False


def candidates(source: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    """The files that a path or address names, in order of their names; what is wrong with one is given in its place."""
    from qa_pipeline.ingestion import remote

    if "://" in source and not source.startswith("file://"):
        yield from remote.candidates(source, limits, passed_over)
        return
    path = Path(source.removeprefix("file://"))
    if not path.is_dir():
        yield from found_in(path, path.parent, limits, passed_over)
        return
    for found in files_below(path, passed_over):
        if isinstance(found, Refused):
            yield found
        else:
            yield from found_in(found, path, limits, passed_over)


def found_in(path: Path, top: Path, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    """The recordings of a zip below `top`, or the one file that it is no zip."""
    from qa_pipeline.ingestion import archives

    if not is_zip(path.name):
        yield of_file(path, top)
        return
    folders = path.parent.relative_to(top).as_posix()
    for found in archives.candidates(path, printable(path), limits, passed_over):
        yield lying_in(folders, found)


def lying_in(folders: str, found: Found) -> Found:
    """What was found in a zip, by the name that it has in the folder that the zip lies in."""
    if isinstance(found, Refused) or folders in ("", "."):
        return found
    before = f"{folders}/"
    return replace(
        found, name=before + found.name, read_beside=lambda name: found.read_beside(name.removeprefix(before))
    )


def is_zip(name: str) -> bool:
    """Whether a file's name says that it is a zip."""
    return Path(name).suffix.lower() == ".zip"


def files_below(here: Path, passed_over: PassedOver) -> Iterator[Path | Refused]:
    """The recordings and zips in a folder and the folders in it; what begins with a point is left out."""
    try:
        entries = sorted(here.iterdir())
    except OSError as error:
        yield Refused(f"{printable(here)}: cannot be looked into ({error.strerror})")
        return
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_below(path, passed_over)
        elif path.is_file() and (is_zip(path.name) or passed_over.is_recording(path.name)):
            yield path


def of_file(path: Path, top: Path) -> Candidate:
    """A file of this machine."""
    name = path.relative_to(top).as_posix()

    def beside(other: str) -> bytes | None:
        return read_small(path.with_name(Path(other).name))

    size = path.stat().st_size if path.is_file() else None
    return Candidate(name, printable(path), size, lambda: path.open("rb"), beside, path)


def read_small(path: Path) -> bytes | None:
    """A small file's bytes; None where there is no such file. Raises Unreadable where it is not for us."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENAMETOOLONG):
            return None
        raise Unreadable(f"the file {printable(path.name)} beside it cannot be read ({error.strerror})") from None


def printable(path: Path | str) -> str:
    """A path on one printable line."""
    return named(Path(path)) if isinstance(path, Path) else "".join(c if c.isprintable() else "?" for c in path)
