import pytest

from qa_pipeline.evaluation.normalise import normalise


def written(text: str, language: str = "en", *, fillers: bool = False) -> str:
    return " ".join(piece.text for piece in normalise(text.split(), language, fillers=fillers))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thank you, for calling!", "thank you for calling"),
        ("ninety-four", "94"),
        ("four hundred and twelve", "412"),
        ("twelve hundred", "1200"),
        ("a hundred and five thousand two hundred", "105,200"),
        ("one million two hundred thousand", "1,200,000"),
        ("two thousand and twenty-four", "2024"),
        ("nineteen eighty-four", "1984"),
        ("four one seven double two", "41722"),
        ("four one, seven double two", "4172 2"),
        ("triple seven double oh", "77700"),
        ("oh seven nine double one", "07911"),
        ("seven oh nine", "709"),
        ("four point five", "4.5"),
        ("three thirty", "3:30"),
        ("three p.m.", "3 PM"),
        ("twelve thirty-four fifty-six", "12-34-56"),
        ("the twenty-third of May", "the 23rd of May"),
        ("the first", "the 1st"),
        ("three hundred and third", "303rd"),
        ("ninety-four pounds twenty", "£94.20"),
        ("ninety-four pounds and twenty pence", "£94.20."),
        ("five dollars", "$5"),
        ("five euros", "€5.00"),
        ("five per cent", "5%"),
        ("S-M-I-T-H", "Smith"),
        ("S. M. I. T. H.", "SMITH"),
        ("L L O Y D", "double l o y d"),
        ("B F four two seven", "BF427"),
        ("h dot finch at mail dot com", "H.Finch@mail.com"),
        ("e-mail", "email"),
        ("we'll, they’re, I'm, can't", "we will they are I am cannot"),
        ("we apologise for the colour of the centre", "we apologize for the color of the center"),
        ("um, OK, uh-huh", "okay"),
        ("Mr. Jones", "mister Jones"),
    ],
)
def test_ways_of_writing_one_thing_are_one(one: str, other: str) -> None:
    assert written(one) == written(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fifteen", "fifty"),
        ("four hundred", "four thousand"),
        ("the first", "the 2nd"),
        ("five pounds", "five dollars"),
        ("can", "can't"),
        ("I, I think", "I think"),
        ("Oh, one more thing", "0 1 more thing"),
        ("twenty and five", "25"),
        ("his", "is"),
        ("our", "or"),
    ],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert written(one) != written(other)


def test_figures_are_read_digit_by_digit_so_a_wrong_digit_is_one_wrong_word() -> None:
    assert written("4111") == "4 1 1 1"
    assert written("21st") == "2 1th"


def test_fillers_stay_when_they_are_asked_for() -> None:
    assert written("Um, so, er, yes.", fillers=True) == "um so er yes"
    assert written("Um, so, er, yes.") == "so yes"


def test_each_piece_knows_the_word_that_it_is_of() -> None:
    pieces = normalise("It's um £94.20 today".split(), "en")
    assert [(piece.text, piece.source) for piece in pieces] == [
        ("its", 0),
        *[("9", 2), ("4", 2), ("pound", 2), ("2", 2), ("0", 2)],
        ("today", 3),
    ]


@pytest.mark.parametrize(
    ("language", "text", "plain"),
    [
        ("pt", "Não, são 25 pães d'água!", "não são 2 5 pães dágua"),
        ("fi", "Hyvää päivää – kaksikymmentä.", "hyvää päivää kaksikymmentä"),
        ("el", "Καλημέρα;", "καλημέρα"),
        ("", "Um, okay.", "um okay"),
    ],
)
def test_other_languages_lose_case_and_punctuation_and_no_word(language: str, text: str, plain: str) -> None:
    assert written(text, language) == plain


def test_an_accent_is_the_same_in_either_encoding() -> None:
    assert written("e\u0301le\u0300ve", "fr") == written("\u00e9l\u00e8ve", "fr")
