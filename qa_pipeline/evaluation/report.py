"""Where an evaluation goes: the terminal, and files whose suffix says what they are."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.documents import as_document, as_markdown
from qa_pipeline.evaluation.page import as_page
from qa_pipeline.evaluation.run import Evaluation
from qa_pipeline.evaluation.tables import Table, tables


def _as_json(evaluation: Evaluation) -> str:
    return json.dumps(as_document(evaluation), ensure_ascii=False, indent=1) + "\n"


WRITERS: Mapping[str, Callable[[Evaluation], str]] = {".json": _as_json, ".html": as_page, ".md": as_markdown}
# What the terminal shows; the reports have the rest.
PRINTED = ("Figures", "Verdicts by criterion", "Stages")


def check_paths(paths: Iterable[Path]) -> None:
    """Raise UsageError for a report that could not be written, before anything is heard for it."""
    for path in paths:
        if path.suffix.lower() not in WRITERS:
            raise UsageError(f"--report {path}: the name must end in {', '.join(WRITERS)}")
        if not path.parent.is_dir():
            raise UsageError(f"--report {path}: there is no folder {path.parent}")


def write(evaluation: Evaluation, path: Path) -> None:
    """Write one report in one piece."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(WRITERS[path.suffix.lower()](evaluation), encoding="utf-8")
    part.replace(path)


def print_evaluation(evaluation: Evaluation, out: Console, err: Console) -> None:
    """The figures and the verdicts, then what was not heard and what should be known of it."""
    for table in tables(evaluation):
        if table.title in PRINTED:
            out.print(_grid(table))
            out.print()
    for note in evaluation.notes:
        out.print(escape(note), highlight=False, soft_wrap=True)
    for failure in evaluation.failures:
        err.print(f"[red]failed[/red] {escape(failure)}", highlight=False, soft_wrap=True)


def _grid(table: Table) -> Grid:
    grid = Grid(title=table.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for index, heading in enumerate(table.header):
        grid.add_column(heading, justify="right" if index else "left", overflow="fold")
    for row in table.rows:
        grid.add_row(*map(escape, row))
    return grid
