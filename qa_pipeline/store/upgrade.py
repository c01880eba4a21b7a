"""Bringing a database's tables up to this version of callqa."""

from enum import StrEnum

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from qa_pipeline.errors import UsageError
from qa_pipeline.store.address import Address, parse_address
from qa_pipeline.store.engine import READING, connect
from qa_pipeline.store.failures import told_plainly


class Schema(StrEnum):
    """How a database's tables stand to this version of callqa."""

    ABSENT = "absent"  # no SQLite file yet
    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"


UPGRADE_LOCK = 0x63616C6C7161  # "callqa": PostgreSQL's advisory locks are numbers


def migrate(url: str) -> None:
    """Make or upgrade the tables; does nothing when they are current, and may run in many processes at once.

    All steps are one transaction: an upgrade that fails leaves the database as it was.
    Raises UsageError for a database that a newer callqa has upgraded, and what `open_store` raises.
    """
    address = parse_address(url)
    config = alembic_config()
    engine = connect(address, foreign_keys=False)
    try:
        with told_plainly(address), engine.begin() as connection:
            _wait_for_others(connection)
            if _is_behind(connection, config, address):
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
    finally:
        engine.dispose()


def schema(url: str) -> Schema:
    """How the tables stand, with nothing made or changed; raises as `migrate` does."""
    address = parse_address(url)
    if address.file is not None and not address.file.exists():
        return Schema.ABSENT
    engine = connect(address)
    try:
        with told_plainly(address), engine.execution_options(**{READING: True}).connect() as connection:
            behind = _is_behind(connection, alembic_config(), address)
            if not behind:
                return Schema.CURRENT
            return Schema.BEHIND if MigrationContext.configure(connection).get_current_revision() else Schema.EMPTY
    finally:
        engine.dispose()


def alembic_config() -> Config:
    """Alembic's settings, with the migrations of this package and no file."""
    config = Config()
    config.set_main_option("script_location", "qa_pipeline.store:migrations")
    return config


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
    # SQLite: the transaction itself began with the write lock


def _is_behind(connection: Connection, config: Config, address: Address) -> bool:
    here = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    if here is not None and here not in known:
        raise UsageError(
            f"database {address} was upgraded by a newer callqa (its tables are of {here!r}, "
            f"this one knows up to {scripts.get_current_head()!r}); install that version"
        )
    return here != scripts.get_current_head()
