"""What a diarizer has to offer; diarization/voices.py is the one that ships."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span, SpeakerSpan

FloatArray = NDArray[np.float32]

SAMPLE_RATE = 16_000


class Diarizer(Protocol):
    """Tells the voices of one mono recording apart. `name` is the model's name, kept with every call that it heard."""

    name: str

    def diarize(self, samples: FloatArray, speech: Sequence[Span], *, speakers: int | None) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, one voice at a time: `voice:0` is heard first; the spans do not overlap.

        `samples` is mono at 16 kHz, `speech` the regions (seconds, in order, without overlap) outside which nobody is
        listened for. `speakers` is the number of voices to expect, None where nothing is known of it: one more is
        told where a voice is clearly another's (a transfer), and fewer where there is but one.
        """
        ...
