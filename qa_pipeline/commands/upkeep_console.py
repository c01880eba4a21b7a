"""What the commands about the machine show: downloads, models, checks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from qa_pipeline.audio_check import Damage
from qa_pipeline.doctor import Check
from qa_pipeline.weights.ready import Listed

SIGNS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red"), "info": ("·", "dim")}


@contextmanager
def measuring(what: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for downloads and long reads; yields what they report to, as (bytes done, bytes in all)."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what, total=None, visible=False)  # nothing to see where nothing is moved
        yield lambda done, total: bars.update(task, completed=done, total=total, visible=True)


def print_models(models: Sequence[Listed], out: Console) -> None:
    """Each model: what it is for, how big, how it stands here."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("model", "kind", "state", "size", "from", "licence", "languages"):
        table.add_column(heading, overflow="fold", no_wrap=heading in {"model", "state", "size"})
    style = {"ready": "green", "absent": "dim", "corrupt": "red"}
    for item in models:
        model = item.model
        size = f"{'about ' if model.hub else ''}{model.size / 1e6:.0f} MB"
        state = Text(item.state, style=style[item.state])
        languages = ", ".join(model.languages)
        name = model.name + (" (default)" if model.default else "")
        source = f"hub{', token' if model.hub.gated else ''}" if model.hub else "packages"
        table.add_row(name, model.kind, state, size, source, model.licence, languages)
    out.print(table)


def print_damage(damage: Damage, out: Console) -> None:
    """A recording with damaged audio, on a line of its own."""
    told = f": recording {damage.id}, {_plain(damage.file)}, in {_plain(damage.place)}"
    line = Text.assemble((damage.finding, "red"), told)
    out.print(line, highlight=False, soft_wrap=True)


def _plain(name: str) -> str:
    """A file's name on one line, whatever signs it holds."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in name)


def print_checks(checks: Sequence[Check], out: Console) -> None:
    """Each check with its sign and what helps; a plain line each where nobody looks at a terminal."""
    if not out.is_terminal:
        for check in checks:
            remedy = f"; {check.remedy}" if check.remedy else ""
            out.print(
                f"{check.state}\t{check.name}\t{check.detail}{remedy}", highlight=False, soft_wrap=True, markup=False
            )
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for width in (1, 14, None):
        table.add_column(overflow="fold", min_width=width)
    for check in checks:
        told = Text(check.detail)
        if check.remedy:
            told.append(f"\n{check.remedy}", style="bold")
        sign, style = SIGNS[check.state]
        table.add_row(Text(sign, style=style), check.name, told)
    out.print(table)
