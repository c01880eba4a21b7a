"""What a diarizer has to offer; diarization/voices.py is the one that ships."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import SpeakerSpan

FloatArray = NDArray[np.float32]

SAMPLE_RATE = 16_000


class Diarizer(Protocol):
    """Tells the voices of one mono recording apart. `name` is the model's name, kept with every call that it heard."""

    name: str

    def diarize(self, samples: FloatArray, *, speakers: int | None) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, one voice at a time: `voice:0` is heard first; the spans do not overlap.

        `samples` is mono at 16 kHz; `speakers` is the number of voices, None where it is to be found.
        """
        ...
