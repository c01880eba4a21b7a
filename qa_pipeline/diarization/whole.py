"""Who speaks when in one mono recording, by a whole pyannote.audio pipeline in a folder, such as community-1."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from qa_pipeline.call import Span, SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.loading import import_pyannote, model_file, require_device, require_voices
from qa_pipeline.diarization.tidying import tidy
from qa_pipeline.errors import CorruptModel

_PIPELINE_FILE = "config.yaml"


def is_whole(folder: Path) -> bool:
    """Whether a folder holds a whole pipeline, as pyannote's community-1: config.yaml, with its models beside it."""
    return (folder / _PIPELINE_FILE).is_file()


class WholePipelineDiarizer:
    """Tells voices apart as the pipeline was made to; see Diarizer."""

    def __init__(self, folder: Path, *, threads: int = 1, device: str = "cpu") -> None:
        """Stand ready with the pipeline in the folder, which the first recording loads, in the thread that hears it.

        Raises MissingExtra without the `voices` extra, CorruptModel when the folder holds no pipeline.
        """
        require_voices()
        model_file(folder, _PIPELINE_FILE)
        self.name = folder.name
        self._folder = folder
        self._threads = threads
        self._device = device

    @cached_property
    def _pipeline(self) -> Any:
        # Not before the process is the one that hears: a model loaded before a fork hangs the child.
        import_pyannote()
        import torch

        torch.set_num_threads(self._threads)
        require_device(self._device)
        return _load(self._folder).to(torch.device(self._device))

    def diarize(self, samples: FloatArray, speech: Sequence[Span], *, speakers: int | None) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, one voice at a time; see Diarizer. What lies outside `speech` is silenced beforehand."""
        if samples.size == 0 or not speech:
            return ()
        pipeline = self._pipeline
        import torch

        waveform = torch.from_numpy(_only(samples, speech)).unsqueeze(0)
        recording = {"waveform": waveform, "sample_rate": SAMPLE_RATE, "uri": "recording"}
        with np.errstate(invalid="ignore"):  # a voice too short for an embedding is NaN, and is averaged as such
            found = pipeline(recording, num_speakers=speakers)
        tracks = found.exclusive_speaker_diarization.itertracks(yield_label=True)
        # The last window is filled up with silence, and a voice may seem to reach into it.
        duration = samples.size / SAMPLE_RATE
        spans = (SpeakerSpan(part.start, min(part.end, duration), label) for part, _, label in tracks)
        return tidy(span for span in spans if span.start < span.end)


def _only(samples: FloatArray, speech: Sequence[Span]) -> FloatArray:
    """The sound with silence outside the regions."""
    kept = np.zeros_like(samples)
    for span in speech:
        part = slice(round(span.start * SAMPLE_RATE), round(span.end * SAMPLE_RATE))
        kept[part] = samples[part]
    return kept


def _load(folder: Path) -> Any:
    from pyannote.audio import Pipeline
    from pyannote.audio.pipelines import clustering

    # It prints when there are fewer voices than asked for; standard output belongs to the command that runs.
    clustering.print = lambda *_: None  # type: ignore[attr-defined]
    try:
        pipeline = Pipeline.from_pretrained(folder)
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError, ImportError) as error:
        raise CorruptModel(f"{folder}: pyannote.audio cannot build a pipeline of it: {error}") from None
    if not hasattr(pipeline, "segmentation_step"):
        raise CorruptModel(
            f"{folder / _PIPELINE_FILE}: a {type(pipeline).__name__}, where SpeakerDiarization is needed"
        )
    return pipeline
