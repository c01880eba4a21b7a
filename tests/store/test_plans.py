"""What the dashboard asks about a month is found by indexes among 200,000 calls, on both databases."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from qa_pipeline.finding import Verdict
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.tables import FindingTable, ScoreTable
from tests.benchmarks.filling import MONTH_AGO, fill
from tests.benchmarks.questions import QUESTIONS
from tests.conftest import postgres_schema

CALLS = 200_000
BIG = {"recordings", "calls", "scores", "findings"}
Plan = dict[str, Any]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database with a year of calls; a finding each is enough to see which way it takes."""
    urls = postgres_schema() if request.param == "postgresql" else sqlite(tmp_path_factory.mktemp("filled"))
    url = next(urls)
    migrate(url)
    store = open_store(url)
    fill(store, CALLS, findings=1, slim=True)
    yield store
    store.close()
    next(urls, None)


def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'callqa.db'}"


@pytest.mark.parametrize("what", QUESTIONS)
def test_no_question_about_a_month_looks_through_a_whole_table(filled: Store, what: str) -> None:
    asked = statements(filled, QUESTIONS[what])
    assert asked
    for statement, values in asked:
        through = (scanned_by_postgresql if is_postgresql(filled) else scanned_by_sqlite)(filled, statement, values)
        assert not through & BIG, f"{statement}\nlooks through {through & BIG}"


def test_the_verdicts_of_a_month_are_those_of_its_findings(filled: Store) -> None:
    found = select(FindingTable.verdict, func.count()).join(ScoreTable, ScoreTable.id == FindingTable.score_id)
    found = found.where(ScoreTable.is_current, ScoreTable.called_at >= MONTH_AGO).group_by(FindingTable.verdict)
    with filled.reading() as session:
        (rate,) = reads.overview(session, since=MONTH_AGO).criteria
        counted = dict(session.execute(found).all())
    assert counted == {verdict: getattr(rate, verdict) for verdict in Verdict}
    assert sum(counted.values()) > CALLS / 20


def statements(store: Store, ask: Callable[[Session], object]) -> list[tuple[str, Any]]:
    """What is sent to the database for a question."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        seen.append((statement, values))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.reading() as session:
        ask(session)
    event.remove(store.engine, "before_cursor_execute", note)
    return seen


def scanned_by_sqlite(store: Store, statement: str, values: Any) -> set[str]:
    """The tables that are read from end to end, or whose index is."""
    with store.reading() as session:
        steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    details = [step[3] for step in steps]
    scans = [re.match(r"SCAN (\w+)", detail) for detail in details]
    bare = [re.match(r"SEARCH (\w+)(?: LEFT-JOIN)?$", detail) for detail in details]  # min() and max() of no index
    return {match[1] for match in (*scans, *bare) if match}


def scanned_by_postgresql(store: Store, statement: str, values: Any) -> set[str]:
    """Likewise; an index that is walked until a page is full is not walked to its end."""
    with store.reading() as session:
        found = session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    return set(_scanned(found[0]["Plan"], limited=False))


def _scanned(plan: Plan, *, limited: bool) -> Iterator[str]:
    kind = plan["Node Type"]
    whole_index = kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in plan and not limited
    if kind == "Seq Scan" or whole_index:
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        # A sort, an aggregate or a hash reads all that is below it, whatever the limit above.
        passes_on = kind in ("Limit", "Nested Loop", "Result", "Unique") or (limited and kind == "Incremental Sort")
        yield from _scanned(part, limited=passes_on and (limited or kind == "Limit"))


def is_postgresql(store: Store) -> bool:
    return store.engine.dialect.name == "postgresql"
