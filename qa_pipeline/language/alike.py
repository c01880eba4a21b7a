"""Wordings that say the same and must move no mark: "sir" and "madam", "ring you" and "call you", "please" or none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_EDGE = r"(?<![\w'’-])"
_SPACES = re.compile(r"\s+")
_LEFT = re.compile(r"[\s,]+(?=[,.?!;…]|$)|^[\s,]+")


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Groups of wordings, each told as its first, and courtesies that are left out."""

    groups: Sequence[Sequence[str]] = ()
    courtesies: Sequence[str] = ()
    _told_as: Mapping[str, str] = field(init=False, repr=False)
    _pattern: re.Pattern[str] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        told_as = {one.casefold(): group[0] for group in self.groups for one in group[1:]}
        told_as |= {one.casefold(): "" for one in self.courtesies}
        # What is told as itself is found first where it is longer: "do you have" within "do you have to".
        forms = sorted(told_as, key=len, reverse=True)
        found = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
        pattern = re.compile(rf"{_EDGE}(?:{found})(?!['’]?\w)", re.IGNORECASE) if forms else None
        object.__setattr__(self, "_told_as", told_as)
        object.__setattr__(self, "_pattern", pattern)

    def told(self, text: str) -> str:
        """The text in the first wording of each group and without courtesies; one of nothing else stays as it is."""
        if self._pattern is None or self._pattern.search(text) is None:
            return text
        said = _LEFT.sub("", _SPACES.sub(" ", self._pattern.sub(self._told, text))).strip()
        if not any(map(str.isalnum, said)):
            return text
        return said[:1].upper() + said[1:] if text[:1].isupper() else said

    def _told(self, found: re.Match[str]) -> str:
        told = self._told_as[_SPACES.sub(" ", found.group()).casefold()]
        return told[:1].upper() + told[1:] if found.group()[0].isupper() else told
