"""Composition root: the engines that the settings ask for, made on first need."""

import os
from functools import cache
from pathlib import Path

from qa_pipeline import weights
from qa_pipeline.asr.transcriber import Transcriber
from qa_pipeline.dialogue.cues import Cues, NoCues
from qa_pipeline.diarization.diarizer import Diarizer
from qa_pipeline.language.pack import LanguagePack, load_pack
from qa_pipeline.pipeline import Ears
from qa_pipeline.settings import Settings


def build_ears(settings: Settings, *, threads: int) -> Ears:
    """Load the transcriber, and stand ready to load the diarizer; at most `threads` threads do the hearing.

    Raises MissingModel or CorruptModel, naming the command that brings the model.
    """
    limit_threads(threads)
    return Ears(
        transcriber=_transcriber(settings, threads),
        diarizer=cache(lambda: _diarizer(settings)),
        cues=lambda language: cues_for(language, settings.resolved_scorecards_dir),
        threads=threads,
        models={
            "transcriber": _named(settings.whisper_model),
            "diarizer": f"{_named(settings.diarization_model)} + {_named(settings.voice_embedding_model)}",
        },
    )


def limit_threads(threads: int) -> None:
    """Keep the OpenMP pools of ctranslate2 and torch from fighting over the cores.

    Read when the libraries load, so this comes before their first import. Idle OpenMP threads spin by default:
    two pools on two busy cores were seen to run 20 times slower than one thread each.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("KMP_BLOCKTIME", "0")


def cues_for(language: str, scorecards_dir: Path) -> Cues:
    """The wording that tells roles and holds in a language, or no wording where there is no pack."""
    return pack_for(language, scorecards_dir) or NoCues()


@cache
def pack_for(language: str, scorecards_dir: Path) -> LanguagePack | None:
    """The language pack, read once a process; None for a language without one."""
    return load_pack(language, scorecards_dir / "packs")


def _named(model: str) -> str:
    return f"{model} {weights.revision(model)}"


def _transcriber(settings: Settings, threads: int) -> Transcriber:
    from qa_pipeline.asr.whisper import WhisperTranscriber

    path = weights.locate(settings.whisper_model, settings.resolved_models_dir)
    return WhisperTranscriber(
        path,
        device=settings.device,
        threads=threads,
        beam_size=settings.beam_size,
        batch_size=settings.batch_size,
    )


def _diarizer(settings: Settings) -> Diarizer:
    from qa_pipeline.diarization.voices import PyannoteDiarizer

    segmentation = weights.locate(settings.diarization_model, settings.resolved_models_dir)
    embedding = weights.locate(settings.voice_embedding_model, settings.resolved_models_dir)
    return PyannoteDiarizer(segmentation, embedding)
