"""A call against a scorecard: every criterion asked, its proof checked, the numbers worked out."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from qa_pipeline.call import Call
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.evidence import unproven
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Finding, Scored, ScoredCriterion, Verdict
from qa_pipeline.language.meaning import Meaning
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.vocabulary import NO_NAMES, Vocabulary
from qa_pipeline.scoring.flags import flags
from qa_pipeline.scoring.judging import Judge, judged, switched_off, unasked
from qa_pipeline.scoring.layout import CriterionEntry
from qa_pipeline.scoring.numbers import numbers_of
from qa_pipeline.scoring.scales import find_level
from qa_pipeline.scoring.scorecard import Scorecard
from qa_pipeline.scoring.swap import compared, swapped, undecided
from qa_pipeline.scoring.trust import Trust

log = logging.getLogger(__name__)


class UnprovenQuote(AssertionError):
    """A criterion quoted what the transcript does not have; a mistake in the criterion, never in the recording."""


def score(
    call: Call,
    scorecard: Scorecard,
    pack: LanguagePack | None,
    *,
    vocabulary: Vocabulary = NO_NAMES,
    meaning: Meaning | None = None,
    trust: Trust | None = None,
    judge: Judge = switched_off,
    strict: bool = False,
) -> Scored:
    """Score a call. A finding whose quote the transcript does not bear out becomes undetermined, and is logged.

    `vocabulary` has the owner's names as they are now: like the pack, it is not kept with the call. `meaning` is that
    of the call's sentences; without one phrases alone count. `trust` tells how often such answers are right: those that
    too seldom are become undetermined. `judge` answers the questions for the judge. With `strict` it raises
    UnprovenQuote instead of logging, as the tests want it. Where the roles are unsure, the swap check runs, and a
    criterion that is answered otherwise with agent and customer exchanged becomes undetermined.
    """
    reading = Reading(call, pack, vocabulary, meaning)
    asked = partial(_scored, scorecard=scorecard, trust=trust, strict=strict)
    if not reading.roles_unsure:
        return asked(reading, undetermined={}, judge=judge)
    ways = (Reading(replace(way, role_confidence=1.0), pack, vocabulary, meaning) for way in (call, swapped(call)))
    check = compared(*(asked(way, undetermined={}, judge=unasked) for way in ways))
    undetermined = {change.criterion: undecided(call, change) for change in check.changes}
    return replace(asked(reading, undetermined=undetermined, judge=unasked), swap_check=check)


def _scored(
    reading: Reading,
    *,
    scorecard: Scorecard,
    undetermined: Mapping[str, Finding],
    trust: Trust | None,
    judge: Judge,
    strict: bool,
) -> Scored:
    findings = _Findings(reading, scorecard, undetermined, trust, judge, strict=strict)
    criteria = tuple(
        _placed(section.id, entry, findings.of(entry.name))
        for section in scorecard.all_sections
        for entry in section.criteria
    )
    numbers = numbers_of(criteria, scorecard)
    return Scored(
        scorecard=scorecard.ref,
        score=numbers.score,
        score_range=numbers.tally.score_range,
        coverage=numbers.tally.coverage,
        passed=numbers.passed,
        band=numbers.band,
        auto_fail=numbers.auto_fail,
        sections=numbers.sections,
        criteria=criteria,
        flags=flags(reading, scorecard, criteria, numbers.tally),
    )


def _placed(section: str, entry: CriterionEntry, finding: Finding) -> ScoredCriterion:
    scale = entry.scale.ends if entry.scale else None
    return ScoredCriterion(section, entry.title, entry.weight, entry.critical, finding, entry.bonus, scale)


class _Findings:
    """The findings of one call by criterion, each asked once, those that another's condition names first.

    `undetermined` has the findings of criteria that must not be answered.
    """

    def __init__(
        self,
        reading: Reading,
        scorecard: Scorecard,
        undetermined: Mapping[str, Finding],
        trust: Trust | None,
        judge: Judge,
        *,
        strict: bool,
    ) -> None:
        self._reading = reading
        self._trust = trust
        self._judge = judge
        self._undetermined = undetermined
        self._entries = {entry.name: entry for entry in scorecard.entries}
        self._strict = strict
        self._found: dict[str, Finding] = {}

    def of(self, name: str) -> Finding:
        if name not in self._found:
            entry = self._entries[name]
            found = self._find(entry)
            # What the criterion cannot tell by itself has the better reason.
            if found.verdict is not Verdict.UNDETERMINED:
                found = self._undetermined.get(name, found)
            self._found[name] = found.signed(found.criterion, entry.clause)
        return self._found[name]

    def _find(self, entry: CriterionEntry) -> Finding:
        excused = self._excused(entry)
        if excused is not None:
            return excused
        if entry.scale is not None:
            return find_level(self._reading, entry.name, entry.scale)
        if entry.judge is not None:
            return self._proven(judged(self._judge, self._reading, entry.name, entry.judge))
        proven = self._proven(CRITERIA[entry.name].find(self._reading, entry.params))
        return self._trust.weighed(proven, self._reading.language) if self._trust else proven

    def _excused(self, entry: CriterionEntry) -> Finding | None:
        """The finding of a criterion that is not to be asked, or of which nobody knows whether it is."""
        call = self._reading.call
        holds = {
            condition: condition.holds(call, lambda name: self.of(name).verdict) for condition in entry.applies_when
        }
        for condition in (one for one, result in holds.items() if result is False):
            text = f"It applies only when {condition}."
            return Finding(entry.name, Verdict.NOT_APPLICABLE, 1.0, text, decided_by="system")
        for condition in (one for one, result in holds.items() if result is None):
            text = f"It applies only when {condition}, which is not known of this call."
            return Finding(entry.name, Verdict.UNDETERMINED, 0.0, text, decided_by="system")
        return None

    def _proven(self, finding: Finding) -> Finding:
        wrong = unproven(finding, self._reading.call)
        if not wrong:
            return finding
        reason = f"its evidence {wrong[0].quote!r} at {wrong[0].start:.2f} s does not stand in the transcript"
        if self._strict:
            raise UnprovenQuote(f"{finding.criterion}: {reason}")
        # The log gets no quote and no file name: what people said, and whose number it is, stay in the database.
        sha256, start = self._reading.call.recording.sha256[:12], wrong[0].start
        log.warning("%s of %s is undetermined: its evidence at %.2f s is unproven", finding.criterion, sha256, start)
        return Finding(finding.criterion, Verdict.UNDETERMINED, 0.0, f"The machine cannot tell: {reason}.")
