"""Names that no phrase ends with: in a bare answer, after "I'm", and where somebody is spoken to."""

import re
from collections.abc import Iterator

from qa_pipeline.language.given import DOCTORS, bare
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.pack import LanguagePack

STOPS = ",.?!;…"
WORD = r"[^\W\d_][\w'’-]{2,}"
# A word by itself between two stops, as somebody is spoken to: "Thank you, Daniel." "Daniel, one moment."
_BETWEEN_STOPS = re.compile(rf"(?:^|[{STOPS}])\s*({WORD})\s*(?=[{STOPS}]|$)")
_NEXT_WORD = re.compile(rf"[\s,]*({WORD})")
# "It's, eh, Fergal Ryan": a hesitation between stops may stand before.
_TWO_WORDS = re.compile(rf"(?:(?:\.\.\.|[\s,…])+[^\W\d_]{{1,3}}(?=[,.…]))?(?:\.\.\.|[\s,…])+({WORD}\s+{WORD})")
_DOCTOR = re.compile(rf"\b(?:{'|'.join(sorted(DOCTORS))})\b\.?\s+{WORD}", re.IGNORECASE)
_SPELT = re.compile(rf"({WORD})(?:\s+[^\W\d_]{{2,3}})?[\s,.:;…-]+((?:[^\W\d_][\s,.…-]+){{2,}}[^\W\d_])(?![^\W\d_])")
# Three letters by themselves, which all that is spelt has: looked for first, for that is quicker.
_LETTERS = re.compile(r"[\s,.:;…-][^\W\d_][\s,.…-]+[^\W\d_][\s,.…-]+[^\W\d_](?![^\W\d_])")
_INSIDE = re.compile(rf"(?<=[\w,] ){WORD}")
_BY_ITSELF = re.compile(rf"(?:^|[.?!…;]\s+)({WORD}(?:\s+{WORD}){{0,2}})\s*(?=[{STOPS}]|$)")
_OWNS = ("'s", "’s")
_SURNAME = re.compile(r"(?:(?<=\b\w)\.)?\s+([^\W\d_][\w'’-]*)")
_FIRST_WORDS = 4
"""How many words of an answer without a capital may be the name."""


def names_like(text: str, pack: LanguagePack) -> frozenset[str]:
    """The words of an answer that may be a name: with a capital inside a sentence, or all that a sentence says.

    In a text that has no capitals, the first words. A yes, a number and a day are none, nor is a doctor's name.
    """
    text = _DOCTOR.sub(" ", text)
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
        words = run[1].split() if run is not None else []
        if run is not None and all(word[0].isupper() for word in words) and words[0].casefold() not in DOCTORS:
            yield run


def called_in(text: str, pack: LanguagePack) -> Iterator[str]:
    """The word with a capital after "I am" and the like: a name where somebody is then spoken to by it."""
    words = (_NEXT_WORD.match(text, match.end) for match in found("name_before", text, pack))
    yield from (word[1] for word in words if word is not None and word[1][0].isupper())


def spelt_in(text: str) -> Iterator[re.Match[str]]:
    """A word with a capital that is spelt letter by letter right after, or the first letters of it; group 1 has it."""
    for match in _SPELT.finditer(text) if _LETTERS.search(text) else ():
        letters = "".join(filter(str.isalpha, match[2])).casefold()
        if match[1][0].isupper() and match[1].casefold().startswith(letters):
            yield match


def vocatives(text: str, pack: LanguagePack) -> Iterator[re.Match[str]]:
    """The words where somebody is spoken to, in group 1: between stops, or after a thank-you, a greeting, an "okay".

    In a text with capitals they have one; the point of "Dr." is no stop.
    """
    capitals = any(map(str.isupper, text))
    openers = found("name_follows", text, pack)
    following = (_NEXT_WORD.match(text, opener.end) for opener in openers)
    for match in (*_BETWEEN_STOPS.finditer(text), *filter(None, following)):
        if capitals and not match[1][0].isupper():
            continue
        before = text[: match.start(1)].split()
        if not before or bare(before[-1]).casefold() not in DOCTORS:
            yield match


def is_spoken_of(text: str, title: PhraseMatch, pack: LanguagePack) -> bool:
    """Whether whom a title and a name stand for is spoken of ("Dr. Patel can see you at ten."), and not spoken to.

    To speak to somebody is to say no more in the same breath, save after a thank-you or a greeting and in a question.
    """
    if text[: title.end].endswith(_OWNS):
        return True
    end = title.end
    while (rest := _SURNAME.match(text, end)) and rest[1][0].isupper():
        end = rest.end()
    after = text[end:].lstrip()
    stop = next((char for char in after if char in STOPS), "")
    if not after or after[0] in STOPS or stop in ("", "?"):
        return False
    return all(text[opener.end : title.start].strip(" ,") for opener in found("name_follows", text, pack))


def found(key: str, text: str, pack: LanguagePack) -> tuple[PhraseMatch, ...]:
    """What the pack finds of the key; nothing in an older pack that has not got it."""
    return pack.find(key, text) if key in pack.phrases else ()


def _is_plain(word: str, pack: LanguagePack) -> bool:
    """Whether the word by itself is a yes, an "okay" or a number."""
    said = ("affirmed", "name_follows")
    return pack.is_backchannel(word) or bool(pack.digit_runs(word)) or any(found(key, word, pack) for key in said)
