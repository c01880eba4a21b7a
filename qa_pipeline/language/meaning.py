"""Which sentences of a call say what, by meaning: a linear head for each phrase key over the sentences' vectors."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qa_pipeline.call import Call, Turn
from qa_pipeline.errors import CallqaError
from qa_pipeline.language.embedder import Embedder, Vectors
from qa_pipeline.language.neutral import neutral_texts
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.sentences import Sentence, sentences_of


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """The sentences of a call with their vectors, one row each; `model` names what made them."""

    model: str
    sentences: tuple[Sentence, ...]
    vectors: Vectors


def sigmoid(logits: npt.NDArray[np.floating]) -> Vectors:
    """Log-odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """One logistic regression a key: `weights` (keys, dimensions) and `bias` (keys).

    A sentence whose probability reaches `accept` says the key, one under `reject` does not, between them it is
    doubtful. `model` names the embedder whose vectors they were fitted on, `version` the fitting.
    """

    version: int
    model: str
    keys: tuple[str, ...]
    weights: Vectors
    bias: Vectors
    accept: Vectors
    reject: Vectors

    def log_odds(self, vectors: Vectors) -> Vectors:
        """How sure each head is (natural logarithm), shape (sentences, keys)."""
        # Not by `@`: for so few sentences the threads of a matrix product wait for one another, on a busy machine long.
        return np.asarray(np.einsum("sd,kd->sk", vectors, self.weights) + self.bias, np.float32)

    def probabilities(self, vectors: Vectors) -> Vectors:
        """How likely each sentence says each key, shape (sentences, keys)."""
        return sigmoid(self.log_odds(vectors))


class Meant(NamedTuple):  # a call has hundreds
    """A sentence that says a key with this probability, or may: characters `start` to `end` of the turn's text."""

    start: int
    end: int
    probability: float
    doubtful: bool


class Meaning:
    """What the sentences of one call say, key by key."""

    def __init__(self, call: Call, embedded: Embedded, heads: Heads) -> None:
        """Raises CallqaError when the vectors were made by another model than the heads were fitted on."""
        if embedded.model != heads.model:
            raise CallqaError(
                f"{call.recording.file}: its sentences were embedded by {embedded.model}, and the heads of meaning "
                f"were fitted on {heads.model}; `callqa process --again` embeds anew, `callqa calibrate` fits anew"
            )
        self._meant: dict[_Name, dict[str, list[Meant]]] = {}
        self._doubtful: set[str] = set()
        probabilities = heads.probabilities(embedded.vectors)
        firm = probabilities >= heads.accept
        likely = np.nonzero(firm | (probabilities >= heads.reject))
        values = (likely[0].tolist(), likely[1].tolist(), probabilities[likely].tolist(), firm[likely].tolist())
        for row, column, probability, is_firm in zip(*values, strict=True):
            sentence, key = embedded.sentences[row], heads.keys[column]
            of_turn = self._meant.setdefault(_name(call.turns[sentence.turn]), {})
            of_turn.setdefault(key, []).append(Meant(sentence.start, sentence.end, probability, not is_firm))
            if not is_firm:
                self._doubtful.add(key)

    def possible(self, turn: Turn) -> Collection[str]:
        """The keys that a sentence of the turn says, or of which it is in doubt whether it does."""
        return self._meant.get(_name(turn), {}).keys()

    def says(self, key: str, turn: Turn) -> Sequence[Meant]:
        """The turn's sentences that say the key, and those of which it is in doubt; none where it has no head."""
        return self._meant.get(_name(turn), {}).get(key, ())

    def doubts(self, keys: Iterable[str]) -> bool:
        """Whether it is in doubt of any sentence of the call whether it says one of the keys."""
        return not self._doubtful.isdisjoint(keys)


_Name = tuple[float, str]
"""A turn keeps its words when roles are exchanged: its place in time is its name."""


def _name(turn: Turn) -> _Name:
    return turn.start, turn.text


def embed_call(call: Call, embedder: Embedder, pack: LanguagePack | None = None) -> Embedded:
    """The vectors of every sentence of the call; with the pack of its language names and fillers change none."""
    sentences = sentences_of(call)
    return Embedded(embedder.name, sentences, embedder.embed(neutral_texts(call, sentences, pack)))


def pack_embedded(embedded: Embedded) -> bytes:
    """The sentences and their vectors as bytes, each vector in whole numbers from -127 to 127 with a scale.

    What is lost moves a cosine by less than 0.001.
    """
    rows = np.zeros(len(embedded.sentences), _row_type(embedded.vectors.shape[1]))
    rows["turn"] = [one.turn for one in embedded.sentences]
    rows["start"] = [one.start for one in embedded.sentences]
    rows["end"] = [one.end for one in embedded.sentences]
    rows["scale"] = np.abs(embedded.vectors).max(axis=1, initial=1e-9) / 127
    rows["vector"] = np.rint(embedded.vectors / rows["scale"][:, None])
    out = BytesIO()
    np.save(out, rows, allow_pickle=False)
    return out.getvalue()


def unpack_embedded(model: str, data: bytes) -> Embedded:
    """What `pack_embedded` was given; raises CallqaError for bytes that are none of its."""
    try:
        rows = np.load(BytesIO(data), allow_pickle=False)
        vectors = rows["vector"].astype(np.float32) * rows["scale"][:, None]
    except (ValueError, IndexError, EOFError) as error:
        raise CallqaError(f"the stored vectors of the sentences cannot be read: {error}") from None
    places: Iterable[Sequence[int]] = zip(*(rows[name].tolist() for name in ("turn", "start", "end")), strict=True)
    return Embedded(model, tuple(Sentence(*place) for place in places), vectors)


def _row_type(dimensions: int) -> npt.DTypeLike:
    return np.dtype(
        [("turn", "<u2"), ("start", "<u4"), ("end", "<u4"), ("scale", "<f4"), ("vector", "i1", (dimensions,))]
    )
