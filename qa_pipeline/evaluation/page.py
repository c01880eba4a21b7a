"""An evaluation as one HTML page that needs nothing from anywhere else."""

from collections.abc import Iterable
from html import escape

from qa_pipeline.evaluation.charts import reliability_chart, risk_chart
from qa_pipeline.evaluation.documents import made_with
from qa_pipeline.evaluation.figures import Figures
from qa_pipeline.evaluation.run import Evaluation
from qa_pipeline.evaluation.tables import Table, main_figures, tables

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --dim: #5b6775; --rule: #d9dfe5; --curve: #1f6fb2; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaee; --dim: #9aa6b2; --rule: #36414d; --curve: #6cb4ee; --paper: #14191f; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; } p, li { color: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; }
th:first-child, td:first-child { text-align: left; } th { color: var(--dim); font-weight: 600; }
.charts { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 0; } figcaption { color: var(--dim); }
svg text { font: 11px system-ui, sans-serif; fill: var(--dim); } svg .grid { stroke: var(--rule); }
svg .curve { fill: none; stroke: var(--curve); stroke-width: 1.5; }
svg circle { fill: var(--curve); fill-opacity: .75; }
svg .ideal { stroke: var(--dim); stroke-dasharray: 4 4; }
"""


def as_page(evaluation: Evaluation) -> str:
    """The tables, with the two curves after the figures."""
    figures = main_figures(evaluation)
    first, *others = tables(evaluation)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>callqa: accuracy on {escape(evaluation.data)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f"<h1>Accuracy on {escape(evaluation.data)}</h1>",
            f"<p>{figures.calls} calls, {figures.seconds / 60:.0f} minutes; {escape(made_with(evaluation))}.</p>",
            _table(first),
            *_charts(figures),
            *map(_table, others),
            *_remarks("Not heard", evaluation.failures),
            *_remarks("Notes", evaluation.notes),
            *_remarks("Settings", (f"{name}: {value}" for name, value in evaluation.about.settings.items())),
            "</body>\n</html>\n",
        ]
    )


def _charts(figures: Figures) -> Iterable[str]:
    if figures.trust is None:
        return
    yield '<h2>Does it know when it is right?</h2>\n<div class="charts">'
    yield f"<figure>{reliability_chart(figures.trust.reliability)}<figcaption>Reliability</figcaption></figure>"
    yield f"<figure>{risk_chart(figures.trust.risk)}<figcaption>Risk and coverage</figcaption></figure>"
    yield "</div>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in table.rows)
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<h2>{escape(table.title)}</h2>{note}\n<div class="wide"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _remarks(title: str, remarks: Iterable[str]) -> Iterable[str]:
    items = "".join(f"<li>{escape(remark)}</li>" for remark in remarks)
    if items:
        yield f"<h2>{escape(title)}</h2>\n<ul>{items}</ul>"
