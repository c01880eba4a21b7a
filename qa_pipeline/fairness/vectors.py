"""The vectors of a call's sentences, kept through its swaps: only a sentence that a swap changes is embedded anew."""

from collections.abc import Collection

import numpy as np

from qa_pipeline.call import Call
from qa_pipeline.language.embedder import Embedder, Vectors
from qa_pipeline.language.meaning import Embedded, without_fillers
from qa_pipeline.language.sentences import Sentence, sentences_of


class SentenceVectors:
    """One row a sentence, by its text; those of `embedded` are of the call as it was heard."""

    def __init__(
        self, call: Call, embedded: Embedded | None, embedder: Embedder, fillers: Collection[str] = ()
    ) -> None:
        self._embedder = embedder
        self._fillers = fillers
        self._known: dict[str, Vectors] = {}
        if embedded is not None and embedded.model == embedder.name:
            texts = [self._text(call, one) for one in embedded.sentences]
            self._known = dict(zip(texts, embedded.vectors, strict=True))

    def of(self, call: Call) -> Embedded:
        """The sentences of the call, or of a swap of it, with their vectors."""
        sentences = sentences_of(call)
        texts = [self._text(call, one) for one in sentences]
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return Embedded(self._embedder.name, sentences, np.stack(rows) if rows else self._embedder.embed([]))

    def _text(self, call: Call, sentence: Sentence) -> str:
        return without_fillers(call.turns[sentence.turn].text[sentence.start : sentence.end], self._fillers)
