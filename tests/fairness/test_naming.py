"""Names of agents and customers, swapped in the case and with the gender that their place asks for."""

from dataclasses import replace

import pytest

from qa_pipeline.call import CallMetadata
from qa_pipeline.fairness.swaps import Family
from qa_pipeline.language.vocabulary import Name, Vocabulary
from tests.fairness.ground import ground, swap, texts

Line = dict[str, str | float]

AGENTS: list[tuple[str, str, list[Line], list[str]]] = [
    (
        "en",
        "man, West African",
        [{"agent": "Good morning, this is Hannah speaking."}, {"customer": "Hi Hannah. Is that Hannah's line?"}],
        ["Good morning, this is Kwame speaking.", "Hi Kwame. Is that Kwame's line?"],
    ),
    (
        "pt",
        "man, Portuguese",
        [{"agent": "Bom dia, aqui é a Camila. Em que posso ajudar?"}],
        ["Bom dia, aqui é o Gonçalo. Em que posso ajudar?"],
    ),
    (
        "fi",
        "man, Finnish",
        [{"agent": "Nimeni on Johanna."}, {"customer": "Puhuin Johannan kanssa eilen."}],
        ["Nimeni on Jukka.", "Puhuin Jukan kanssa eilen."],
    ),
    (
        "lt",
        "man, Lithuanian",
        [{"agent": "Mano vardas Rasa, klausau jūsų."}, {"customer": "Laba diena, Rasa, klausykit."}],
        ["Mano vardas Tomas, klausau jūsų.", "Laba diena, Tomai, klausykit."],
    ),
    ("lv", "woman, Latvian", [{"agent": "Mani sauc Andris, labdien."}], ["Mani sauc Ilze, labdien."]),
    (
        "el",
        "woman, Greek",
        [{"agent": "Με λένε Σταύρο, είμαι ο Σταύρος."}],
        ["Με λένε Ελένη, είμαι η Ελένη."],
    ),
]


@pytest.mark.parametrize(("language", "name", "lines", "becomes"), AGENTS)
def test_the_agents_name_is_swapped_in_its_case(
    language: str, name: str, lines: list[Line], becomes: list[str]
) -> None:
    made = swap(Family.AGENT_NAME, name, ground(language, *lines))
    assert texts(made) == becomes
    assert made.skipped == 0


CUSTOMERS: list[tuple[str, str, list[Line], list[str]]] = [
    (
        "en",
        "man, Polish",
        [{"customer": "My name is Anna Collins."}, {"agent": "Thank you, Mrs. Collins. Anna, one moment."}],
        ["My name is Zbigniew Kowalczyk.", "Thank you, Mr. Kowalczyk. Zbigniew, one moment."],
    ),
    (
        "pt",
        "woman, Arabic",
        [
            {"customer": "É Rogério Antunes e eu moro aqui."},
            {"agent": "Obrigada, senhor Rogério. O senhor Antunes espera."},
        ],
        ["É Fátima Haddad e eu moro aqui.", "Obrigada, senhora Fátima. A senhora Haddad espera."],
    ),
    ("lt", "man, Arabic", [{"agent": "Gerai, ponia Kazlauskiene, palaukite."}], ["Gerai, pone Hadadai, palaukite."]),
    ("el", "woman, Greek", [{"agent": "Ναι, κύριε Παπαδόπουλε."}], ["Ναι, κυρία Οικονόμου."]),
]


@pytest.mark.parametrize(("language", "name", "lines", "becomes"), CUSTOMERS)
def test_the_customers_name_is_swapped_with_its_title(
    language: str, name: str, lines: list[Line], becomes: list[str]
) -> None:
    assert texts(swap(Family.CUSTOMER_NAME, name, ground(language, *lines))) == becomes


def test_a_name_that_is_a_word_too_stays_and_is_counted() -> None:
    made = swap(Family.AGENT_NAME, "woman, English", ground("en", {"agent": "This is Mark speaking. Mark my words."}))
    assert (made.edits, made.skipped) == ((), 1)


def test_a_case_that_cannot_be_told_stays_and_is_counted() -> None:
    lines: list[Line] = [{"agent": "Mano vardas Rasa."}, {"customer": "Tai Rasa man taip ir liepė."}]
    made = swap(Family.AGENT_NAME, "man, Lithuanian", ground("lt", *lines))
    assert (made.edits, made.skipped) == ((), 1)


def test_a_name_that_both_sides_have_stays() -> None:
    lines: list[Line] = [{"agent": "This is Hannah speaking."}, {"customer": "My name is Hannah."}]
    assert swap(Family.CUSTOMER_NAME, "man, English", ground("en", *lines)).edits == ()


def test_a_misspelt_name_is_swapped_too() -> None:
    lines: list[Line] = [{"customer": "My name is Dvorakova."}, {"agent": "Thank you, Ms Dworakova."}]
    made = swap(Family.CUSTOMER_NAME, "man, English", ground("en", *lines))
    assert texts(made) == ["My name is Oliver.", "Thank you, Mr Oliver."]


def test_the_owners_names_and_the_metadata_follow_the_agents_new_name() -> None:
    on = ground("en", {"agent": "Kestrel Energy, Hannah."}, vocabulary=Vocabulary(agents=(Name("Hannah"),)))
    on = replace(on, call=replace(on.call, metadata=CallMetadata(agent="Hannah Poole")))
    made = swap(Family.AGENT_NAME, "woman, South Asian", on)
    assert texts(made) == ["Kestrel Energy, Priya."]
    assert made.vocabulary.agents == (Name("Priya"),)
    assert made.call.metadata.agent == "Priya Poole"
