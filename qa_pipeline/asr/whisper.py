"""The transcriber that ships: Whisper through faster-whisper, several packs of speech at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa_pipeline.asr.compute import ComputeType, Device, require
from qa_pipeline.asr.doubt import Heard, Outcome, around, unheard
from qa_pipeline.asr.edges import drawn_to_sound
from qa_pipeline.asr.guessing import guess, windows
from qa_pipeline.asr.hotwords import NO_HOT_WORDS, HotWords, echoes
from qa_pipeline.asr.packing import Pack, plan, render, restore
from qa_pipeline.asr.settling import settle, words_of
from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray, LanguageGuess, Transcript
from qa_pipeline.call import Span, Word
from qa_pipeline.errors import CorruptModel, UsageError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

_WINDOW_SECONDS = 30
_WINDOW_SAMPLES = _WINDOW_SECONDS * SAMPLE_RATE
_WINDOW_FRAMES = _WINDOW_SECONDS * 100

# What was missed in a long pack is mostly caught in a short one.
_SECOND_TRY_SECONDS = 15.0

# Whisper now and then puts a word it is sure of into the pause beside its region ("it" in a tuning call, at 0.98):
# such a word is given this time at the region's edge. A less sure one is taken for invented.
_CERTAIN_WORD = 0.5
_SHORTEST_WORD_SECONDS = 0.02

# faster-whisper would look for an absent tokenizer.json on a hub; a folder of one's own has to be complete.
_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.*")


class WhisperTranscriber:
    """Whisper (CTranslate2) on packs of speech, `batch_size` packs at a time."""

    def __init__(
        self,
        model_path: Path,
        *,
        device: Device = "cpu",
        compute_type: ComputeType = "auto",
        threads: int = 1,
        beam_size: int = 5,
        batch_size: int = 2,
        hot_words: HotWords = NO_HOT_WORDS,
    ) -> None:
        """Load the model; raises CorruptModel when the folder is no CTranslate2 Whisper model, UsageError for a device
        or numbers that are not there.

        `hot_words` are names to expect. Load in the process that uses it: a model
        loaded before a fork hangs the child.
        """
        self.name = model_path.name
        self.beam_size = beam_size
        self.batch_size = batch_size
        self._hot_words = hot_words
        self._model = _load(model_path, device, require(device, compute_type), threads)

    def transcribe(self, samples: FloatArray, regions: Sequence[Span], *, language: str) -> Transcript:
        """The words spoken inside `regions`; see Transcriber.

        What Whisper passed over at the first go, or got lost in, it hears a second time in shorter packs, and without
        the hot words: they may have led it astray.
        """
        self._refuse_language(language)
        first = self._hear(samples, plan(samples, regions), language, self._hot_words)
        gaps = unheard(regions, words_of(heard for heard in first if not heard.doubtful))
        retried = plan(samples, around(gaps, regions), limit=_SECOND_TRY_SECONDS)
        second = self._hear(samples, retried, language, NO_HOT_WORDS)
        found = settle(first, second, gaps=gaps, regions=regions, language=language)
        return replace(found, words=drawn_to_sound(found.words, samples))

    def detect_language(self, sources: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> LanguageGuess:
        """The language of the speech; see Transcriber. A model of one language knows no other."""
        if not self._model.model.is_multilingual:
            return LanguageGuess("en", 1.0)
        return guess(windows(sources, speech), lambda window: self._chances(render(window.samples, window.pack)))

    def _refuse_language(self, language: str) -> None:
        known = self._model.supported_languages
        if language not in known:
            raise UsageError(f"{self.name} does not know the language {language!r}; it knows {', '.join(known)}")

    def _chances(self, sound: FloatArray) -> dict[str, float]:
        from faster_whisper.audio import pad_or_trim

        encoded = self._model.encode(pad_or_trim(self._model.feature_extractor(sound)[..., :-1]))
        return {token.strip("<|>"): chance for token, chance in self._model.model.detect_language(encoded)[0]}

    def _hear(self, samples: FloatArray, packs: Sequence[Pack], language: str, expected: HotWords) -> list[Heard]:
        # A batch at a time: the features of a long recording's packs would all be held in memory at once.
        batches = [packs[start : start + self.batch_size] for start in range(0, len(packs), self.batch_size)]
        return [heard for batch in batches for heard in self._hear_batch(samples, batch, language, expected)]

    def _hear_batch(
        self, samples: FloatArray, packs: Sequence[Pack], language: str, expected: HotWords
    ) -> Iterator[Heard]:
        from faster_whisper import BatchedInferencePipeline

        segments, _ = BatchedInferencePipeline(self._model).transcribe(
            _side_by_side(samples, packs),
            clip_timestamps=_clips(packs),
            language=language,
            beam_size=self.beam_size,
            batch_size=len(packs),
            word_timestamps=True,
            hotwords=expected.prompt or None,
        )
        for segment in segments:
            window = segment.seek // _WINDOW_FRAMES
            outcome = Outcome(segment.avg_logprob, segment.no_speech_prob, segment.compression_ratio)
            found = tuple(words_of_pack(segment.words, packs[window], window * _WINDOW_SECONDS))
            outside = tuple(word for word in found if word.end <= word.start and word.probability < _CERTAIN_WORD)
            inside = tuple(lasting(word, packs[window]) for word in found if word not in outside)
            yield Heard(inside, outcome, outside, echo=echoes(found, expected.names))


def _load(path: Path, device: Device, compute_type: ComputeType, threads: int) -> "WhisperModel":
    from faster_whisper import WhisperModel

    absent = [name for name in _FILES if not list(path.glob(name))]
    if absent:
        raise CorruptModel(f"{path}: no CTranslate2 Whisper model, {', '.join(absent)} is not there")
    try:
        return WhisperModel(str(path), device=device, compute_type=compute_type, cpu_threads=threads)
    except (RuntimeError, ValueError) as error:
        raise CorruptModel(f"{path}: ctranslate2 cannot load it on {device}: {' '.join(str(error).split())}") from None


def _side_by_side(samples: FloatArray, packs: Sequence[Pack]) -> FloatArray:
    """One array with a window of 30 s for each pack: word times then tell the pack, and fall on whole frames."""
    sound = np.zeros(len(packs) * _WINDOW_SAMPLES, dtype=np.float32)
    for index, pack in enumerate(packs):
        sound[index * _WINDOW_SAMPLES :][: pack.length] = render(samples, pack)
    return sound


def _clips(packs: Sequence[Pack]) -> list[dict[str, float]]:
    starts = [float(index * _WINDOW_SECONDS) for index in range(len(packs))]
    return [{"start": start, "end": start + pack.seconds} for start, pack in zip(starts, packs, strict=True)]


def words_of_pack(found: Iterable[Any], pack: Pack, offset: float) -> Iterator[Word]:
    """faster-whisper's words with the recording's times; one that lies between the pieces, or nowhere, lasts no time.

    It takes "in-house" for two words and "F-I-T" for three: they are put together again, as they are written,
    unless they come from different regions.
    """
    whole: list[Word] = []
    for part in found or ():
        span = restore(pack, part.start - offset, part.end - offset)
        piece = Word(part.word, span.start, span.end, float(part.probability))
        if whole and not part.word.startswith(" ") and pack.together(whole[-1].start, span.start):
            whole[-1] = _joined(whole[-1], piece)
        else:
            whole.append(piece)
    for word in whole:
        text = word.text.strip().lstrip("-")
        if any(letter.isalnum() for letter in text):
            yield replace(word, text=text)


def lasting(word: Word, pack: Pack) -> Word:
    """The word with a little time inside its region, where it has none."""
    if word.end > word.start:
        return word
    if pack.together(word.start, word.start + _SHORTEST_WORD_SECONDS):
        return replace(word, end=word.start + _SHORTEST_WORD_SECONDS)
    return replace(word, start=word.end - _SHORTEST_WORD_SECONDS)


def _joined(word: Word, rest: Word) -> Word:
    return Word(word.text + rest.text, word.start, rest.end, min(word.probability, rest.probability))
