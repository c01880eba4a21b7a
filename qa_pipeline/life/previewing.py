"""What a scorecard would change: every stored call scored by it and by another, in memory alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa_pipeline.errors import CallqaError, CorruptModel, MissingExtra, MissingModel, UsageError
from qa_pipeline.finding import Scored
from qa_pipeline.life.shelf import Failure, Read, batches, read
from qa_pipeline.rating import rate
from qa_pipeline.scoring.locate import load_named
from qa_pipeline.scoring.moves import Reason, moves, reasons
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import migrate, open_store


@dataclass(frozen=True, slots=True)
class Compared:
    """A call scored by both; `reasons` has what is otherwise, and is empty where nothing moves."""

    row: reads.HeardCall
    before: Scored
    after: Scored
    reasons: tuple[Reason, ...]

    @property
    def moves(self) -> bool:
        return moves(self.before, self.after)


@dataclass(slots=True)
class Mean:
    """The mean of the scores that there were."""

    count: int = 0
    total: float = 0.0

    def add(self, score: float | None) -> None:
        if score is not None:
            self.count += 1
            self.total += score

    @property
    def value(self) -> float | None:
        return self.total / self.count if self.count else None


@dataclass(slots=True)
class AgentTotals:
    """One agent's calls: how many, how many move, and the mean scores."""

    calls: int = 0
    moved: int = 0
    before: Mean = field(default_factory=Mean)
    after: Mean = field(default_factory=Mean)


@dataclass(slots=True)
class Totals:
    """What the calls that were compared so far come to. Agents are the only thing that grows, one entry each."""

    calls: int = 0
    moved: int = 0
    failed: int = 0
    pass_to_fail: int = 0
    fail_to_pass: int = 0
    auto_fails_new: int = 0
    auto_fails_gone: int = 0
    before: Mean = field(default_factory=Mean)
    after: Mean = field(default_factory=Mean)
    agents: defaultdict[str, AgentTotals] = field(default_factory=lambda: defaultdict(AgentTotals))

    def add(self, one: Compared) -> None:
        passed = (one.before.passed, one.after.passed)
        auto_failed = (one.before.auto_fail is not None, one.after.auto_fail is not None)
        self.calls += 1
        self.moved += one.moves
        self.pass_to_fail += passed == (True, False)
        self.fail_to_pass += passed == (False, True)
        self.auto_fails_new += auto_failed == (False, True)
        self.auto_fails_gone += auto_failed == (True, False)
        agent = self.agents[one.row.agent or ""]
        agent.calls += 1
        agent.moved += one.moves
        for means in (self, agent):
            means.before.add(one.before.score)
            means.after.add(one.after.score)


class Preview:
    """A comparison of two scorecards over stored calls. `available` says how many there are.

    Each is named as `callqa scorecard diff` takes it; both are judged with the packs and names of the settings. Raises
    ScorecardError and what a missing embedding raises.
    """

    def __init__(
        self, settings: Settings, *, new: str, old: str, where: reads.CallFilter, limit: int | None = None
    ) -> None:
        self._settings, self._where, self._limit = settings, where, limit
        self.new = load_named(new, settings.resolved_scorecards_dir)
        self.old = load_named(old, settings.resolved_scorecards_dir)
        migrate(settings.resolved_database_url)
        self._store = open_store(settings.resolved_database_url)
        with self._store.reading() as session:
            found = reads.count_heard(session, where=where)
        self.available = found if limit is None else min(found, limit)
        self.totals = Totals()

    def run(self) -> Iterator[Compared | Failure]:
        """Every call compared, newest first, added to `totals`; nothing is stored."""
        for rows in batches(self._store, self._where, limit=self._limit):
            for one in read(self._store, rows):
                compared = self._compared(one) if isinstance(one, Read) else one
                if isinstance(compared, Failure):
                    self.totals.failed += 1
                else:
                    self.totals.add(compared)
                yield compared

    def _compared(self, one: Read) -> Compared | Failure:
        try:
            before, after = (rate(one.call, card, self._settings, one.embedded) for card in (self.old, self.new))
        except (UsageError, MissingModel, MissingExtra, CorruptModel):
            raise  # as wrong for every other call
        except CallqaError as error:
            return Failure(one.row, str(error))
        why = reasons(self.old, self.new, before, after) if moves(before, after) else ()
        return Compared(one.row, before, after, why)
