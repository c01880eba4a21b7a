"""What the diarizers need before them: their packages, silent and offline, the device, the files."""

import os
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from qa_pipeline.errors import CorruptModel, MissingExtra, UsageError


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


def import_torchaudio() -> None:
    """Import `torchaudio`, with a stand-in for its compiled part where that does not load.

    With a CPU-only torch it does not, being linked to CUDA, and takes the whole import with it; what is used here,
    the Kaldi features and file-free transforms, is plain Python on torch.
    """
    # Read when torch first computes. It keeps a compiled layer for each length of speech, a thousand unless told
    # otherwise: 100 MB more after a few calls, and no faster.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
    try:
        import torchaudio  # noqa: F401
    except OSError:
        stand_in = ModuleType("torchaudio._extension")
        stand_in._IS_TORCHAUDIO_EXT_AVAILABLE = False  # type: ignore[attr-defined]
        stand_in.fail_if_no_align = lambda function: function  # type: ignore[attr-defined]
        sys.modules["torchaudio._extension"] = stand_in


def import_pyannote() -> None:
    """Import `pyannote.audio`, silent and cut off from the network."""
    # Read by pyannote and by the hub's library when they are imported: no telemetry, no call to a hub.
    os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
    os.environ["HF_HUB_OFFLINE"] = "1"
    # It warns of torchcodec, which would decode files; callqa decodes them itself.
    warnings.filterwarnings("ignore", module=r"pyannote\.audio")
    import_torchaudio()
    import pyannote.audio  # noqa: F401  # now, with what was set before it


_EXTRA = (
    'telling voices apart in a mono recording needs the voices extra: `pip install "callqa[voices]"`;'
    ' in a checkout, `.venv/bin/pip install -c requirements.lock -e ".[voices]"`'
)


def model_file(folder: Path, name: str) -> Path:
    """The file in a model's folder; raises CorruptModel where it is not there."""
    if not (folder / name).is_file():
        raise CorruptModel(f"{folder}: {name} is not there")
    return folder / name
