"""What the commands about people's answers print."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa_pipeline.commands.lines import counted, printable, tell_line
from qa_pipeline.evaluation.raters import Raters
from qa_pipeline.evaluation.verdicts import Kappa
from qa_pipeline.ingestion.dates import zone_of
from qa_pipeline.review import BothAnswers, Review
from qa_pipeline.reviewing.answering import Kept
from qa_pipeline.reviewing.standing import Standing
from qa_pipeline.scoring.reviewed import ReviewedScore
from qa_pipeline.store.reads import CallDetail
from qa_pipeline.when import told_moment


def print_criteria(detail: CallDetail, standing: Standing | None, out: Console, zone: str) -> None:
    """Every criterion of a call with the machine's verdict and confidence, and the last answer of each person."""
    if detail.scored is None:
        tell_line(out, f"{detail.row.file}: has no score that could be reviewed; its state is {detail.row.state}")
        return
    findings = {one.finding.criterion: one.finding for one in detail.scored.criteria}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("criterion", "machine", "confidence", "counts", "people"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "confidence" else "left")
    for one in detail.answers:
        said = Text("\n").join(Text(review_line(each, zone)) for each in one.reviews)
        confidence = f"{findings[one.criterion].confidence:.2f}"
        table.add_row(one.criterion, one.machine.value, confidence, one.effective.value, said)
    out.print(table)
    for line in score_lines(detail, standing):
        tell_line(out, line)


def print_kept(kept: Kept, standing: Standing | None, out: Console) -> None:
    """How many answers are new, what is left to answer, and what they make of the score."""
    tell_line(out, f"{kept.detail.row.file}: {counted(kept.new, 'new answer')}")
    if kept.left:
        tell_line(out, f"not answered yet: {', '.join(kept.left)}")
    for line in score_lines(kept.detail, standing):
        tell_line(out, line)


def review_line(one: Review, zone: str) -> str:
    """A person's answer: the verdict, who, when and why."""
    reason = f": {one.reason}" if one.reason else ""
    return printable(f"{one.verdict} by {one.reviewer}, {told_moment(one.created_at, zone_of(zone))}{reason}")


def answer_lines(one: BothAnswers, zone: str) -> Iterator[str]:
    """Under a criterion that was reviewed: what counts, and each person's answer."""
    if one.reviews:
        said = {each.verdict for each in one.reviews}
        word = "people disagree, and what counts is" if len(said) > 1 else "people change this to"
        word = "people confirm" if said == {one.machine} else word
        yield f"{word} {one.effective}"
        yield from (review_line(each, zone) for each in one.reviews)


def score_lines(detail: CallDetail, standing: Standing | None) -> Iterator[str]:
    """The automatic score, the one with people's answers in it, and people's own, each by itself."""
    if standing is None or detail.scored is None:
        return
    if standing.effective is None:
        yield standing.reason
        return
    yield f"score by the machine alone (AQS): {_number(detail.scored.score)}"
    yield f"score with people's answers before the machine's: {_told(standing.effective)}"
    for one in standing.people:
        yield f"score by {one.reviewer} alone: {_told(one.score)}, {one.score.answered} of {one.score.asked} answered"
    why = "" if standing.iqs is not None else " (nobody has answered every question)"
    yield f"mean of people's scores (IQS): {_number(standing.iqs)}{why}"


def _told(score: ReviewedScore) -> str:
    low_high = score.score_range
    between = f" (between {low_high[0]:.1f} and {low_high[1]:.1f})" if low_high and low_high[0] < low_high[1] else ""
    passed = {True: ", passed", False: ", not passed", None: ""}[score.passed]
    fail = score.auto_fail
    failed = (
        f", auto-fail by {fail.criterion}{' (provisional)' if fail.provisional else ' (confirmed)'}" if fail else ""
    )
    return f"{_number(score.score)}{between}{passed}{failed}"


def _number(score: float | None) -> str:
    return "–" if score is None else f"{score:.1f}"


def print_raters(found: Mapping[str, Raters], out: Console) -> None:
    """A line a criterion, all together first: the machine and people, then people among themselves."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("criterion", "answers", "tied", "machine equal", "kappa", "asked twice", "people equal", "alpha"):
        table.add_column(heading, justify="left" if heading == "criterion" else "right")
    table.add_column("kappa of two", justify="right")
    for criterion, one in found.items():
        machine, people = one.machine, one.people
        equal = _share(machine.right / machine.answers if machine.answers else None)
        counted = (str(machine.answers), str(one.tied), equal, _kappa(machine.kappa))
        among = (str(people.questions), _share(people.equal), _kappa(people.alpha), _kappa(people.kappa))
        table.add_row(criterion or "all", *counted, *among)
    out.print(table)


def raters_json(found: Mapping[str, Raters]) -> list[dict[str, Any]]:
    """The figures as plain values, for `--json`; a criterion of null is all of them together."""
    return [
        {
            "criterion": criterion or None,
            "machine": {
                "answers": one.machine.answers,
                "tied": one.tied,
                "equal": one.machine.right,
                "kappa": asdict(one.machine.kappa),
            },
            "people": asdict(one.people),
        }
        for criterion, one in found.items()
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _kappa(kappa: Kappa) -> str:
    if kappa.value is None:
        return "–"
    interval = "" if kappa.low is None else f" ({kappa.low:.2f} to {kappa.high:.2f})"
    return f"{kappa.value:.2f}{interval}"
