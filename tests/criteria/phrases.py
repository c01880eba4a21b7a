"""A language pack for the rules of criteria: a phrase or two a key, so that no test hangs on the wording shipped."""

from dataclasses import replace
from functools import cache

from qa_pipeline.language.examples import Ordinary
from qa_pipeline.language.matching import Phrases
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.phrases import compile_phrase
from tests.criteria.spoken import english

PHRASES = {
    "affirmed": ["yes", "please do"],
    "complaint_recorded": ["complaint is logged"],
    "complaint_voiced": ["i complain"],
    "consent_asked": ["do you agree"],
    "customer_addressed": ["(mr | mrs) _"],
    "customer_name": ["my name is _ [_]"],
    "debt_told": ["you owe us"],
    "account_details": ["your balance is"],
    "disrespect": ["sweetheart"],
    "expectations_set": ["takes a week"],
    "feeling_acknowledged": ["that is hard"],
    "followup_promised": ["call you back"],
    "hardship_heard": ["take your time"],
    "hardship_voiced": ["lost my job"],
    "identity_asked": ["date of birth"],
    "impatience": ["calm down"],
    "needs_asked": ["what do you need"],
    "next_step": ["i have sent"],
    "ownership": ["leave it with me"],
    "payment_offered": ["in instalments"],
    "pressure": ["now or never"],
    "prevention": ["fed back"],
    "price_told": ["ten pounds"],
    "problem_restated": ["so you were charged"],
    "problem_voiced": ["line is down"],
    "recording_notice": ["is recorded"],
    "reference_given": ["your reference is"],
    "summary": ["to sum up"],
    "terms_told": ["for twelve months"],
    "threat": ["take you to court"],
    "time_named": ["tomorrow", "friday"],
    "understanding_checked": ["is that right"],
}


@cache
def few_phrases() -> LanguagePack:
    """English with these phrases alone, and no ordinary sentences."""
    pack = english()
    phrases = {
        key: Phrases(tuple(compile_phrase(one, pack.dialect) for one in written)) for key, written in PHRASES.items()
    }
    return replace(pack, ordinary=Ordinary(), phrases={"backchannel": pack.phrases["backchannel"], **phrases})
