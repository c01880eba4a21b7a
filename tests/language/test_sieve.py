"""What the words of a text rule out, and that nothing which stands in it is ruled out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_pipeline.language.pack import available_languages, load_pack
from qa_pipeline.language.phrases import Dialect, Expression, compile_phrase, one_of, pattern
from qa_pipeline.language.sieve import Sieve
from qa_pipeline.language.text import Contractions, comparable
from tests.criteria.spoken import SCORECARDS

GOLDEN = Path(__file__).parents[1] / "golden"
DIALECT = Dialect(lambda word: tuple(word.split("-")), {"digits": Expression("[0-9]+[ \n]")})


def passing(phrase: str, text: str) -> bool:
    """Whether the sieve lets a phrase through for a text."""
    sieve = Sieve({"key": (compile_phrase(phrase, DIALECT),)})
    return "key" in sieve.passing(text.split())


@pytest.mark.parametrize(
    ("phrase", "through", "held"),
    [
        ("may i", "well may i", "i may"),
        ("(can | may | could) i", "could i", "i could"),
        ("thank you [so | very]", "thank you", "you thank"),
        ("thank you [so] much", "much thank you", "much you thank"),
        ("apolog*", "apologies", "pologies"),
        ("calm ... down", "down calm", "calm"),
        ("({digits} | no) days", "days", "day"),
        ("!(never) say", "say", "never"),
        ("well-done", "so well done", "done well"),
        ("(may i | could we) help", "may i help", "may we help"),
        ("(may | could we) help", "could we help", "could help"),
        ("apolog* for", "apologies for", "for apologies"),
        ("may _ help", "help may", "may"),
    ],
)
def test_a_phrase_passes_with_its_words_and_those_that_stand_next_to_each_other(
    phrase: str, through: str, held: str
) -> None:
    assert passing(phrase, through)
    assert not passing(phrase, held)


@pytest.mark.parametrize("phrase", ["_", "^ _", "{digits}", "[well] _"])
def test_a_phrase_without_a_word_of_its_own_always_passes(phrase: str) -> None:
    assert passing(phrase, "anything")


def texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for part in [*found, *found.values()] if isinstance(found, dict) else found:
            yield from texts(part)


SAID = [
    text for name in ("phrases", "languages") for text in texts(yaml.safe_load((GOLDEN / f"{name}.yaml").read_text()))
]


@pytest.mark.parametrize("language", available_languages(SCORECARDS / "packs"))
def test_a_pack_finds_what_all_its_patterns_find_at_once(language: str) -> None:
    pack = load_pack(language, SCORECARDS / "packs")
    assert pack is not None
    whole = {key: pattern(one_of(phrases.say).regex) for key, phrases in pack.phrases.items()}
    unless = {key: pattern(one_of(phrases.unless).regex) for key, phrases in pack.phrases.items() if phrases.unless}
    for text in [*SAID, *map(" ".join, zip(SAID, reversed(SAID), strict=True))]:
        line = comparable(text, pack.contractions).line
        for key, phrases in pack.phrases.items():
            found = [match.span() for match in whole[key].finditer(line)]
            vetoes = list(unless[key].finditer(line)) if key in unless else []
            expected = [span for span in found if not any(overlaps(span, veto) for veto in vetoes)]
            assert list(phrases.spans(line)) == expected
            assert len(pack.find(key, text)) == len(expected), (key, text)


def overlaps(span: tuple[int, int], veto: re.Match[str]) -> bool:
    within = "\n" not in veto.group()[:-1]
    return within and span[0] < veto.end() and veto.start() < span[1]


def test_contractions_are_written_out_before_words_are_looked_for() -> None:
    short = Contractions({"im": ("i", "am"), "i'm": ("i", "am")})
    dialect = Dialect(lambda word: tuple(comparable(word, short).line.split()), {})
    sieve = Sieve({"key": (compile_phrase("I'm sorry", dialect),)})
    assert sieve.passing(comparable("So Im sorry", short).line.split()) == {"key": (0,)}
