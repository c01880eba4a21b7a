"""The database's address: what is allowed, and how it is shown to people."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from qa_pipeline.addresses import without_password
from qa_pipeline.errors import UsageError

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
ALLOWED = "allowed are sqlite:///FILE and postgresql://USER@HOST/DATABASE"


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A database that callqa can use; neither `str()` nor `repr()` of it shows a password."""

    url: URL

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for PostgreSQL and for an SQLite `file:` address, which names it in its own way."""
        name = self.url.database or ""
        return Path(name) if self.is_sqlite and not name.startswith("file:") else None

    def __str__(self) -> str:
        if self.is_sqlite:
            return str(self.url.database)
        return without_password(self.url.render_as_string())

    def __repr__(self) -> str:
        return f"Address({self})"


def parse_address(text: str) -> Address:
    """Read an SQLAlchemy address; raises UsageError when it is none, or names a database that callqa cannot use."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(f"database address {without_password(text)!r} cannot be read; {ALLOWED}") from None
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        raise UsageError(f"database address {without_password(text)!r}: unknown driver {url.drivername!r}; {ALLOWED}")
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise UsageError(f"database address {text!r} names no file, so all would be lost at once; {ALLOWED}")
    return Address(url.set(drivername=driver))
