"""Whisper's words as they come from faster-whisper; and, where marked, the model itself on sample calls."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jiwer
import pytest

from qa_pipeline.asr.packing import Pack, Piece
from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray, Transcript
from qa_pipeline.asr.whisper import WhisperTranscriber, lasting, words_of_pack
from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.call import Span, Word
from qa_pipeline.errors import CorruptModel, NoSpeech, UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights

SAMPLES = Path(__file__).parents[2] / "sample_calls"


@dataclass(frozen=True)
class Found:
    """A word as faster-whisper gives it."""

    word: str
    start: float
    end: float
    probability: float


def piece(start: float, end: float, at: float) -> Piece:
    return Piece(int(start * SAMPLE_RATE), int(end * SAMPLE_RATE), int(at * SAMPLE_RATE))


PACK = Pack((piece(10.0, 12.0, 0.0), piece(30.0, 32.0, 2.5)))


def heard(*found: tuple[str, float, float]) -> list[tuple[str, float, float]]:
    """What is made of words heard in the second window of a batch, which starts at 30 s."""
    words = words_of_pack((Found(text, 30 + start, 30 + end, 0.9) for text, start, end in found), PACK, 30.0)
    return [(word.text, word.start, word.end) for word in words]


def test_words_get_the_recordings_times() -> None:
    assert heard((" Thank", 0.0, 0.5), (" you.", 0.5, 1.0), (" Bye.", 3.0, 3.5)) == [
        ("Thank", 10.0, 10.5),
        ("you.", 10.5, 11.0),
        ("Bye.", 30.5, 31.0),
    ]


def test_the_parts_of_a_hyphenated_word_are_one_word() -> None:
    assert heard((" in", 0.0, 0.5), ("-house", 0.5, 1.0), (" we", 1.0, 1.5)) == [
        ("in-house", 10.0, 11.0),
        ("we", 11.0, 11.5),
    ]


def test_letters_that_are_spelt_out_in_two_regions_are_two_words() -> None:
    assert heard((" F", 0.0, 0.5), ("-I", 0.5, 1.0), ("-T", 3.0, 3.5)) == [("F-I", 10.0, 11.0), ("T", 30.5, 31.0)]


def test_a_word_without_a_letter_is_none() -> None:
    assert heard((" ", 0.0, 0.5), (" ♪", 1.0, 1.2), (" -", 1.0, 1.5), (" ...", 1.5, 1.8)) == []


def test_a_word_between_the_regions_lasts_no_time() -> None:
    assert heard((" um", 2.1, 2.2), (" oh", 2.3, 2.45)) == [("um", 12.0, 12.0), ("oh", 30.0, 30.0)]


@pytest.mark.parametrize(("at", "start", "end"), [(30.0, 30.0, 30.02), (12.0, 11.98, 12.0), (10.0, 10.0, 10.02)])
def test_a_sure_word_beside_its_region_gets_a_little_time_inside(at: float, start: float, end: float) -> None:
    word = lasting(Word("it", at, at, 0.98), PACK)
    assert word.start == pytest.approx(start)
    assert word.end == pytest.approx(end)
    assert lasting(word, PACK) == word


def test_a_folder_without_a_model_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "model.bin").touch()
    with pytest.raises(CorruptModel, match=r"config\.json, tokenizer\.json, vocabulary\.\* is not there"):
        WhisperTranscriber(tmp_path)


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(CorruptModel, match=rf"{tmp_path}: ctranslate2 cannot load it on cpu: .+"):
        WhisperTranscriber(tmp_path)


@cache
def whisper() -> WhisperTranscriber:
    settings = Settings()
    path = weights.locate(settings.whisper_model, settings.resolved_models_dir)
    return WhisperTranscriber(path, beam_size=settings.beam_size, batch_size=settings.batch_size)


def sample(name: str, channel: int) -> tuple[FloatArray, tuple[Span, ...], str]:
    """A channel of a sample call, its regions of speech, and what is said in it."""
    samples = decode(SAMPLES / f"{name}.flac").channels[channel]
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    said = [turn["text"] for turn in truth["turns"] if truth["speakers"][turn["speaker"]]["channel"] == channel]
    return samples, speech_regions(samples), " ".join(said)


def plain(said: str) -> str:
    return " ".join(re.findall(r"[\w']+", said.casefold()))


@pytest.mark.models
@pytest.mark.parametrize("channel", [0, 1])
def test_a_sample_call_is_heard_word_for_word_inside_its_speech(channel: int) -> None:
    samples, regions, said = sample("bank_blocked_card", channel)
    words = whisper().transcribe(samples, regions, language="en").words
    # Whisper writes numbers as figures, which counts as mistakes here: about one word in eight.
    assert jiwer.wer(plain(said), plain(" ".join(word.text for word in words))) < 0.2
    for word in words:
        assert any(region.start <= word.start < word.end <= region.end for region in regions)
        assert 0.0 < word.probability <= 1.0
    assert [word.start for word in words] == sorted(word.start for word in words)


@pytest.mark.models
def test_what_lies_outside_the_regions_is_not_heard() -> None:
    samples, regions, _ = sample("bank_blocked_card", 0)
    words = whisper().transcribe(samples, regions[:1], language="en").words
    assert words
    assert max(word.end for word in words) <= regions[0].end


@pytest.mark.models
def test_the_language_is_told_from_the_speech() -> None:
    sources, speech, _ = zip(*(sample("bank_blocked_card", channel) for channel in (0, 1)), strict=True)
    guess = whisper().detect_language(sources, speech)
    assert guess.language == "en"
    assert 0.8 < guess.confidence <= 1.0


@pytest.mark.models
def test_where_nobody_speaks_there_are_no_words_and_no_language() -> None:
    samples, _, _ = sample("bank_blocked_card", 0)
    assert whisper().transcribe(samples, [], language="en") == Transcript()
    with pytest.raises(NoSpeech):
        whisper().detect_language([samples], [[]])


@pytest.mark.models
@pytest.mark.parametrize("language", ["", "xx", "english"])
def test_a_language_the_model_does_not_know_is_refused(language: str) -> None:
    samples, regions, _ = sample("bank_blocked_card", 0)
    with pytest.raises(UsageError, match=rf"does not know the language '{language}'; it knows .*\ben\b"):
        whisper().transcribe(samples, regions, language=language)
