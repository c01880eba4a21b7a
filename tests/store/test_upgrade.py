from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from qa_pipeline.errors import UsageError
from qa_pipeline.store.address import parse_address
from qa_pipeline.store.engine import connect
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.tables import Base
from qa_pipeline.store.upgrade import Schema, alembic_config, schema
from tests.examples import add_scored
from tests.store.processes import run_together, upgrade


def test_models_and_migrations_agree(store: Store) -> None:
    config = alembic_config()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_constraints_and_indexes_are_those_of_the_models(store_url: str, store: Store) -> None:
    """What alembic's comparison leaves out: check constraints, names, and the condition of a partial index."""
    migrated = constraints_of(store.engine)
    with store.engine.begin() as connection:
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
    store.engine.dispose()
    fresh = connect(parse_address(store_url))
    assert constraints_of(fresh) == migrated
    assert migrated["scores"]["indexes"]["uq_scores_current"] == (["recording_id"], "is_current")
    fresh.dispose()


def test_a_second_upgrade_changes_nothing(store_url: str, store: Store) -> None:
    recording_id = add_scored(store)
    migrate(store_url)
    with store.reading() as session:
        assert session.scalar(text("SELECT id FROM recordings")) == recording_id


def test_how_the_tables_stand_is_told_without_a_change(store_url: str, store: Store) -> None:
    assert schema(store_url) is Schema.CURRENT
    with store.session() as session:
        session.execute(text("DELETE FROM alembic_version"))
    assert schema(store_url) is Schema.EMPTY
    assert schema(store_url) is Schema.EMPTY


def test_a_database_of_a_newer_callqa_is_refused(store_url: str, store: Store) -> None:
    with store.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError, match=r"upgraded by a newer callqa .*'9999'"):
        migrate(store_url)


def test_processes_that_start_at_once_upgrade_once(store_url: str) -> None:
    run_together(upgrade, [(store_url,)] * 4)
    store = open_store(store_url)
    assert "recordings" in inspect(store.engine).get_table_names()
    store.close()


def test_an_upgrade_that_fails_leaves_nothing_behind(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(store_url)
    monkeypatch.undo()
    bare = open_store(store_url)
    assert inspect(bare.engine).get_table_names() == []
    bare.close()


def condition_of(index: ReflectedIndex) -> str:
    options = index.get("dialect_options", {})
    return "".join(str(value) for name, value in options.items() if name.endswith("_where"))


def constraints_of(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    return {
        table: {
            "checks": {check["name"]: check["sqltext"] for check in found.get_check_constraints(table)},
            "foreign": {key["name"]: (key["referred_table"], key["options"]) for key in found.get_foreign_keys(table)},
            "unique": {key["name"]: key["column_names"] for key in found.get_unique_constraints(table)},
            "primary": found.get_pk_constraint(table)["name"],
            "indexes": {
                index["name"]: (index["column_names"], condition_of(index)) for index in found.get_indexes(table)
            },
        }
        for table in Base.metadata.tables
    }
