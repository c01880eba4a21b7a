"""Sentences as they are embedded: without fillers and courtesies, and with the same name for everybody.

What somebody is called, whether they say "sir" or "madam", "ring" or "call", and how often they say "um" and "please"
moves a vector, and must move no mark.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from qa_pipeline.call import Call, Role
from qa_pipeline.language.bare_names import found, introduced_in, names_like
from qa_pipeline.language.given import bare, capital_names
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.sentences import Sentence

NOBODY = "Robin"
"""The name that stands for everybody's."""

_WORD = re.compile(r"\S+")


def neutral_texts(call: Call, sentences: Sequence[Sentence], pack: LanguagePack | None) -> tuple[str, ...]:
    """The text of each sentence of the call, without fillers and courtesies, with the names that are known in it
    exchanged, and in one of the wordings that are alike."""
    texts = (call.turns[one.turn].text[one.start : one.end] for one in sentences)
    if pack is None:
        return tuple(texts)
    names = frozenset(names_of(call, pack))
    return tuple(pack.alike.told(neutral(text, pack.contractions.fillers, names)) for text in texts)


def neutral_example(text: str, pack: LanguagePack) -> str:
    """An example sentence likewise; the names are those that it gives itself."""
    names = frozenset(
        name for key in ("own_name", "customer_name", "customer_addressed") for name in _in(text, key, pack)
    )
    return pack.alike.told(neutral(text, pack.contractions.fillers, names))


def names_of(call: Call, pack: LanguagePack) -> Iterator[str]:
    """The words with a capital that are somebody's name: told beside the recording, or given in the call."""
    yield from (call.metadata.agent or "").split()
    yield from (call.metadata.customer_name or "").split()
    yield from _answered(call, pack)
    for turn in call.turns:
        if turn.role is Role.CUSTOMER:
            yield from _in(turn.text, "customer_name", pack)
            yield from (word for name in introduced_in(turn.text, pack) for word in name.group(1).split())
        else:
            yield from _in(turn.text, "own_name", pack)
            yield from _in(turn.text, "customer_addressed", pack)


def _answered(call: Call, pack: LanguagePack) -> Iterator[str]:
    """The words that may be a name in what the customer says when asked for it."""
    asked = False
    for turn in call.turns:
        if turn.role is Role.AGENT:
            asked = bool(found("name_asked", turn.text, pack)) or (asked and pack.is_backchannel(turn.text))
        elif asked and not pack.is_backchannel(turn.text):
            yield from (word for word in names_like(turn.text, pack) if word[0].isupper())
            asked = False


def neutral(text: str, fillers: Collection[str], names: Collection[str]) -> str:
    """The text without the words among the fillers, and one name for each run of words among the names.

    A text of nothing but fillers stays as it is.
    """
    pieces: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        plain = bare(word)
        if "".join(filter(str.isalnum, word)).casefold() in fillers:
            continue
        if plain in names:
            word = word.replace(plain, NOBODY)
            if pieces and pieces[-1] == NOBODY:
                pieces.pop()
        pieces.append(word)
    said = " ".join(pieces)
    if not said:
        return text
    return said[:1].upper() + said[1:] if text[:1].isupper() else said


def _in(text: str, key: str, pack: LanguagePack) -> Iterator[str]:
    if key in pack.phrases:
        for match in pack.find(key, text):
            yield from capital_names(text[match.start : match.end])
