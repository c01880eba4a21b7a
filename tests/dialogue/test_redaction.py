"""What is hidden of a text, what is left, and the way back."""

import pytest

from qa_pipeline.dialogue.redaction import Hidden, redact

HIDDEN = [
    ("My card is 4111 1111 1111 1111, thanks.", "My card is [number], thanks."),
    ("Call me on +44 (0)20 7946-0018.", "Call me on +[number]."),
    ("It is 07700 900123 or 020.7946.0019.", "It is [number] or [number]."),
    ("The reference is CR-10427 or AB123456C.", "The reference is [number] or [number]."),
    ("I was born on 3.4.1985.", "I was born on [number]."),
    ("Write to anna.smith+bills@mail.example.co.uk today.", "Write to [e-mail] today."),
    ("It's anna dot smith at example dot com.", "It's [e-mail]."),
    ("The account is FI21 1234 5600 0007 85, yes.", "The account is [account], yes."),
    ("GB29NWBK60161331926819", "[account]"),
    ("αριθμός 12345 και 5 ευρώ", "αριθμός [number] και 5 ευρώ"),
    ("numero 0401234567, kiitos", "numero [number], kiitos"),
]
SHOWN = [
    "It costs 150 euros, at 10.30 on the 3rd of May.",
    "That is 145,99 in all, or 45.50 each.",
    "You have 2 bills of 45 pounds.",
    "I look at the dot on the screen.",
    "Meet me at Leeds.",
    "",
]


@pytest.mark.parametrize(("said", "shown"), HIDDEN)
def test_personal_data_is_hidden(said: str, shown: str) -> None:
    assert redact(said).text == shown


@pytest.mark.parametrize("said", SHOWN)
def test_what_is_nobodys_stays(said: str) -> None:
    assert redact(said).text == said
    assert redact(said).hidden == ()


def test_what_the_caller_has_found_is_hidden_too() -> None:
    said = "Hello Anna, is it four one one one?"
    redacted = redact(said, [Hidden(6, 10, "name"), Hidden(18, 34, "number")])
    assert redacted.text == "Hello [name], is it [number]?"


def test_stretches_that_overlap_become_one_of_the_callers_kind() -> None:
    said = "Take 12345. 6 is left out."
    redacted = redact(said, [Hidden(12, len(said), "left out")])
    assert redacted.text == "Take [left out]"
    assert redacted.hidden == (Hidden(5, len(said), "left out"),)


def test_every_stretch_of_the_text_leads_back_to_the_words_that_it_stands_for() -> None:
    said = "Anna pays 4111 1111 by card"
    redacted = redact(said, [Hidden(0, 4, "name")])
    assert redacted.text == "[name] pays [number] by card"

    def behind(words: str) -> str:
        start = redacted.text.index(words)
        first, last = redacted.behind(start, start + len(words))
        return said[first:last]

    assert behind("pays") == "pays"
    assert behind("by card") == "by card"
    assert behind("[name]") == "Anna"
    assert behind("name] pays") == "Anna pays"
    assert behind("pays [number") == "pays 4111 1111"
    assert behind("[number]") == "4111 1111"
    assert behind(redacted.text) == said


def test_what_a_stretch_hides_is_told() -> None:
    redacted = redact("Anna pays 4111 now", [Hidden(0, 4, "name")])
    assert [one.kind for one in redacted.hidden_in(0, 8)] == ["name"]
    assert redacted.hidden_in(7, 11) == ()
    assert [one.kind for one in redacted.hidden_in(0, len(redacted.text))] == ["name", "number"]
