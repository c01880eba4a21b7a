"""Log lines, for people or as JSON: what happened, to which recording, and never a word of a call.

A recording goes by its number, or the beginning of its sha256. Its file name is not logged: telephone systems put the
caller's number there. Texts that nobody vouches for are left out: an exception is logged as its type and the places it
passed, since an engine's error may quote what it was given, and a library that works on the call's sound or words is
logged as the place that spoke.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import MappingProxyType, TracebackType
from typing import Literal

from qa_pipeline.errors import CorruptModel, LeaseLost, MissingExtra, MissingModel, OverTime, Unavailable, UsageError

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
Format = Literal["text", "json"]
Value = str | int | float

OURS = ("qa_pipeline", "dashboard", "__main__")
VOUCHED_FOR = ("celery", "kombu", "amqp", "alembic", "streamlit", "uvicorn")
"""Libraries whose messages name queues, tasks, tables and pages; those of the task carry no recording's data."""

REPEATING = ("celery.worker.strategy", "celery.app.trace", "alembic")
"""They say in other words what callqa logs itself."""

FIELDS = ("recording_id", "sha256", "stage", "end", "code", "seconds", "worker")
"""What a line may tell beside its message, in this order."""

TELLING = (Unavailable, OverTime, LeaseLost, MissingModel, MissingExtra, CorruptModel, UsageError)
"""Errors whose text names a service, a model or a setting, and so may be logged."""

_about: ContextVar[Mapping[str, Value]] = ContextVar("about", default=MappingProxyType({}))


def set_up_logs(level: Level, form: Format = "text", *, worker: str = "") -> None:
    """Log to standard error from a level on, in place of whatever was set up; other people's libraries from WARNING.

    Every line carries the worker's name where there is one.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(worker) if form == "json" else TextLines(worker))
    wanted = logging.getLevelNamesMapping()[level]
    handler.setLevel(wanted)
    logging.basicConfig(level=max(wanted, logging.WARNING), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(wanted)
    logging.getLogger("celery").setLevel(max(wanted, logging.INFO))  # when a worker starts, stops and reconnects
    for name in REPEATING:
        logging.getLogger(name).setLevel(max(wanted, logging.WARNING))


@contextmanager
def about(**fields: Value) -> Iterator[None]:
    """Everything that this thread logs inside is about this recording, stage, worker …; `FIELDS` are known."""
    token = _about.set({**_about.get(), **fields})
    try:
        yield
    finally:
        _about.reset(token)


class Lines(logging.Formatter):
    """What both kinds of lines have in common."""

    def __init__(self, worker: str = "") -> None:
        super().__init__()
        self._worker = worker

    def fields(self, record: logging.LogRecord) -> dict[str, Value | list[str]]:
        """The fields of a record that have a value, then what is known of its exception."""
        here = {name: vars(record)[name] for name in FIELDS if name in vars(record)}
        known = {"worker": self._worker, **_about.get(), **here}
        told = {name: known[name] for name in FIELDS if known.get(name) not in (None, "")}
        return {name: _rounded(value) for name, value in told.items()} | _error(record)


class JsonLines(Lines):
    """One JSON object a line: time, level, logger, message, the fields, and type and places of an error."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": _time(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **self.fields(record),
        }
        return json.dumps(told, ensure_ascii=False)


class TextLines(Lines):
    """The same for people: `2026-01-31 12:00:00 INFO qa_pipeline.jobs: scored recording_id=17 seconds=3.2`."""

    def format(self, record: logging.LogRecord) -> str:
        time = f"{_time(record):%Y-%m-%d %H:%M:%S}"
        told = " ".join(f"{name}={_plain(value)}" for name, value in self.fields(record).items())
        return f"{time} {record.levelname} {record.name}: {_message(record)} {told}".rstrip()


def _belongs(record: logging.LogRecord, names: tuple[str, ...]) -> bool:
    return record.name.partition(".")[0] in names


def _message(record: logging.LogRecord) -> str:
    if _belongs(record, OURS):
        return _one_line(_filled(record))
    if not _belongs(record, VOUCHED_FOR):
        return f"{_place(record.pathname, record.lineno, record.funcName)} (its text is left out)"
    # With an exception its text is among the arguments: the pattern alone says what went wrong.
    return _one_line(str(record.msg) if record.exc_info else record.getMessage())


def _filled(record: logging.LogRecord) -> str:
    """The message, with the type of an exception that was handed over in place of its text."""
    if isinstance(record.args, tuple):
        safe = tuple(_safe(one) for one in record.args)
        return str(record.msg) % safe if safe else str(record.msg)
    return record.getMessage()


def _safe(argument: object) -> object:
    if isinstance(argument, BaseException) and not isinstance(argument, TELLING):
        return type(argument).__name__
    return argument


def _error(record: logging.LogRecord) -> dict[str, Value | list[str]]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _, trace = record.exc_info
    return {"error": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."), "at": _places(trace)}


def _places(trace: TracebackType | None) -> list[str]:
    return [_place(one.filename, one.lineno or 0, one.name) for one in extract_tb(trace)]


def _place(file: str, line: int, function: str | None) -> str:
    """Where in the code: the last folders of the path are enough to find it."""
    return f"{'/'.join(Path(file).parts[-3:])}:{line} {function or ''}".rstrip()


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _rounded(value: Value) -> Value:
    return round(value, 2) if isinstance(value, float) else value


def _plain(value: Value | list[str]) -> str:
    return " > ".join(value) if isinstance(value, list) else str(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())
