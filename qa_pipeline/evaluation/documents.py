"""An evaluation as JSON and as Markdown."""

from typing import Any

from qa_pipeline.evaluation.figures import CallMeasures, Figures, pool
from qa_pipeline.evaluation.measures import MEASURES
from qa_pipeline.evaluation.run import Evaluation
from qa_pipeline.evaluation.tables import Table, main_figures, tables
from qa_pipeline.evaluation.verdicts import VERDICTS, Agreement


def as_document(evaluation: Evaluation) -> dict[str, Any]:
    """Plain JSON values; a figure that was not measured is null."""
    return {
        "data": evaluation.data,
        "callqa": {"version": evaluation.about.version, "commit": evaluation.about.commit},
        "machine": evaluation.about.machine,
        "settings": dict(evaluation.about.settings),
        "figures": {half.value: named(figures) for half, figures in evaluation.sets.items()},
        "sets": {half.value: sorted(names) for half, names in evaluation.names.items()},
        "calls": {call.name: _call(call) for call in evaluation.calls},
        "verdicts": {half.value: _verdicts(figures) for half, figures in evaluation.sets.items()},
        **_curves(main_figures(evaluation)),
        "failures": list(evaluation.failures),
        "notes": list(evaluation.notes),
    }


def named(figures: Figures) -> dict[str, float | None]:
    """Each measure by its name, and how many calls and seconds stand behind them."""
    values = {measure.name: measure.value(figures) for measure in MEASURES}
    rounded = {name: None if value is None else round(value, 5) for name, value in values.items()}
    return {"calls": figures.calls, "seconds": round(figures.seconds, 1), **rounded}


def _call(call: CallMeasures) -> dict[str, Any]:
    slips = [item for item in call.judged or () if not item.right]
    return {
        **named(pool([call])),
        "language": call.language,
        "slips": [
            {"criterion": item.criterion, "expected": item.expected.value, "given": item.given.value} for item in slips
        ],
    }


def _verdicts(figures: Figures) -> dict[str, Any]:
    return {
        "order": [verdict.value for verdict in VERDICTS],
        "all": _agreement(figures.verdicts) if figures.verdicts else None,
        "criteria": {criterion: _agreement(item) for criterion, item in figures.criteria.items()},
    }


def _agreement(item: Agreement) -> dict[str, Any]:
    return {
        "answers": item.answers,
        "accuracy": item.accuracy,
        "coverage": item.coverage,
        "kappa": item.kappa.value,
        "kappa_interval": None if item.kappa.low is None else [item.kappa.low, item.kappa.high],
        "confusion": [list(row) for row in item.confusion],
    }


def _curves(figures: Figures) -> dict[str, Any]:
    trust = figures.trust
    return {
        "reliability": [
            {"low": item.low, "high": item.high, "answers": item.answers}
            | {"confidence": item.confidence, "accuracy": item.accuracy}
            for item in (trust.reliability if trust else ())
        ],
        "risk_coverage": [
            {"confidence": point.confidence, "coverage": point.coverage, "risk": point.risk}
            for point in (trust.risk if trust else ())
        ],
        "stages": {
            stage: {"real_time_factor": cost.real_time_factor, "peak_bytes": cost.peak_bytes}
            for stage, cost in figures.stages.items()
        },
    }


def as_markdown(evaluation: Evaluation) -> str:
    """The tables, under a heading that says what was evaluated with what."""
    settings = ", ".join(f"{name} {value}" for name, value in evaluation.about.settings.items())
    figures = main_figures(evaluation)
    lines = [
        "# Accuracy",
        "",
        f"{figures.calls} calls of `{evaluation.data}`, {figures.seconds / 60:.0f} minutes; {made_with(evaluation)}.",
        "What each figure means, and how words are made comparable, is in [evaluation.md](evaluation.md).",
        "",
        f"Settings: {settings}.",
    ]
    for table in tables(evaluation):
        lines += ["", f"## {table.title}", "", *_markdown_table(table)]
    for title, remarks in (("Not heard", evaluation.failures), ("Notes", evaluation.notes)):
        if remarks:
            lines += ["", f"## {title}", "", *(f"- {remark}" for remark in remarks)]
    return "\n".join(lines) + "\n"


def made_with(evaluation: Evaluation) -> str:
    """Which callqa, on what machine."""
    about = evaluation.about
    commit = f" at commit {about.commit}" if about.commit else ""
    return f"callqa {about.version}{commit}, on {about.machine}"


def _markdown_table(table: Table) -> list[str]:
    rule = ["---", *("---:" for _ in table.header[1:])]
    rows = [[cell.replace("|", "\\|") for cell in row] for row in (table.header, rule, *table.rows)]
    note = [table.note, ""] if table.note else []
    return [*note, *(f"| {' | '.join(row)} |" for row in rows)]
