"""Scoring stored calls anew, without their sound."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partial

from qa_pipeline.engines import heads_for, judge_for, trust_for
from qa_pipeline.errors import CallqaError, CorruptModel, MissingExtra, MissingModel, UsageError
from qa_pipeline.life.choosing import Choice
from qa_pipeline.life.shelf import Failure, Read, batches, read
from qa_pipeline.rating import embed, rate, stored, wording_state
from qa_pipeline.scoring.scorecard import Scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import migrate, open_store


class RescoreStage(StrEnum):
    """What a batch is at, in this order."""

    FIND = "find"
    READ = "read"
    SCORE = "score"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class RescoreRequest:
    """Which stored calls are scored, and by what; without a scorecard by what is active for each call.

    `only_older` takes the calls alone whose score is by an older version of the same scorecard; `again` also those that
    have the very score already.
    """

    scorecard: str = ""
    version: int | None = None
    where: reads.CallFilter = field(default_factory=reads.CallFilter)
    only_older: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some calls: scored anew, with the same result as before, left alone, failed."""

    calls: int
    scored: int
    same: int
    left: int
    failures: tuple[Failure, ...] = ()


class Rescoring:
    """One run over the stored calls. `total` says how many there are to go through.

    Raises UsageError, ScorecardError and what a missing embedding raises, before the first call.
    """

    def __init__(
        self, settings: Settings, request: RescoreRequest, on_stage: Callable[[RescoreStage], None] = lambda _: None
    ) -> None:
        if request.version is not None and not request.scorecard:
            raise UsageError("--version goes with --scorecard")
        migrate(settings.resolved_database_url)
        self._settings, self._request, self._on_stage = settings, request, on_stage
        self._store = open_store(settings.resolved_database_url)
        with self._store.reading() as session:
            known = reads.activations(session)
            self.total = reads.count_heard(session, where=request.where)
        self._choice = Choice(settings, known, name=request.scorecard, version=request.version)
        self._choice.check()
        self._wording = cache(partial(wording_state, settings=settings))
        trust_for(settings)
        judge_for(settings)

    def run(self) -> Generator[Batch, None, None]:
        """Score the calls, newest first; each batch is stored when it is given."""
        self._on_stage(RescoreStage.FIND)
        for rows in batches(self._store, self._request.where):
            wanted = [(row, scorecard) for row in rows if (scorecard := self._scorecard_for(row)) is not None]
            yield self._batch(wanted, left=len(rows) - len(wanted))
            self._on_stage(RescoreStage.FIND)

    def _scorecard_for(self, row: reads.HeardCall) -> Scorecard | None:
        """The scorecard that a call is to be scored by now; None where it is to be left alone."""
        scorecard = self._choice.of(queue=row.queue, call_type=row.call_type, called_at=row.called_at)
        if self._request.only_older and not _is_older(row, scorecard):
            return None
        known = row.scorecard == scorecard.ref and row.wording == self._wording(row.language)
        return None if known and not self._request.again else scorecard

    def _batch(self, wanted: Sequence[tuple[reads.HeardCall, Scorecard]], *, left: int) -> Batch:
        if not wanted:
            return Batch(left, 0, 0, left)
        self._on_stage(RescoreStage.READ)
        found = list(read(self._store, [row for row, _ in wanted]))
        scorecards = {row.id: scorecard for row, scorecard in wanted}
        self._on_stage(RescoreStage.SCORE)
        rated = [self._rated(one, scorecards[one.row.id]) for one in found if isinstance(one, Read)]
        results = [one for one in rated if isinstance(one, writes.Rescored)]
        self._on_stage(RescoreStage.STORE)
        with self._store.session() as session:
            kept = writes.save_scores(session, results=results)
        failures = tuple(one for one in (*found, *rated) if isinstance(one, Failure))
        overtaken = kept.overtaken + len(wanted) - len(found)
        return Batch(left + len(wanted), kept.stored, kept.same, left + overtaken, failures)

    def _rated(self, one: Read, scorecard: Scorecard) -> writes.Rescored | Failure:
        fresh = None
        try:
            if one.embedded is None and heads_for(self._settings):
                fresh = embed(one.call, self._settings)
            scored = rate(one.call, scorecard, self._settings, one.embedded or fresh)
        except (UsageError, MissingModel, MissingExtra, CorruptModel):
            raise  # as wrong for every other call
        except CallqaError as error:
            return Failure(one.row, str(error))
        return writes.Rescored(one.row.id, one.row.heard_at, scored, self._wording(one.row.language), stored(fresh))


def _is_older(row: reads.HeardCall, scorecard: Scorecard) -> bool:
    """Whether a call's score is by an older version of the scorecard."""
    scored_by = row.scorecard
    return scored_by is not None and scored_by.name == scorecard.name and scored_by.version < scorecard.version
