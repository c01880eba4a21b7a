"""What turns sentences into vectors whose angle tells how near their meanings are."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Vectors: TypeAlias = npt.NDArray[np.float32]


class Embedder(Protocol):
    """An extension point: one instance serves one process."""

    @property
    def name(self) -> str:
        """The model and its revision; vectors of two names must not be compared."""

    def embed(self, sentences: Sequence[str]) -> Vectors:
        """One row of length 1 for each sentence, shape (sentences, dimensions)."""
