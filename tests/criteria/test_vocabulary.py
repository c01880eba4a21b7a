"""The owner's names in the opening: companies and agents that no phrase pattern leads to."""

import pytest

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.evidence import unproven
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Finding
from qa_pipeline.language.vocabulary import NO_NAMES, Name, Vocabulary
from tests.criteria.spoken import Lines, call, english

NAMES = Vocabulary(
    companies=(Name("Brightwater Energy"), Name("Voxline", ("box line",))),
    agents=(Name("Derek", ("Derrick",)), Name("Camila"), Name("Grace")),
)


def ask(criterion: str, lines: Lines, vocabulary: Vocabulary = NAMES, **params: object) -> Finding:
    heard = call(lines)
    finding = CRITERIA[criterion].find(Reading(heard, english(), vocabulary), params)
    assert unproven(finding, heard) == ()
    return finding


@pytest.mark.parametrize(
    ("criterion", "lines"),
    [
        ("company_named", [{"agent": "Right, Voxline then, what is it?"}]),
        ("company_named", [{"agent": "So, at Box Line we do that."}]),
        (
            "company_named",
            [{"agent": "Yes."}, {"customer": "Is that the energy people?"}, {"agent": "Britewater Energy, yes."}],
        ),
        ("own_name_given", [{"agent": "What is it, Derrick, yes."}]),
        ("own_name_given", [{"customer": "Hello?"}, {"agent": "Yes, Camilla, go on."}]),
    ],
)
def test_a_known_name_is_met_where_no_phrase_covers_it(criterion: str, lines: Lines) -> None:
    assert ask(criterion, lines).verdict == "met"
    assert ask(criterion, lines, NO_NAMES).verdict == "not_met"


@pytest.mark.parametrize(
    ("criterion", "lines"),
    [
        # the customer has an agent's name
        ("own_name_given", [{"agent": "Yes?"}, {"customer": "It's Camila Reis."}, {"agent": "Thanks, Camila."}]),
        ("own_name_given", [{"agent": "There is a grace period."}]),
        ("company_named", [{"agent": "Yes?"}, {"customer": "Is this Voxline?"}, {"agent": "What is it?"}]),
        ("company_named", [{"agent": "Yes?"}, {"silence": 40}, {"agent": "Right, Voxline then."}]),
    ],
)
def test_a_name_elsewhere_is_not_the_greeting(criterion: str, lines: Lines) -> None:
    assert ask(criterion, lines).verdict == "not_met"


def test_what_a_phrase_finds_is_the_proof_as_before() -> None:
    lines = [{"agent": "Thank you for calling Northwind, this is Derek speaking."}]
    assert ask("company_named", lines) == ask("company_named", lines, NO_NAMES)


@pytest.mark.parametrize(("said", "verdict"), [("Box Line, good morning.", "met"), ("Brightwater Energy.", "not_met")])
def test_names_of_a_scorecard_stay_the_only_ones_and_get_their_other_forms(said: str, verdict: str) -> None:
    assert ask("company_named", [{"agent": said}], names=["Voxline"]).verdict == verdict
