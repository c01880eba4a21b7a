"""A sentence embedding of one's own: a folder that the package sentence-transformers reads."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from qa_pipeline.errors import MissingExtra
from qa_pipeline.language.embedder import Vectors


class SentenceTransformerEmbedder:
    """Any model of sentence-transformers from a folder, on the processor.

    Raises MissingExtra without the package. The vectors are named by the folder and the digest of its configuration.
    """

    def __init__(self, model: Path) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise MissingExtra(
                f'{model}: a sentence embedding of your own needs the meaning extra: `pip install "callqa[meaning]"`;'
                " in a checkout, `.venv/bin/pip install -c requirements.lock -e '.[meaning]'`"
            ) from None
        self._model = SentenceTransformer(str(model), device="cpu", local_files_only=True)
        listed = "".join(f"{path.name} {path.stat().st_size}" for path in sorted(model.rglob("*")) if path.is_file())
        self.name = f"{model.name} {sha256(listed.encode()).hexdigest()[:12]}"

    def embed(self, sentences: Sequence[str]) -> Vectors:
        """Shape (sentences, dimensions of the model)."""
        vectors = self._model.encode(list(sentences), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)
