"""Stored calls that people reviewed, as labelled calls: what most of them say is what a careful listener answers.

Nothing of what was said goes further than the fit: what is written of these calls is how many there were.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_pipeline.calibration.labelled import LabelledCall
from qa_pipeline.call import Call
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.errors import CallqaError, ScorecardError
from qa_pipeline.evaluation.split import load_split
from qa_pipeline.evaluation.truth import truth_beside
from qa_pipeline.finding import ScorecardRef, Verdict
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.review import Review, by_question, majority
from qa_pipeline.scoring.layout import CriterionEntry
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.store import reads
from qa_pipeline.store.codec import decode_call_text
from qa_pipeline.store.session import Store

BATCH = 100
"""Calls that are read at once."""
BESIDE = (".json", ".rttm", ".txt", ".yaml")
"""Endings of files that stand beside a recording and are none."""


@dataclass(slots=True)
class Reviewed:
    """The reviewed calls: of `heads` the sentences are learnt from, by `trust` the answers are judged; a call is in one
    of them at most. `counts` says what was read and what was left out, and why."""

    heads: list[LabelledCall] = field(default_factory=list)
    trust: list[LabelledCall] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, calls: Sequence[LabelledCall]) -> dict[str, int]:
        """The counts for a fitting on these of the calls, as its file has them."""
        used = {"reviewed_calls": len(calls), "reviewed_answers": sum(len(one.expected) for one in calls)}
        return {**used, **{name: count for name, count in sorted(self.counts.items()) if count}}


def sample_hashes(folders: Iterable[Path]) -> frozenset[str]:
    """The sha256 of every recording of folders with truth, of either half of a split.

    The truth speaks for the tuning half already, and the check half must stay unseen. Raises UsageError for a truth or
    a split that cannot be read.
    """
    return frozenset(sha256 for folder in folders if folder.is_dir() for sha256 in _hashes_in(folder))


def _hashes_in(folder: Path) -> Iterator[str]:
    halves = (load_split(folder) or {}).values()
    names = {name for half in halves for name in half}
    names |= {path.name.removesuffix(".truth.json") for path in folder.glob("*.truth.json")}
    for path in sorted(folder.iterdir()):
        if path.stem in names and path.suffix not in BESIDE and path.is_file():
            with path.open("rb") as file:
                yield hashlib.file_digest(file, "sha256").hexdigest()
    for name in sorted(names):
        truth = truth_beside(folder / f"{name}.flac")
        if truth and truth.sha256:
            yield truth.sha256


def reviewed_calls(
    store: Store, packs: Mapping[str, LanguagePack], scorecards_dir: Path, *, samples: frozenset[str]
) -> Reviewed:
    """Every reviewed call in a language that has a pack, `samples` left out, with the answers that teach something."""
    found = Reviewed()
    with store.reading() as session:
        recordings = reads.reviewed_recordings(session)
        questions = by_question(reads.all_reviews(session))
    by_call: dict[int, dict[str, tuple[Review, ...]]] = {}
    for (number, criterion), reviews in questions.items():
        by_call.setdefault(number, {})[criterion] = reviews
    found.counts["reviewers"] = len({one.person for reviews in questions.values() for one in reviews})
    desk = _Desk(packs, scorecards_dir, found)
    numbers = sorted(by_call.keys() & recordings.keys())
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        with store.reading() as session:
            heard = reads.analyses(session, recording_ids=batch)
            determined = reads.determined_criteria(session, recording_ids=batch)
        for number in batch:
            if recordings[number].sha256 in samples:
                found.counts["calls_with_a_truth_left_out"] += 1
            elif number in heard:
                desk.take(heard[number].json, by_call[number], determined.get(number, frozenset()))
    return found


class _Desk:
    """Turns one call after another into a labelled one."""

    def __init__(self, packs: Mapping[str, LanguagePack], scorecards_dir: Path, found: Reviewed) -> None:
        self._packs = packs
        self._scorecards_dir = scorecards_dir
        self._found = found
        self._entries: dict[ScorecardRef, Mapping[str, CriterionEntry]] = {}

    def take(self, json: str, reviews: Mapping[str, tuple[Review, ...]], determined: frozenset[str]) -> None:
        """Put the call where it belongs, or count why it belongs nowhere."""
        try:
            call = decode_call_text(json)
        except CallqaError:
            self._found.counts["calls_that_cannot_be_read"] += 1
            return
        if call.language not in self._packs:
            self._found.counts["calls_without_a_pack"] += 1
            return
        labelled = self._labelled(call, reviews)
        if not labelled.expected:
            return
        if teaches_heads(call.recording.sha256):
            self._found.heads.append(labelled)
        elif {one for one in determined if _is_wording(one)} <= reviews.keys():
            self._found.trust.append(labelled)
        else:
            # Who only puts right what is wrong does not tell how often the machine is right.
            self._found.counts["calls_reviewed_in_part_left_out"] += 1

    def _labelled(self, call: Call, reviews: Mapping[str, tuple[Review, ...]]) -> LabelledCall:
        expected: dict[str, Verdict] = {}
        params: dict[str, Mapping[str, Any]] = {}
        for criterion, those in reviews.items():
            entry = self._entry(those[-1].scorecard, criterion)
            verdict = majority(those)
            if verdict is None:
                self._found.counts["answers_tied_left_out"] += 1
            elif entry is None or (verdict is Verdict.NOT_APPLICABLE and entry.applies_when):
                self._found.counts["answers_left_out"] += 1
            else:
                expected[criterion], params[criterion] = verdict, entry.params
        return LabelledCall(call, expected, params, "review")

    def _entry(self, ref: ScorecardRef, criterion: str) -> CriterionEntry | None:
        """The criterion as the scorecard asked it; None where that is not known, or where it is not about wording."""
        if ref not in self._entries:
            self._entries[ref] = self._load(ref)
        entry = self._entries[ref].get(criterion)
        asked = entry is not None and entry.scale is None and entry.judge is None and _is_wording(criterion)
        return entry if asked else None

    def _load(self, ref: ScorecardRef) -> Mapping[str, CriterionEntry]:
        try:
            scorecard = load_scorecard(ref.name, self._scorecards_dir, ref.version)
        except ScorecardError:
            return {}
        return {entry.name: entry for entry in scorecard.entries} if scorecard.digest == ref.digest else {}


def teaches_heads(sha256: str) -> bool:
    """Whether the heads learn from a call; the trust, which judges the heads' answers, learns from the others alone."""
    return int(sha256[:8], 16) % 2 == 0


def _is_wording(criterion: str) -> bool:
    return criterion in CRITERIA and bool(CRITERIA[criterion].listens)
