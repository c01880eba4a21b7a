"""English numbers in words made figures: "four hundred and twelve" is 412, "double two" is 2 2."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_pipeline.evaluation.english import ORDINALS, SCALES, TENS, UNITS

_TIMES = {"double": 2, "triple": 3}
_NOUGHT = ("oh", "o")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a word in comparable form, and which of the given words it comes from."""

    text: str
    source: int

    @property
    def is_figure(self) -> bool:
        return self.text[:1].isdigit()


def in_figures(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with each number in words as one piece of figures; an ordinal keeps a `th` behind it."""
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        number = _repeated(pieces, at) or _oh(pieces, at, found) or _cardinal(pieces, at)
        if number is None:
            found.append(pieces[at])
            at += 1
        else:
            found.append(Piece(number.text, pieces[at].source))
            at = number.end
    return found


@dataclass(frozen=True, slots=True)
class _Number:
    text: str
    end: int


def _repeated(pieces: Sequence[Piece], at: int) -> _Number | None:
    """ "double two", "triple seven", and "double l" of a name that is spelled."""
    times = _TIMES.get(pieces[at].text)
    if times is None or at + 1 == len(pieces):
        return None
    word = pieces[at + 1].text
    digit = "0" if word in _NOUGHT else str(UNITS.get(word, word))
    return _Number(digit * times, at + 2) if len(digit) == 1 else None


def _oh(pieces: Sequence[Piece], at: int, before: Sequence[Piece]) -> _Number | None:
    """The nought that is said "oh": among figures, after one or before two."""
    if pieces[at].text not in _NOUGHT:
        return None
    following = [_is_digit(piece) for piece in pieces[at + 1 : at + 3]]
    after_one = bool(before) and before[-1].is_figure and following[:1] != [False]
    return _Number("0", at + 1) if after_one or following == [True, True] else None


def _is_digit(piece: Piece) -> bool:
    return piece.is_figure or piece.text in _NOUGHT or UNITS.get(piece.text, 10) < 10


def _cardinal(pieces: Sequence[Piece], at: int) -> _Number | None:
    """The longest number that starts at `at`, read as "[hundreds] [thousand] [hundreds]", or None."""
    if pieces[at].text == "a":
        return _cardinal_of_one(pieces, at)
    total, group, place = 0, _group(pieces, at), at
    if group is None:
        return None
    digits = pieces[at].text if group.end == at + 1 and pieces[at].is_figure else ""
    while group is not None:
        place = group.end
        scale = SCALES.get(pieces[place].text) if place < len(pieces) and not group.ordinal else None
        if scale is None:
            total += group.value
            break
        total, digits = total + group.value * scale, ""
        place += 1
        group = _group(pieces, _past_and(pieces, place))
        if group is not None and group.value >= 1000:
            break
    ordinal = "th" if group is not None and group.ordinal else ""
    return _Number((digits or str(total)) + ordinal, place)


def _cardinal_of_one(pieces: Sequence[Piece], at: int) -> _Number | None:
    """ "a hundred", "a thousand": the article stands for one."""
    if at + 1 == len(pieces) or pieces[at + 1].text not in ("hundred", *SCALES):
        return None
    return _cardinal([*pieces[:at], Piece("one", pieces[at].source), *pieces[at + 1 :]], at)


@dataclass(frozen=True, slots=True)
class _Group:
    value: int
    end: int
    ordinal: bool = False


def _group(pieces: Sequence[Piece], at: int) -> _Group | None:
    """A number below a thousand, or figures: "412", "ninety-four", "three hundred and five"."""
    if at >= len(pieces):
        return None
    if pieces[at].text.isdecimal():
        head: _Group | None = _Group(int(pieces[at].text), at + 1)
    else:
        head = _below_hundred(pieces, at)
    if head is None or head.ordinal or not 0 < head.value < 100:
        return head
    if head.end >= len(pieces) or pieces[head.end].text != "hundred":
        return head
    tail = _below_hundred(pieces, _past_and(pieces, head.end + 1))
    if tail is None or tail.value == 0:
        return _Group(100 * head.value, head.end + 1)
    return _Group(100 * head.value + tail.value, tail.end, tail.ordinal)


def _below_hundred(pieces: Sequence[Piece], at: int) -> _Group | None:
    if at >= len(pieces):
        return None
    word = pieces[at].text
    if word in UNITS:
        return _Group(UNITS[word], at + 1)
    if word in ORDINALS:
        return _Group(ORDINALS[word], at + 1, ordinal=True)
    if word not in TENS:
        return None
    follower = pieces[at + 1].text if at + 1 < len(pieces) else ""
    if 0 < UNITS.get(follower, 0) < 10:
        return _Group(TENS[word] + UNITS[follower], at + 2)
    if 0 < ORDINALS.get(follower, 0) < 10:
        return _Group(TENS[word] + ORDINALS[follower], at + 2, ordinal=True)
    return _Group(TENS[word], at + 1)


def _past_and(pieces: Sequence[Piece], at: int) -> int:
    """The place after an "and" that joins the parts of a number: one with a number below a hundred behind it."""
    joins = at < len(pieces) and pieces[at].text == "and" and _below_hundred(pieces, at + 1) is not None
    return at + 1 if joins else at
