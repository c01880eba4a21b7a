"""The form of an answer: exactly it, or none."""

import json

import pytest
from jsonschema import Draft202012Validator

from qa_pipeline.finding import Verdict
from qa_pipeline.judge.answer import SCHEMA, Answer, NoAnswer, read_answer

RIGHT = {"verdict": "not_met", "confidence": 1, "turns": [3], "quote": ""}


def test_an_answer_is_read() -> None:
    assert read_answer(json.dumps(RIGHT)) == Answer(verdict=Verdict.NOT_MET, confidence=1.0, turns=(3,), quote="")


WRONG = [
    ("", "the whole: json_invalid"),
    ("Met, of course.", "the whole: json_invalid"),
    (f"```json\n{json.dumps(RIGHT)}\n```", "the whole: json_invalid"),
    (f"{json.dumps(RIGHT)} and so on", "the whole: json_invalid"),
    ("[]", "the whole: model_type"),
    (json.dumps({**RIGHT, "verdict": "perfect"}), "verdict: enum"),
    (json.dumps({**RIGHT, "verdict": "MET"}), "verdict: enum"),
    (json.dumps({**RIGHT, "confidence": 1.5}), "confidence: less_than_equal"),
    (json.dumps({**RIGHT, "confidence": "0.9"}), "confidence: float_type"),
    (json.dumps({**RIGHT, "confidence": float("nan")}), "confidence: "),
    (json.dumps({**RIGHT, "turns": "3"}), "turns: tuple_type"),
    (json.dumps({**RIGHT, "turns": [1.5]}), "turns: int_type"),
    (json.dumps({**RIGHT, "turns": list(range(21))}), "turns: too_long"),
    (json.dumps({**RIGHT, "quote": None}), "quote: string_type"),
    (json.dumps({**RIGHT, "quote": "x" * 601}), "quote: string_too_long"),
    (json.dumps({**RIGHT, "score": 100}), "the whole: extra_forbidden"),
    (json.dumps({key: RIGHT[key] for key in ("verdict", "confidence", "turns")}), "quote: missing"),
    ('{"verdict": "met", "confidence": 1, "turns": [1], "quote": "\\ud800"}', "the whole: json_invalid"),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG, ids=[row[1] + str(i) for i, row in enumerate(WRONG)])
def test_what_is_not_of_the_form_is_no_answer(text: str, wrong: str) -> None:
    with pytest.raises(NoAnswer) as caught:
        read_answer(text)
    assert f"its answer is not of the form that was asked for ({wrong}" in caught.value.reason


def test_the_schema_that_is_sent_asks_for_the_same() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    sound = Draft202012Validator(SCHEMA)
    assert sound.is_valid(RIGHT)
    assert not sound.is_valid({**RIGHT, "score": 1})
    assert not sound.is_valid({**RIGHT, "verdict": "perfect"})
    assert SCHEMA["required"] == list(Answer.model_fields)
