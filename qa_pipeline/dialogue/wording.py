"""How words become text, and where a text ends a sentence."""

import re
from collections.abc import Sequence

from qa_pipeline.call import Word

_CLINGS = re.compile(r"[-‐]\w|[.,!?;:%)\]}…”»]|@\w|&\w")
_CLOSING = "\"'”’»)]} "
_SENTENCE_ENDS = (".", "?", "!", ";", "\u037e", "。", "？", "！")  # ";" and U+037E ask a question in Greek
_QUESTION_MARKS = ("?", ";", "\u037e", "？")
_BROKEN_OFF = ("...", "…")


def joined(words: Sequence[Word]) -> str:
    """The words as running text, single-spaced.

    Whisper marks the start of a word by a leading space, so "check" + "-in" stays one. Where a recogniser
    gives bare words, those that begin with closing punctuation or a hyphen cling to the one before.
    """
    marked = any(word.text[:1].isspace() for word in words)
    text = ""
    for word in words:
        clings = not word.text[:1].isspace() if marked else _CLINGS.match(word.text) is not None
        text += word.text.strip() if clings else f" {word.text.strip()}"
    return " ".join(text.split())


def ends_sentence(text: str) -> bool:
    """Whether the text comes to a natural end; a dash, dots or no mark at all say that it broke off."""
    bare = text.rstrip(_CLOSING)
    return bare.endswith(_SENTENCE_ENDS) and not bare.endswith(_BROKEN_OFF)


def asks(text: str) -> bool:
    """Whether the text ends in a question."""
    return text.rstrip(_CLOSING).endswith(_QUESTION_MARKS)


def same_word(first: Word, second: Word) -> bool:
    """Whether two words are the same but for case and punctuation."""
    return _bare(first) == _bare(second) != ""


def _bare(word: Word) -> str:
    return re.sub(r"\W", "", word.text).casefold()
