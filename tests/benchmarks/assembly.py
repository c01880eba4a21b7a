"""The yardstick: the libraries' own examples one after the other, on one mono recording.

`python -m tests.benchmarks.assembly FILE [REFERENCE.rttm]` transcribes with Whisper base (beam 5, words, the voice
filter on), then diarizes with pyannote's pipeline at its default step, two speakers, and prints the real-time factor of
both parts, the peak memory, and with a reference the diarization error rate, beside that of callqa's own diarizer.
Weights are those of `callqa models pull`.
"""

import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa_pipeline.audio.decode import FloatArray, decode
from qa_pipeline.diarization.loading import import_pyannote
from qa_pipeline.engines import limit_threads, stay_offline
from qa_pipeline.settings import load_settings
from qa_pipeline.weights import ready as weights

RATE = 16_000
THREADS = 2


def main(arguments: Sequence[str]) -> None:
    path = Path(arguments[0])
    limit_threads(THREADS)
    stay_offline()
    samples = decode(path).channels[0]
    length = len(samples) / RATE
    began = time.perf_counter()
    words = transcribe(samples)
    heard = time.perf_counter()
    speakers = diarize(samples)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print("| recording | words | speakers | whole | peak MB |\n|---|---|---|---|---|")
    parts = f"{(heard - began) / length:.3f} | {(done - heard) / length:.3f} | {(done - began) / length:.3f}"
    print(f"| {path.name}, {length:.0f} s, {words} words | {parts} | {peak:.0f} |")
    if len(arguments) > 1:
        print_error_rate("the assembly", speakers, Path(arguments[1]))
        print_error_rate("callqa", own_speakers(path), Path(arguments[1]))


def transcribe(samples: FloatArray) -> int:
    from faster_whisper import WhisperModel

    settings = load_settings()
    folder = weights.locate("whisper-base", settings.resolved_models_dir)
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=THREADS)
    segments, _ = model.transcribe(samples, beam_size=5, word_timestamps=True, vad_filter=True)
    return sum(len(segment.words or ()) for segment in segments)


def diarize(samples: FloatArray) -> Any:
    """pyannote's pipeline with segmentation-3.0 and CAM++, every other value its own, two speakers asked for."""
    import_pyannote()
    import torch
    from pyannote.audio import Model
    from pyannote.audio.core.plda import PLDA
    from pyannote.audio.pipelines import SpeakerDiarization
    from torchaudio.compliance import kaldi

    from qa_pipeline.diarization.campplus import DIMENSION, load_campplus

    class Voice(Model):
        """CAM++ over the frames that one speaker has, as the pipeline wants an embedding."""

        def __init__(self, folder: Path) -> None:
            super().__init__(sample_rate=RATE, num_channels=1)
            self.network = load_campplus(folder / "campplus_cn_en_common.pt")

        @property
        def dimension(self) -> int:
            return DIMENSION

        def forward(self, waveforms: Any, weights: Any = None) -> Any:  # type: ignore[override]  # as pyannote's own
            if waveforms.shape[-1] < RATE // 4:
                raise ValueError("too short")  # the pipeline finds the shortest length that way
            weights = torch.ones(waveforms.shape[0], 1) if weights is None else weights
            return torch.stack([self.embed(*pair) for pair in zip(waveforms, weights, strict=True)])

        def embed(self, waveform: Any, weights: Any) -> Any:
            features = kaldi.fbank(waveform, num_mel_bins=80, sample_frequency=RATE, dither=0.0)
            own = features[weights[torch.arange(len(features)) * len(weights) // len(features)] > 0.5]
            if len(own) < 25:
                return features.new_full((DIMENSION,), torch.nan)
            return self.network((own - own.mean(dim=0))[None])[0]

    class NoPlda(PLDA):
        """The pipeline insists on one; agglomerative clustering uses none."""

        def __init__(self) -> None: ...

    models = load_settings().resolved_models_dir
    torch.set_num_threads(THREADS)
    pipeline = SpeakerDiarization(
        segmentation=str(weights.locate("pyannote-segmentation-3.0", models) / "pytorch_model.bin"),
        embedding=Voice(weights.locate("campplus", models)),
        embedding_exclude_overlap=True,
        plda=NoPlda(),
        clustering="AgglomerativeClustering",
    )
    clustering = {"method": "average", "threshold": 0.45, "min_cluster_size": 4}
    pipeline.instantiate({"segmentation": {"min_duration_off": 0.0}, "clustering": clustering})
    waveform = torch.from_numpy(np.ascontiguousarray(samples))[None]
    found: Any = pipeline({"waveform": waveform, "sample_rate": RATE, "uri": "call"}, num_speakers=2)
    return found.speaker_diarization


def own_speakers(path: Path) -> Any:
    """Who speaks when by callqa's own diarizer, over the speech that it is given."""
    from pyannote.core import Annotation, Segment

    from qa_pipeline.diarization.voices import PyannoteDiarizer
    from qa_pipeline.pipeline import find_sides

    models = load_settings().resolved_models_dir
    folders = (weights.locate(name, models) for name in ("pyannote-segmentation-3.0", "campplus"))
    sides = find_sides(decode(path))
    spans = PyannoteDiarizer(*folders).diarize(sides.sources[0], sides.speech[0], speakers=2)
    found = Annotation()
    for number, span in enumerate(spans):
        found[Segment(span.start, span.end), number] = span.speaker
    return found


def print_error_rate(name: str, speakers: Any, reference: Path) -> None:
    from pyannote.database.util import load_rttm
    from pyannote.metrics.diarization import DiarizationErrorRate

    (truth,) = load_rttm(str(reference)).values()  # type: ignore[no-untyped-call]
    for collar in (0.0, 0.5):  # pyannote.metrics halves it: 0.25 s on either side
        rate = DiarizationErrorRate(collar=collar)(truth, speakers)
        print(f"DER of {name}, collar of {collar / 2:.2f} s: {rate:.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
