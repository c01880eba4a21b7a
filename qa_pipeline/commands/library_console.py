"""What `callqa criteria` shows: a table a section at a terminal, a line a criterion elsewhere, and JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_pipeline.criteria.registry import Criterion, Parameter
from qa_pipeline.criteria.words import plain
from qa_pipeline.language.keys import PHRASE_KEYS

Sections = Mapping[str, Sequence[Criterion]]


def print_criteria(sections: Sections, out: Console) -> None:
    """The criteria by section; one plain line each where nobody looks at a terminal."""
    if not out.is_terminal:
        for section, those in sections.items():
            for one in those:
                out.file.write("\t".join((section, *_fields(one))).rstrip() + "\n")  # the console makes tabs spaces
        return
    for section, those in sections.items():
        out.print(Text(plain(section).capitalize(), style="bold"))
        out.print(_table(those))
        out.print()


def criteria_json(sections: Sections) -> list[dict[str, Any]]:
    """The criteria as plain values, for `--json`, in the order of their sections."""
    return [
        {
            "name": one.name,
            "section": section,
            "asks": one.doc,
            "parameters": [_parameter_json(parameter) for parameter in one.parameters],
            "listens_for": {key: PHRASE_KEYS[key] for key in one.listens},
            "measures": list(one.measures),
        }
        for section, those in sections.items()
        for one in those
    ]


def _parameter_json(one: Parameter) -> dict[str, Any]:
    default = list(one.default) if isinstance(one.default, tuple) else one.default
    return {"name": one.name, "meaning": one.meaning, "unit": one.unit, "default": default, "source": one.source}


def _fields(one: Criterion) -> tuple[str, str, str, str, str]:
    parameters = ", ".join(_default(parameter) for parameter in one.parameters)
    return (one.name, one.doc, parameters, ", ".join(one.listens), ", ".join(one.measures))


def _default(one: Parameter) -> str:
    default = "none" if one.default == () else f"{one.default:g}"
    return f"{one.name} {default} {one.unit}"


def _table(those: Sequence[Criterion]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 1, 0))
    for heading, ratio in (("criterion", 4), ("parameters", 3), ("listens for, measures", 4)):
        table.add_column(heading, overflow="fold", ratio=ratio)
    for one in those:
        name = Text.assemble((one.name, "cyan"), "\n", one.doc)
        parameters = Text("\n").join(_parameter(parameter) for parameter in one.parameters)
        table.add_row(name, parameters, Text("\n").join(_heard(one)))
    return table


def _parameter(one: Parameter) -> Text:
    return Text.assemble(_default(one), "\n", (f"{one.meaning} ({one.source})", "dim"))


def _heard(one: Criterion) -> list[Text]:
    """The phrase keys with what each is for, and the measurements in words."""
    keys = [Text.assemble(key, (f": {PHRASE_KEYS[key]}", "dim")) for key in one.listens]
    return [*keys, *(Text(plain(metric)) for metric in one.measures)]
