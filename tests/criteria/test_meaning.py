"""A criterion counts what is meant as it counts what is worded, and says so where an answer hangs on a doubt."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from qa_pipeline.call import Call
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.criteria.registry import Criterion
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.meaning import Embedded, Heads, Meaning
from qa_pipeline.language.sentences import sentences_of
from tests.criteria.phrases import few_phrases
from tests.criteria.spoken import Lines, call

ACCEPT, REJECT = 0.8, 0.5
KEYS = ("ownership", "threat", "complaint_voiced")
LINES: Lines = [{"customer": "The pump leaks."}, {"agent": "I shall see to it. Bye."}]


def meaning(heard: Call, means: Mapping[str, tuple[str, float]]) -> Meaning:
    """Each sentence that is named means a key with a probability; every other sentence means nothing."""
    sentences = sentences_of(heard)
    vectors: Vectors = np.full((len(sentences), len(KEYS)), -9.0, np.float32)
    for row, one in enumerate(sentences):
        key, probability = means.get(heard.turns[one.turn].text[one.start : one.end], ("", 0.0))
        if key:
            vectors[row, KEYS.index(key)] = np.log(probability / (1 - probability))
    count = len(KEYS)
    ends = (np.full(count, ACCEPT, np.float32), np.full(count, REJECT, np.float32))
    heads = Heads(1, "m", KEYS, np.eye(count, dtype=np.float32), np.zeros(count, np.float32), *ends)
    return Meaning(heard, Embedded("m", sentences, vectors), heads)


def ask(criterion: str, lines: Sequence[Mapping[str, str | float]], **means: tuple[str, float]) -> Finding:
    heard = call(lines)
    named = {sentence.replace("_", " "): meant for sentence, meant in means.items()}
    said = {text: meant for text in _sentences(heard) for key, meant in named.items() if text.startswith(key)}
    return CRITERIA[criterion].find(Reading(heard, few_phrases(), meaning=meaning(heard, said)))


def _sentences(heard: Call) -> list[str]:
    return [heard.turns[one.turn].text[one.start : one.end] for one in sentences_of(heard)]


def test_a_sentence_that_means_it_is_the_proof() -> None:
    found = ask("ownership_taken", LINES, I_shall=("ownership", 0.9))
    assert found.verdict is Verdict.MET
    assert [one.quote for one in found.evidence] == ["I shall see to it."]
    assert found.confidence == pytest.approx(0.9 * 0.95, abs=0.01)  # its words were heard with 0.95


def test_what_nothing_means_is_missing() -> None:
    assert ask("ownership_taken", LINES).verdict is Verdict.NOT_MET


def test_an_answer_that_hangs_on_a_doubtful_sentence_is_undetermined_and_shows_it() -> None:
    found = ask("ownership_taken", LINES, I_shall=("ownership", 0.6))
    assert found.verdict is Verdict.UNDETERMINED
    assert "without them it is not met, with them met" in found.explanation
    assert [one.quote for one in found.evidence] == ["I shall see to it."]


def test_a_doubtful_sentence_changes_nothing_where_another_is_sure() -> None:
    found = ask("ownership_taken", LINES, I_shall=("ownership", 0.9), Bye=("ownership", 0.6))
    assert found.verdict is Verdict.MET


def test_a_doubtful_accusation_is_no_accusation() -> None:
    assert ask("no_threat", LINES, I_shall=("threat", 0.9)).verdict is Verdict.NOT_MET
    assert ask("no_threat", LINES, I_shall=("threat", 0.6)).verdict is Verdict.UNDETERMINED
    assert ask("no_threat", LINES, I_shall=("threat", 0.4)).verdict is Verdict.MET


def test_whether_a_question_applies_may_hang_on_a_doubt() -> None:
    assert ask("reference_given", LINES, The_pump=("complaint_voiced", 0.9)).verdict is Verdict.NOT_MET
    assert ask("reference_given", LINES, The_pump=("complaint_voiced", 0.6)).verdict is Verdict.UNDETERMINED
    assert ask("reference_given", LINES).verdict is Verdict.NOT_APPLICABLE


def test_who_says_it_counts() -> None:
    assert ask("ownership_taken", LINES, The_pump=("ownership", 0.9)).verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("criterion", "means", "times"),
    [
        ("ownership_taken", {"I_shall": ("ownership", 0.6)}, 2),
        ("ownership_taken", {"The_pump": ("ownership", 0.6)}, 1),  # the customer's word, and the agent is asked about
        ("ownership_taken", {"I_shall": ("ownership", 0.9)}, 1),
    ],
)
def test_a_criterion_is_asked_again_only_where_its_answer_can_hang_on_a_doubt(
    monkeypatch: pytest.MonkeyPatch, criterion: str, means: dict[str, tuple[str, float]], times: int
) -> None:
    asked = []
    original = Criterion._asked

    def counting(self: Criterion, reading: Reading, given: Mapping[str, Any]) -> Finding:
        asked.append(reading.credulous)
        return original(self, reading, given)

    monkeypatch.setattr(Criterion, "_asked", counting)
    ask(criterion, LINES, **means)
    assert asked == [False, True][:times]


def test_what_the_two_readings_share_leaves_nothing_in_doubt() -> None:
    reading = Reading(call(LINES), few_phrases()).afresh(credulous=False)
    assert reading.either("the same", "the same") == "the same"
    assert not reading.in_doubt
    assert reading.either("without", "with") == "without"
    assert reading.in_doubt
    assert reading.afresh(credulous=True).either("without", "with") == "with"
    assert not reading.afresh(credulous=False).in_doubt
