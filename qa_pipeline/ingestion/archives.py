"""Recordings in zip files. Nothing is unpacked to a path of the zip's choosing: each file is read as a stream."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, BinaryIO, cast

from qa_pipeline.ingestion.sidecar import LARGEST_BYTES
from qa_pipeline.ingestion.sources import Candidate, Found, Limits, PassedOver, Refused, printable
from qa_pipeline.ingestion.values import Unreadable

# A small file says little by how tightly it is packed: a second of digital silence is nothing but zeros.
RATIO_MATTERS_BYTES = 10_000_000
ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz"}
ENCRYPTED, UTF8 = 0x1, 0x800


def candidates(path: Path, origin: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    """The recordings of a zip on this machine, and one refusal where the zip itself cannot be taken."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _members(archive, origin, limits, passed_over)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Refused(f"{origin}: is no zip that can be read ({error})")


def _members(archive: zipfile.ZipFile, origin: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    files = [info for info in archive.infolist() if not info.is_dir()]
    refused = _too_much(files, origin, limits)
    if refused:
        yield refused
        return
    names = {name_of(info): info for info in files}

    def beside(name: str) -> bytes | None:
        info = names.get(name)
        if info is None:
            return None
        try:
            with archive.open(info) as file:
                return file.read(LARGEST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise Unreadable(f"the file {printable(name)} beside it cannot be read ({error})") from None

    for name, info in names.items():
        where = f"{origin}/{printable(name)}"
        reason = _unfit(name, info, limits)
        if reason:
            yield Refused(f"{where}: {reason}")
        elif not PurePosixPath(name).name.startswith(".") and passed_over.is_recording(name):
            yield Candidate(name, where, info.file_size, _opener(archive, info), beside)


def _too_much(files: list[zipfile.ZipInfo], origin: str, limits: Limits) -> Refused | None:
    total = sum(info.file_size for info in files)
    if len(files) > limits.zip_files:
        return Refused(f"{origin}: holds {len(files):,} files; at most {limits.zip_files:,} (CALLQA_ZIP_MAX_FILES)")
    if total > limits.zip_bytes:
        found, most = total / 1_000_000, limits.zip_bytes // 1_000_000
        return Refused(f"{origin}: unpacks to {found:,.0f} MB; at most {most:,} (CALLQA_ZIP_MAX_MB)")
    return None


def _unfit(name: str, info: zipfile.ZipInfo, limits: Limits) -> str:
    """Why a file in the zip is not taken; empty where it is."""
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or PureWindowsPath(name).drive or "\\" in name:
        return "its name leads out of the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, not a file"
    if PurePosixPath(name).suffix.lower() in ARCHIVES:
        return "is packed within a zip; unpack it and name it itself"
    if info.flag_bits & ENCRYPTED:
        return "is encrypted; unpack the zip with its password"
    if info.file_size > RATIO_MATTERS_BYTES and info.file_size > limits.zip_ratio * max(1, info.compress_size):
        times = info.file_size // max(1, info.compress_size)
        return f"unpacks to {times:,} times its size; at most {limits.zip_ratio} (CALLQA_ZIP_MAX_RATIO)"
    return ""


def name_of(info: zipfile.ZipInfo) -> str:
    """The name; many programs write UTF-8 and do not say so, which reads as code page 437."""
    if info.flag_bits & UTF8:
        return info.filename
    with suppress(UnicodeError):
        return info.filename.encode("cp437").decode()
    return info.filename


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> "_Open":
    return _Open(archive, info)


class _Open:
    """Opens one file of a zip, and turns what zipfile raises into OSError."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._archive = archive
        self._info = info

    def __call__(self) -> BinaryIO:
        try:
            opened: IO[bytes] = self._archive.open(self._info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise OSError(str(error)) from None
        return cast(BinaryIO, opened)
