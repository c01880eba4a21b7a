"""What a speech recogniser has to offer; asr/whisper.py is the one that ships."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
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


class Doubt(StrEnum):
    """Why a word that the recogniser gave was not believed: what kind of invention it looks like."""

    NO_SPEECH = "no_speech"
    LOOP = "loop"
    FAINT = "faint"
    OUTSIDE_SPEECH = "outside_speech"
    STOCK_PHRASE = "stock_phrase"
    ECHO = "echo"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A word that the recogniser gave and that was not believed."""

    word: Word
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words spoken, in order of time, and those that were dropped as invented."""

    words: tuple[Word, ...] = ()
    dropped: tuple[Dropped, ...] = ()


class Transcriber(Protocol):
    """Finds the words in speech. `name` is the model's name, kept with every call that it heard."""

    name: str

    def transcribe(self, samples: FloatArray, regions: Sequence[Span], *, language: str) -> Transcript:
        """The words spoken inside `regions`, with times of the recording, and what was given and not believed.

        `samples` is mono at 16 kHz, `regions` are seconds, in order, without overlap.
        Raises UsageError where the model does not know the language.
        """
        ...

    def detect_language(self, sources: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> LanguageGuess:
        """The language spoken in all sources together; `speech` has the regions of each. Raises NoSpeech for none."""
        ...
