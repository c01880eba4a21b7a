"""A call and its score as the values that the player draws; every word that people read is chosen here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.widgets.lanes import Lane, lanes_of
from dashboard.widgets.numbers import clock, percent, points
from dashboard.widgets.words import ROLES, VERDICTS, titled
from qa_pipeline.call import Call, Hold, Interruption, Role, Span, Turn, Word
from qa_pipeline.finding import Evidence, Scored, ScoredCriterion, Verdict

# Below this the recogniser guesses; the words are marked so that nobody trusts a quote more than it deserves.
UNSURE_BELOW = 0.5
NO_TITLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is no speech: a hold, a silence or an interruption, on the timeline and between the turns."""

    kind: str
    start: float
    end: float
    label: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn; each of `words` is its text, start, end and whether the recogniser was unsure of it."""

    role: str
    speaker: str
    start: float
    end: float
    words: tuple[tuple[str, float, float, bool], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A moment that can be played."""

    start: float
    end: float
    role: str = ""
    speaker: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion as it is read: verdict by sign and word, what was found, what proves it, and the fine print."""

    title: str
    verdict: str
    word: str
    sign: str
    meaning: str
    critical: bool
    explanation: str
    fine: str
    evidence: tuple[Proof, ...]
    searched: Proof | None


@dataclass(frozen=True, slots=True)
class SectionCard:
    """A section of the scorecard with its score as text."""

    title: str
    score: str
    criteria: tuple[CriterionCard, ...]


@dataclass(frozen=True, slots=True)
class Payload:
    """All that the player shows of one call; times in seconds."""

    duration: float
    playable: bool
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    transcript: tuple[SpokenTurn | Mark, ...]
    scorecard: str
    sections: tuple[SectionCard, ...]


def payload_of(call: Call, scored: Scored | None, *, playable: bool, clauses: Mapping[str, str] = NO_TITLES) -> Payload:
    """What the player shows; `playable` tells whether there is a copy of the sound for browsers.

    `clauses` has the titles of the code of practice's clauses by id; one without a title is shown by its id.
    """
    marks = tuple(sorted(_marks(call), key=lambda mark: mark.start))
    turns = [_turn(turn) for turn in call.turns]
    return Payload(
        duration=max(call.recording.duration, 0.1),
        playable=playable,
        lanes=lanes_of(call),
        marks=marks,
        transcript=tuple(sorted([*marks, *turns], key=lambda item: (item.start, isinstance(item, SpokenTurn)))),
        scorecard=_scorecard_title(scored),
        sections=_sections(scored, clauses) if scored else (),
    )


def _marks(call: Call) -> Iterator[Mark]:
    for hold in call.holds:
        yield Mark("hold", hold.start, hold.end, _hold_label(hold))
    for silence in call.silences:
        if not any(hold.start < silence.end and silence.start < hold.end for hold in call.holds):
            yield Mark("silence", silence.start, silence.end, f"Silence, {_length(silence)}")
    for interruption in call.interruptions:
        yield _interruption(interruption)


def _hold_label(hold: Hold) -> str:
    origin = "" if hold.source == "metadata" else f", found in the sound ({percent(hold.confidence)} sure)"
    return f"On hold, {hold.kind}, {_length(Span(hold.start, hold.end))}{origin}"


def _interruption(interruption: Interruption) -> Mark:
    by = interruption.by
    label = "Interruption" if by is Role.UNKNOWN else f"{ROLES[by]} interrupts the {by.other.value}"
    return Mark("interruption", interruption.start, interruption.start, label, by.value)


def _length(span: Span) -> str:
    return f"{span.duration:.0f} s" if round(span.duration) < 60 else f"{clock(span.duration)} min"


def _turn(turn: Turn) -> SpokenTurn:
    words = turn.words or (Word(turn.text, turn.start, turn.end, 1.0),)
    spoken = tuple((word.text.strip(), word.start, word.end, word.probability < UNSURE_BELOW) for word in words)
    return SpokenTurn(turn.role.value, ROLES[turn.role], turn.start, turn.end, spoken)


def _scorecard_title(scored: Scored | None) -> str:
    return f"{titled(scored.scorecard.name)}, version {scored.scorecard.version}" if scored else ""


def _sections(scored: Scored, clauses: Mapping[str, str]) -> tuple[SectionCard, ...]:
    titles = {section.section: section.title for section in scored.sections}
    return tuple(
        SectionCard(
            title=section.title if section.inside is None else f"{titles[section.inside]}: {section.title}",
            score="not scored" if section.value is None else f"{points(100 * section.value)} of 100",
            criteria=tuple(_criterion(item, clauses) for item in scored.criteria if item.section == section.section),
        )
        for section in scored.sections
    )


def _criterion(item: ScoredCriterion, clauses: Mapping[str, str]) -> CriterionCard:
    finding, word = item.finding, VERDICTS[item.finding.verdict]
    return CriterionCard(
        title=item.title,
        verdict=finding.verdict.value,
        word=word.word,
        sign=word.sign,
        meaning=word.meaning,
        critical=item.critical,
        explanation=finding.explanation,
        fine=_fine_print(item, clauses),
        evidence=tuple(_proof(evidence) for evidence in finding.evidence),
        searched=Proof(finding.searched.start, finding.searched.end) if finding.searched else None,
    )


def _proof(evidence: Evidence) -> Proof:
    return Proof(evidence.start, evidence.end, evidence.role.value, ROLES[evidence.role], evidence.quote)


def _fine_print(item: ScoredCriterion, clauses: Mapping[str, str]) -> str:
    finding = item.finding
    parts = ["decided by a condition of the scorecard"] if finding.decided_by == "system" else []
    if finding.decided_by == "criterion":
        parts.append(f"{percent(finding.confidence)} sure")
    # An undetermined finding names the judge in its explanation, asked or not.
    if finding.decided_by == "judge" and finding.verdict is not Verdict.UNDETERMINED:
        parts.append(f"answered by a language model, {percent(finding.confidence)} sure")
    if item.scale and finding.level is not None:
        parts.append(f"level {finding.level:g} of {item.scale[0]:g} to {item.scale[1]:g}")
    parts.append(f"bonus of {points(item.bonus)} points" if item.bonus else f"weight {item.weight:g}")
    if finding.clause:
        title = clauses.get(finding.clause)
        parts.append(f"clause {title} ({finding.clause})" if title else f"clause {finding.clause}")
    return " · ".join(parts)
