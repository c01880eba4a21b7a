"""The phrase keys that every language pack fills: what each one is listening for, and from whom."""

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
        "company_named": "the agent says which company, team or service was reached",
        "own_name": "the agent gives their name",
        "help_offered": "the agent offers help",
        # verification
        "identity_asked": "the agent asks for what proves who is calling",
        "account_details": "the agent tells something that only the account's owner may hear",
        # listening
        "understanding_checked": "the agent says back, or asks to confirm, what was understood",
        # empathy
        "problem_voiced": "the customer voices a problem or frustration",
        "complaint_voiced": "the customer complains, or says that the company is at fault",
        "fault_admitted": "the agent says that the company is at fault",
        "feeling_acknowledged": "the agent shows to have heard how the customer feels or what it means to them",
        "apology": "the agent apologises",
        # hold
        "hold_permission": "the agent asks whether the customer may be put on hold",
        "hold_reason": "the agent says why, or how long, the customer will wait",
        "hold_thanks": "the agent thanks for the patience, or for holding",
        # resolution
        "next_step": "the agent says what was done, or what happens next and by whom",
        "resolution_asked": "the agent asks whether it is solved",
        "resolution_affirmed": "the customer says that it is solved",
        "resolution_denied": "the customer says that it is not solved",
        "affirmed": "the customer says yes",
        "escalation_asked": "the customer asks for a manager or a supervisor",
        "escalation_offered": "the agent passes on to, or promises a call from, somebody who decides",
        # conduct
        "blame": "the agent blames the customer",
        "dismissive": "the agent brushes the customer off",
        "profanity": "swearing or an insult",
        "absolute_promise": "the agent promises what nobody can be sure of",
        # confidentiality
        "card_data_asked": "the agent asks for a full card number, a security code, a password or a PIN aloud",
        "card_data_said": "the agent says a security code, a password or a PIN",
        "card_words": "words that say that digits nearby are those of a payment card",
        # closing
        "anything_else": "the agent asks whether there is anything else",
        "closing_thanks": "the agent thanks the customer",
        "goodbye": "the agent says goodbye or wishes well",
    }
)
