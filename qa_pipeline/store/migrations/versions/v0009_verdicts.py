"""Each score's verdicts as a line of letters; the index that counted them one by one is no longer needed."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LETTERS = {"met": "m", "not_met": "n", "not_applicable": "a", "undetermined": "u"}
AT_ONCE = 10_000
FINDINGS = sa.text("SELECT score_id, criterion, verdict FROM findings ORDER BY score_id, position")
FILL = sa.text("UPDATE scores SET criteria_digest = :digest, verdicts = :verdicts WHERE id = :id")


def upgrade() -> None:
    for name, kind in (("criteria_digest", sa.String(16)), ("verdicts", sa.Text())):
        op.add_column("scores", sa.Column(name, kind, nullable=False, server_default=sa.text("''")))
    fill(op.get_bind())
    op.drop_index("ix_findings_verdicts", "findings")


def fill(connection: sa.Connection) -> None:
    """Tell each score its verdicts, without holding more than a part of the findings in memory."""
    with connection.execute(FINDINGS.execution_options(yield_per=AT_ONCE)) as findings:
        lines = lines_of(findings)
        while part := list(islice(lines, AT_ONCE)):
            connection.execute(FILL, part)


def lines_of(findings: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for score_id, rows in groupby(findings, key=lambda row: row[0]):
        placed = list(rows)
        names = "\n".join(criterion for _, criterion, _ in placed)
        verdicts = "".join(LETTERS[verdict] for _, _, verdict in placed)
        yield {"id": score_id, "digest": sha256(names.encode()).hexdigest()[:16], "verdicts": verdicts}
