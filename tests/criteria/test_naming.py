"""The customer's name: which words it is, and where the agent uses it."""

from dataclasses import replace

import pytest

from qa_pipeline.call import CallMetadata
from qa_pipeline.language.given import given_names
from tests.criteria.phrases import few_phrases
from tests.criteria.spoken import Lines, call, english, find


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("My name is Anna", ("Anna",)),
        ("my name is Anna Smith.", ("Anna", "Smith")),
        ("my name is Anna and", ("Anna",)),
        ("Yes, I'm Anna", ("Anna",)),
        ("My name is Anna. The", ("Anna",)),
        ("my name is O'Brien", ("O'Brien",)),
        ("my name is Mrs. Anna Smith", ("Smith",)),
        ("my name is with Dr.", ()),
        ("my name is anna", ("anna",)),
        ("my name is anna smith", ("anna", "smith")),
        ("this is anna", ("anna",)),
        ("nimeni on Väinö", ("Väinö",)),
        ("Λέγομαι Νίκος", ("Νίκος",)),
        ("Anna", ("Anna",)),
    ],
)
def test_the_last_words_with_a_capital_are_the_name(phrase: str, names: tuple[str, ...]) -> None:
    assert given_names(phrase) == names


def used(customer: str, agent: str) -> str:
    lines: Lines = [{"agent": "Hello."}, {"customer": customer}, {"agent": agent}]
    return find("customer_name_used", call(lines), few_phrases()).verdict


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        ("My name is Anna.", "Thank you, Anna."),
        ("My name is Anna Smith.", "Right, Smith."),
        ("My name is Margaret.", "Thank you, Margret."),
        ("My name is Jonas.", "Ačiū, Jonai."),
        ("My name is Virtanen.", "Kiitos, Virtasen asia."),
        ("My name is Νίκος.", "Ευχαριστώ, Νίκο."),
        ("my name is margaret", "thank you margaret"),
        ("It is down.", "I see, Mr Doyle."),
    ],
)
def test_a_name_is_used_also_misspelt_or_with_another_ending(customer: str, agent: str) -> None:
    assert used(customer, agent) == "met"


@pytest.mark.parametrize(
    ("customer", "agent"),
    [
        ("My name is Anna.", "Thank you."),
        ("My name is Mark.", "In March, then."),
        ("My name is Grace.", "There is a grace period."),
        ("My name is Ann.", "Any other."),
    ],
)
def test_another_word_is_not_the_name(customer: str, agent: str) -> None:
    assert used(customer, agent) == "not_met"


def test_the_agents_own_name_before_is_no_use_of_the_customers() -> None:
    lines: Lines = [{"agent": "Anna here."}, {"customer": "My name is Anna."}, {"agent": "Well."}]
    finding = find("customer_name_used", call(lines), few_phrases())
    assert finding.verdict == "not_met"
    assert [one.quote for one in finding.evidence] == ["My name is Anna"]


def test_where_no_name_is_given_none_has_to_be_used() -> None:
    assert used("It is down.", "I see.") == "not_applicable"


@pytest.mark.parametrize(
    ("told", "agent", "verdict"),
    [
        ("Daniel Marsh", "I see your account, Daniel.", "met"),
        ("Daniel Marsh", "Mrs. Doyle is out. Is that Marsh with an h?", "met"),
        ("Daniel Marsh", "I see your account.", "not_applicable"),
        ("Mark", "Did you mark it?", "not_applicable"),
        ("Al", "Al is here.", "not_applicable"),
        (None, "I see your account, Daniel.", "not_applicable"),
    ],
)
def test_a_name_that_is_told_of_the_call_may_be_used_and_need_not(told: str | None, agent: str, verdict: str) -> None:
    lines: Lines = [{"agent": "Hello."}, {"customer": "It is down."}, {"agent": agent}]
    heard = replace(call(lines), metadata=CallMetadata(customer_name=told))
    assert find("customer_name_used", heard, few_phrases()).verdict == verdict


ASKED: dict[str, tuple[str, str, str]] = {
    "given and used": ("Patrick Nolan, second of June.", "Thank you, Patrick.", "met"),
    "given and used after an okay": ("It's Rosalind Achebe, sixteen Mill Street.", "Okay Rosalind, one moment.", "met"),
    "without capitals": ("its marcus bell", "thanks marcus and your date of birth", "met"),
    "given and not used": ("Whitcombe.", "Thank you. One moment.", "not_met"),
    "not given": ("Why do you need that?", "For security.", "not_applicable"),
    "a yes is no name": ("Sure.", "Go ahead.", "not_applicable"),
}


@pytest.mark.parametrize(("customer", "agent", "verdict"), ASKED.values(), ids=ASKED)
def test_a_bare_answer_to_the_question_for_a_name_gives_it(customer: str, agent: str, verdict: str) -> None:
    lines: Lines = [{"agent": "Hello, may I have your name?"}, {"customer": customer}, {"agent": agent}]
    assert find("customer_name_used", call(lines), english()).verdict == verdict


def test_two_words_with_a_capital_after_i_am_are_a_name() -> None:
    lines: Lines = [{"agent": "Hello."}, {"customer": "Six six, one nine. I'm Chloe Adeyemi."}, {"agent": "Right."}]
    assert find("customer_name_used", call(lines), english()).verdict == "not_met"


def test_a_word_that_begins_a_sentence_is_no_name_unless_a_stop_follows() -> None:
    begins: Lines = [{"agent": "Hello."}, {"customer": "My name is Will."}, {"agent": "Will you hold?"}]
    spoken_to: Lines = [{"agent": "Hello."}, {"customer": "My name is Will."}, {"agent": "Will, one moment."}]
    assert find("customer_name_used", call(begins), english()).verdict == "not_met"
    assert find("customer_name_used", call(spoken_to), english()).verdict == "met"


@pytest.mark.parametrize(
    "agent",
    [
        "Dr. Patel can see you at ten.",
        "I can book you with Dr. Patel.",
        "Mr. Okafor's my supervisor, he calls you at eleven.",
        "My supervisor is Mrs. Iyer.",
        "It came from a Mr. E. Okafor.",
    ],
)
def test_who_is_spoken_of_is_not_spoken_to(agent: str) -> None:
    lines: Lines = [{"agent": "Hello."}, {"customer": "I see Dr. Patel, usually."}, {"agent": agent}]
    assert find("customer_name_used", call(lines), english()).verdict == "not_applicable"


GIVEN: dict[str, tuple[str, str, str]] = {
    "after a hesitation": ("Hello. It's, eh, Fergal Ryan here.", "Tell me, Fergal.", "met"),
    "in the middle": ("Look, it's Trish Dolan, I want to cancel.", "That's rough, Trish.", "met"),
    "by the first name": ("I'm Deb, sorry.", "Can I put you on hold, Deb?", "met"),
    "spelt": ("Fine. Thackray. T-H-A-C-K-R-A-Y.", "One moment.", "not_met"),
    "spelt in part": ("It's on the form, Kowalczyk, K-O-W.", "Thank you, Kowalczyk.", "met"),
    "another word spelt": ("Dot com. C, O, M.", "One moment.", "not_applicable"),
    "no name, though the word comes again": ("The password. It's cat.", "Okay, the trace is out.", "not_applicable"),
}


@pytest.mark.parametrize(("customer", "agent", "verdict"), GIVEN.values(), ids=GIVEN)
def test_a_name_is_given_in_many_ways(customer: str, agent: str, verdict: str) -> None:
    lines: Lines = [{"agent": "For security, what is your password?"}, {"customer": customer}, {"agent": agent}]
    assert find("customer_name_used", call(lines), english()).verdict == verdict
