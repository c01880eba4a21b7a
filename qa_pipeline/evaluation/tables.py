"""An evaluation as tables of text, the same for the terminal, Markdown and HTML."""

from collections.abc import Iterable
from dataclasses import dataclass

from qa_pipeline.evaluation.events import Detections
from qa_pipeline.evaluation.figures import CallMeasures, Figures, pool
from qa_pipeline.evaluation.measures import MEASURES, shown
from qa_pipeline.evaluation.run import Evaluation
from qa_pipeline.evaluation.split import Half
from qa_pipeline.evaluation.verdicts import VERDICTS, Agreement, Kappa

# Risks are shown for the surest answers down to these shares of all.
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are as wide as `header`; the first column is text, the others are figures."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def tables(evaluation: Evaluation) -> tuple[Table, ...]:
    """Every table that has something to tell, the figures first."""
    whole = main_figures(evaluation)
    every = (
        figures_table(evaluation),
        calls_table(evaluation),
        criteria_table(whole),
        confusion_table(whole),
        reliability_table(whole),
        risk_table(whole),
        stages_table(whole),
    )
    return tuple(table for table in every if table.rows)


def main_figures(evaluation: Evaluation) -> Figures:
    """The figures of everything that was evaluated."""
    return evaluation.sets.get(Half.ALL) or next(iter(evaluation.sets.values()))


def figures_table(evaluation: Evaluation) -> Table:
    """A row for each measure, a column for each set of calls; what was measured nowhere has no row."""
    sets = evaluation.sets
    rows = []
    for measure in MEASURES:
        values = [measure.value(figures) for figures in sets.values()]
        if any(value is not None for value in values):
            of = measure.of(main_figures(evaluation))
            rows.append((measure.title, *(shown(value, measure.shape) for value in values), of))
    heads = [f"{half.value} ({figures.calls} calls)" for half, figures in sets.items()]
    return Table("Figures", ("measure", *heads, "counted over"), tuple(rows))


def calls_table(evaluation: Evaluation) -> Table:
    words = ("language", "WER", "wrong role", "DER")
    header = ("call", "half", *words, "holds", "interruptions", "faults", "verdicts right")
    return Table("Calls", header, tuple(_call_row(call, evaluation) for call in evaluation.calls))


def _call_row(call: CallMeasures, evaluation: Evaluation) -> tuple[str, ...]:
    alone = pool([call])
    halves = [half.value for half, names in evaluation.names.items() if half is not Half.ALL and call.name in names]
    return (
        call.name,
        *(halves or ["–"]),
        call.language or "–",
        _percent(alone.words.rate if alone.words else None),
        _percent(alone.roles.words_astray / alone.roles.words if alone.roles else None),
        _percent(alone.diarization.strict.error_rate if alone.diarization else None),
        _found(alone.holds.detections if alone.holds else None),
        _found(alone.interruptions),
        _found(alone.faults),
        _right_of(alone.verdicts),
    )


def _found(detections: Detections | None) -> str:
    if detections is None:
        return "–"
    false = detections.found - detections.right
    return f"{detections.right} of {detections.true}" + (f", {false} false" if false else "")


def _right_of(verdicts: Agreement | None) -> str:
    return f"{verdicts.right} of {verdicts.determined}" if verdicts else "–"


def _percent(share: float | None) -> str:
    return shown(share, "share")


def criteria_table(figures: Figures) -> Table:
    rows = [
        (
            criterion,
            str(item.answers),
            _percent(item.accuracy),
            _percent(item.coverage),
            kappa_text(item.kappa),
            "; ".join(slips(item)) or "–",
        )
        for criterion, item in figures.criteria.items()
    ]
    header = ("criterion", "answers", "accuracy", "coverage", "kappa", "slips")
    return Table("Verdicts by criterion", header, tuple(rows), "A slip is expected → given.")


def slips(item: Agreement) -> Iterable[str]:
    """The cells of the confusion beside its diagonal, as words."""
    for expected, row in zip(VERDICTS, item.confusion, strict=True):
        for given, count in zip(VERDICTS, row, strict=True):
            if count and given is not expected:
                yield f"{expected.value} → {given.value} × {count}"


def kappa_text(kappa: Kappa) -> str:
    """The kappa with its interval; a dash where it is not defined, as where one answer is always the right one."""
    if kappa.value is None:
        return "–"
    interval = "" if kappa.low is None else f" [{kappa.low:.2f}, {kappa.high:.2f}]"
    return f"{kappa.value:.2f}{interval}"


def confusion_table(figures: Figures) -> Table:
    header = ("expected \\ given", *(verdict.value for verdict in VERDICTS))
    counts = figures.verdicts.confusion if figures.verdicts else ()
    rows = [(expected.value, *map(str, row)) for expected, row in zip(VERDICTS, counts, strict=False)]
    return Table("Confusion of the verdicts", header, tuple(rows))


def reliability_table(figures: Figures) -> Table:
    rows = [
        (f"{item.low:.1f}–{item.high:.1f}", str(item.answers), f"{item.confidence:.2f}", f"{item.accuracy:.2f}")
        for item in (figures.trust.reliability if figures.trust else ())
    ]
    return Table("Reliability", ("confidence", "answers", "mean confidence", "share right"), tuple(rows))


def risk_table(figures: Figures) -> Table:
    """The curve at a few coverages: the last point that keeps at most so many."""
    points = figures.trust.risk if figures.trust else ()
    rows: list[tuple[str, ...]] = []
    for share in COVERAGES:
        kept = [point for point in points if point.coverage <= share]
        if kept and (not rows or rows[-1][0] != _percent(kept[-1].coverage)):
            last = kept[-1]
            rows.append((_percent(last.coverage), f"{last.confidence:.2f}", _percent(last.risk)))
    return Table("Risk and coverage", ("coverage", "confidence from", "wrong"), tuple(rows))


def stages_table(figures: Figures) -> Table:
    rows = [
        (stage, f"{cost.real_time_factor:.4f}", shown(cost.peak_bytes, "bytes"))
        for stage, cost in figures.stages.items()
    ]
    note = "Of the calls heard in this run. The last stage ends with the result stored; memory is the whole process's."
    return Table("Stages", ("stage", "real-time factor", "peak memory"), tuple(rows), note)
