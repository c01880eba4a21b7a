from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, insert, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from qa_pipeline.call import CallMetadata
from qa_pipeline.errors import UsageError
from qa_pipeline.finding import Verdict
from qa_pipeline.review import Answer
from qa_pipeline.store import reads, writes
from qa_pipeline.store.address import parse_address
from qa_pipeline.store.codec import encode_call
from qa_pipeline.store.engine import connect
from qa_pipeline.store.scores import evidence_values, finding_values, score_values, section_values
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import Base
from qa_pipeline.store.upgrade import Schema, alembic_config, schema
from qa_pipeline.store.verdicts import criteria_digest, verdict_line
from tests.examples import METADATA, NOON, add_scored, example_call, scaled_scored, sha_of, unsure_scored
from tests.store.processes import run_together, upgrade

OLD_METADATA = "started_at agent team queue direction call_type customer_reference hold_events".split()


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


def test_a_filled_database_is_upgraded_and_stays_readable(store_url: str) -> None:
    """From the tables of 0002: recording, call, score, findings and evidence are there, with what came later unset."""
    fill_as_of(store_url, "0002")
    assert schema(store_url) is Schema.BEHIND
    migrate(store_url)
    assert schema(store_url) is Schema.CURRENT
    store = open_store(store_url)
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=1)
        assert reads.activations(session) == ()
        (row,) = reads.heard_calls(session, where=reads.CallFilter(), limit=5)
    assert detail is not None
    assert detail.call == example_call()
    assert detail.scored == unsure_scored()
    assert detail.row.metadata == CallMetadata(**{name: getattr(METADATA, name) for name in OLD_METADATA})
    assert (row.scorecard, row.wording) == (unsure_scored().scorecard, None)
    assert {one.bonus for one in detail.scored.criteria} == {0.0}
    assert lines(store) == [(criteria_digest(detail.scored.criteria), verdict_line(detail.scored.criteria))]
    assert detail.reviews == ()
    with store.session() as session:
        answer = Answer("own_name_given", Verdict.MET, "Anna", "At the end.")
        assert writes.save_reviews(session, recording_id=1, answers=[answer]) == 1
        assert writes.save_score(session, recording_id=1, scored=scaled_scored())
    with store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM scores")) == 2
    store.close()


def test_a_score_without_findings_is_upgraded(store_url: str) -> None:
    fill_as_of(store_url, "0008")
    bare = open_store(store_url)
    with bare.session() as session:
        session.execute(text("DELETE FROM evidence"))
        session.execute(text("DELETE FROM findings"))
    bare.close()
    migrate(store_url)
    store = open_store(store_url)
    with store.reading() as session:
        assert reads.overview(session).criteria == ()
    store.close()


def lines(store: Store) -> list[tuple[str, str]]:
    """What the upgrade told each score of its verdicts."""
    with store.reading() as session:
        found = session.execute(text("SELECT criteria_digest, verdicts FROM scores ORDER BY id"))
        return [(digest, verdicts) for digest, verdicts in found]


def fill_as_of(url: str, revision: str) -> None:
    """Make the tables of a revision, and fill them as the callqa of that time did."""
    engine = connect(parse_address(url), foreign_keys=False)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        tables = MetaData()
        tables.reflect(connection)
        for name, rows in rows_of_a_call():
            table = tables.tables[name]
            for row in rows:
                connection.execute(insert(table), {key: plain(row[key]) for key in row if key in table.c})
        if connection.dialect.name == "postgresql":
            for name in ("recordings", "scores", "findings"):
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 100)"))
    engine.dispose()


def plain(value: object) -> object:
    """An enum's word, and a moment as the old tables had it."""
    return str(value) if isinstance(value, StrEnum) else value


def rows_of_a_call() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The example call with a score that has every part, as rows of each table."""
    scored, told = unsure_scored(), asdict(METADATA) | {"hold_events": [[20.0, 30.0]]}
    heard = {"id": 1, "sha256": sha_of("call.wav"), "path": "/calls/call.wav", "file": "call.wav", "size_bytes": 9}
    state = {"state": State.SCORED, "attempts": 1, "received_at": NOON, "called_at": NOON, "search_text": "call.wav"}
    yield "recordings", [heard | told | state | {"language": "en", "duration": 42.5, "channels": 2}]
    yield "calls", [{"recording_id": 1, "analysis": encode_call(example_call()), "models": {}, "heard_at": NOON}]
    yield "scores", [{"id": 7} | score_values(scored, recording_id=1, created_at=NOON, wording=None)]
    yield "score_sections", [{"score_id": 7} | section_values(*one) for one in enumerate(scored.sections)]
    yield "score_flags", [{"score_id": 7, "position": 0, "flag": scored.flags[0]}]
    for position, one in enumerate(scored.criteria):
        yield "findings", [{"id": position + 20, "score_id": 7} | finding_values(position, one)]
        proofs = enumerate(one.finding.evidence)
        yield "evidence", [{"finding_id": position + 20} | evidence_values(*proof) for proof in proofs]


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
