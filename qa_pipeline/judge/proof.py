"""From the judge's answer to a finding: nothing counts that the transcript does not bear out.

A "yes" needs a quote that stands in one of the cited turns, spoken by the side that can prove it. Whatever else is
answered rests on something missing: that is taken only from a call in which nobody speaks to the judge.
"""

import re
from dataclasses import dataclass

from qa_pipeline.call import Role
from qa_pipeline.criteria.answers import answer as found
from qa_pipeline.criteria.hits import Hit, quote
from qa_pipeline.criteria.reading import HEARD_WELL, Reading
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.judge.addressed import addresses_judge
from qa_pipeline.judge.answer import Answer, NoAnswer
from qa_pipeline.judge.transcript import Sent, SentTurn
from qa_pipeline.scoring.layout import JudgeQuestion

FEWEST_WORDS = 2
"""Words that a quote has at least, unless it is the whole turn; "the" proves nothing."""

LEAST_SURE = 0.5
"""Below this the judge's own confidence says that it cannot tell; a judgement, not fitted."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the call that it is asked of, and what of the call was sent."""

    asked: JudgeQuestion
    reading: Reading
    sent: Sent


def concluded(case: Case, given: Answer) -> Finding:
    """The finding that an answer comes to, unnamed; raises NoAnswer saying why the answer is refused."""
    if given.verdict is Verdict.UNDETERMINED:
        raise NoAnswer("the judge says that it cannot tell")
    if given.confidence < LEAST_SURE:
        raise NoAnswer(f"the judge is not sure enough ({given.confidence:.2f}, below {LEAST_SURE})")
    if given.verdict is case.asked.yes:
        return _shown(case, given)
    return _absent(case, given)


def _shown(case: Case, given: Answer) -> Finding:
    role = Role(case.asked.proven_by)
    if not given.quote.strip():
        raise NoAnswer(f"the judge answers {given.verdict.value!r} without a quote")
    hit = _quoted(case, given, only=role)
    sure = given.confidence * hit.probability * case.reading.call.role_confidence
    return found(given.verdict, "", confidence=sure, evidence=[hit.evidence])


def _absent(case: Case, given: Answer) -> Finding:
    if any(one.addresses_judge for one in case.sent.turns):
        raise NoAnswer("somebody in the call speaks to the judge, so an answer without a proof is not taken")
    turns = case.reading.call.turns_of(Role(case.asked.proven_by))
    probability = case.reading.heard(turns)
    if probability is not None and probability < HEARD_WELL:
        raise NoAnswer(f"the words of the {case.asked.proven_by} were heard too badly ({probability:.2f})")
    evidence = [_quoted(case, given).evidence] if given.quote.strip() else []
    sure = given.confidence * (1.0 if probability is None else probability) * case.reading.call.role_confidence
    return found(given.verdict, "", confidence=sure, evidence=evidence, searched=case.reading.whole)


def _quoted(case: Case, given: Answer, *, only: Role | None = None) -> Hit:
    """The words of the transcript that the quote stands for; with `only` those of that role alone."""
    cited = [case.sent.turn(number) for number in given.turns]
    turns = [one for one in cited if one is not None]
    if not turns or len(turns) < len(cited):
        raise NoAnswer("the judge cites turns that are not in the call" if cited else "the judge cites no turn")
    places = [(one, place) for one in turns if (place := _place(given.quote, one)) is not None]
    if not places:
        raise NoAnswer("the judge's quote does not stand in the turns that it cites")
    proving = [(one, place) for one, place in places if only is None or one.turn.role is only]
    if not proving:
        raise NoAnswer(f"the judge's quote is not the {only}'s, whose words alone can prove it")
    one, (start, end) = proving[0]
    if one.addresses_judge or addresses_judge(given.quote):
        raise NoAnswer("the judge's quote is from a turn that speaks to the judge")
    return quote(one.turn, *one.shown.behind(start, end))


def _place(words: str, one: SentTurn) -> tuple[int, int] | None:
    """Where a quote stands in a turn as sent: the same words in a row, whatever their case and punctuation."""
    wanted = [match.group().casefold() for match in _WORD.finditer(words)]
    there = list(_WORD.finditer(one.shown.text))
    said = [match.group().casefold() for match in there]
    if not wanted or (len(wanted) < FEWEST_WORDS and wanted != said):
        return None
    for first in range(len(said) - len(wanted) + 1):
        last = first + len(wanted) - 1
        start, end = there[first].start(), there[last].end()
        if said[first : last + 1] == wanted and _says_something(one, start, end):
            return start, end
    return None


def _says_something(one: SentTurn, start: int, end: int) -> bool:
    """Whether more than what is hidden stands there."""
    shown = one.shown.text[start:end]
    for hidden in one.shown.hidden_in(start, end):
        shown = shown.replace(hidden.shown.strip("[]"), "")
    return any(char.isalnum() for char in shown)
