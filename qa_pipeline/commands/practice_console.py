"""What `callqa coverage` shows: tables at a terminal, a line a clause elsewhere, and JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_pipeline.scoring.coverage import Coverage, CoveredClause, State

HEADINGS = {
    State.MEASURED: "Measured",
    State.UNMEASURED: "A recording could show these; nothing measures them",
    State.NOT_IN_RECORDING: "A recording cannot show these",
}

TOLD = {
    State.MEASURED: ("criteria", "what a recording leaves open"),
    State.UNMEASURED: ("text", "what a recording leaves open"),
    State.NOT_IN_RECORDING: ("shown by", "why"),
}


def print_coverage(coverage: Coverage, out: Console) -> None:
    """The clauses in three tables with the counts above; one plain line each where nobody looks at a terminal."""
    if not out.is_terminal:
        for covered in coverage.clauses:
            fields = (covered.state, covered.clause.id, covered.clause.title, *_told(covered, coverage))
            out.file.write("\t".join(fields).rstrip() + "\n")  # the console would make spaces of the tabs
        return
    cards = ", ".join(f"{card.name} version {card.version}" for card in coverage.scorecards) or "no scorecard"
    out.print(Text(coverage.code.title, style="bold"))
    out.print(f"{_counts(coverage)}; held against {cards}", highlight=False, markup=False)
    for state, heading in HEADINGS.items():
        if those := coverage.those(state):
            out.print()
            out.print(Text(heading, style="bold"))
            out.print(_table(state, those, coverage))


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """The coverage as plain values, for `--json`."""
    return {
        "language": coverage.code.language,
        "title": coverage.code.title,
        "components": dict(coverage.code.components),
        "scorecards": [{"name": card.name, "version": card.version} for card in coverage.scorecards],
        "counts": {state.value: len(coverage.those(state)) for state in State},
        "clauses": [_clause_json(covered) for covered in coverage.clauses],
    }


def _clause_json(covered: CoveredClause) -> dict[str, Any]:
    clause = covered.clause
    return {
        "id": clause.id,
        "component": clause.component,
        "title": clause.title,
        "text": clause.text,
        "shown_by": clause.shown_by,
        "reason": clause.reason,
        "leaves_open": clause.leaves_open,
        "state": covered.state.value,
        "criteria": [
            {"scorecard": one.scorecard, "version": one.version, "criterion": one.criterion, "title": one.title}
            for one in covered.measures
        ],
    }


def _table(state: State, those: Sequence[CoveredClause], coverage: Coverage) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in ("clause", *TOLD[state]):
        table.add_column(heading, overflow="fold", ratio=1 if heading == "shown by" else 3)
    component = ""
    for covered in those:
        if covered.clause.component != component:
            component = covered.clause.component
            table.add_row(Text(coverage.code.components[component], style="cyan"))
        name = Text.assemble(covered.clause.title, "\n", (covered.clause.id, "dim"))
        table.add_row(name, *map(Text, _told(covered, coverage)))
    return table


def _told(covered: CoveredClause, coverage: Coverage) -> tuple[str, ...]:
    """What the list says of a clause, in the order of its table's headings."""
    clause = covered.clause
    if covered.state is State.NOT_IN_RECORDING:
        return clause.shown_by, clause.reason
    if covered.state is State.UNMEASURED:
        return clause.text, clause.leaves_open
    return _criteria(covered, coverage), clause.leaves_open or clause.reason


def _criteria(covered: CoveredClause, coverage: Coverage) -> str:
    """The criteria's names, by scorecard where there are several."""
    by_card: dict[str, list[str]] = {}
    for one in covered.measures:
        by_card.setdefault(one.scorecard, []).append(one.criterion)
    if len(coverage.scorecards) == 1:
        return ", ".join(by_card[coverage.scorecards[0].name])
    return "; ".join(f"{card}: {', '.join(names)}" for card, names in by_card.items())


def _counts(coverage: Coverage) -> str:
    measured, unmeasured, others = (len(coverage.those(state)) for state in State)
    return (
        f"{len(coverage.clauses)} clauses: {measured} measured, {unmeasured} that a recording could show "
        f"and nothing measures, {others} that it cannot show"
    )
