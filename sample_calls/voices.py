"""The voice: Kokoro-82M speaks a line and tells when each word was said."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import Span
from qa_pipeline.errors import MissingExtra, UsageError
from sample_calls import sources
from sample_calls.telephone import RATE, amplitude, narrow

FloatArray = NDArray[np.float32]

ALLOWED = frozenset(
    "af_alloy af_aoede af_bella af_heart af_jessica af_nicole af_nova af_river af_sky "
    "am_adam am_echo am_fenrir am_liam am_michael am_santa bf_alice bf_lily bm_daniel bm_lewis".split()
)
ALIKE = frozenset({"af_heart", "af_bella"})  # cosine 0.93 in a speaker embedding: no call may have both
MODEL_RATE = 24_000
FRAME_S = 600 / MODEL_RATE  # one unit of the model's phoneme durations
DURATIONS = "/encoder/Clip_output_0"  # the graph's rounded phoneme durations, hidden until named an output
LONGEST = 509  # phonemes of one utterance; the voices have a style vector for each length up to here
SILENT_PHONEMES = frozenset(' ;:,.!?—…"()“”')
HOP = 40  # 5 ms at 8 kHz
FLOOR_DB = -32.0  # sound is what is within this of the line's loudest frame
PAUSE_S = 0.08  # a longer gap between two words is a pause: the words' edges are then drawn in to the sound


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line as sound: mono in the telephone band at 8 kHz, with the span of each word in it."""

    samples: FloatArray
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Phonemes:
    """A line in the model's alphabet; `words[i]` are the positions that sound in word i, end exclusive."""

    text: str
    words: tuple[tuple[int, int], ...]


class Voice:
    """Kokoro-82M on one thread, with the phoneme durations as a second output.

    Lines already spoken are kept in the cache folder, as making one takes most of its length in time.
    """

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self._vocabulary: Mapping[str, int] = json.loads(sources.vocabulary_json(cache_dir))["vocab"]
        self._phonemizers: dict[bool, Any] = {}
        self._session: Any = None

    def speak(self, words: Sequence[str], voice: str, speed: float, pronounce: Mapping[str, str]) -> Spoken:
        """Say the words; raises UsageError for a voice that is not allowed or a line that is too long."""
        if voice not in ALLOWED:
            raise UsageError(f"voice {voice!r} is not allowed; allowed are {', '.join(sorted(ALLOWED))}")
        phonemes = aligned(words, self._phonemizer(voice)(_spelled(words, pronounce)), self._vocabulary)
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

    def _phonemizer(self, voice: str) -> Any:
        british = voice.startswith("b")
        if british not in self._phonemizers:
            try:
                from hibari.g2p import G2P
            except ImportError:
                raise MissingExtra("speaking needs more packages: pip install '.[samples]'") from None
            phonemizer = G2P(british=british)
            self._phonemizers[british] = lambda text: phonemizer.phonemize_tokens(phonemizer.tokenize(text))
        return self._phonemizers[british]


def _session(model: bytes) -> Any:
    import onnx
    import onnxruntime

    graph = onnx.load_model_from_string(model)
    graph.graph.output.append(onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _spelled(words: Sequence[str], pronounce: Mapping[str, str]) -> str:
    """The text with the script's own pronunciations written in, as `[word](/phonemes/)`."""
    return " ".join(_marked(word, pronounce) for word in words)


def _marked(word: str, pronounce: Mapping[str, str]) -> str:
    bare = word.strip(".,;:!?…")
    phonemes = pronounce.get(bare.lower())
    return word.replace(bare, f"[{bare}](/{phonemes}/)", 1) if phonemes else word


def aligned(words: Sequence[str], tokens: Iterable[Any], vocabulary: Mapping[str, int]) -> Phonemes:
    """Join the phonemizer's tokens (`text`, `phonemes`, `whitespace`) into one string, and say where each word is."""
    text, bounds, written, start = "", [], "", 0
    for token in tokens:
        text += "".join(phoneme for phoneme in token.phonemes or "" if phoneme in vocabulary)
        written += token.text
        if token.whitespace:
            bounds.append((start, len(text)))
            text, written = text + " ", written + " "
            start = len(text)
    bounds.append((start, len(text)))
    if written.split() != list(words):
        raise UsageError(f"{' '.join(words)!r} is read as {written!r}; write it as it is spoken")
    return Phonemes(text, tuple(_sounding(text, *bound) for bound in bounds))


def _sounding(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in SILENT_PHONEMES:
        end -= 1
    while start < end and text[start] in SILENT_PHONEMES:
        start += 1
    if start == end:
        raise UsageError(f"a word in {text!r} has no phonemes; give it some under pronounce")
    return start, end


def nominal_spans(phonemes: Phonemes, durations: FloatArray) -> tuple[Span, ...]:
    """Word spans as the model planned them; `durations` counts frames of 25 ms, with a pad at each end."""
    edges = np.concatenate([[0.0], np.cumsum(durations)]) * FRAME_S
    return tuple(Span(float(edges[start + 1]), float(edges[end + 1])) for start, end in phonemes.words)


def drawn_in(spans: Sequence[Span], samples: FloatArray) -> tuple[Span, ...]:
    """Spans whose edges at pauses lie where the sound begins and ends; words that run on share one edge.

    The plan runs late: about 50 ms at onsets and up to 300 ms at the end of a line.
    """
    sounding = _sounding_frames(samples)
    starts, ends = [spans[0].start], []
    for before, after in pairwise(spans):
        if after.start - before.end < PAUSE_S:
            edge = (before.end + after.start) / 2
            ends.append(edge)
            starts.append(edge)
            continue
        ends.append(before.end)
        starts.append(after.start)
    ends.append(spans[-1].end)
    return _at_the_sound(starts, ends, sounding)


def _at_the_sound(starts: list[float], ends: list[float], sounding: NDArray[np.bool_]) -> tuple[Span, ...]:
    drawn: list[Span] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        floor = drawn[-1].end if drawn else 0.0
        roof = starts[index + 1] if index + 1 < len(starts) else sounding.size * HOP / RATE
        begins = start if floor == start else max(floor, _onset(sounding, start))
        finishes = end if roof == end else min(roof, _offset(sounding, begins, end))
        drawn.append(Span(begins, max(finishes, begins + 0.03)))
    return tuple(drawn)


def _sounding_frames(samples: FloatArray) -> NDArray[np.bool_]:
    frames = samples[: samples.size // HOP * HOP].reshape(-1, HOP)
    loudness = np.sqrt(np.mean(np.square(frames), axis=1))
    sounding: NDArray[np.bool_] = loudness > amplitude(FLOOR_DB) * loudness.max(initial=0)
    return sounding


def _onset(sounding: NDArray[np.bool_], planned: float) -> float:
    """The start of the sound that is on at, or begins after, 0.1 s before the planned time."""
    frame = max(0, round((planned - 0.1) * RATE / HOP))
    after = np.flatnonzero(sounding[frame:])
    return (frame + int(after[0])) * HOP / RATE if after.size else planned


def _offset(sounding: NDArray[np.bool_], begins: float, planned: float) -> float:
    """The end of the last sound between the word's start and its planned end."""
    first, last = round(begins * RATE / HOP), round(planned * RATE / HOP)
    inside = np.flatnonzero(sounding[first : last + 1])
    return (first + int(inside[-1]) + 1) * HOP / RATE if inside.size else planned
