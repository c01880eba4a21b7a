"""Personal data hidden in what was said, with the way back to the words themselves."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

FEWEST_DIGITS = 4
"""Digits in a row that may be part of a card, a telephone number, a reference or a date of birth."""

_EMAIL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    # as it is spoken: "anna dot smith at example dot com"
    r"|\b[\w+-]+(?: dot [\w-]+)* at [\w-]+(?: dot [\w-]+)*"
    r" dot (?:com|net|org|info|eu|uk|ie|fi|lt|lv|gr|pt|de|fr|es|it|pl|io)\b",
    re.IGNORECASE,
)
# Two letters for the country, two check digits, then groups; nobody says that it is an IBAN.
_ACCOUNT = re.compile(r"\b(?=(?:[ -]?[A-Z0-9]){15})[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){2,8}\b")
_DIGITS = re.compile(rf"\d(?:[\s\-./(),+]*\d){{{FEWEST_DIGITS - 1},}}")
_AMOUNT = re.compile(r"\d{1,3}[.,]\d\d")  # or a time of day
_WORD = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Characters `start` to `end` of the original, in whose place `[kind]` is shown."""

    start: int
    end: int
    kind: str

    @property
    def shown(self) -> str:
        return f"[{self.kind}]"


@dataclass(frozen=True)
class Redacted:
    """A text with stretches of it hidden; they are in order and do not overlap."""

    original: str
    hidden: tuple[Hidden, ...]

    @cached_property
    def text(self) -> str:
        """What is shown."""
        pieces: list[str] = []
        at = 0
        for one in self.hidden:
            pieces += (self.original[at : one.start], one.shown)
            at = one.end
        return "".join((*pieces, self.original[at:]))

    def behind(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that `start` to `end` of the text stand for; what is hidden counts whole."""
        return self._original(start, end=False), self._original(end, end=True)

    def hidden_in(self, start: int, end: int) -> tuple[Hidden, ...]:
        """What characters `start` to `end` of the text hide."""
        first, last = self.behind(start, end)
        return tuple(one for one in self.hidden if one.start < last and first < one.end)

    def _original(self, place: int, *, end: bool) -> int:
        moved = 0
        for one in self.hidden:
            begins = one.start + moved
            if place < begins or (end and place == begins):
                break
            if place < begins + len(one.shown) or (end and place == begins + len(one.shown)):
                return one.end if end else one.start
            moved += len(one.shown) - (one.end - one.start)
        return place - moved


def redact(text: str, more: Iterable[Hidden] = ()) -> Redacted:
    """Hide e-mail addresses, accounts, four digits and more in a row, and `more` that the caller has found.

    Stretches that overlap become one, of the kind that was found first: those of `more` come before the others.
    """
    found = (*more, *_found(text))
    kinds = list(dict.fromkeys(one.kind for one in found))
    joined: list[Hidden] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and one.start < joined[-1].end:
            last = joined.pop()
            one = Hidden(last.start, max(last.end, one.end), min(last.kind, one.kind, key=kinds.index))
        joined.append(one)
    return Redacted(text, tuple(joined))


def _found(text: str) -> Iterator[Hidden]:
    for kind, pattern in (("e-mail", _EMAIL), ("account", _ACCOUNT), ("number", _DIGITS)):
        found = (match for match in pattern.finditer(text) if not _AMOUNT.fullmatch(match.group()))
        yield from (Hidden(*match.span(), kind) for match in found)
    for word in _WORD.finditer(text):
        # A reference mixes letters with digits: hidden whole, "AB12-3456" tells nothing of itself.
        if sum(char.isdigit() for char in word.group()) >= FEWEST_DIGITS:
            yield Hidden(*word.span(), "number")
