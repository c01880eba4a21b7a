"""The entries of a language pack's file, each checked and compiled; errors name file, line, key, found, allowed."""

from collections.abc import Collection
from typing import Any

from qa_pipeline.language.alike import Alike
from qa_pipeline.language.documents import Document, Place, suggest
from qa_pipeline.language.examples import Examples, Ordinary
from qa_pipeline.language.matching import Cue, Phrases
from qa_pipeline.language.phrases import Dialect, Expression, PhraseSyntaxError, compile_phrase, one_of
from qa_pipeline.language.text import Contractions, comparable, fold

_TIMES = (2, 3)
_DIGITS = Expression(r"(?:[0-9]+[ \n])")


def check_keys(
    document: Document, place: Place, found: object, allowed: Collection[str], *, required: Collection[str]
) -> None:
    """Hold a mapping's keys against those allowed and those required."""
    if not isinstance(found, dict):
        raise document.error(place, found, f"a mapping with {', '.join(allowed)}")
    for key in found:
        if key not in allowed:
            raise document.error((*place, key), key, suggest(key, allowed))
    for key in required:
        if key not in found:
            raise document.error((*place, key), "nothing", "this key must be there; fill it")


def text_at(document: Document, place: Place, found: object) -> str:
    """The entry as text that is not blank."""
    # YAML reads a bare yes, no, on or off as true or false.
    if isinstance(found, str) and found.strip():
        return found
    raise document.error(place, found, 'text; put "yes", "no", "on", "off" and numerals in quotes')


def _texts(document: Document, place: Place, found: object) -> list[tuple[Place, str]]:
    if not isinstance(found, list) or not found:
        raise document.error(place, found, "a list with at least one phrase")
    return [((*place, index), text_at(document, (*place, index), item)) for index, item in enumerate(found)]


def _mapping(document: Document, key: str) -> dict[Any, Any]:
    found = document.data[key]
    if not isinstance(found, dict):
        raise document.error((key,), found, "a mapping; {} where the language needs none")
    return found


def read_contractions(document: Document) -> Contractions:
    """The short forms under `contractions`, each with the words that it stands for, and the `fillers`."""
    bare = Contractions({})
    forms: dict[str, tuple[str, ...]] = {}
    for full, shorts in _mapping(document, "contractions").items():
        place: Place = ("contractions", full)
        words = tuple(token.text for token in comparable(text_at(document, place, full), bare).tokens)
        forms |= {fold(short.replace("’", "'")): words for _, short in _texts(document, place, shorts)}
    return Contractions(forms, _fillers(document))


def _fillers(document: Document) -> frozenset[str]:
    """The words under `fillers` that phrases are matched without; a pack may have none."""
    if "fillers" not in document.data:
        return frozenset()
    return frozenset(word.casefold() for _, word in _texts(document, ("fillers",), document.data["fillers"]))


def read_alike(document: Document) -> Alike:
    """The groups under `alike`, two wordings or more each, none in two of them, and the `courtesies`."""
    groups: list[tuple[str, ...]] = []
    seen: dict[str, Place] = {}
    written = document.data.get("alike", [])
    if not isinstance(written, list):
        raise document.error(("alike",), written, "a list of lists of wordings")
    for number, group in enumerate(written):
        texts = _texts(document, ("alike", number), group)
        for here, wording in texts:
            form = wording.casefold()
            if form in seen:
                raise document.error(here, wording, f"each wording once; it stands at {document.at(seen[form])} too")
            seen[form] = here
        groups.append(tuple(wording for _, wording in texts))
    if "courtesies" not in document.data:
        return Alike(groups)
    return Alike(groups, [text for _, text in _texts(document, ("courtesies",), document.data["courtesies"])])


def read_digits(document: Document) -> dict[str, str]:
    """The words for each digit under `digits`, word → digit."""
    digits: dict[str, str] = {}
    for digit, words in _mapping(document, "digits").items():
        if digit not in range(10):
            raise document.error(("digits", digit), digit, "0 to 9, each with its words")
        digits |= {fold(word): str(digit) for _, word in _texts(document, ("digits", digit), words)}
    return digits


def read_repeats(document: Document) -> dict[str, int]:
    """The words under `repeats`, word → how often the digit behind it is said ("double" of "double four": 2)."""
    repeats: dict[str, int] = {}
    for times, words in (_mapping(document, "repeats") if "repeats" in document.data else {}).items():
        if times not in _TIMES:
            raise document.error(("repeats", times), times, "2 or 3, each with its words")
        repeats |= {fold(word): times for _, word in _texts(document, ("repeats", times), words)}
    return repeats


def read_dialect(document: Document, contractions: Contractions) -> Dialect:
    """What the pack's phrases are compiled with: its contractions and its sets."""

    def normalise(word: str) -> tuple[str, ...]:
        return tuple(token.text for token in comparable(word, contractions).tokens)

    sets = {"digits": _DIGITS}
    for name, phrases in _mapping(document, "sets").items():
        # A set may use the sets above it.
        so_far = Dialect(normalise, dict(sets))
        sets[name] = one_of(_compiled(document, ("sets", name), phrases, so_far))
    return Dialect(normalise, sets)


def _compiled(document: Document, place: Place, found: object, dialect: Dialect) -> tuple[Expression, ...]:
    expressions = []
    for here, phrase in _texts(document, place, found):
        try:
            expressions.append(compile_phrase(phrase, dialect))
        except PhraseSyntaxError as error:
            raise document.error(here, phrase, f"a phrase as docs/scoring.md explains; {error}") from None
    return tuple(expressions)


def read_phrases(document: Document, place: Place, dialect: Dialect) -> Phrases:
    """The phrases of one key: a list, or `say` with `unless`."""
    found = document.data["phrases"][place[-1]]
    if not isinstance(found, dict):
        return Phrases(_compiled(document, place, found, dialect))
    check_keys(document, place, found, ("say", "unless"), required=("say",))
    say = _compiled(document, (*place, "say"), found["say"], dialect)
    unless = _compiled(document, (*place, "unless"), found["unless"], dialect) if "unless" in found else ()
    return Phrases(say, unless)


def read_examples(document: Document, place: Place) -> Examples:
    """The example sentences of one key: `say` and `contrast`; none may stand twice."""
    found = document.data["examples"][place[-1]]
    _check_sentences(document, place, found, ("say", "contrast"))
    return Examples(tuple(found["say"]), tuple(found["contrast"]))


def read_ordinary(document: Document) -> Ordinary:
    """The sentences under `ordinary` that say no key, of the agent and of the customer; a pack may have none."""
    if "ordinary" not in document.data:
        return Ordinary()
    found = document.data["ordinary"]
    _check_sentences(document, ("ordinary",), found, ("agent", "customer"))
    return Ordinary(tuple(found["agent"]), tuple(found["customer"]))


def _check_sentences(document: Document, place: Place, found: Any, parts: tuple[str, str]) -> None:
    """Hold two lists of sentences against what they have to be: both there, and no sentence twice."""
    check_keys(document, place, found, parts, required=parts)
    seen: dict[str, Place] = {}
    for here, sentence in (entry for part in parts for entry in _texts(document, (*place, part), found[part])):
        if fold(sentence) in seen:
            raise document.error(
                here, sentence, f"each sentence once; it stands at {document.at(seen[fold(sentence)])} too"
            )
        seen[fold(sentence)] = here


def read_cues(document: Document, key: str, dialect: Dialect, sign: int) -> list[Cue]:
    """The cues of one side: weights, each with its phrases; `sign` is 1 for the agent and −1 for the customer."""
    cues: list[Cue] = []
    for weight, phrases in _mapping(document, key).items():
        if not isinstance(weight, int | float) or weight <= 0:
            raise document.error((key, weight), weight, "a weight above 0: the log-odds that the phrase gives")
        # One cue a phrase: two different hints in one turn add up, the same one said twice does not.
        compiled = _compiled(document, (key, weight), phrases, dialect)
        cues += [Cue(sign * float(weight), Phrases((expression,))) for expression in compiled]
    return cues
