import pytest

from qa_pipeline.asr.stock import PHRASES, plain, stock_phrases, without_stock_phrases
from qa_pipeline.asr.transcriber import Doubt
from qa_pipeline.call import Span, Word
from tests.asr.test_doubt import words

REGION = Span(0.0, 20.0)


def kept(said: list[Word], *, language: str = "en", silent: bool = False, regions: tuple[Span, ...] = (REGION,)) -> str:
    found = without_stock_phrases(said, regions, set(said) if silent else set(), language)
    assert {drop.doubt for drop in found.dropped} <= {Doubt.STOCK_PHRASE}
    assert len(found.words) + len(found.dropped) == len(said)
    return " ".join(word.text for word in found.words)


CREDITS = [
    "Thanks for watching!",
    "Thank you so much for watching. Please subscribe to my channel.",
    "Subtitles by the Amara.org community",
    "Legendas pela comunidade Amara.org",
    "Inscreva-se no canal e ative o sininho",
    "Tekstitys: Maija Meikäläinen",
    "Kiitos, kun katsoitte!",
    "Ačiū, kad žiūrėjote.",
    "Paldies, ka skatījāties!",
    "Υπότιτλοι AUTHORWAVE",
    "Ευχαριστώ που παρακολουθήσατε.",
]


@pytest.mark.parametrize("said", CREDITS)
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_credits_alone_in_a_region_are_invented_in_any_language(said: str, language: str) -> None:
    assert kept(words(said), language=language) == ""


@pytest.mark.parametrize(
    "said",
    [
        "Thanks for watching the house while I was away.",
        "I saw it was subtitled by hand, thank you.",
        "The music is too loud.",
        "The subtitles are wrong on every film.",
    ],
)
def test_a_sentence_that_only_resembles_a_credit_stays(said: str) -> None:
    assert kept(words(said)) == said


COURTESIES = [("en", "Thank you."), ("en", "Bye-bye."), ("pt", "Muito obrigado."), ("fi", "Kiitos."), ("lt", "Ačiū."),
              ("lv", "Paldies."), ("el", "Ευχαριστώ.")]  # fmt: skip


@pytest.mark.parametrize(("language", "said"), COURTESIES)
def test_a_real_thank_you_is_never_dropped(language: str, said: str) -> None:
    assert kept(words(said, probability=0.4), language=language) == said


@pytest.mark.parametrize(("language", "said"), COURTESIES)
def test_a_courtesy_that_the_recogniser_doubts_is_dropped(language: str, said: str) -> None:
    assert kept(words(said, probability=0.25), language=language) == ""
    assert kept(words(said, probability=0.9), language=language, silent=True) == ""


def test_one_doubted_word_makes_the_courtesy_doubtful() -> None:
    assert kept([*words("thank", probability=0.03), *words("you", 0.5, probability=0.95)]) == ""


def test_doubt_alone_drops_nothing_that_is_no_stock_phrase() -> None:
    assert kept(words("my invoice", probability=0.2), silent=True) == "my invoice"


def test_a_doubted_courtesy_among_other_words_of_its_region_stays() -> None:
    assert kept([*words("that was all"), *words("thank you", 2.0, probability=0.2)]) == "that was all thank you"


def test_each_region_is_judged_by_itself() -> None:
    said = [*words("that was all"), *words("thank you", 10.0, probability=0.2)]
    assert kept(said, regions=(Span(0.0, 2.0), Span(9.8, 11.2))) == "that was all"


def test_a_courtesy_of_another_language_than_the_calls_stays() -> None:
    assert kept(words("kiitos", probability=0.2), language="pt") == "kiitos"


def test_every_language_with_a_pack_has_its_phrases() -> None:
    import yaml

    lists = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    assert set(lists) == {"el", "en", "fi", "lt", "lv", "pt"}
    for phrases in lists.values():
        assert set(phrases) == {"credits", "courtesies"}
        assert all(plain(phrase) for kind in phrases.values() for phrase in kind)


def test_a_language_without_phrases_of_its_own_has_the_english_courtesies() -> None:
    assert stock_phrases("sv").courtesies.fullmatch("thank you")
    assert stock_phrases("sv").courtesies.pattern == stock_phrases("en").courtesies.pattern
