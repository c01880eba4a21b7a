"""The vectors of a call's sentences as the database has them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredEmbeddings:
    """Bytes that qa_pipeline.language.meaning packs and unpacks, and the model that the vectors are of."""

    model: str
    vectors: bytes
