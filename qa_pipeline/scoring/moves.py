"""Why one scorecard scores a call otherwise than another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from qa_pipeline.criteria.words import plain
from qa_pipeline.finding import Scored, ScoredCriterion, Verdict
from qa_pipeline.scoring.layout import ScorecardFile

Kind = Literal["verdict", "level", "weight", "bonus", "critical", "new", "gone", "section_weight", "pass_mark"]
COUNTS = (Verdict.MET, Verdict.NOT_MET)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is otherwise: `what` is the criterion or section, `before` and `after` are in words."""

    kind: Kind
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.kind == "new":
            return f"{self.what} is new: {self.after}"
        if self.kind == "gone":
            return f"{self.what} is gone: it was {self.before}"
        about = {"verdict": "", "section_weight": "weight of the section "}.get(self.kind, f"{plain(self.kind)} of ")
        return f"{about}{self.what}: {self.before} → {self.after}"


def moves(before: Scored, after: Scored) -> bool:
    """Whether a call's score, pass state, band or auto-fail is another."""
    return _outcome(before) != _outcome(after)


def _outcome(scored: Scored) -> tuple[object, ...]:
    fail = scored.auto_fail
    return scored.score, scored.passed, scored.band, (fail.criterion, fail.target) if fail else None


def reasons(old: ScorecardFile, new: ScorecardFile, before: Scored, after: Scored) -> tuple[Reason, ...]:
    """What is otherwise for this call: its criteria in the new scorecard's order, then weights of sections, pass mark.

    What a criterion weighs says nothing where it did not count, so it is left out there.
    """
    was = {one.finding.criterion: one for one in before.criteria}
    now = {one.finding.criterion: one for one in after.criteria}
    return (
        *(reason for name, one in now.items() for reason in _criterion(name, was.get(name), one)),
        *(Reason("gone", name, _answer(one), "") for name, one in was.items() if name not in now and _counts(one)),
        *_sections(before, after),
        *_changed("pass_mark", "the scorecard", f"{old.pass_mark:g}", f"{new.pass_mark:g}"),
    )


def _criterion(name: str, before: ScoredCriterion | None, after: ScoredCriterion) -> Iterator[Reason]:
    if before is None:
        if _counts(after):
            yield Reason("new", name, "", _answer(after))
        return
    yield from _changed("verdict", name, plain(before.finding.verdict), plain(after.finding.verdict))
    if before.finding.verdict is after.finding.verdict and before.finding.level != after.finding.level:
        yield from _changed("level", name, _answer(before), _answer(after))
    if _counts(before) or _counts(after):
        yield from _changed("weight", name, f"{before.weight:g}", f"{after.weight:g}")
        yield from _changed("bonus", name, f"{before.bonus:g}", f"{after.bonus:g}")
    if Verdict.NOT_MET in (before.finding.verdict, after.finding.verdict):
        yield from _changed("critical", name, _yes(before.critical), _yes(after.critical))


def _sections(before: Scored, after: Scored) -> Iterator[Reason]:
    was = {one.section: one for one in before.sections}
    for one in after.sections:
        old = was.get(one.section)
        if old is not None and (old.value is not None or one.value is not None):
            yield from _changed("section_weight", one.section, f"{old.weight:g}", f"{one.weight:g}")


def _changed(kind: Kind, what: str, before: str, after: str) -> Iterator[Reason]:
    if before != after:
        yield Reason(kind, what, before, after)


def _counts(one: ScoredCriterion) -> bool:
    return one.finding.verdict in COUNTS


def _answer(one: ScoredCriterion) -> str:
    level = "" if one.finding.level is None else f" (level {one.finding.level:g})"
    return f"{plain(one.finding.verdict)}{level}"


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"
