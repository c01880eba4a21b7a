"""A call scored with one thing about its people changed, beside the call as it was heard: which answers differ."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa_pipeline.call import Call
from qa_pipeline.fairness.edits import Changed, Edit, by_sentence, changed_sentence
from qa_pipeline.fairness.swaps import Family, Ground, Swap, narrowed, swaps_of
from qa_pipeline.finding import Evidence, Scored, ScoredCriterion, Verdict
from qa_pipeline.language.vocabulary import Vocabulary

Judge = Callable[[Call, Vocabulary], Scored]
"""Scores a call with the owner's names; the same scorecard each time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and the level of a scale question."""

    verdict: Verdict
    level: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A criterion that a swap answers otherwise, and the sentence that does it.

    `alone` says that this sentence does it by itself; else it is the first swapped one that the answers rest on.
    """

    criterion: str
    before: Answer
    after: Answer
    sentence: Changed
    alone: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One swap of one call: how many places were replaced, how many verdicts compared, and what differs."""

    family: Family
    swap: str
    replacements: int
    skipped: int
    verdicts: int
    score_before: float | None
    score_after: float | None
    changes: tuple[Change, ...]


def compared(ground: Ground, families: Sequence[Family], judge: Judge) -> Iterator[Compared]:
    """Every swap of the families on one call, one after another; one that replaces nothing is not scored."""
    as_heard = judge(ground.call, ground.vocabulary)
    for family in families:
        for swap in swaps_of(family, ground):
            if swap.edits:
                yield _compared(ground, swap, as_heard, judge)
            else:
                yield Compared(family, swap.name, 0, swap.skipped, 0, as_heard.score, as_heard.score, ())


def _compared(ground: Ground, swap: Swap, as_heard: Scored, judge: Judge) -> Compared:
    scored = judge(swap.call, swap.vocabulary)
    pairs = list(zip(as_heard.criteria, scored.criteria, strict=True))
    changes = tuple(
        _change(ground, swap, before, after, judge) for before, after in pairs if _answer(before) != _answer(after)
    )
    return Compared(
        swap.family, swap.name, len(swap.edits), swap.skipped, len(pairs), as_heard.score, scored.score, changes
    )


def _change(ground: Ground, swap: Swap, before: ScoredCriterion, after: ScoredCriterion, judge: Judge) -> Change:
    parts = by_sentence(ground.call, swap.edits)
    guilty = next((edits for edits in parts if _does_it(ground, swap, edits, before, after, judge)), None)
    shown = guilty or next((edits for edits in parts if _rests_on(ground.call, edits, before, after)), parts[0])
    sentence = changed_sentence(ground.call.turns[shown[0].turn], shown)
    return Change(before.finding.criterion, _answer(before), _answer(after), sentence, alone=guilty is not None)


def _does_it(
    ground: Ground,
    swap: Swap,
    edits: Sequence[Edit],
    before: ScoredCriterion,
    after: ScoredCriterion,
    judge: Judge,
) -> bool:
    """Whether these edits by themselves make the other answer."""
    part = narrowed(swap, ground.call, edits)
    criteria = judge(part.call, part.vocabulary).criteria
    found = next(one for one in criteria if one.finding.criterion == before.finding.criterion)
    return _answer(found) == _answer(after)


def _rests_on(call: Call, edits: Sequence[Edit], before: ScoredCriterion, after: ScoredCriterion) -> bool:
    turn = call.turns[edits[0].turn]
    proofs: tuple[Evidence, ...] = (*before.finding.evidence, *after.finding.evidence)
    return any(proof.role is turn.role and proof.start < turn.end and turn.start < proof.end for proof in proofs)


def _answer(one: ScoredCriterion) -> Answer:
    return Answer(one.finding.verdict, one.finding.level)
