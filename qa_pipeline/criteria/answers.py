"""The four answers, and the common ways to come to one."""

from collections.abc import Sequence

from qa_pipeline.call import Span
from qa_pipeline.criteria.evidence import moments
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.places import Place, following
from qa_pipeline.criteria.reading import HEARD_WELL, Reading, Undecidable
from qa_pipeline.finding import Evidence, Finding, Verdict

QUOTED = 3
"""How many moments an answer shows at most."""


def answer(
    verdict: Verdict,
    explanation: str,
    *,
    confidence: float = 1.0,
    evidence: Sequence[Evidence] = (),
    searched: Span | None = None,
) -> Finding:
    """A finding that the registry signs with the criterion's name; confidence is kept within 0 to 1."""
    sure = round(min(1.0, max(0.0, confidence)), 3)
    return Finding("", verdict, sure, explanation, tuple(evidence)[:QUOTED], searched)


def not_applicable(explanation: str, *, searched: Span | None = None, confidence: float = 1.0) -> Finding:
    """The situation never arose."""
    return answer(Verdict.NOT_APPLICABLE, explanation, searched=searched, confidence=confidence)


def from_hits(reading: Reading, verdict: Verdict, explanation: str, hits: Sequence[Hit]) -> Finding:
    """An answer that rests on what was said, as sure as its least sure shown words and the roles."""
    # Two phrases found in one sentence are one moment; what is not shown makes no answer less sure.
    kept = moments([hit.evidence for hit in hits])[:QUOTED]
    shown = [hit for hit in hits if hit.evidence in kept]
    sure = min(hit.probability for hit in shown) * reading.call.role_confidence
    return answer(verdict, explanation, confidence=sure, evidence=kept)


def absent(
    reading: Reading,
    verdict: Verdict,
    explanation: str,
    place: Place,
    *,
    evidence: Sequence[Evidence] = (),
) -> Finding:
    """An answer that rests on nothing being said; raises Undecidable where the words there were heard too badly."""
    probability = reading.heard(place.turns)
    if probability is not None and probability < HEARD_WELL:
        raise Undecidable(f"the words in {place.name} were heard too badly (mean probability {probability:.2f})")
    sure = (1.0 if probability is None else probability) * reading.call.role_confidence
    return answer(verdict, explanation, confidence=sure, evidence=evidence, searched=place.span)


def said_in(reading: Reading, keys: str | Sequence[str], place: Place) -> list[Hit]:
    """What of the key, or of any of several, the agent says within the place's window; a turn may reach out of it."""
    several = (keys,) if isinstance(keys, str) else keys
    hits = [hit for key in several for hit in reading.said(key, place.turns)]
    return within_window(sorted(hits, key=lambda hit: hit.said.start), place)


def within_window(hits: Sequence[Hit], place: Place) -> list[Hit]:
    """The hits that are said within the place's window."""
    window = place.span
    return [hit for hit in hits if hit.said.start <= window.end and hit.said.end > window.start]


def expected(reading: Reading, keys: str | Sequence[str], place: Place, what: str) -> Finding:
    """Met when the agent says it in the place, not met when it is missing there. `what` completes "the agent …"."""
    return shown(reading, said_in(reading, keys, place), place, what)


def shown(reading: Reading, hits: Sequence[Hit], place: Place, what: str) -> Finding:
    """Met by the hits, not met where there are none in the place. `what` completes "the agent …"."""
    if hits:
        return from_hits(reading, Verdict.MET, f"The agent {what}.", hits)
    return absent(reading, Verdict.NOT_MET, f"Nothing in {place.name} shows that the agent {what}.", place)


def answered(
    reading: Reading,
    moments: Sequence[Hit],
    keys: str | Sequence[str],
    turns: int,
    *,
    told: str,
    does: str,
    by: str = "",
) -> Finding:
    """Met when the agent says one of the keys within so many turns after one of the customer's moments (at least one).

    `told` says what the customer does, `does` completes "the agent …" and "nothing …", and `by` tells how.
    """
    for moment in moments:
        hits = said_in(reading, keys, following(reading, moment.turn, turns))
        if hits:
            return from_hits(reading, Verdict.MET, f"{told}, and the agent {does}{by}.", (moment, hits[0]))
    place = following(reading, moments[0].turn, turns)
    text = f"{told}, and nothing in {place.name} {does}."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[moments[0].evidence])


def forbidden(reading: Reading, hits: Sequence[Hit], place: Place, what: str) -> Finding:
    """Not met when the agent says it at all. `what` completes "the agent …"."""
    if hits:
        return from_hits(reading, Verdict.NOT_MET, f"The agent {what}.", hits)
    return absent(reading, Verdict.MET, f"Nothing shows that the agent {what}.", place)


def at_most(
    reading: Reading, metric: str, limit: float, told: str, *, roles: bool, evidence: Sequence[Evidence] = ()
) -> Finding:
    """Met when a measurement is within a limit; `roles` says whether it depends on who is the agent.

    `told` is the explanation, a format string with the fields `value` and `limit`.
    """
    value = reading.metric(metric)
    verdict = Verdict.MET if value <= limit else Verdict.NOT_MET
    text = told.format(value=value, limit=limit)
    confidence = reading.call.role_confidence if roles else 1.0
    shown = evidence if verdict is Verdict.NOT_MET else ()
    return answer(verdict, text, confidence=confidence, evidence=shown, searched=reading.whole)
