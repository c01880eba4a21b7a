"""What a language pack listens for, key by key, and from whom."""

from collections.abc import Mapping
from types import MappingProxyType

PHRASE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        # the dialogue's cues
        "hold_announced": "the agent says that the customer will wait or is put on hold",
        "hold_ended": "the agent is back from a hold",
        "hold_accepted": "the customer agrees to wait",
        "backchannel": "either side shows that it listens, and says nothing else",
        # opening
        "recording_notice": "the agent says that the call is recorded or may be",
        "company_named": "the agent says which company, team or service was reached",
        "own_name": "the agent gives their name",
        "help_offered": "the agent offers help",
        # verification
        "identity_asked": "the agent asks for what proves who is calling",
        "account_details": "the agent tells something that only the account's owner may hear",
        # listening
        "understanding_checked": "the agent says back, or asks to confirm, what was understood",
        "problem_restated": "the agent says the customer's matter back in a sentence of their own",
        "customer_name": "the customer gives their name; the phrase ends with the name",
        "name_asked": "the agent asks what the customer is called",
        "name_before": "words after which two words with a capital are the customer's name: I am, this is",
        "name_follows": "words after which a name is an address: thank you, okay, hello",
        "customer_addressed": "the agent addresses the customer with a title and a name",
        # empathy
        "problem_voiced": "the customer voices a problem or frustration",
        "complaint_voiced": "the customer complains, or says that the company is at fault",
        "fault_admitted": "the agent says that the company is at fault",
        "feeling_acknowledged": "the agent shows to have heard how the customer feels or what it means to them",
        "apology": "the agent apologises",
        "impatience": "the agent shows impatience: calm down, as I told you already, just listen",
        # complaint
        "complaint_recorded": "the agent says that the complaint is written down, logged or opened as a case",
        "reference_given": "the agent gives a reference, case, ticket or complaint number, or says it will be sent",
        "ownership": "the agent takes it on personally: I will see to this, I will stay with it, leave it with me",
        "prevention": "the agent says what keeps it from happening again: fed back, corrected, a note for the team",
        # hold
        "hold_permission": "the agent asks whether the customer may be put on hold",
        "hold_reason": "the agent says why, or how long, the customer will wait",
        "hold_thanks": "the agent thanks for the patience, or for holding",
        # resolution
        "next_step": "the agent says what was done, or what happens next and by whom",
        "followup_promised": "the agent promises that somebody will come back to it: call, write, visit, check again",
        "time_named": "a time by which something happens: a day, a date, an hour, within so many days",
        "expectations_set": "the agent says how long it takes, what it costs or what cannot be done, unasked",
        "resolution_asked": "the agent asks whether it is solved",
        "resolution_affirmed": "the customer says that it is solved",
        "resolution_denied": "the customer says that it is not solved",
        "affirmed": "the customer says yes",
        "escalation_asked": "the customer asks for a manager or a supervisor",
        "escalation_offered": "the agent passes on to, or promises a call from, somebody who decides",
        # conduct
        "blame": "the agent blames the customer",
        "dismissive": "the agent brushes the customer off",
        "disrespect": "the agent mocks, patronises or addresses the customer too familiarly",
        "profanity": "swearing or an insult",
        "absolute_promise": "the agent promises what nobody can be sure of",
        # confidentiality
        "card_data_asked": "the agent asks for a full card number, a security code, a password or a PIN aloud",
        "card_data_said": "the agent says a security code, a password or a PIN",
        "secret_words": "words that name a card, a code, a password or a PIN",
        "card_words": "words that say that digits nearby are those of a payment card",
        "number_words": "words that say that digits nearby are those of something else, an order or a meter",
        # sales
        "needs_asked": "the agent asks what the customer needs, uses or has now",
        "price_told": "the agent says what it costs",
        "terms_told": "the agent tells the terms: length of the contract, notice, right to withdraw, fees, conditions",
        "consent_asked": "the agent asks whether the customer agrees to the purchase, change or plan",
        "pressure": "the agent presses: now or never, everybody takes it, do not think about it",
        # collections
        "debt_told": "the agent says that money is owed, how much or since when",
        "hardship_voiced": "the customer says that they cannot pay: no work, illness, too little money",
        "hardship_heard": "the agent answers hardship with understanding, help, time, or where advice is to be had",
        "payment_offered": "the agent offers a way to pay: instalments, a plan, a later date, a smaller sum",
        "threat": "the agent threatens or frightens: court, bailiffs, employer, neighbours, prison, bad consequences",
        # closing
        "summary": "the agent sums up what was agreed or done, or what happens next",
        "anything_else": "the agent asks whether there is anything else",
        "closing_thanks": "the agent thanks the customer",
        "goodbye": "the agent says goodbye or wishes well",
    }
)

WITHOUT_EXAMPLES = frozenset(
    {
        *("backchannel", "affirmed", "card_words", "customer_addressed", "customer_name", "profanity", "time_named"),
        *("name_asked", "name_before", "name_follows", "number_words", "secret_words"),
    }
)
"""The keys that are a matter of words and not of meaning: for these a pack has phrases alone."""

MEANING_KEYS = tuple(key for key in PHRASE_KEYS if key not in WITHOUT_EXAMPLES)
"""The keys for which a pack also has example sentences, and contrasts: sentences that look alike and say it not."""

NARROW_KEYS = frozenset(
    {
        *("recording_notice", "company_named", "own_name", "help_offered", "hold_announced", "hold_ended"),
        *("hold_accepted", "hold_permission", "hold_reason", "hold_thanks", "feeling_acknowledged"),
        *("hardship_heard", "resolution_asked", "resolution_affirmed", "resolution_denied", "anything_else"),
        *("closing_thanks", "goodbye", "summary", "escalation_offered", "complaint_recorded"),
        *("reference_given", "prevention"),
    }
)
"""The keys that are listened for in a few turns alone: the opening, the closing, around a hold, after a complaint."""

OPENING_KEYS = frozenset({"recording_notice", "company_named", "own_name", "help_offered"})
CLOSING_KEYS = frozenset({"anything_else", "closing_thanks", "goodbye", "summary"})
BEFORE_HOLD_KEYS = frozenset({"hold_permission", "hold_reason"})
AFTER_HOLD_KEYS = frozenset({"hold_thanks"})
"""The keys that are listened for in the opening, in the closing, just before and just after a hold alone."""

FORBIDDEN_KEYS = frozenset(
    {
        *("absolute_promise", "blame", "card_data_asked", "card_data_said", "dismissive", "disrespect", "impatience"),
        *("pressure", "profanity", "threat"),
    }
)
"""The keys that the agent must not say at all: what sounds like one of them anywhere in a call counts against it."""

CRITICAL_KEYS = frozenset({"card_data_asked", "card_data_said", "debt_told", "threat"})
"""The keys on which a whole call may fail: meaning alone never says one of them, it only calls a person to listen."""

CUSTOMER_KEYS = frozenset(
    {
        *("affirmed", "complaint_voiced", "customer_name", "escalation_asked", "hardship_voiced", "hold_accepted"),
        *("name_before", "problem_voiced", "resolution_affirmed", "resolution_denied"),
    }
)
"""The keys that the customer says; the others are the agent's, `backchannel` and `time_named` are either's."""

DECIDING_KEYS = frozenset({"complaint_voiced", "escalation_asked", "hardship_voiced"})
"""The customer's keys that a question hangs on and that any sentence of a call may say."""

_NEIGHBOURS = (
    "company_named own_name help_offered",
    "help_offered needs_asked",
    "hold_announced hold_permission hold_reason next_step",
    "hold_ended hold_thanks closing_thanks apology",
    "understanding_checked problem_restated summary resolution_asked consent_asked",
    "feeling_acknowledged apology hardship_heard fault_admitted payment_offered",
    "next_step followup_promised summary ownership expectations_set escalation_offered complaint_recorded",
    "next_step reference_given complaint_recorded prevention payment_offered ownership absolute_promise summary",
    "problem_voiced complaint_voiced hardship_voiced escalation_asked resolution_denied",
    "blame dismissive impatience disrespect threat pressure",
    "price_told terms_told expectations_set debt_told account_details payment_offered summary next_step",
    "identity_asked card_data_asked",
    "resolution_asked anything_else",
    "closing_thanks goodbye",
)


def neighbours(key: str) -> frozenset[str]:
    """The keys that one sentence may well say together with this one, itself among them."""
    together = [frozenset(line.split()) for line in _NEIGHBOURS if key in line.split()]
    return frozenset({key}).union(*together)


AGENT_SPEAKS = "agent_speaks"
"""The key of the head that tells what an agent says from what a customer says; no phrases belong to it."""
