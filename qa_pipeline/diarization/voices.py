"""Who speaks when in one mono recording: pyannote.audio, with segmentation-3.0 and CAM++ or with a whole pipeline."""

import os
import sys
import warnings
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.tidying import one_label_a_voice, tidy
from qa_pipeline.errors import CorruptModel, MissingExtra, UsageError

# Windows of 10 s every 2.5 s. A step of a tenth costs two and a half times as much.
_STEP = 0.25
_SEGMENTATION_FILE = "pytorch_model.bin"
_EMBEDDING_FILE = "campplus_cn_en_common.pt"
_PIPELINE_FILE = "config.yaml"
# How many at once; more only cost memory. A chunk has 3 speakers, whose embeddings share the features.
_SEGMENTATION_BATCH = 8
_EMBEDDING_BATCH = 3

# Between two voices the mean cosine distance was 0.49 to 0.79, within one at most 0.42 (six calls, real and spoken by a
# synthesiser, telephone band). Fewer than four windows are no voice of their own.
_CLUSTERING = {"method": "average", "threshold": 0.45, "min_cluster_size": 4}


class PyannoteDiarizer:
    """Tells voices apart; see Diarizer."""

    def __init__(self, model: Path, embedding: Path | None, *, threads: int = 1, device: str = "cpu") -> None:
        """Stand ready with the models in these folders, which the first recording loads, in the thread that hears it.

        `model` holds a segmentation model, which `embedding` tells voices apart for, or a whole pipeline (see
        `is_whole`) with an embedding of its own. One thread does best: torch's threads spin, and on a busy machine two
        were 20 times slower than one. Raises MissingExtra without the `voices` extra, CorruptModel when a folder does
        not hold the model.
        """
        require_voices()
        self.name = model.name
        self._whole = is_whole(model)
        if self._whole:
            self._make = partial(_load_whole, model)
        elif embedding is None:
            raise CorruptModel(f"{model}: no whole pipeline, so a voice embedding is needed beside it")
        else:
            self._make = partial(_build, _file(model, _SEGMENTATION_FILE), _file(embedding, _EMBEDDING_FILE))
        self._threads = threads
        self._device = device

    @cached_property
    def _pipeline(self) -> Any:
        # Not before the process is the one that hears: a model loaded before a fork hangs the child.
        import_pyannote()
        import torch

        torch.set_num_threads(self._threads)
        require_device(self._device)
        return self._make().to(torch.device(self._device))

    def diarize(self, samples: FloatArray, *, speakers: int | None) -> tuple[SpeakerSpan, ...]:
        """Who speaks when, one voice at a time; see Diarizer."""
        if samples.size == 0:
            return ()
        pipeline = self._pipeline
        import torch

        duration = samples.size / SAMPLE_RATE
        waveform = torch.from_numpy(np.ascontiguousarray(samples)).unsqueeze(0)
        recording = {"waveform": waveform, "sample_rate": SAMPLE_RATE, "uri": "recording"}
        with np.errstate(invalid="ignore"):  # a voice too short for an embedding is NaN, and is averaged as such
            found = pipeline(recording, num_speakers=speakers)
        # How alike two parts of one voice are was fitted on CAM++; a whole pipeline has its own clustering to rely on.
        labels = () if self._whole else found.speaker_diarization.labels()
        voices = one_label_a_voice(labels, found.speaker_embeddings) if labels else {}
        tracks = found.exclusive_speaker_diarization.itertracks(yield_label=True)
        # The last window is filled up with silence, and a voice may seem to reach into it.
        spans = (SpeakerSpan(part.start, min(part.end, duration), label) for part, _, label in tracks)
        return tidy((span for span in spans if span.start < span.end), voices)


def is_whole(folder: Path) -> bool:
    """Whether a folder holds a whole pipeline, as pyannote's community-1: config.yaml, with its models beside it."""
    return (folder / _PIPELINE_FILE).is_file()


def require_voices() -> None:
    """Raise MissingExtra, with the command that helps, where the `voices` extra is not installed."""
    if not all(_installed(name) for name in ("torch", "torchaudio", "pyannote.audio")):
        raise MissingExtra(_EXTRA)


def require_device(device: str) -> None:
    """Raise UsageError where torch does not have the device."""
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        built = f"torch {torch.__version__} " + ("finds no CUDA device" if torch.version.cuda else "has no CUDA in it")
        raise UsageError(
            f"CALLQA_DEVICE=cuda: {built}; `pip install torch` from an index with CUDA builds brings one that has, "
            "and CALLQA_DEVICE=cpu goes without"
        )


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # not even the package it lies in
        return False


def import_pyannote() -> None:
    """Import `pyannote.audio`, silent and cut off from the network."""
    # Read by pyannote and by the hub's library when they are imported: no telemetry, no call to a hub.
    os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    # It warns of torchcodec, which would decode files (callqa decodes them itself), and of voices too short to average.
    warnings.filterwarnings("ignore", module=r"pyannote\.audio")
    warnings.filterwarnings("ignore", message="Mean of empty slice")
    _spare_torchaudio_extension()
    import pyannote.audio.pipelines.clustering as clustering

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


def _load_whole(folder: Path) -> Any:
    from pyannote.audio import Pipeline

    try:
        pipeline = Pipeline.from_pretrained(folder)
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError, ImportError) as error:
        raise CorruptModel(f"{folder}: pyannote.audio cannot build a pipeline of it: {error}") from None
    if not hasattr(pipeline, "segmentation_step"):
        raise CorruptModel(
            f"{folder / _PIPELINE_FILE}: a {type(pipeline).__name__}, where SpeakerDiarization is needed"
        )
    return pipeline


def _file(folder: Path, name: str) -> Path:
    if not (folder / name).is_file():
        raise CorruptModel(f"{folder}: {name} is not there")
    return folder / name
