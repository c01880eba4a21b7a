"""Names that no phrase ends with: in a bare answer, after "I'm", and where somebody is spoken to."""

import re
from collections.abc import Iterator

from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.pack import LanguagePack

STOPS = ",.?!;…"
WORD = r"[^\W\d_][\w'’-]{2,}"
# A word by itself between two stops, as somebody is spoken to: "Thank you, Daniel." "Daniel, one moment."
_BETWEEN_STOPS = re.compile(rf"(?:^|[{STOPS}])\s*({WORD})\s*(?=[{STOPS}]|$)")
_NEXT_WORD = re.compile(rf"[\s,]*({WORD})")
_TWO_WORDS = re.compile(rf"\s+({WORD}\s+{WORD})")
_INSIDE = re.compile(rf"(?<=[\w,] ){WORD}")
_BY_ITSELF = re.compile(rf"(?:^|[.?!…;]\s+)({WORD}(?:\s+{WORD}){{0,2}})\s*(?=[{STOPS}]|$)")
_FIRST_WORDS = 4
"""How many words of an answer without a capital may be the name."""


def names_like(text: str, pack: LanguagePack) -> frozenset[str]:
    """The words of an answer that may be a name: with a capital inside a sentence, or all that a sentence says.

    In a text that has no capitals, the first words. A yes, a number and a day are none.
    """
    if not any(map(str.isupper, text)):
        words = [match.group() for match in re.finditer(WORD, text)][:_FIRST_WORDS]
    else:
        alone = [word for match in _BY_ITSELF.finditer(text) for word in match[1].split()]
        words = [word for word in (*_INSIDE.findall(text), *alone) if word[0].isupper()]
    times = " ".join(text[match.start : match.end] for match in found("time_named", text, pack)).split()
    return frozenset(word for word in words if word not in times and not _is_plain(word, pack))


def introduced_in(text: str, pack: LanguagePack) -> Iterator[re.Match[str]]:
    """Two words with a capital after "I am" and the like; group 1 has them."""
    for match in found("name_before", text, pack):
        run = _TWO_WORDS.match(text, match.end)
        if run is not None and all(word[0].isupper() for word in run[1].split()):
            yield run


def vocatives(text: str, pack: LanguagePack) -> Iterator[re.Match[str]]:
    """The words where somebody is spoken to, in group 1: between stops, or after a thank-you, a greeting, an "okay"."""
    yield from _BETWEEN_STOPS.finditer(text)
    for opener in found("name_follows", text, pack):
        following = _NEXT_WORD.match(text, opener.end)
        if following is not None:
            yield following


def found(key: str, text: str, pack: LanguagePack) -> tuple[PhraseMatch, ...]:
    """What the pack finds of the key; nothing in an older pack that has not got it."""
    return pack.find(key, text) if key in pack.phrases else ()


def _is_plain(word: str, pack: LanguagePack) -> bool:
    """Whether the word by itself is a yes, an "okay" or a number."""
    said = ("affirmed", "name_follows")
    return pack.is_backchannel(word) or bool(pack.digit_runs(word)) or any(found(key, word, pack) for key in said)
