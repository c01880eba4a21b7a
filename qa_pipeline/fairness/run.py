"""The fairness check of stored calls: one call after another, so that memory does not grow with their number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qa_pipeline.call import Call
from qa_pipeline.engines import embedder_for, heads_for, pack_for, vocabulary_for
from qa_pipeline.errors import UsageError
from qa_pipeline.fairness.comparing import Compared, Judge, compared
from qa_pipeline.fairness.lists import available_lists, load_lists
from qa_pipeline.fairness.swaps import Family, Ground
from qa_pipeline.fairness.vectors import SentenceVectors
from qa_pipeline.finding import Scored
from qa_pipeline.language.meaning import Embedded
from qa_pipeline.language.vocabulary import Vocabulary
from qa_pipeline.life.shelf import Failure, batches, read
from qa_pipeline.rating import rate
from qa_pipeline.scoring.scorecard import Scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls and which families; no language means every one that has lists, `limit` None every call."""

    languages: tuple[str, ...] = ()
    families: tuple[Family, ...] = tuple(Family)
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """A stored call with what each swap came to; `left_out` says why a call was not swapped at all."""

    id: int
    file: str
    language: str
    titles: Mapping[str, str] = field(default_factory=dict)
    swaps: tuple[Compared, ...] = ()
    left_out: str = ""


class Checker:
    """What checking needs, made once: the scorecard and, language by language, lists and phrases."""

    def __init__(self, settings: Settings, scorecard: Scorecard, wanted: Wanted) -> None:
        """Raises ScorecardError for lists that do not load, UsageError for a language that has none."""
        folder = settings.resolved_scorecards_dir
        self.settings = settings
        self.scorecard = scorecard
        self.wanted = wanted
        self.lists = {name: load_lists(folder, name) for name in wanted.languages or available_lists(folder)}
        if not self.lists:
            raise UsageError(f"{folder}: has no fairness/<language>.yaml; the lists of swaps are read from there")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_for(self.settings)

    def check(self, store: Store) -> Iterator[CheckedCall]:
        """Every call that is wanted, newest first, as it is done; one that cannot be read is left out, and named."""
        where = reads.CallFilter(states=(reads.State.SCORED.value,), languages=self.wanted.languages)
        for rows in batches(store, where, limit=self.wanted.limit):
            for one in read(store, rows):
                if isinstance(one, Failure):
                    yield CheckedCall(one.row.id, one.row.file, one.row.language, left_out=one.reason)
                else:
                    yield self.check_call(one.row, one.call, one.embedded)

    def check_call(self, row: reads.HeardCall, call: Call, embedded: Embedded | None) -> CheckedCall:
        """One call with every swap of its language's lists."""
        language = call.language.partition("-")[0].lower()
        lists = self.lists.get(language)
        pack = pack_for(call.language, self.settings.resolved_scorecards_dir)
        if lists is None or pack is None:
            return CheckedCall(row.id, row.file, call.language, left_out=f"no lists of swaps in {call.language!r}")
        return self._checked(row, Ground(call, lists, pack, self.vocabulary), embedded)

    def _checked(self, row: reads.HeardCall, ground: Ground, embedded: Embedded | None) -> CheckedCall:
        swaps = tuple(compared(ground, self.wanted.families, self._judge(ground, embedded)))
        titles = {entry.name: entry.title for entry in self.scorecard.entries}
        return CheckedCall(row.id, row.file, ground.call.language, titles, swaps)

    def _judge(self, ground: Ground, embedded: Embedded | None) -> Judge:
        embedder = embedder_for(self.settings) if heads_for(self.settings) else None
        vectors = SentenceVectors(ground.call, embedded, embedder, ground.pack) if embedder else None

        def judge(changed: Call, vocabulary: Vocabulary) -> Scored:
            found = vectors.of(changed) if vectors else None
            return rate(changed, self.scorecard, self.settings, found, vocabulary=vocabulary)

        return judge


@dataclass(slots=True)
class Totals:
    """What a family came to over all calls."""

    calls: int = 0
    swaps: int = 0
    replacements: int = 0
    verdicts: int = 0
    changed: int = 0
    skipped: int = 0

    def add(self, swaps: Sequence[Compared]) -> None:
        """Count the swaps of one call in."""
        scored = [one for one in swaps if one.replacements]
        self.calls += bool(scored)
        self.swaps += len(scored)
        self.replacements += sum(one.replacements for one in swaps)
        self.verdicts += sum(one.verdicts for one in swaps)
        self.changed += sum(len(one.changes) for one in swaps)
        self.skipped += sum(one.skipped for one in swaps)
