"""Names found in what was said: as they are written, divided otherwise, and slightly misspelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_pipeline.language import names
from qa_pipeline.language.names import distance, find_names
from qa_pipeline.language.text import Contractions, comparable
from qa_pipeline.language.vocabulary import Name

BARE = Contractions({})


def found(names: list[Name], text: str) -> list[str]:
    return [text[match.start : match.end] for match in find_names(names, text, comparable(text, BARE))]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Cobalt Power", "Cobalt Power, Derek.", ["Cobalt Power"]),
        ("Brightwater Energy", "Good morning, bright water energy. This is Hannah.", ["bright water energy"]),
        ("Vox Line", "You're through to Voxline.", ["Voxline"]),
        ("Coca-Cola", "Coca Cola, good morning.", ["Coca Cola"]),
        ("St. Mary's", "Welcome to St. Mary's. How can I help?", ["St. Mary's"]),
        ("Whitlock Appliance", "Good morning, Whitlock Applience, Trevor here.", ["Whitlock Applience"]),
        ("Brightwater Energy", "Welcome to Britewater Energy.", ["Britewater Energy"]),
        ("Camila", "aqui é a Camilla.", ["Camilla"]),
        ("Αθηνά", "Ονομάζομαι Αθηνα.", ["Αθηνα"]),
        ("Larkway", "Larkway is Larkway's own.", ["Larkway", "Larkway's"]),
    ],
)
def test_a_name_is_found(name: str, text: str, said: list[str]) -> None:
    assert found([Name(name)], text) == said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Grace", "There is a grace period of a week."),
        ("Larry", "I'll carry on."),
        ("Larry", "Carry on, please."),
        ("Hannah", "the hannas of this world"),
        ("Cobalt Power", "Cobalt. Power is off."),
        ("Cobalt Power", "Cobalt is what we call it."),
        ("Derek", "Derrick, good morning."),
    ],
)
def test_what_is_another_word_is_not(name: str, text: str) -> None:
    assert found([Name(name)], text) == []


def test_other_forms_count_as_the_name() -> None:
    assert found([Name("Derek", ("Derrick", "Dereck"))], "Cobalt Power, Derrick.") == ["Derrick"]


def test_no_names_are_found_nowhere() -> None:
    assert found([], "Cobalt Power, Derek.") == []


@pytest.mark.parametrize(("one", "other", "letters"), [("", "ab", 2), ("abc", "abc", 0), ("camila", "camilla", 1)])
def test_the_distance_counts_letters(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == distance(other, one) == letters


letters = st.text("abcd", min_size=1, max_size=14)


@given(letters, letters, st.booleans())
def test_whatever_is_near_a_name_has_one_of_its_pieces(name: str, said: str, endings: bool) -> None:
    near = said == name or names._near(said, name) or (endings and names.other_ending(said, name))
    assert not near or any(piece in said for piece in names._pieces(name, endings=endings))


@given(letters, st.lists(st.tuples(st.integers(0, 13), st.sampled_from(["a", "d", ""])), max_size=3), st.booleans())
def test_a_name_with_letters_changed_has_one_of_its_pieces(
    name: str, changes: list[tuple[int, str]], endings: bool
) -> None:
    said = name
    for at, letter in changes:
        said = said[:at] + letter + said[at + 1 :]
    near = names._near(said, name) or (endings and names.other_ending(said, name))
    assert not near or any(piece in said for piece in names._pieces(name, endings=endings))
