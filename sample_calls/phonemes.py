"""Text to phonemes in the alphabet of Kokoro-82M: English by hibari-tts, Brazilian Portuguese by espeak-ng."""

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from qa_pipeline.errors import MissingExtra, UsageError

SILENT_PHONEMES = frozenset(' ;:,.!?—…"()“”')
CLAUSE_END = ",.;:!?…"
# espeak-ng ties the two signs of an affricate or a diphthong together; the model has a letter for each such pair.
TIED = {"a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y"}

Phonemizer = Callable[[Sequence[str], Mapping[str, str]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Phonemes:
    """A line in the model's alphabet; `words[i]` are the positions that sound in word i, end exclusive."""

    text: str
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark as a phonemizer returns it."""

    text: str
    phonemes: str
    whitespace: str


def phonemizer(voice: str) -> Phonemizer:
    """What reads the words that this voice says: (words, pronunciations) → tokens."""
    return portuguese if voice[0] == "p" else _english(british=voice[0] == "b")


@cache
def _english(*, british: bool) -> Phonemizer:
    try:
        from hibari.g2p import G2P
    except ImportError:
        raise MissingExtra("speaking needs more packages: pip install '.[samples]'") from None
    reader = G2P(british=british)

    def read(words: Sequence[str], pronounce: Mapping[str, str]) -> Iterable[Any]:
        tokens: Iterable[Any] = reader.phonemize_tokens(reader.tokenize(_spelled(words, pronounce)))
        return tokens

    return read


def portuguese(words: Sequence[str], pronounce: Mapping[str, str]) -> list[Token]:
    """Brazilian Portuguese, a clause at a time, since the words of a clause run into one another."""
    tokens = []
    for clause in _clauses(words):
        bare = [word.rstrip(CLAUSE_END) for word in clause]
        for word, plain, read in zip(clause, bare, _espeak(bare), strict=True):
            tokens.append(Token(word, pronounce.get(plain.lower(), read) + word[len(plain) :], " "))
    return [*tokens[:-1], replace(tokens[-1], whitespace="")]


def _clauses(words: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for word in words:
        clause.append(word)
        if word[-1] in CLAUSE_END:
            yield clause
            clause = []
    if clause:
        yield clause


def _espeak(words: Sequence[str]) -> list[str]:
    """The phonemes of each word; read one by one where espeak-ng joins two of them into one."""
    read = _ipa(" ".join(words)).split()
    return read if len(read) == len(words) else ["".join(_ipa(word).split()) for word in words]


@cache
def _ipa(text: str) -> str:
    return re.sub(r".\^.", lambda pair: TIED.get(pair.group(), pair.group()), _run_espeak(text)).replace("^", "")


def _run_espeak(text: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "--tie=^", "-v", "pt-br", text]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  # no shell
    except FileNotFoundError:
        raise MissingExtra("Portuguese needs espeak-ng: apt-get install espeak-ng") from None


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
