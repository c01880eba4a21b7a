"""What a worker logs: one line an event, with the recording's id and never a word of what was said."""

import logging

LINE = "%(asctime)s %(levelname)s %(process)d %(name)s %(message)s"
# They say in other words what callqa logs itself.
REPEATING = ("celery.worker.strategy", "celery.app.trace", "alembic")
FIELDS = ("recording_id", "stage", "end", "code", "seconds")


class Fields(logging.Formatter):
    """Puts the fields that an event carries behind its message, as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        found = [(name, getattr(record, name, None)) for name in FIELDS]
        told = " ".join(f"{name}={_plain(value)}" for name, value in found if value not in (None, ""))
        return f"{super().format(record)} {told}" if told else super().format(record)


def set_up_logging(level: str) -> None:
    """Log to standard error what is as grave as the level, or graver."""
    handler = logging.StreamHandler()
    handler.setFormatter(Fields(LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in REPEATING:
        logging.getLogger(name).setLevel(logging.WARNING)


def _plain(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
