"""The vectors of a call's sentences, kept through its swaps: only a sentence that a swap changes is embedded anew."""

import numpy as np

from qa_pipeline.call import Call
from qa_pipeline.language.embedder import Embedder, Vectors
from qa_pipeline.language.meaning import Embedded
from qa_pipeline.language.neutral import neutral_texts
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.sentences import sentences_of


class SentenceVectors:
    """One row a sentence, by its text; those of `embedded` are of the call as it was heard."""

    def __init__(
        self, call: Call, embedded: Embedded | None, embedder: Embedder, pack: LanguagePack | None = None
    ) -> None:
        self._embedder = embedder
        self._pack = pack
        self._known: dict[str, Vectors] = {}
        if embedded is not None and embedded.model == embedder.name:
            texts = neutral_texts(call, embedded.sentences, pack)
            self._known = dict(zip(texts, embedded.vectors, strict=True))

    def of(self, call: Call) -> Embedded:
        """The sentences of the call, or of a swap of it, with their vectors."""
        sentences = sentences_of(call)
        texts = neutral_texts(call, sentences, self._pack)
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return Embedded(self._embedder.name, sentences, np.stack(rows) if rows else self._embedder.embed([]))
