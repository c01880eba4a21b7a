"""The customer's name, as they give it, and where the agent speaks to them by it.

A name is given in a phrase ("my name is Gwen Abbott"), after words that may bring one ("I'm Gwen Abbott", with capitals
alone), or as the answer to a question for it ("Gwen Abbott, and the postcode is …").
"""

import re
from collections.abc import Iterator, Sequence

from qa_pipeline.call import Turn
from qa_pipeline.criteria.places import first_of
from qa_pipeline.criteria.reading import Hit, Reading, quote
from qa_pipeline.language.given import given_names, is_capital
from qa_pipeline.language.matching import PhraseMatch
from qa_pipeline.language.names import other_ending
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.text import fold
from qa_pipeline.language.vocabulary import Name

_STOP = ",.?!;…"
_WORD = r"[^\W\d_][\w'’-]{2,}"
# A word by itself between two stops, as somebody is spoken to: "Thank you, Daniel." "Daniel, one moment."
_BETWEEN_STOPS = re.compile(rf"(?:^|[{_STOP}])\s*({_WORD})\s*(?=[{_STOP}]|$)")
_NEXT_WORD = re.compile(rf"[\s,]*({_WORD})")
_INSIDE = re.compile(rf"(?<=[\w,] ){_WORD}")
_BY_ITSELF = re.compile(rf"(?:^|[.?!…;]\s+)({_WORD}(?:\s+{_WORD}){{0,2}})\s*(?=[{_STOP}]|$)")
_FIRST_WORDS = 4
"""How many words of an answer without a capital may be the name."""

# "Well" and "Wells", "March" and "Marsh": so short a word is another word sooner than the name in another case.
_SHORTEST_IN_ANOTHER_CASE = 5


def uses_of(reading: Reading, naming: Hit, turns: Sequence[Turn]) -> tuple[Hit, ...]:
    """Where the turns have a name that ends the phrase of `naming`, slightly misspelt or with another ending too.

    At the beginning of a sentence a capital tells nothing ("Will you hold?"): there a stop has to follow ("Will, …").
    """
    names = [Name(word) for word in given_names(naming.phrase)]
    capitals = any(is_capital(name.written) for name in names)
    pack = reading.phrases
    return tuple(
        quote(turn, match.quote_start, match.quote_end)
        for turn in turns
        for match in pack.find_names(names, turn.text, capitals=capitals, endings=True)
        if not (capitals and _begins(turn.text, match.start)) or _ends(turn.text, match.end)
    )


def introduced(reading: Reading) -> tuple[Hit, ...]:
    """Where the customer says who they are by words that may mean something else: two words with a capital follow."""
    pack = reading.phrases
    return tuple(
        quote(turn, match.end + run.start(1), match.end + run.end(1))
        for turn in reading.customer
        for match in _found("name_before", turn.text, pack)
        if (run := re.match(rf"\s+({_WORD}(?:\s+{_WORD})+)", turn.text[match.end :]))
        if all(word[0].isupper() for word in run[1].split()[:2])
    )


def answered(reading: Reading) -> tuple[Hit, ...]:
    """The names that the customer gives when asked what they are called."""
    return tuple(
        quote(turn, match.start(), match.end())
        for turn in _answers(reading, "name_asked")
        for match in re.finditer(_WORD, turn.text)
        if match.group() in _names_like(turn.text, reading.phrases)
    )


def spoken_to(reading: Reading) -> tuple[Hit, ...]:
    """Where the agent speaks to the customer by a word that the customer gave when asked who they are.

    A bare answer ("Yes, Daniel Marsh.") holds streets and months as well: only what the agent then calls the customer
    is a name.
    """
    pack = reading.phrases
    turns = (*_answers(reading, "identity_asked"), *_answers(reading, "name_asked"))
    told = {word for turn in turns for word in _names_like(turn.text, pack)}
    told |= {word for hit in introduced(reading) for word in hit.evidence.quote.split()}
    first = min((turn.start for turn in reading.customer), default=0.0)
    return tuple(
        quote(turn, *match.span(1))
        for turn in reading.agent
        if turn.start > first
        for match in _vocatives(turn.text, pack)
        if any(_same(match[1], name) for name in told)
    )


def _vocatives(text: str, pack: LanguagePack) -> Iterator[re.Match[str]]:
    """The words that stand where somebody is spoken to: between stops, or after a thank-you, a greeting, an "okay"."""
    yield from _BETWEEN_STOPS.finditer(text)
    for opener in _found("name_follows", text, pack):
        if (found := _NEXT_WORD.match(text, opener.end)) is not None:
            yield found


def _same(said: str, name: str) -> bool:
    one, other = fold(said), fold(name)
    return one == other or (len(one) >= _SHORTEST_IN_ANOTHER_CASE and is_capital(said) and other_ending(one, other))


def _answers(reading: Reading, key: str) -> Iterator[Turn]:
    """The customer's next turn after each question of the key."""
    questions = reading.said(key, reading.agent) if key in reading.phrases.phrases else ()
    for question in questions:
        answer = first_of([turn for turn in reading.customer if turn.end > question.said.end])
        if answer is not None:
            yield answer


def _names_like(text: str, pack: LanguagePack) -> frozenset[str]:
    """The words of an answer that may be a name: with a capital inside a sentence, or all that a sentence says.

    In a text that has no capitals, the first words. A yes, a number and a day are none.
    """
    if not any(map(str.isupper, text)):
        found = [match.group() for match in re.finditer(_WORD, text)][:_FIRST_WORDS]
    else:
        alone = [word for match in _BY_ITSELF.finditer(text) for word in match[1].split()]
        found = [word for word in (*_INSIDE.findall(text), *alone) if word[0].isupper()]
    times = " ".join(text[match.start : match.end] for match in _found("time_named", text, pack)).split()
    return frozenset(word for word in found if word not in times and not _is_plain(word, pack))


def _is_plain(word: str, pack: LanguagePack) -> bool:
    """Whether the word by itself is a yes, an "okay" or a number."""
    said = ("affirmed", "name_follows")
    return pack.is_backchannel(word) or bool(pack.digit_runs(word)) or any(_found(key, word, pack) for key in said)


def _found(key: str, text: str, pack: LanguagePack) -> tuple[PhraseMatch, ...]:
    """What the pack finds of the key; nothing in an older pack that has not got it."""
    return pack.find(key, text) if key in pack.phrases else ()


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins at the character."""
    before = text[:at].rstrip()
    return not before or before[-1] in ".?!…;"


def _ends(text: str, at: int) -> bool:
    """Whether a stop follows the character, or nothing."""
    after = text[at:].lstrip()
    return not after or after[0] in _STOP
