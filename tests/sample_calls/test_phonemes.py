"""Portuguese phonemes: word for word, in the signs that the voice knows."""

import pytest

from sample_calls import phonemes
from sample_calls.phonemes import phonemizer, portuguese

IPA = {
    "bom dia": "bˈoŋ d^ʒˈiæ",
    "tchau": "t^ʃˈaʊ",
    "Tchau": "t^ʃˈaʊ",
    "onde de": "ˈoŋd^ʒyd^ʒy",
    "onde": "ˈoŋd^ʒy",
    "de": "d^ʒy",
}


@pytest.fixture(autouse=True)
def espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    """What espeak-ng says of these few words."""
    monkeypatch.setattr(phonemes, "_run_espeak", IPA.__getitem__)
    phonemes._ipa.cache_clear()


def test_each_word_keeps_its_own_phonemes_and_its_mark() -> None:
    tokens = portuguese(["bom", "dia,", "tchau."], {})
    assert [token.text for token in tokens] == ["bom", "dia,", "tchau."]
    assert [token.phonemes for token in tokens] == ["bˈoŋ", "ʤˈiæ,", "ʧˈaʊ."]
    assert [token.whitespace for token in tokens] == [" ", " ", ""]


def test_words_that_are_read_as_one_are_read_one_by_one() -> None:
    assert [token.phonemes for token in portuguese(["onde", "de"], {})] == ["ˈoŋʤy", "ʤy"]


def test_a_pronunciation_of_the_script_goes_first() -> None:
    assert [token.phonemes for token in portuguese(["Tchau!"], {"tchau": "sˈaʊ"})] == ["sˈaʊ!"]


def test_a_voice_is_read_to_in_its_language() -> None:
    assert phonemizer("pf_dora") is portuguese
