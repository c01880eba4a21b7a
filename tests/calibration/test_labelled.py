"""Which sentences are taken to say a key, and which not."""

from dataclasses import replace

import pytest

from qa_pipeline.calibration.labelled import Labelled, LabelledCall, from_calls, from_packs
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Verdict
from qa_pipeline.language.examples import Examples, Ordinary
from tests.criteria.phrases import few_phrases
from tests.criteria.spoken import call, english

PACK = replace(
    few_phrases(),
    examples={
        "threat": Examples(("We will take you to court.",), ("Nobody goes to court.",)),
        "price_told": Examples(("It costs nine.",), ("How much is it?",)),
        "pressure": Examples(("Buy now!",), ("No rush.",)),
        "hardship_voiced": Examples(("I lost my job.",), ("I like my job.",)),
    },
)


NAMES = replace(english(), examples={"own_name": Examples(("This is Dean.",), ("That is it.",))})


def sentences(key: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in from_packs([PACK]):
        if one.key == key:
            found.setdefault(f"{one.source}, {'says' if one.says else 'says not'}", set()).add(one.text)
    return found


def test_a_key_has_its_examples_its_contrasts_and_what_the_same_speaker_says_otherwise() -> None:
    assert sentences("threat") == {
        "example, says": {"We will take you to court."},
        "contrast, says not": {"Nobody goes to court."},
        "other, says not": {"It costs nine.", "How much is it?"},  # pressure is its neighbour, hardship the customer's
    }


def test_a_sentence_in_which_a_phrase_of_the_key_stands_is_no_counterexample() -> None:
    examples = {**PACK.examples, "price_told": Examples(("Or we take you to court.",), ("Well.",))}
    pack = replace(PACK, examples=examples)
    others = {one.text for one in from_packs([pack]) if one.key == "threat" and one.source == "other"}
    assert others == {"Well."}


def test_what_says_no_key_is_a_counterexample_for_every_key_of_its_speaker() -> None:
    pack = replace(
        PACK, ordinary=Ordinary(agent=("Is it raining?", "It costs nine."), customer=("The dog wants out.",))
    )
    beside = [(one.key, one.text, one.says) for one in from_packs([pack]) if one.source == "ordinary"]
    assert ("threat", "Is it raining?", False) in beside
    assert ("hardship_voiced", "The dog wants out.", False) in beside
    assert ("price_told", "It costs nine.", False) not in beside  # it is the key's own example
    assert not [key for key, text, _ in beside if (key == "hardship_voiced") != (text == "The dog wants out.")]


LINES = [{"customer": "I lost my job."}, {"agent": "I will take you to court. Goodbye."}]


def labelled(verdict: Verdict) -> list[Labelled]:
    return list(from_calls([LabelledCall(call(LINES), {"no_threat": verdict})], {"en": PACK}))


def test_of_a_call_that_the_phrases_answer_rightly_each_sentence_is_labelled() -> None:
    assert [(one.text, one.says) for one in labelled(Verdict.NOT_MET)] == [
        ("I will take you to court.", True),
        ("Goodbye.", False),
    ]


def test_what_proves_an_answer_without_a_phrase_teaches_nothing() -> None:
    lines = [{"agent": "Barlow Gas, Dean."}, {"customer": "Hello."}, {"agent": "It is raining."}]
    taught = from_calls([LabelledCall(call(lines), {"own_name_given": Verdict.MET})], {"en": NAMES})
    assert [(one.text, one.says) for one in taught] == [("It is raining.", False)]


@pytest.mark.parametrize(
    ("key", "criterion", "taught"),
    [
        ("own_name", "own_name_given", {"Who is there?", "Hold on."}),
        ("goodbye", "goodbye_said", {"It is raining.", "Goodbye."}),
        ("hold_permission", "hold_permission_asked", {"Who is there?", "Hold on."}),
        ("hold_thanks", "hold_thanks", {"Back now."}),
        ("next_step", "next_step_given", {"Who is there?", "Hold on.", "Back now.", "It is raining.", "Goodbye."}),
    ],
)
def test_a_key_learns_from_where_it_is_listened_for(key: str, criterion: str, taught: set[str]) -> None:
    lines: list[dict[str, str | float]] = [
        {"agent": "Who is there?"},
        {"customer": "Hello."},
        {"agent": "Hold on."},
        {"hold": 60.0},
        {"agent": "Back now."},
        {"silence": 60.0},
        {"agent": "It is raining. Goodbye."},
    ]
    pack = replace(NAMES, examples={key: Examples(("Something.",), ("Another thing.",))})
    verdict = CRITERIA[criterion].find(Reading(call(lines), pack)).verdict
    sentences = from_calls([LabelledCall(call(lines), {criterion: verdict})], {"en": pack})
    assert {one.text for one in sentences if one.key == key} == taught


def test_a_call_that_the_phrases_answer_wrongly_teaches_nothing() -> None:
    assert labelled(Verdict.MET) == []
