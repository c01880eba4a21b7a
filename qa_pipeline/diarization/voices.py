"""Who speaks when in one mono recording: pyannote's segmentation-3.0 finds the speech, CAM++ tells the voices.

pyannote.audio's own pipeline tells voices apart within windows of 10 s first; of two people with much the same kind of
voice it made one there, and nothing after that could mend it. On the tuning calls mixed to mono it gave a diarization
error rate of 18.6 %, the way taken here 4.7 % (docs/decisions/0005-voices-by-dense-embeddings.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa_pipeline.call import Span, SpeakerSpan
from qa_pipeline.diarization.counting import find_voices
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.frames import FRAME_SECONDS, BoolArray, frame_mask, pieces
from qa_pipeline.diarization.handover import Spoken, between, spans_of, who_speaks
from qa_pipeline.diarization.loading import import_torchaudio, model_file, require_device, require_voices
from qa_pipeline.diarization.tidying import tidy

if TYPE_CHECKING:
    from qa_pipeline.diarization.embedding import Prints, VoicePrints
    from qa_pipeline.diarization.pyannet import PyanNet

_SEGMENTATION_FILE = "pytorch_model.bin"
_EMBEDDING_FILE = "campplus_cn_en_common.pt"

# The segmentation hears windows of 10 s, here every 5 s, four at once; a step of 2 s found the same speech.
_WINDOW_SECONDS, _STEP_SECONDS, _WINDOWS_AT_ONCE = 10.0, 5.0, 4
# Its frames: 589 a window, each of 991 samples, 270 samples apart.
_FRAME_STEP, _FRAME_MIDDLE = 270 / SAMPLE_RATE, 991 / 2 / SAMPLE_RATE
_SPEECH_FROM = 0.5
# The speech it finds begins before the sound and ends after it by about this much (tuning calls).
_EAGER_SECONDS = 0.04


@dataclass(frozen=True, slots=True)
class _Networks:
    segmentation: "PyanNet"
    prints: "VoicePrints"


class PyannoteDiarizer:
    """Tells voices apart; see Diarizer."""

    def __init__(self, segmentation: Path, embedding: Path, *, threads: int = 1, device: str = "cpu") -> None:
        """Stand ready with the models in these folders, which the first recording loads, in the thread that hears it.

        One thread does best: torch's threads spin, and on a busy machine two were 20 times slower than one.
        Raises MissingExtra without the `voices` extra, CorruptModel when a folder does not hold the model.
        """
        require_voices()
        self.name = segmentation.name
        self._segmentation = model_file(segmentation, _SEGMENTATION_FILE)
        self._embedding = model_file(embedding, _EMBEDDING_FILE)
        self._threads = threads
        self._device = device

    @cached_property
    def _networks(self) -> _Networks:
        # Not before the process is the one that hears: a model loaded before a fork hangs the child.
        import_torchaudio()
        import torch

        from qa_pipeline.diarization.embedding import VoicePrints
        from qa_pipeline.diarization.pyannet import load_pyannet

        torch.set_num_threads(self._threads)
        require_device(self._device)
        # torch rounds what a GPU convolves to 10 bits unless told otherwise: the probability of speech was off by up to
        # 0.04 and a second of a call went to the other voice; without it, nothing did (docs/benchmarks.md).
        torch.backends.cudnn.allow_tf32 = False
        segmentation = load_pyannet(self._segmentation).to(torch.device(self._device))
        return _Networks(segmentation, VoicePrints(self._embedding, self._device))

    def diarize(self, samples: FloatArray, speech: Sequence[Span], *, speakers: int | None) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, one voice at a time; see Diarizer."""
        if samples.size == 0 or not speech:
            return ()
        spoken = self._spoken(samples, speech)
        prints = self._networks.prints.of(samples, pieces(spoken))
        if not prints:
            return ()
        long = np.concatenate([found.long for found in prints])
        centres = find_voices(long if len(long) else np.concatenate([p.short for p in prints]), speakers=speakers)
        heard = _heard(prints, centres)
        return tidy(spans_of(heard.frames, who_speaks(heard), shift=_EAGER_SECONDS))

    def _spoken(self, samples: FloatArray, speech: Sequence[Span]) -> BoolArray:
        """The frames in which somebody speaks."""
        activity = self._activity(samples)
        frames = int(samples.size / SAMPLE_RATE / FRAME_SECONDS)
        middles = (np.arange(frames) + 0.5) * FRAME_SECONDS
        theirs = _FRAME_MIDDLE + np.arange(activity.size) * _FRAME_STEP
        return np.asarray((np.interp(middles, theirs, activity) > _SPEECH_FROM) & frame_mask(speech, frames))

    def _activity(self, samples: FloatArray) -> FloatArray:
        """The segmentation's probability that anybody speaks, on its own frames; windows fade into each other."""
        import torch

        width, step = round(_WINDOW_SECONDS * SAMPLE_RATE), round(_STEP_SECONDS * SAMPLE_RATE)
        starts = range(0, max(1, samples.size - width + step), step)
        total = np.zeros(int((starts[-1] + width) / SAMPLE_RATE / _FRAME_STEP) + 2)
        weight = np.full(total.size, 1e-6)
        for first in range(0, len(starts), _WINDOWS_AT_ONCE):
            batch = starts[first : first + _WINDOWS_AT_ONCE]
            sound = torch.from_numpy(np.stack([_window(samples, start, width) for start in batch])).unsqueeze(1)
            with torch.inference_mode():
                # Log-probabilities of sets of speakers; the first set is nobody.
                silence = self._networks.segmentation(sound.to(self._device))[..., 0].exp().cpu().numpy()
            fade = np.hamming(silence.shape[1]) + 0.01
            for start, nobody in zip(batch, silence, strict=True):
                at = round(start / SAMPLE_RATE / _FRAME_STEP)
                total[at : at + nobody.size] += fade * (1.0 - nobody)
                weight[at : at + nobody.size] += fade
        return np.asarray(total / weight, dtype=np.float32)


def _window(samples: FloatArray, start: int, width: int) -> FloatArray:
    part = samples[start : start + width]
    return np.pad(part, (0, width - part.size))


def _heard(prints: "Sequence[Prints]", centres: FloatArray) -> Spoken:
    """What the pieces tell of each of their frames."""
    frames = [np.arange(found.piece.start, found.piece.end) for found in prints]
    likeness = [between(found.moments, found.short @ centres.T, own) for found, own in zip(prints, frames, strict=True)]
    loudness = np.concatenate([found.loudness for found in prints])
    return Spoken(np.concatenate(frames), np.concatenate(likeness), np.asarray(loudness, dtype=np.float64))
