"""Who speaks when in one mono recording: pyannote.audio with segmentation-3.0 and CAM++."""

import os
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.tidying import one_label_a_voice, tidy
from qa_pipeline.errors import CorruptModel, MissingExtra

# Windows of 10 s every 2.5 s. A step of a tenth costs two and a half times as much.
_STEP = 0.25
_SEGMENTATION_FILE = "pytorch_model.bin"
# How many at once; more only cost memory. A chunk has 3 speakers, whose embeddings share the features.
_SEGMENTATION_BATCH = 8
_EMBEDDING_BATCH = 3

# Between two voices the mean cosine distance was 0.49 to 0.79, within one at most 0.42 (six calls, real and spoken by a
# synthesiser, telephone band). Fewer than four windows are no voice of their own.
_CLUSTERING = {"method": "average", "threshold": 0.45, "min_cluster_size": 4}


class PyannoteDiarizer:
    """Tells voices apart; see Diarizer."""

    def __init__(self, segmentation: Path, embedding: Path, *, threads: int = 1, device: str = "cpu") -> None:
        """Load both models from their folders.

        One thread does best: torch's threads spin, and on a busy machine two were 20 times slower than one.
        Load in the process that uses it: a model loaded before a fork hangs the child.
        Raises MissingExtra without the `voices` extra, CorruptModel when a folder does not hold the model.
        """
        import_pyannote()
        import torch

        torch.set_num_threads(threads)
        self.name = segmentation.name
        self._pipeline = _build(_file(segmentation, _SEGMENTATION_FILE), _embedding_file(embedding))
        self._pipeline.to(torch.device(device))

    def diarize(self, samples: FloatArray, *, speakers: int | None) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, one voice at a time; see Diarizer."""
        import torch

        if samples.size == 0:
            return ()
        duration = samples.size / SAMPLE_RATE
        waveform = torch.from_numpy(np.ascontiguousarray(samples)).unsqueeze(0)
        recording = {"waveform": waveform, "sample_rate": SAMPLE_RATE, "uri": "recording"}
        with np.errstate(invalid="ignore"):  # a voice too short for an embedding is NaN, and is averaged as such
            found = self._pipeline(recording, num_speakers=speakers)
        voices = one_label_a_voice(found.speaker_diarization.labels(), found.speaker_embeddings)
        tracks = found.exclusive_speaker_diarization.itertracks(yield_label=True)
        # The last window is filled up with silence, and a voice may seem to reach into it.
        spans = (SpeakerSpan(part.start, min(part.end, duration), label) for part, _, label in tracks)
        return tidy((span for span in spans if span.start < span.end), voices)


def import_pyannote() -> None:
    """Make `pyannote.audio` importable; raises MissingExtra when the `voices` extra is not installed."""
    # Read by pyannote and by the hub's library when they are imported: no telemetry, no call to a hub.
    os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    # It warns of torchcodec, which would decode files (callqa decodes them itself), and of voices too short to average.
    warnings.filterwarnings("ignore", module=r"pyannote\.audio")
    warnings.filterwarnings("ignore", message="Mean of empty slice")
    try:
        _spare_torchaudio_extension()
        import pyannote.audio.pipelines.clustering as clustering
    except ModuleNotFoundError:
        raise MissingExtra(_EXTRA) from None
    # It prints when there are fewer voices than asked for; standard output belongs to the command that runs.
    clustering.print = lambda *_: None  # type: ignore[attr-defined]


_EXTRA = (
    'telling voices apart in a mono recording needs the voices extra: `pip install "callqa[voices]"`;'
    ' in a checkout, `.venv/bin/pip install -c requirements.lock -e ".[voices]"`'
)


def _spare_torchaudio_extension() -> None:
    """Put a stand-in for torchaudio's compiled part into its place where that part does not load.

    With a CPU-only torch it does not, being linked to CUDA, and takes the whole import with it; what is used here,
    the Kaldi features and file-free transforms, is plain Python on torch.
    """
    try:
        import torchaudio  # noqa: F401
    except OSError:
        stand_in = ModuleType("torchaudio._extension")
        stand_in._IS_TORCHAUDIO_EXT_AVAILABLE = False  # type: ignore[attr-defined]
        stand_in.fail_if_no_align = lambda function: function  # type: ignore[attr-defined]
        sys.modules["torchaudio._extension"] = stand_in


def _build(segmentation: Path, embedding: Path) -> Any:
    from pyannote.audio.core.plda import PLDA
    from pyannote.audio.pipelines import SpeakerDiarization

    from qa_pipeline.diarization.embedding import VoiceEmbedding

    class NoPlda(PLDA):  # the pipeline insists on one; agglomerative clustering uses none
        def __init__(self) -> None: ...

    pipeline = SpeakerDiarization(
        segmentation=str(segmentation),
        segmentation_step=_STEP,
        segmentation_batch_size=_SEGMENTATION_BATCH,
        embedding=VoiceEmbedding(embedding),
        embedding_exclude_overlap=True,
        embedding_batch_size=_EMBEDDING_BATCH,
        plda=NoPlda(),
        clustering="AgglomerativeClustering",
    )
    return pipeline.instantiate({"segmentation": {"min_duration_off": 0.0}, "clustering": _CLUSTERING})


def _file(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        raise CorruptModel(f"{folder}: {name} is not there")
    return folder / name


def _embedding_file(folder: Path) -> Path:
    from qa_pipeline.diarization.campplus import CHECKPOINT

    return _file(folder, CHECKPOINT)
