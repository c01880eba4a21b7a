"""The little language that phrases are written in."""

import pytest

from qa_pipeline.language.phrases import Dialect, Expression, PhraseSyntaxError, compile_phrase, pattern
from qa_pipeline.language.text import Contractions, comparable

SHORT = Contractions({"i'm": ("i", "am"), "im": ("i", "am"), "thanks": ("thank", "you")})


def normalise(word: str) -> tuple[str, ...]:
    return tuple(token.text for token in comparable(word, SHORT).tokens)


DIALECT = Dialect(
    normalise, {"digits": Expression(r"(?:[0-9]+[ \n])"), "bit": Expression(r"(?:moment[ \n]|second[ \n])")}
)


def says(phrase: str, text: str) -> bool:
    return bool(pattern(compile_phrase(phrase, DIALECT).regex).search(comparable(text, SHORT).line))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("may i", "Well, MAY I?"),
        ("i am sorry", "I'm sorry"),
        ("i am sorry", "im sorry"),
        ("i'm sorry", "i am sorry"),
        ("thank you for", "Thanks for that"),
        ("(can | could | may) i", "could I"),
        ("(right now | later) please", "right now, please"),
        ("thank you [so much] for", "thank you for it"),
        ("thank you [so much | a lot] for", "thank you a lot for it"),
        ("apolog*", "my apologies"),
        ("apolog*", "we apologise"),
        ("my name is _", "my name is Zoë"),
        ("put ... hold", "put you on hold"),
        ("put ... hold", "put hold"),
        ("put ...6 hold", "put you and your call on hold"),
        ("whatever !(you | the)", "whatever"),
        ("this is !(the | a) _", "this is Anna"),
        ("in {digits} days", "in 3 days"),
        ("one {bit}", "one second"),
        ("whatever !{bit}", "whatever you"),
        ("^ hello", "Hello there"),
        ("olá não", "Ola, nao!"),
        ("follow up", "a follow-up"),
        ("sorry", "I could not. Sorry"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert says(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("may i", "mayor is"),
        ("art", "start"),
        ("art", "arts"),
        ("my name is _", "my name is"),
        ("put ... hold", "put a b c d e hold"),
        ("put ...1 hold", "put you on hold"),
        ("not ... sorry", "I could not. Sorry about that"),
        ("not ... sorry", "I could not do it. And I am sorry"),
        ("whatever !(you | the)", "whatever you want"),
        ("this is !(the | a) _", "this is the desk"),
        ("in {digits} days", "in three days"),
        ("^ hello", "Oh, hello"),
        ("apolog*", "an analogy"),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not says(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "what"),
    [
        ("", "empty"),
        ("[so | very] !(never) $", "may be left out"),
        ("(a | b", "lacks a ')'"),
        ("[a | b", "lacks a ']'"),
        ("a | b", "that nothing opens"),
        ("a ) b", "that nothing opens"),
        ("(a | )", "empty choice"),
        ("{numbr} days", "known sets: bit, digits"),
        ("*", "no word"),
        ("a*b", "no word"),
        ("wait!", "stray bracket or '!'"),
        ("no } way", "stray bracket"),
        ("- only", "no word"),
    ],
)
def test_a_phrase_that_is_written_wrongly_is_refused(phrase: str, what: str) -> None:
    with pytest.raises(PhraseSyntaxError, match=what.replace("(", r"\(").replace(")", r"\)").replace("]", r"\]")):
        compile_phrase(phrase, DIALECT)
