"""Words made comparable, so that a way of writing is no error; docs/evaluation.md says what is done, with examples.

English gets all of it. Of other languages, case, punctuation, accents' encoding and the grouping of figures are made
alike, and nothing else: a number in words differs from one in figures there.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from qa_pipeline.evaluation import english
from qa_pipeline.evaluation.numbers import Piece, in_figures

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`＇", "'"))
_INITIALS = re.compile(r"\b[a-z](?:\.[a-z])+\b\.?")  # p.m., U.K.
_PART = re.compile(
    r"""(?P<money>[£$€]\d[\d,]*(?:\.\d\d)?(?!\d))
      | (?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?P<ordinal>(?:st|nd|rd|th)\b)?
      | (?P<letters>[^\W\d_]+(?:'[^\W\d_]+)*)
      | (?P<symbol>[%&@+] | (?<=\w)\.(?=[a-z]{2}))""",
    re.VERBOSE,
)
_PLAIN_PART = re.compile(r"\d|[^\W\d_]+(?:'[^\W\d_]+)*")
# "I" and "a" stand beside each other in restarts ("I, I think"); those are no letters of a name.
_LETTERS_THAT_ARE_WORDS = frozenset("ai")


def normalise(words: Sequence[str], language: str, *, fillers: bool = False) -> tuple[Piece, ...]:
    """The comparable form of a stretch of one speaker's words; each piece keeps the index of the word it is of.

    `fillers` keeps "um" and the like, which English drops otherwise.
    """
    texts = [unicodedata.normalize("NFKC", word).translate(_APOSTROPHES).casefold() for word in words]
    if language != "en":
        return tuple(
            Piece(part.replace("'", ""), index)
            for index, text in enumerate(texts)
            for part in _PLAIN_PART.findall(text)
        )
    pieces = [piece for index, text in enumerate(texts) for piece in _parts(text, index)]
    pieces = _written_out(_joined_letters(_pairs(pieces)))
    pieces = _without_coins(in_figures(pieces))
    pieces = [piece for piece in pieces if fillers or piece.text not in english.FILLERS]
    return tuple(digit for piece in pieces for digit in _digits(piece))


def _parts(text: str, index: int) -> list[Piece]:
    """What one written word consists of: letters, figures, and the symbols that are said aloud."""
    plain = _INITIALS.sub(lambda match: match.group().replace(".", ""), text)
    found: list[str] = []
    for match in _PART.finditer(plain):
        if match["money"]:
            found += _money(match["money"])
        elif match["number"]:
            whole, _, decimals = match["number"].replace(",", "").partition(".")
            found.append(whole + ("th" if match["ordinal"] and not decimals else ""))
            found += ["point", decimals] if decimals else []
        else:
            found.append(match["letters"] or english.SYMBOLS[match["symbol"]])
    return [Piece(part, index) for part in found]


def _money(amount: str) -> list[str]:
    """ "£94.20" as it is said: ninety-four pounds, twenty."""
    whole, _, coins = amount[1:].replace(",", "").partition(".")
    spoken = [whole, english.CURRENCIES[amount[0]]]
    return [*spoken, coins] if coins.strip("0") else spoken


def _pairs(pieces: Sequence[Piece]) -> list[Piece]:
    """Two words that are also written as one."""
    found: list[Piece] = []
    for piece in pieces:
        whole = english.PAIRS.get((found[-1].text, piece.text)) if found else None
        if whole is None:
            found.append(piece)
        else:
            found[-1] = Piece(whole, found[-1].source)
    return found


def _joined_letters(pieces: Sequence[Piece]) -> list[Piece]:
    """A word that is spelled out, letter by letter, as that word."""
    found: list[Piece] = []
    for single, group in groupby(_doubled(pieces), key=lambda piece: len(piece.text) == 1 and piece.text.isalpha()):
        run = list(group)
        if single and len(run) > 1 and not {piece.text for piece in run} <= _LETTERS_THAT_ARE_WORDS:
            run = [Piece("".join(piece.text for piece in run), run[0].source)]
        found += run
    return found


def _doubled(pieces: Sequence[Piece]) -> list[Piece]:
    """ "double l" as two letters."""
    found: list[Piece] = []
    for piece in pieces:
        is_letter = len(piece.text) == 1 and piece.text.isalpha() and piece.text not in _LETTERS_THAT_ARE_WORDS
        if found and found[-1].text == "double" and is_letter:
            found[-1:] = [Piece(piece.text, found[-1].source), piece]
        else:
            found.append(piece)
    return found


def _written_out(pieces: Sequence[Piece]) -> list[Piece]:
    return [Piece(part, piece.source) for piece in pieces for part in _forms(piece.text)]


def _forms(word: str) -> tuple[str, ...]:
    """A word in its one spelling: short forms written out, British endings as American ones, apostrophes gone."""
    if word in english.REWRITTEN:
        return english.REWRITTEN[word]
    for ending, meaning in english.ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word.removesuffix(ending), meaning)
    plain = word.replace("'", "")
    if len(plain) < 6:
        return (plain,)
    plain = re.sub(r"is(e|ed|es|er|ing|ation|ations)$", r"iz\1", plain)
    return (re.sub(r"our(s|ed|ing|ite|able)?$", r"or\1", plain),)


def _without_coins(pieces: Sequence[Piece]) -> list[Piece]:
    """ "ninety-four pounds and twenty pence" as "94 pound 20": what "£94.20" gives."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.text in english.SMALL_COINS and _is_small_change(found):
            if found[-2].text == "and":
                del found[-2]
            continue
        found.append(piece)
    return found


def _is_small_change(found: Sequence[Piece]) -> bool:
    """Whether the last piece is the figure behind "pound" or "pound and"."""
    texts = [piece.text for piece in found[-3:]]
    if not found or not found[-1].is_figure or len(texts) < 2:
        return False
    units = english.CURRENCIES.values()
    return texts[-2] in units or (texts[-2] == "and" and texts[0] in units)


def _digits(piece: Piece) -> list[Piece]:
    """Figures digit by digit: their grouping is no error, and one wrong digit is one wrong word."""
    if not piece.is_figure:
        return [piece]
    figures = piece.text.removesuffix("th")
    last = figures[-1] + piece.text[len(figures) :]
    return [Piece(digit, piece.source) for digit in (*figures[:-1], last)]
