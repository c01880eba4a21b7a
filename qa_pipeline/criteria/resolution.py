"""Resolution: problem restated, ownership, next step, expectations, follow-up, outcome confirmed, escalation."""

from collections.abc import Sequence
from typing import Annotated

from qa_pipeline.call import Turn
from qa_pipeline.criteria.answers import absent, expected, from_hits, not_applicable, said_in, shown
from qa_pipeline.criteria.echoes import has_substance, is_number, said_back
from qa_pipeline.criteria.hits import Hit
from qa_pipeline.criteria.places import Place, after, after_the_customer, first_of, following, second_half, whole_call
from qa_pipeline.criteria.reading import Reading, Undecidable
from qa_pipeline.criteria.registry import criterion, parameter
from qa_pipeline.finding import Finding, Verdict

STEPS = ("next_step", "followup_promised", "escalation_offered", "complaint_recorded", "payment_offered")
"""What was done or what happens next, whatever it is called."""
CALLED_FOR = {"escalation_offered": "escalation_asked", "complaint_recorded": "complaint_voiced"}
"""Steps that answer something: their heads are fitted for the turns after it, and take too much for one elsewhere."""
CALLED_FOR_TURNS = 3
EXPECTATIONS = ("expectations_set", "price_told", "terms_told")
"""What the customer has to reckon with."""


@criterion("problem_restated", listens=("problem_restated", "understanding_checked"))
def problem_restated(reading: Reading) -> Finding:
    """The agent says the customer's matter back in words of their own, once it was told.

    As a statement or as a question. A number, a name or an address that is read back is not the matter, and what the
    agent has found out about it is an explanation.
    """
    place = after_the_customer(reading)
    hits = said_back(reading, ("problem_restated", "understanding_checked"), place)
    # "Is that right?" has no words of the matter: the turn that it ends has to.
    told = [hit for hit in hits if not _only_asks(reading, hit) and not is_number(reading, hit)]
    return shown(reading, told, place, "says the matter back")


def _only_asks(reading: Reading, hit: Hit) -> bool:
    """Whether the hit asks to confirm something that is a number or a name, as far as the words tell."""
    asks = hit.phrase and not reading.phrases.find("problem_restated", hit.phrase)
    return reading.either(bool(asks) and not has_substance(reading, hit.turn), False)


@criterion("ownership_taken", listens=("ownership",))
def ownership_taken(reading: Reading) -> Finding:
    """The agent takes the matter on personally, once it was told."""
    return expected(reading, "ownership", after_the_customer(reading), "takes the matter on")


@criterion("expectations_set", listens=(*EXPECTATIONS, "followup_promised", "time_named"))
def expectations_set(reading: Reading) -> Finding:
    """The agent says how long it takes, what it costs, what cannot be done or when they come back to it.

    That it costs nothing, and when something happens, count; "somebody will sort it out" and "it depends" do not.
    """
    place = after_the_customer(reading)
    promised = [hit for hit in said_in(reading, "followup_promised", place) if reading.said("time_named", [hit.turn])]
    if promised:
        return from_hits(reading, Verdict.MET, "The agent says when they come back to it.", promised)
    return expected(reading, EXPECTATIONS, place, "says how long it takes, what it costs or what cannot be done")


@criterion("follow_up_timed", listens=("followup_promised", "time_named"))
def follow_up_timed(
    reading: Reading,
    *,
    turns: Annotated[
        int,
        parameter(
            "in how many of the agent's turns after the promise the time may still be named",
            unit="turns",
            source="a judgement: the customer may ask for it",
            ge=0,
        ),
    ] = 1,
) -> Finding:
    """A follow-up that the agent promises has a time by which it happens, named with it or right after.

    A follow-up is what the company does for the customer after the call: it calls, writes, visits, sends, replaces,
    pays back or transfers. An appointment that the customer comes to is none. Not applicable where nothing is promised.
    """
    promises = reading.said("followup_promised", reading.agent)
    if not promises:
        return not_applicable("The agent promises no follow-up.", searched=whole_call(reading).span)
    for promise in promises:
        times = reading.said("time_named", (promise.turn, *following(reading, promise.turn, turns).turns))
        if times:
            text = "The agent promises a follow-up, and says by when."
            return from_hits(reading, Verdict.MET, text, (promise, times[0]))
    text = "The agent promises a follow-up without a time."
    place = Place("the promise and what follows", tuple(hit.turn for hit in promises), reading.whole)
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[hit.evidence for hit in promises])


@criterion("next_step_given", listens=(*STEPS, *CALLED_FOR.values()))
def next_step_given(reading: Reading) -> Finding:
    """The agent says what was done, or what happens next, once the customer has spoken."""
    first = first_of(reading.customer)
    if first is None:
        raise Undecidable("no word of the customer was heard")
    whole_call(reading)
    place = after(reading, first.end)
    asked = {step: reading.said(key, reading.customer) for step, key in CALLED_FOR.items()}
    hits = [
        hit
        for key in STEPS
        for hit in said_in(reading, key, place)
        if hit.phrase or key not in asked or _answers(reading, hit.turn, asked[key])
    ]
    return shown(reading, sorted(hits, key=lambda hit: hit.said.start), place, "gives a solution or a next step")


def _answers(reading: Reading, turn: Turn, asked: Sequence[Hit]) -> bool:
    """Whether the agent's turn is one of the next after something that the customer asks."""
    return any(turn in following(reading, one.turn, CALLED_FOR_TURNS).turns for one in asked)


@criterion("resolution_confirmed", listens=("resolution_asked", "resolution_affirmed", "resolution_denied", "affirmed"))
def resolution_confirmed(
    reading: Reading,
    *,
    within: Annotated[
        float,
        parameter(
            "how long before the call's last word the customer may confirm unasked",
            unit="seconds",
            source="a judgement",
            gt=0,
        ),
    ] = 60.0,
) -> Finding:
    """The customer confirms that it is solved: by saying yes when the agent asks, or unasked near the end."""
    place = second_half(reading)
    questions = said_in(reading, "resolution_asked", place)
    for question in reversed(questions):
        reply = _reply(reading, question.turn)
        if reply is None:
            continue
        if denied := reading.said("resolution_denied", [reply]):
            text = "Asked whether it is solved, the customer says no."
            return from_hits(reading, Verdict.NOT_MET, text, (question, denied[0]))
        if agreed := _agreed(reading, reply):
            text = "Asked whether it is solved, the customer agrees."
            return from_hits(reading, Verdict.MET, text, (question, agreed))
    return _unasked(reading, within, place)


@criterion("escalation_offered", listens=("escalation_asked", "escalation_offered"))
def escalation_offered(reading: Reading) -> Finding:
    """A customer who asks for a supervisor is passed on to them, or promised their call."""
    asked = reading.said("escalation_asked", reading.customer)
    if not asked:
        return not_applicable("The customer does not ask for a supervisor.", searched=reading.whole)
    whole_call(reading)
    place = after(reading, asked[0].turn.start)
    hits = said_in(reading, "escalation_offered", place)
    if hits:
        text = "The customer asks for a supervisor, and the agent passes the matter on."
        return from_hits(reading, Verdict.MET, text, (asked[0], hits[0]))
    text = "The customer asks for a supervisor, and the agent does not pass the matter on."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[asked[0].evidence])


def _reply(reading: Reading, question: Turn) -> Turn | None:
    """The customer's first turn that is not over when the question is."""
    return first_of([turn for turn in reading.customer if turn.end > question.end])


def _agreed(reading: Reading, reply: Turn) -> Hit | None:
    hits = reading.said("resolution_affirmed", [reply]) or reading.said("affirmed", [reply])
    return hits[0] if hits else None


def _unasked(reading: Reading, within: float, place: Place) -> Finding:
    last = max(turn.end for turn in reading.call.turns)
    near_end = [turn for turn in reading.customer if turn.end > last - within]
    hits = reading.said("resolution_affirmed", near_end)
    denied = reading.said("resolution_denied", near_end)
    if hits and (not denied or denied[-1].said.start < hits[-1].said.start):
        return from_hits(reading, Verdict.MET, "The customer says near the end that it is solved.", hits[-1:])
    text = "The customer does not confirm that it is solved."
    return absent(reading, Verdict.NOT_MET, text, place, evidence=[hit.evidence for hit in denied[-1:]])
