"""Which clauses of the code of practice the scorecards measure, which nothing does, and which no recording can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_pipeline.scoring.code_of_practice import Clause, CodeOfPractice
from qa_pipeline.scoring.scorecard import Scorecard


class State(StrEnum):
    """How a clause stands: measured, not measured though a recording could show it, or for others to show."""

    MEASURED = "measured"
    UNMEASURED = "unmeasured"
    NOT_IN_RECORDING = "not_in_recording"


@dataclass(frozen=True, slots=True)
class Measure:
    """A criterion on one version of a scorecard that measures a clause."""

    scorecard: str
    version: int
    criterion: str
    title: str


@dataclass(frozen=True, slots=True)
class CoveredClause:
    """A clause with every criterion that measures it."""

    clause: Clause
    measures: tuple[Measure, ...]

    @property
    def state(self) -> State:
        if self.measures:
            return State.MEASURED
        return State.UNMEASURED if self.clause.shown_by == "recording" else State.NOT_IN_RECORDING


@dataclass(frozen=True, slots=True)
class Coverage:
    """All clauses in the code's order, held against those scorecards."""

    code: CodeOfPractice
    scorecards: tuple[Scorecard, ...]
    clauses: tuple[CoveredClause, ...]

    def those(self, state: State) -> tuple[CoveredClause, ...]:
        """The clauses that stand so."""
        return tuple(covered for covered in self.clauses if covered.state is state)


def coverage_of(code: CodeOfPractice, scorecards: Sequence[Scorecard]) -> Coverage:
    """Hold a code of practice against scorecards; a clause's criteria come in the scorecards' order."""
    covered = tuple(CoveredClause(clause, _measures(clause, scorecards)) for clause in code.clauses)
    return Coverage(code, tuple(scorecards), covered)


def _measures(clause: Clause, scorecards: Sequence[Scorecard]) -> tuple[Measure, ...]:
    return tuple(
        Measure(card.name, card.version, entry.name, entry.title)
        for card in scorecards
        for entry in card.entries
        if entry.clause == clause.id
    )
