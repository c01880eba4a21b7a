"""Names that the recogniser is told to expect: how many its prompt has room for, and when it merely repeats them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_pipeline.call import Word
from qa_pipeline.errors import CorruptModel

# faster-whisper cuts a prompt at half of Whisper's 448 tokens, in the middle of a name. A long prompt also leaves less
# room for the words; with a list of this length no more words were wrong than without (docs/benchmarks.md).
MOST_TOKENS = 128

# "Fairview Bank, Marcus" is a greeting; more of the list in a row, in its own order, is the prompt said back.
ECHO_NAMES = 3

# Whisper goes on in the style of its prompt: after a list with commas it wrote whole packs as one sentence, and passed
# over 7 words of a call that it heard with points between the names.
POINT = "."

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class HotWords:
    """The names that fit, as the prompt has them, and those left out for want of room."""

    names: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def prompt(self) -> str:
        return " ".join(name + POINT for name in self.names)


NO_HOT_WORDS = HotWords()


def choose(names: Sequence[str], count: Count, *, most: int = MOST_TOKENS) -> HotWords:
    """As many of the names as fit into `most` tokens, in their order; `count` tells how many tokens a text takes."""
    fitting: list[str] = []
    left_out: list[str] = []
    used = 0
    for name in dict.fromkeys(names):
        cost = count(f" {name}{POINT}")
        if used + cost <= most:
            fitting.append(name)
            used += cost
        else:
            left_out.append(name)
    return HotWords(tuple(fitting), tuple(left_out))


def counter(model_path: Path) -> Count:
    """Counts the tokens of a text as the Whisper model in a folder does, without loading the model.

    Raises CorruptModel where the folder has no tokenizer.
    """
    path = model_path / "tokenizer.json"
    if not path.is_file():
        raise CorruptModel(f"{model_path}: no CTranslate2 Whisper model, {path.name} is not there")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def echoes(words: Sequence[Word], names: Sequence[str]) -> bool:
    """Whether the words hold three names of the list in a row, in the order of the list: nobody talks like that."""
    said = " ".join(filter(None, (_plain(word.text) for word in words)))
    plain = [" ".join(filter(None, map(_plain, name.split()))) for name in names]
    runs = (" ".join(plain[start : start + ECHO_NAMES]) for start in range(len(plain) - ECHO_NAMES + 1))
    return any(f" {run} " in f" {said} " for run in runs)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
