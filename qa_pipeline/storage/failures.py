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
        if type(error).__module__.partition(".")[0] in OURS:
            raise
        raise Unavailable(f"audio store {address} cannot be reached ({_reason(error)})") from error


def _says(error: OSError) -> str:
    if error.errno in NO_ROOM:
        return "has no room; make room for it"
    if error.errno in NOT_WRITABLE or isinstance(error, PermissionError):
        return "may not be used by this user; is it there for this user to read and write?"
    if isinstance(error, FileNotFoundError):
        return "is not there"
    return "cannot be reached"


def _reason(error: Exception) -> str:
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split())[:300] or type(error).__name__
