"""What the errors of a file system mean to the user: one line that names the address and what helps."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from qa_pipeline.errors import CallqaError, Unavailable

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_WRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM}
OURS = {"builtins", "qa_pipeline"}


@contextmanager
def told_plainly(address: str) -> Iterator[None]:
    """Turn what the file system raises into Unavailable: another try can help once the store is put right.

    A faulty program's own errors pass. The libraries behind fsspec raise classes of theirs beside OSError.
    """
    try:
        yield
    except CallqaError:
        raise
    except OSError as error:
        raise Unavailable(f"audio store {address} {_says(error)} ({_reason(error)})") from error
    except Exception as error:
        if is_ours(error):
            raise
        raise Unavailable(f"audio store {address} cannot be reached ({_reason(error)})") from error


def is_ours(error: Exception) -> bool:
    """Whether an error is of callqa or of a faulty program, and not of a file system or of a library behind it."""
    return type(error).__module__.partition(".")[0] in OURS and not isinstance(error, OSError)


def in_words(error: Exception) -> str:
    """What an error of a file system says, in one line; nothing where it says nothing."""
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split())


def _says(error: OSError) -> str:
    if error.errno in NO_ROOM:
        return "has no room; make room for it"
    if error.errno in NOT_WRITABLE or isinstance(error, PermissionError):
        return "may not be used by this user; is it there for this user to read and write?"
    if isinstance(error, FileNotFoundError):
        return "is not there"
    return "cannot be reached"


def _reason(error: Exception) -> str:
    return in_words(error)[:300] or type(error).__name__
