"""A candidate becomes a local file with a sha256, whatever its source."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa_pipeline.audio.probe import probe
from qa_pipeline.audio.source import named
from qa_pipeline.errors import UnreadableAudio
from qa_pipeline.ingestion.resolving import Problem
from qa_pipeline.ingestion.sources import Candidate, Limits, Refused
from qa_pipeline.storage.failures import in_words, is_ours

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A file of this machine, and the identity of its bytes."""

    path: Path
    sha256: str
    size: int


@contextmanager
def taken(candidate: Candidate, limits: Limits) -> Iterator[Taken]:
    """The candidate's bytes in a file, for the time of the block; raises Refused where they cannot be had."""
    limits.check(candidate.origin, candidate.size)
    if candidate.path is not None:
        if not candidate.path.is_file():
            reason = "is no file" if candidate.path.exists() else "no such file"
            raise Refused(f"{candidate.origin}: {reason}")
        sha256, size = _read(candidate, limits, lambda _: None)
        yield Taken(candidate.path, sha256, size)
        return
    with tempfile.TemporaryDirectory(prefix="callqa-") as folder:
        copy = Path(folder) / f"recording{suffix_of(candidate.name)}"
        with copy.open("wb") as file:
            sha256, size = _read(candidate, limits, file.write)
        yield Taken(copy, sha256, size)


def suffix_of(name: str) -> str:
    """The file's suffix, by which headerless sound is told; short and plain, or none."""
    suffix = PurePosixPath(name).suffix
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 9 else ""


def _read(candidate: Candidate, limits: Limits, write: Callable[[bytes], object]) -> tuple[str, int]:
    """The sha256 and number of the bytes, which are handed on as they come."""
    digest, size = hashlib.sha256(), 0
    try:
        with candidate.open() as file:
            for chunk in _chunks(file):
                digest.update(chunk)
                size += len(chunk)
                limits.check(candidate.origin, size)  # what a server says of the size need not be so
                write(chunk)
    except Refused:
        raise
    except Exception as error:
        # Each source has errors of its own: zipfile's, zlib's, those of the libraries behind fsspec.
        if is_ours(error) and not isinstance(error, EOFError):
            raise
        raise Refused(f"{candidate.origin}: cannot be read ({in_words(error)[:200]})") from None
    return digest.hexdigest(), size


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def audio_problems(path: Path) -> tuple[Problem, ...]:
    """Why the sound of a file cannot be heard, if it cannot."""
    try:
        probe(path)
    except UnreadableAudio as error:
        return (Problem(error.code, str(error).removeprefix(f"{named(path)}: ")),)
    return ()


def summed(problems: Sequence[Problem]) -> tuple[str, str]:
    """The first problem's code, and all reasons."""
    return problems[0].code, "; ".join(problem.reason for problem in problems)


def as_text(name: str) -> str:
    """A name as text that every database keeps: bytes that are no UTF-8 become \\\\xNN."""
    return os.fsencode(name).decode("utf-8", "backslashreplace").replace("\0", "")
