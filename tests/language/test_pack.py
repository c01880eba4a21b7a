"""Language packs: loading, finding, cues; and that each shipped pack is whole."""

from pathlib import Path

import pytest
import yaml

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.keys import PHRASE_KEYS
from qa_pipeline.language.pack import LanguagePack, available_languages, load_pack

PACKS = Path(__file__).parents[2] / "scorecards" / "packs"


def pack_of(language: str) -> LanguagePack:
    pack = load_pack(language, PACKS)
    assert pack is not None
    return pack


@pytest.fixture(scope="module")
def english() -> LanguagePack:
    return pack_of("en")


def quotes(pack: LanguagePack, key: str, text: str) -> list[str]:
    return [text[match.start : match.end] for match in pack.find(key, text)]


@pytest.mark.parametrize("language", available_languages(PACKS))
def test_each_shipped_pack_fills_each_key(language: str) -> None:
    pack = pack_of(language)
    assert pack.language == language
    assert set(pack.phrases) == set(PHRASE_KEYS)
    assert {cue.weight > 0 for cue in pack.cues} == {True, False}
    assert sorted(set(pack.digits.values())) == list("0123456789")


def test_a_language_without_a_pack_has_none() -> None:
    assert load_pack("xx", PACKS) is None


@pytest.mark.parametrize("language", ["en-GB", "EN", "en-us"])
def test_a_region_is_no_language_of_its_own(language: str) -> None:
    assert pack_of(language).language == "en"


def test_a_match_is_a_piece_of_the_original_text(english: LanguagePack) -> None:
    assert quotes(english, "apology", "Well, I’m SO sorry, really.") == ["I’m SO sorry"]


def test_a_quote_is_the_sentence_around_it(english: LanguagePack) -> None:
    text = "Right. We apologise for the delay with that. Now then."
    match = english.find("apology", text)[0]
    assert text[match.quote_start : match.quote_end] == "We apologise for the delay with that"


def test_a_quote_without_punctuation_is_cut_to_eight_words_on_either_side(english: LanguagePack) -> None:
    text = " ".join([*map(str, range(20)), "apologies", *map(str, range(20))])
    match = english.find("apology", text)[0]
    assert text[match.quote_start : match.quote_end] == "12 13 14 15 16 17 18 19 apologies 0 1 2 3 4 5 6 7"


def test_a_match_that_an_exception_overlaps_does_not_count(english: LanguagePack) -> None:
    assert quotes(english, "apology", "Sorry, could you repeat that?") == []
    assert quotes(english, "apology", "I'm sorry about that. Sorry, could you repeat?") == ["I'm sorry"]


def test_what_must_not_be_said_stands_in_one_sentence(english: LanguagePack) -> None:
    assert quotes(english, "blame", "Why would you do that?") != []
    assert quotes(english, "blame", "What I can't see is why. Would you mind holding?") == []


def test_names_are_found_as_words(english: LanguagePack) -> None:
    assert [match.start for match in english.find_words("Blue Fern", "At blue fern, blue ferns grow.")] == [3]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("4111 1111 1111 1111", ["4111111111111111"]),
        ("it's one oh two, and then 3-4", ["102", "34"]),
        ("no digits here", []),
        ("oh double seven double oh, nine", ["077009"]),
        ("treble five one", ["5551"]),
        ("double, please, four", ["4"]),
        ("a double room", []),
        ("double twelve, four", ["4"]),
        ("six double 12", ["6", "12"]),
    ],
)
def test_digits_in_a_row_are_one_run(english: LanguagePack, text: str, runs: list[str]) -> None:
    assert [run.digits for run in english.digit_runs(text)] == runs


@pytest.mark.parametrize(
    ("text", "listens"),
    [
        ("Mm-hm.", True),
        ("Okay, right.", True),
        ("Yeah, of course", True),
        ("Okay, no.", False),
        ("", False),
        ("...", False),
    ],
)
def test_a_backchannel_says_nothing_else(english: LanguagePack, text: str, listens: bool) -> None:
    assert english.is_backchannel(text) is listens


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for calling Acme, my name is Ben, how can I help?",
        "let me put you on hold",
        "may I have your account number please",
        "is there anything else I can help you with",
    ],
)
def test_what_agents_say_speaks_for_the_agent(english: LanguagePack, text: str) -> None:
    assert english.role_evidence(text) >= 2


@pytest.mark.parametrize(
    "text",
    ["I'm calling because my bill is wrong", "I've been waiting for two weeks", "my internet keeps dropping"],
)
def test_what_customers_say_speaks_for_the_customer(english: LanguagePack, text: str) -> None:
    assert english.role_evidence(text) <= -2


def test_the_weather_speaks_for_nobody(english: LanguagePack) -> None:
    assert english.role_evidence("It is raining again.") == 0


def test_the_same_cue_twice_counts_once(english: LanguagePack) -> None:
    once = english.role_evidence("bear with me")
    assert english.role_evidence("bear with me, bear with me") == once > 0


def test_holds_are_announced_and_ended(english: LanguagePack) -> None:
    assert english.announces_hold("I'll put you on hold for a minute.")
    assert not english.announces_hold("Thank you for holding.")
    assert english.ends_hold("Thanks for waiting.")
    assert not english.ends_hold("Please wait.")


WRONG = [
    ("language: en", "language: fr", "language", "'en', as the file is named"),
    ("name: English", "name: yes", "name", "in quotes"),
    ("name: English", "nome: English", "nome", "did you mean 'name'?"),
    ("  apology:", "  apologie:", "phrases.apologie", "did you mean 'apology'?"),
    ("    - apolog*", "    - (apolog*", "phrases.apology.0", "lacks a ')'"),
    ("    - apolog*", "    - off", "phrases.apology.0", 'put "yes", "no", "on", "off"'),
    ("  apology:\n    - apolog*\n", "  apology: []\n", "phrases.apology", "at least one phrase"),
    ("  1.0: [my bill]", "  -1.0: [my bill]", "customer_cues.-1.0", "above 0"),
    ("digits: {}", "digits: {12: [dozen]}", "digits.12", "0 to 9"),
    ("sets: {}", "repeats: {4: [quadruple]}\nsets: {}", "repeats.4", "2 or 3"),
]


def small(base: Path, old: str = "", new: str = "") -> Path:
    keys = {key: ["something"] for key in PHRASE_KEYS if key != "apology"}
    phrases = yaml.safe_dump({"phrases": keys}) + "  apology:\n    - apolog*\n"
    top = "language: en\nname: English\ncontractions: {}\ndigits: {}\nsets: {}\n"
    text = f"{top}{phrases}agent_cues:\n  1.0: [our records]\ncustomer_cues:\n  1.0: [my bill]\n"
    assert old in text
    (base / "en.yaml").write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return base


def test_a_small_pack_loads(tmp_path: Path) -> None:
    pack = load_pack("en", small(tmp_path))
    assert pack is not None
    assert pack.role_evidence("our records, and my bill") == 0


@pytest.mark.parametrize(("old", "new", "key", "allowed"), WRONG)
def test_a_wrong_pack_is_refused(tmp_path: Path, old: str, new: str, key: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        load_pack("en", small(tmp_path, old, new))
    message = str(caught.value)
    line = (tmp_path / "en.yaml").read_text(encoding="utf-8").partition(new.strip())[0].count("\n") + 1
    assert message.startswith(f"{tmp_path / 'en.yaml'}:{line}: {key}: found"), message
    assert allowed in message


def test_a_pack_that_lacks_what_the_dialogue_asks_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=r"phrases\.hold_ended: found 'nothing'"):
        load_pack("en", small(tmp_path, "  hold_ended:\n  - something\n", ""))


def test_a_pack_that_is_being_written_may_lack_other_keys(tmp_path: Path) -> None:
    pack = load_pack("en", small(tmp_path, "  apology:\n    - apolog*\n", ""))
    assert pack is not None
    assert "apology" not in pack.phrases


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("own_name", "Vale Fibra, bom dia, aqui a Camila. Em que posso ajudar?"),
        ("own_name", "Vale Fibra, bom dia, aqui é a Camila."),
        ("own_name", "Boa tarde, quem fala é o Bruno."),
        ("fault_admitted", "O teste mostrou que o problema é nosso."),
        ("fault_admitted", "Há um defeito grave na nossa rede."),
        ("fault_admitted", "Foi isso, erramos na conta."),
        ("apology", "Peço desculpas por essa semana."),
        ("apology", "Mil desculpas pela confusão."),
        ("problem_voiced", "A internet está muito lenta."),
        ("complaint_voiced", "Já estou perdendo a paciência, sabe?"),
        ("complaint_voiced", "Não aguento mais isto."),
        ("hold_thanks", "Por aguardar, senhor Rogério."),
        ("hold_ended", "Por aguardar, senhor Rogério."),
    ],
)
def test_portuguese_is_heard_as_people_speak_it(key: str, text: str) -> None:
    assert quotes(pack_of("pt"), key, text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("own_name", "Bom dia, aqui a sua conta está em dia."),
        ("fault_admitted", "O problema é do aparelho."),
        ("hold_thanks", "O senhor espera um minuto, por aguardar a linha?"),
        ("hold_announced", "Por aguardar na linha, senhor."),
    ],
)
def test_portuguese_that_only_looks_alike_is_not_taken(key: str, text: str) -> None:
    assert not quotes(pack_of("pt"), key, text)
