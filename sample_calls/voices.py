"""The voice: Kokoro-82M speaks a line and tells when each word was said."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span
from qa_pipeline.errors import UsageError
from sample_calls import festival, sources
from sample_calls.edges import Spoken, drawn_in
from sample_calls.phonemes import Phonemes, aligned, phonemizer
from sample_calls.telephone import narrow

FloatArray = NDArray[np.float32]

ALLOWED = frozenset(
    "af_alloy af_aoede af_bella af_heart af_jessica af_nicole af_nova af_river af_sky "
    "am_adam am_echo am_fenrir am_liam am_michael am_santa bf_alice bf_lily bm_daniel bm_lewis "
    "pf_dora pm_alex".split()
).union(festival.VOICES)
ALIKE = frozenset({"af_heart", "af_bella"})  # cosine 0.93 in a speaker embedding: no call may have both
MODEL_RATE = 24_000
FRAME_S = 600 / MODEL_RATE  # one unit of the model's phoneme durations
DURATIONS = "/encoder/Clip_output_0"  # the graph's rounded phoneme durations, hidden until named an output
LONGEST = 509  # phonemes of one utterance; the voices have a style vector for each length up to here


class Voice:
    """Kokoro-82M on one thread, with the phoneme durations as a second output; Festival for Finnish.

    Lines already spoken are kept in the cache folder, as making one takes most of its length in time.
    """

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self._vocabulary: Mapping[str, int] = json.loads(sources.vocabulary_json(cache_dir))["vocab"]
        self._session: Any = None

    def speak(self, words: Sequence[str], voice: str, speed: float, pronounce: Mapping[str, str]) -> Spoken:
        """Say the words; raises UsageError for a voice that is not allowed or a line that is too long."""
        if voice not in ALLOWED:
            raise UsageError(f"voice {voice!r} is not allowed; allowed are {', '.join(sorted(ALLOWED))}")
        if voice in festival.VOICES:
            return festival.speak(words, voice, speed)
        phonemes = aligned(words, phonemizer(voice)(words, pronounce), self._vocabulary)
        if len(phonemes.text) > LONGEST:
            raise UsageError(f"{' '.join(words[:6])!r}…: {len(phonemes.text)} phonemes, at most {LONGEST}; split it")
        sound, durations = self._synthesised(phonemes.text, voice, speed)
        samples = narrow(sound, MODEL_RATE)
        return Spoken(samples, drawn_in(nominal_spans(phonemes, durations), samples))

    def _synthesised(self, phonemes: str, voice: str, speed: float) -> tuple[FloatArray, FloatArray]:
        key = hashlib.sha256(f"{voice} {speed} {phonemes}".encode()).hexdigest()[:24]
        kept = self._cache_dir / "spoken" / f"{key}.npz"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            sound, durations = self._infer(phonemes, voice, speed)
            np.savez(kept, sound=sound, durations=durations)
        with np.load(kept) as found:
            return found["sound"], found["durations"]

    def _infer(self, phonemes: str, voice: str, speed: float) -> tuple[FloatArray, FloatArray]:
        self._session = self._session or _session(sources.model_bytes(self._cache_dir))
        ids = [self._vocabulary[phoneme] for phoneme in phonemes]
        style = sources.voice_style(voice, self._cache_dir)[len(ids) - 1]
        feed = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": style[np.newaxis],
            "speed": np.array([speed], np.float32),
        }
        sound, durations = self._session.run(None, feed)
        return sound.ravel(), durations.ravel()


def _session(model: bytes) -> Any:
    import onnx
    import onnxruntime

    graph = onnx.load_model_from_string(model)
    graph.graph.output.append(onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])


def nominal_spans(phonemes: Phonemes, durations: FloatArray) -> tuple[Span, ...]:
    """Word spans as the model planned them; `durations` counts frames of 25 ms, with a pad at each end."""
    edges = np.concatenate([[0.0], np.cumsum(durations)]) * FRAME_S
    return tuple(Span(float(edges[start + 1]), float(edges[end + 1])) for start, end in phonemes.words)
