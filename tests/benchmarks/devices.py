"""Do voices come out the same on a GPU? `python -m tests.benchmarks.devices FILE…`, with the models of the settings.

Each recording, mixed to mono, is heard by the networks that tell voices apart on the CPU (one thread) and on `cuda`,
there twice as callqa has them compute, and once rounded to TensorFloat-32, as torch would have it.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.call import SpeakerSpan
from qa_pipeline.diarization.diarizer import SAMPLE_RATE, FloatArray
from qa_pipeline.diarization.voices import PyannoteDiarizer
from qa_pipeline.pipeline import AGENT_AND_CUSTOMER
from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.weights import ready as weights


def main(files: Sequence[str], device: str = "cuda") -> None:
    settings = load_settings()
    cpu, gpu = ready(settings, "cpu"), ready(settings, device)
    import torch

    print("| recording | length s | cpu s | cuda s | once more, cuda s | spans | the same on cuda | rounded |")
    print("|---|---|---|---|---|---|---|---|")
    for path in map(Path, files):
        samples = mono(path)
        expected, *times = heard(cpu, samples)
        found, first = heard(gpu, samples)
        _, again = heard(gpu, samples)
        with torch.backends.cudnn.flags(enabled=True, allow_tf32=True):
            rounded, _ = heard(gpu, samples)
        times = [samples.size / SAMPLE_RATE, *times, first, again]
        same = f"{len(expected)} | {found == expected} | {rounded == expected}"
        print(f"| {path.stem} | {' | '.join(f'{value:.2f}' for value in times)} | {same} |", flush=True)


def ready(settings: Settings, device: str) -> PyannoteDiarizer:
    """One that has loaded its networks: a second of silence has been through the first."""
    names = (settings.diarization_model, settings.voice_embedding_model)
    made = PyannoteDiarizer(*(weights.locate(name, settings.resolved_models_dir) for name in names), device=device)
    made._activity(np.zeros(SAMPLE_RATE, np.float32))
    return made


def mono(path: Path) -> FloatArray:
    channels = decode(path).channels
    return np.asarray(sum(channels) / len(channels), dtype=np.float32)


def heard(by: PyannoteDiarizer, samples: FloatArray) -> tuple[tuple[SpeakerSpan, ...], float]:
    """Who speaks when, and in how many seconds it was found; nothing is being computed any more by then."""
    speech = speech_regions(samples)
    began = time.perf_counter()
    return by.diarize(samples, speech, speakers=AGENT_AND_CUSTOMER), time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
