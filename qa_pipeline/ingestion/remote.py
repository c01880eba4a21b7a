"""Recordings at the addresses that fsspec opens: s3://bucket/prefix, https://host/call.wav, memory:// …"""

import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast
from urllib.parse import quote, unquote, urlsplit

from qa_pipeline.addresses import without_password
from qa_pipeline.errors import MissingExtra, UsageError
from qa_pipeline.ingestion import archives
from qa_pipeline.ingestion.sidecar import LARGEST_BYTES
from qa_pipeline.ingestion.sources import Candidate, Found, Limits, PassedOver, Refused, is_zip, lying_in, printable
from qa_pipeline.ingestion.values import Unreadable
from qa_pipeline.storage.failures import in_words, is_ours

EXTRAS = {"s3": "s3", "s3a": "s3", "http": "http", "https": "http"}


def candidates(url: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    """The recordings at an address: one file, a zip, or all that lies under it where its file system has folders.

    Raises UsageError for an address of no kind that fsspec knows, MissingExtra where its package is not installed.
    """
    fs, path = _opened(url)
    origin = shown(url)
    try:
        if _is_web(url):
            yield from _one(fs, path, origin, limits, passed_over)
        elif fs.isdir(path):
            yield from _below(fs, path, origin, limits, passed_over)
        elif fs.exists(path):
            yield from _one(fs, path, origin, limits, passed_over)
        else:
            yield Refused(f"{origin}: there is nothing at this address")
    except Exception as error:
        if is_ours(error):
            raise
        yield Refused(f"{origin}: cannot be reached ({_reason(error)})")


def shown(url: str) -> str:
    """The address without passwords, and without the query that signs it."""
    plain = without_password(url.partition("#")[0])
    return printable(plain.partition("?")[0] if _is_web(url) else plain)


def _opened(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    protocol = url.partition("://")[0]
    try:
        fs, path = url_to_fs(url)
    except ImportError as error:
        extra = EXTRAS.get(protocol)
        told = f"pip install 'callqa[{extra}]'" if extra else str(error)
        raise MissingExtra(f"{shown(url)} needs a package that is not installed: {told}") from None
    except ValueError as error:
        raise UsageError(f"{shown(url)}: {error}; allowed are paths and addresses that fsspec opens") from None
    return fs, str(path)


def _one(fs: Any, path: str, origin: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    name = _name(path, origin)
    if is_zip(name):
        yield from _zipped(fs, path, origin, limits, passed_over)
    else:
        yield _candidate(fs, path, name, origin)


def _zipped(fs: Any, path: str, origin: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    with tempfile.TemporaryDirectory(prefix="callqa-") as folder:
        copy = Path(folder) / "whole.zip"
        size = fs.info(path).get("size")
        if size is not None and size > limits.zip_bytes:
            yield Refused(f"{origin}: has {size / 1_000_000:,.0f} MB; at most {limits.zip_bytes // 1_000_000:,}")
            return
        try:
            with fs.open(path, "rb") as file, copy.open("wb") as target:
                shutil.copyfileobj(file, target, 1 << 20)
        except Exception as error:
            if is_ours(error):
                raise
            yield Refused(f"{origin}: cannot be reached ({_reason(error)})")
            return
        yield from archives.candidates(copy, origin, limits, passed_over)


def _below(fs: Any, top: str, origin: str, limits: Limits, passed_over: PassedOver) -> Iterator[Found]:
    for _, folders, files in fs.walk(top, detail=True):
        folders_in_order = sorted(folders)
        for name in folders_in_order:
            folders[name] = folders.pop(name)
        for name in sorted(files):
            path = str(files[name]["name"])
            inside = path.removeprefix(top).lstrip("/")
            where = f"{origin.rstrip('/')}/{printable(inside)}"
            if name.startswith("."):
                continue
            if is_zip(name):
                for found in _zipped(fs, path, where, limits, passed_over):
                    yield lying_in(inside.rpartition("/")[0], found)
            elif passed_over.is_recording(name):
                yield _candidate(fs, path, inside, where, files[name].get("size"), files)


def _candidate(
    fs: Any, path: str, name: str, origin: str, size: int | None = None, there: Collection[str] | None = None
) -> Candidate:
    """A file at an address; `there` are the names in its folder, where they are known."""

    def opened() -> BinaryIO:
        try:
            return cast(BinaryIO, fs.open(path, "rb", cache_type="readahead"))
        except Exception as error:
            if is_ours(error):
                raise
            raise OSError(_reason(error)) from None

    def beside(other: str) -> bytes | None:
        name = PurePosixPath(other).name
        if (there is not None and name not in there) or (_is_web(path) and "?" in path):
            return None  # a signed address is for one file
        return _small(fs, f"{path.rpartition('/')[0]}/{quote(name) if _is_web(path) else name}", name)

    if size is None:
        with suppress(Exception):  # told when it is opened
            size = fs.info(path).get("size")
    return Candidate(name, origin, size, opened, beside)


def _small(fs: Any, path: str, name: str) -> bytes | None:
    try:
        with fs.open(path, "rb") as file:
            return cast(bytes, file.read(LARGEST_BYTES + 1))
    except (FileNotFoundError, PermissionError):  # stores that may not be listed say the latter of what is not there
        return None
    except Exception as error:
        if is_ours(error):
            raise
        raise Unreadable(f"the file {printable(name)} beside it cannot be read ({_reason(error)})") from None


def _name(path: str, origin: str) -> str:
    text = urlsplit(path).path if _is_web(path) else path
    return unquote(PurePosixPath(text).name) if _is_web(path) else PurePosixPath(text).name or origin


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _reason(error: Exception) -> str:
    told = re.sub(r"\?\S*", "", in_words(error))  # a query may sign an address
    return printable(" ".join(told.split())[:200]) or type(error).__name__
