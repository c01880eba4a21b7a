"""Truths to compare with, those of the sample calls and a small one with easy sums, and ways to spoil them."""

import copy
import json
from pathlib import Path
from typing import Any

from qa_pipeline.evaluation.account import Account, account_of
from qa_pipeline.evaluation.english import FILLERS, ORDINALS, PAIRS, REWRITTEN, SCALES, TENS, UNITS
from qa_pipeline.evaluation.figures import CallMeasures, Figures, compare, pool
from qa_pipeline.evaluation.measures import MEASURES

SAMPLES = Path(__file__).parent.parent.parent / "sample_calls"
Document = dict[str, Any]

# Words whose loss changes how the words around them are read.
_WITH_NEIGHBOURS = {*UNITS, *TENS, *SCALES, *ORDINALS, *REWRITTEN, *FILLERS, *(word for pair in PAIRS for word in pair)}
_WITH_NEIGHBOURS |= {"hundred", "double", "triple", "pound", "pounds", "pence", "cent", "cents", "and"}


def sample_truths() -> dict[str, Document]:
    return {
        path.name.removesuffix(".truth.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(SAMPLES.rglob("*.truth.json"))
    }


def turn(role: str, start: float, text: str, *, each: float = 1.0) -> Document:
    """A turn in which each word takes `each` seconds, without pauses."""
    words = [
        {"text": word, "start": start + each * place, "end": start + each * (place + 1)}
        for place, word in enumerate(text.split())
    ]
    return {
        "role": role,
        "speaker": role,
        "start": start,
        "end": words[-1]["end"],
        "text": text,
        "words": words,
    }


def small_truth() -> Document:
    """20 words of ten seconds each side, a hold between, one interruption, four answers."""
    return {
        "recording": {"duration": 60.0},
        "language": "en",
        "speakers": {"agent": {"role": "agent", "channel": None}, "customer": {"role": "customer", "channel": None}},
        "turns": [
            turn("agent", 0.0, "hello this bank calling about your letter yesterday please listen"),
            turn("customer", 10.0, "thank goodness somebody answers because nobody wrote back since April"),
        ],
        "holds": [{"start": 30.0, "end": 50.0, "kind": "music"}],
        "silences": [{"start": 20.0, "end": 60.0}],
        "interruptions": [{"start": 10.0, "by": "customer"}],
        "health": {"issues": [{"code": "clipping", "channel": 1}, {"code": "low_level", "channel": None}]},
        "expected": {"a": "met", "b": "not_met", "c": "not_applicable", "d": "met"},
    }


def as_output(truth: Document) -> Document:
    """The truth in the shape of an export: its verdicts as findings, each wholly sure."""
    output = copy.deepcopy(truth)
    expected = output.pop("expected", {})
    output["findings"] = [
        {"criterion": name, "verdict": verdict, "confidence": 1.0} for name, verdict in expected.items()
    ]
    return output


def account(document: Document) -> Account:
    return account_of(document, "a test")


def compared(truth: Document, output: Document, name: str = "call") -> CallMeasures:
    return compare(name, account(truth), account(output))


def figures(truth: Document, output: Document) -> Figures:
    return pool([compared(truth, output)])


def named(pooled: Figures) -> dict[str, float | None]:
    return {measure.name: measure.value(pooled) for measure in MEASURES}


def plain_words(document: Document) -> list[Document]:
    """The words that may be lost, doubled or changed without a change to how others are read, in order."""
    return [word for turn in document["turns"] for word in turn["words"] if is_plain(word["text"])]


def is_plain(text: str) -> bool:
    word = text.strip(".,?!").lower()
    return len(word) > 3 and word.isalpha() and word.isascii() and word not in _WITH_NEIGHBOURS


def lose(document: Document, words: list[Document]) -> None:
    """Take these very words out of the turns that they are in."""
    lost = {id(word) for word in words}
    for turn in document["turns"]:
        turn["words"] = [word for word in turn["words"] if id(word) not in lost]
    document["turns"] = [turn for turn in document["turns"] if turn["words"]]
