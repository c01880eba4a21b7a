"""Sentences judged by meaning: heads over vectors, doubt, and how vectors are kept."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.call import Role, Turn
from qa_pipeline.errors import CallqaError, ScorecardError
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.heads import load_heads, newest, save_numbers
from qa_pipeline.language.meaning import Embedded, Heads, Meaning, embed_call, pack_embedded, unpack_embedded
from qa_pipeline.language.sentences import Sentence
from tests.criteria.spoken import call

LINES = [{"agent": "Sorry for that. What is the name?"}, {"customer": "It is a mess."}]


class Toy:
    """Two dimensions: how often a sentence has an s, and whether it asks."""

    name = "toy 1"

    def embed(self, sentences: Sequence[str]) -> Vectors:
        return np.array([(text.lower().count("s"), text.endswith("?")) for text in sentences], np.float32)


def heads(*, accept: float = 0.9, reject: float = 0.5, model: str = "toy 1") -> Heads:
    """`apology` for a statement; `problem_voiced` for whatever has an s."""
    weights = np.array([(0.0, -20.0), (2.0, 0.0)], np.float32)
    ends = np.full(2, accept, np.float32), np.full(2, reject, np.float32)
    return Heads(1, model, ("apology", "problem_voiced"), weights, np.array([10.0, -2.0], np.float32), *ends)


def texts(meaning: Meaning, key: str, turn: Turn, *, in_doubt: bool = False) -> list[str]:
    says = [one for one in meaning.says(key, turn) if in_doubt or not one.doubtful]
    return [turn.text[one.start : one.end] for one in says]


def test_each_sentence_of_a_call_has_its_vector_and_its_place() -> None:
    heard = call(LINES)
    embedded = embed_call(heard, Toy())
    said = [heard.turns[one.turn].text[one.start : one.end] for one in embedded.sentences]
    assert said == ["Sorry for that.", "What is the name?", "It is a mess."]
    assert embedded.vectors.tolist() == [[1, 0], [1, 1], [3, 0]]


def test_a_sentence_says_a_key_from_its_threshold_on() -> None:
    heard = call(LINES)
    meaning = Meaning(heard, embed_call(heard, Toy()), heads())
    agent, customer = heard.turns
    assert texts(meaning, "apology", agent) == ["Sorry for that."]
    assert texts(meaning, "problem_voiced", customer) == ["It is a mess."]
    assert texts(meaning, "goodbye", agent) == []  # a key without a head


def test_a_sentence_between_the_thresholds_is_in_doubt() -> None:
    heard = call(LINES)
    meaning = Meaning(heard, embed_call(heard, Toy()), heads(accept=0.99))
    customer = heard.turns[1]  # a probability of 0.98
    assert texts(meaning, "problem_voiced", customer) == []
    assert texts(meaning, "problem_voiced", customer, in_doubt=True) == ["It is a mess."]
    assert meaning.doubts(["problem_voiced"])
    assert not meaning.doubts(["goodbye"])
    assert not meaning.doubts(())


def test_a_turn_keeps_its_sentences_when_roles_are_exchanged() -> None:
    from dataclasses import replace

    heard = call(LINES)
    meaning = Meaning(heard, embed_call(heard, Toy()), heads())
    assert texts(meaning, "apology", replace(heard.turns[0], role=Role.CUSTOMER)) == ["Sorry for that."]


def test_vectors_of_another_model_are_refused_with_what_helps() -> None:
    heard = call(LINES)
    with pytest.raises(CallqaError, match=r"embedded by toy 1, .* fitted on other 2; .*callqa calibrate"):
        Meaning(heard, embed_call(heard, Toy()), heads(model="other 2"))


def test_vectors_come_back_from_their_bytes_almost_as_they_were() -> None:
    vectors = np.random.default_rng(1).normal(size=(7, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = Embedded("m", tuple(Sentence(turn, 2, 40_000) for turn in range(7)), vectors)
    back = unpack_embedded("m", pack_embedded(kept))
    assert back.sentences == kept.sentences
    assert (back.vectors * vectors).sum(axis=1) == pytest.approx(1.0, abs=1e-3)


def test_a_call_without_a_word_has_no_vectors() -> None:
    nothing = Embedded("m", (), np.zeros((0, 384), np.float32))
    back = unpack_embedded("m", pack_embedded(nothing))
    assert (back.sentences, back.vectors.shape) == ((), (0, 384))


@pytest.mark.parametrize(
    "data", [b"", b"no numbers", pack_embedded(Embedded("m", (), np.zeros((0, 3), np.float32)))[:9]]
)
def test_bytes_that_are_no_vectors_are_refused(data: bytes) -> None:
    with pytest.raises(CallqaError, match="vectors of the sentences cannot be read"):
        unpack_embedded("m", data)


FITTING = """\
version: 3
model: toy 1
fitted_on: ["en: English pack"]
error_rate: 0.05
heads:
  apology: {by: regression, say: 30, other: 90, accept: 0.9, reject: 0.5}
  problem_voiced: {by: margin, say: 30, other: 90, accept: 2.0, reject: 2.0}
"""


def written(folder: Path, text: str = FITTING) -> Path:
    (folder / "3.yaml").write_text(text, encoding="utf-8")
    fitted = heads()
    save_numbers(folder / "3.yaml", fitted.keys, fitted.weights, fitted.bias)
    return folder / "3.yaml"


def test_a_fitting_is_read_from_its_two_files(tmp_path: Path) -> None:
    found = load_heads(written(tmp_path))
    assert (found.version, found.model, found.keys) == (3, "toy 1", ("apology", "problem_voiced"))
    assert found.accept.tolist() == pytest.approx([0.9, 2.0])
    assert found.weights.tolist() == heads().weights.tolist()


def test_the_newest_fitting_is_the_one_with_the_highest_number(tmp_path: Path) -> None:
    assert newest(tmp_path) is None
    for name in ("2.yaml", "10.yaml", "notes.yaml"):
        (tmp_path / name).touch()
    assert newest(tmp_path) == tmp_path / "10.yaml"


MISTAKES = {
    "an unknown key": (FITTING.replace("apology:", "apologies:"), r"3\.yaml:6: heads.apologies: found 'apologies'"),
    "a threshold that is none": (FITTING.replace("accept: 0.9", "accept: high"), r"3\.yaml:6: heads.apology.accept"),
    "another order than the numbers": (
        "\n".join([*FITTING.splitlines()[:5], *reversed(FITTING.splitlines()[5:])]),
        r"3\.npz: its keys are not those of 3\.yaml",
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_fitting_with_a_mistake_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ScorecardError, match=message):
        load_heads(written(tmp_path, text))


def test_a_fitting_without_its_numbers_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.with_suffix(".npz").write_bytes(b"none")
    with pytest.raises(ScorecardError, match=r"3\.npz: the weights of 3\.yaml cannot be read"):
        load_heads(path)
