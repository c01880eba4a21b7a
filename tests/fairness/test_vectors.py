"""Only the sentences that a swap changes are embedded anew."""

from collections.abc import Sequence

import numpy as np

from qa_pipeline.fairness.swaps import Family
from qa_pipeline.fairness.vectors import SentenceVectors
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.meaning import embed_call
from tests.fairness.ground import ground, swap


class Counting:
    """An embedder that remembers what it was asked."""

    name = "counting 1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, sentences: Sequence[str]) -> Vectors:
        self.asked += sentences
        return np.array([[len(one), len(self.asked)] for one in sentences], np.float32)


def test_a_sentence_that_stays_keeps_its_vector() -> None:
    on = ground("en", {"agent": "Yes, sir. One moment. Yes, sir."})
    embedder = Counting()
    heard = embed_call(on.call, embedder)
    embedder.asked.clear()
    vectors = SentenceVectors(on.call, heard, embedder)
    found = vectors.of(swap(Family.GENDERED, "woman", on).call)
    assert embedder.asked == ["Yes, madam."]
    assert found.vectors[1].tolist() == heard.vectors[1].tolist()
    assert vectors.of(on.call).vectors.shape == heard.vectors.shape
    assert embedder.asked == ["Yes, madam."]


def test_vectors_of_another_model_are_not_kept() -> None:
    on = ground("en", {"agent": "One moment."})
    embedder, other = Counting(), Counting()
    other.name = "other 1"
    SentenceVectors(on.call, embed_call(on.call, other), embedder).of(on.call)
    assert embedder.asked == ["One moment."]


def test_a_filler_changes_no_vector() -> None:
    on = ground("en", {"agent": "How can I help?"})
    embedder = Counting()
    vectors = SentenceVectors(on.call, embed_call(on.call, embedder, on.pack), embedder, on.pack)
    vectors.of(swap(Family.POLITENESS, "with fillers", on).call)
    assert embedder.asked == ["How can I help?"]
