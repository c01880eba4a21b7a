"""Many stored calls in no time: rows made up by the database itself, from their numbers.

The calls are spread evenly over a year that ends at `END`, in the order of their numbers. 97 of 100 are scored.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from qa_pipeline.store.codec import encode_call
from qa_pipeline.store.session import Store
from tests.examples import example_call

END = datetime(2026, 3, 31, 18, 0, tzinfo=UTC)
DAYS = 365
MONTH_AGO = END - timedelta(days=30)
FLAGS = ("low_coverage", "role_uncertain", "auto_fail", "truncated", "clipping", "no_speech")
SECTIONS = 5
WHOLE = 1234
"""A scored call in which something was heard, whichever way the database was filled."""

NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
RECORDINGS = """
INSERT INTO recordings (id, sha256, path, file, size_bytes, started_at, agent, team, queue, direction, call_type,
  customer_reference, called_at, search_text, state, attempts, received_at, processed_at, duration, channels, language)
{numbers}
SELECT n, {sha}, '/calls/' || n || '.wav', n || '.wav', 1000000, {called}, 'Agent ' || (n * 31 % 400), 'Team ' ||
  (n * 31 % 20), 'queue_' || (n * 7 % 12), 'inbound', 'support', 'CR-' || n, {called}, n || '.wav
agent ' || (n * 31 % 400) || '
cr-' || n, CASE n * 17 % 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'received' WHEN 2 THEN 'quarantined' ELSE 'scored' END,
  1, {called}, {called}, 60 + n * 37 % 900, 2, CASE n * 13 % 6 WHEN 0 THEN 'fi' WHEN 1 THEN 'lt' ELSE 'en' END
FROM numbers
"""
CALLS = """
INSERT INTO calls (recording_id, analysis, models, heard_at)
SELECT id, CAST({analysis} AS {json}), '{{}}', called_at FROM recordings WHERE state = 'scored'
"""
# Every twentieth call was scored by an older version first.
SCORES = """
INSERT INTO scores (recording_id, is_current, created_at, scorecard_name, scorecard_version, scorecard_digest, score,
  score_low, score_high, coverage, passed, band, called_at)
SELECT id, {current}, called_at, 'inbound_support', {version}, 'digest', id * 53 % 101, id * 53 % 101 * 0.9,
  id * 53 % 101 * 0.9 + id * 41 % 97 * 0.1, 0.5 + id * 19 % 50 * 0.01, id * 53 % 101 >= 70,
  CASE WHEN id * 53 % 101 >= 70 THEN 'meets' ELSE 'below' END, called_at
FROM recordings WHERE state = 'scored' AND id % {every} = 0 ORDER BY id
"""
SECTION = """
INSERT INTO score_sections (score_id, position, section, title, weight, value)
{numbers}
SELECT id, n - 1, 'section_' || n, 'Section ' || n, 1, id * 29 % 101 * 0.01
FROM scores CROSS JOIN numbers ORDER BY id, n
"""
FLAG = """
INSERT INTO score_flags (score_id, position, flag)
SELECT id, 0, CASE id % 6 {flags} END FROM scores WHERE id % 4 = 0
"""
FINDINGS = """
INSERT INTO findings (score_id, position, section, title, weight, critical, criterion, clause, verdict, confidence,
  explanation, decided_by)
{numbers}
SELECT id, n - 1, 'section_' || (n % {sections} + 1), 'Criterion ' || n, 1, {no}, 'criterion_' || n, '', CASE
  (id * 7 + n * 11) % 10 WHEN 0 THEN 'not_met' WHEN 1 THEN 'undetermined' WHEN 2 THEN 'not_applicable' ELSE 'met' END,
  0.9, 'The agent says so in the first half of the call, in words of their own.', 'rules'
FROM scores CROSS JOIN numbers ORDER BY id, n
"""

VERDICTS = """
UPDATE scores SET criteria_digest = 'criteria', verdicts = CASE id % 10 {lines} END
"""


def fill(store: Store, count: int, *, findings: int, slim: bool = False) -> None:
    """Store that many recordings, with calls, scores, and so many findings each, in an empty database.

    Slim ones have no sections, and in all but `WHOLE` nothing was heard.
    """
    whole = _quoted(json.dumps(encode_call(example_call())))
    heard = f"CASE id WHEN {WHOLE} THEN {whole} ELSE '{{}}' END" if slim else whole
    with store.session() as session:
        connection = session.connection()
        words = _words_of(connection, count)
        _run(connection, RECORDINGS, numbers=NUMBERS.format(count=count), **words)
        _run(connection, CALLS, analysis=heard, json=words["json"])
        _run(connection, SCORES, current="false", version=1, every=20)
        _run(connection, SCORES, current="true", version=2, every=1)
        if not slim:
            _run(connection, SECTION, numbers=NUMBERS.format(count=SECTIONS))
        _run(connection, FLAG, flags=" ".join(f"WHEN {number} THEN '{flag}'" for number, flag in enumerate(FLAGS)))
        _run(connection, FINDINGS, numbers=NUMBERS.format(count=findings), sections=SECTIONS, no="false")
        _run(connection, VERDICTS, lines=" ".join(f"WHEN {last} THEN '{_line(last, findings)}'" for last in range(10)))
    settle(store)


def settle(store: Store) -> None:
    """Let PostgreSQL count what it holds, as it does by itself within a minute; SQLite never does."""
    if store.engine.dialect.name != "postgresql":
        return
    tables = ("recordings", "calls", "scores", "score_sections", "score_flags", "findings")
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table}")


def _line(score_id: int, findings: int) -> str:
    """The verdicts of a score as FINDINGS gives them."""
    return "".join("nuammmmmmm"[(score_id * 7 + n * 11) % 10] for n in range(1, findings + 1))


def _words_of(connection: Connection, count: int) -> dict[str, str]:
    """What the two databases write differently."""
    begin, step = END.timestamp() - DAYS * 86_400, DAYS * 86_400 / count
    if connection.dialect.name == "postgresql":
        return {"json": "jsonb", "sha": "lpad(to_hex(n), 64, '0')", "called": f"to_timestamp({begin} + n * {step})"}
    moment = f"CAST({begin} + n * {step} AS INTEGER)"
    return {
        "json": "text",
        "sha": "printf('%064x', n)",
        "called": f"strftime('%Y-%m-%d %H:%M:%S.000000', {moment}, 'unixepoch')",
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _run(connection: Connection, statement: str, **words: object) -> None:
    """The statement goes to the driver as it is: its % and : are no places for values."""
    driver: Any = connection.connection.driver_connection
    driver.execute(statement.format(**words))
