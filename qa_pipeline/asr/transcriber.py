"""What a speech recogniser has to offer; asr/whisper.py is the one that ships."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span, Word

FloatArray = NDArray[np.float32]

SAMPLE_RATE = 16_000


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language (ISO 639-1) that the speech sounds like, and the probability given to it (0 to 1)."""

    language: str
    confidence: float


class Transcriber(Protocol):
    """Finds the words in speech. `name` is the model's name, kept with every call that it heard."""

    name: str

    def transcribe(self, samples: FloatArray, regions: Sequence[Span], *, language: str) -> tuple[Word, ...]:
        """The words spoken inside `regions`, in order of time, with times of the recording.

        `samples` is mono at 16 kHz, `regions` are seconds, in order, without overlap.
        Raises UsageError where the model does not know the language.
        """
        ...

    def detect_language(self, samples: FloatArray, regions: Sequence[Span]) -> LanguageGuess:
        """The language of the speech inside `regions`; raises NoSpeech where there is none."""
        ...
