"""Gendered and regional wording and politeness, swapped in sentences of each language."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.fairness.swaps import Family
from tests.fairness.ground import ground, swap, texts

SWAPS: list[tuple[str, Family, str, str, str]] = [
    ("en", Family.GENDERED, "woman", "Yes, sir, he told me his name.", "Yes, madam, she told me her name."),
    ("en", Family.GENDERED, "man", "Thanks, Mrs. Poole. She'll call you.", "Thanks, Mr. Poole. He'll call you."),
    ("en", Family.GENDERED, "man", "I miss her, and what is your mother's maiden name?", ""),
    ("en", Family.REGIONAL, "American", "Your mobile number and postcode?", "Your cell number and zip code?"),
    ("en", Family.REGIONAL, "British", "My zip code, and my last name.", "My postcode, and my surname."),
    ("en", Family.REGIONAL, "American", "I live in a mobile home.", ""),
    ("en", Family.POLITENESS, "polite", "Can you hold?", "Can you please hold?"),
    ("en", Family.POLITENESS, "polite", "Can you please hold?", ""),
    ("en", Family.POLITENESS, "plain", "Could you please hold?", "Could you hold?"),
    ("en", Family.POLITENESS, "without fillers", "Um, yes, it's, uh, six, please.", "Yes, it's six."),
    ("en", Family.POLITENESS, "without fillers", "Do you know what kind of card it is?", ""),
    ("en", Family.POLITENESS, "without fillers", "Please.", ""),
    ("en", Family.POLITENESS, "with fillers", "Thank you. Hannah speaking.", "Um, thank you. Hannah speaking."),
    ("pt", Family.GENDERED, "woman", "Obrigado, o senhor pode aguardar?", "Obrigada, a senhora pode aguardar?"),
    ("pt", Family.GENDERED, "man", "O nome da senhora, por favor.", "O nome do senhor, por favor."),
    ("pt", Family.REGIONAL, "Brazil", "Qual é o telemóvel?", "Qual é o celular?"),
    ("pt", Family.REGIONAL, "Portugal", "O seu celular e o CEP.", "O seu telemóvel e o código postal."),
    ("fi", Family.GENDERED, "woman", "Hyvää päivää, herra Salonen.", "Hyvää päivää, rouva Salonen."),
    ("fi", Family.REGIONAL, "everyday", "Minä olen odottanut, kiitos.", "Mä oon odottanut, kiitti."),
    ("fi", Family.POLITENESS, "polite", "Voitteko odottaa?", "Voisitteko odottaa?"),
    ("lt", Family.GENDERED, "woman", "Gerai, pone, vadovas paskambins.", "Gerai, ponia, vadovė paskambins."),
    ("lt", Family.POLITENESS, "polite", "Ar galite palaukti?", "Ar galėtumėte palaukti?"),
    ("lv", Family.GENDERED, "woman", "Labdien, Ozola kungs.", "Labdien, Ozola kundze."),
    ("lv", Family.REGIONAL, "everyday", "Jūsu tālruņa numurs?", "Jūsu telefona numurs?"),
    ("el", Family.GENDERED, "woman", "Ναι, κύριε, είμαι σίγουρος.", "Ναι, κυρία, είμαι σίγουρη."),
    ("el", Family.POLITENESS, "polite", "Μπορείτε να περιμένετε;", "Θα μπορούσατε να περιμένετε;"),
]


@pytest.mark.parametrize(("language", "family", "name", "said", "becomes"), SWAPS)
def test_wording_is_swapped_and_what_only_looks_like_it_stays(
    language: str, family: Family, name: str, said: str, becomes: str
) -> None:
    made = swap(family, name, ground(language, {"agent": said}))
    assert texts(made) == [becomes or said]
    assert bool(made.edits) == bool(becomes)


WORDS = ["sir", "madam", "he", "she", "postcode", "zip code", "mobile phone", "parcel", "Mr", "the", "card", "Poole"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_a_swap_there_and_back_gives_the_words_of_that_variety(words: list[str]) -> None:
    on = ground("en", {"agent": " ".join(words)})
    for family, one, other in ((Family.GENDERED, "man", "woman"), (Family.REGIONAL, "British", "American")):
        in_one = swap(family, one, on).call
        there = swap(family, other, replace(on, call=in_one))
        back = swap(family, one, replace(on, call=there.call))
        assert [turn.text for turn in back.call.turns] == [turn.text for turn in in_one.turns]
