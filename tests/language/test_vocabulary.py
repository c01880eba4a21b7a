"""The words file: what it may hold, and how a mistake in it is told."""

from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.vocabulary import NO_NAMES, Name, Vocabulary, load_vocabulary


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_name_is_a_text_or_has_other_forms(tmp_path: Path) -> None:
    path = write(tmp_path, "companies: [Cobalt Power, {written: Voxline, spoken: [vox  line]}]\nagents: [Derek]\n")
    assert load_vocabulary(path) == Vocabulary(
        companies=(Name("Cobalt Power"), Name("Voxline", ("vox line",))), agents=(Name("Derek"),)
    )


def test_no_names_are_nothing() -> None:
    assert not NO_NAMES
    assert Vocabulary(words=(Name("PUK"),))


def test_companies_come_first_and_the_rest_by_turns() -> None:
    names = Vocabulary(
        companies=(Name("Acme"), Name("Borealis")),
        products=(Name("HomeGuard"),),
        agents=(Name("Derek"), Name("Priya"), Name("Camila")),
        words=(Name("PUK"), Name("Priya")),
    )
    assert names.by_weight == ("Acme", "Borealis", "Derek", "HomeGuard", "PUK", "Priya", "Camila")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "company: [Acme]",
            r"words\.yaml:1: company: found 'company'; allowed: did you mean 'companies'\? agents, comp",
        ),
        ("companies: Acme", r"words\.yaml:1: companies: found 'Acme'; allowed: "),
        ("agents:\n - Derek\n - 7", r"words\.yaml:3: agents\.1.*: found 7; allowed: "),
        (
            "agents:\n - {spoken: [derrick]}",
            r"words\.yaml:2: agents\.0\.written: found .nothing.; allowed: written must",
        ),
        ("agents:\n - {written: Derek, said: [x]}", r"words\.yaml:2: agents\.0\.said: found 'said'; allowed: .*spoken"),
        ('agents:\n - "?!"', r"words\.yaml:2: agents\.0.*: found '\?!'; allowed: a name with a letter or a digit"),
        ("- Derek", r"words\.yaml:1: found \['Derek'\]; allowed: a mapping of keys"),
        ("agents: [", r"words\.yaml:\d: is not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_key_found_and_allowed(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=says):
        load_vocabulary(write(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=r"absent\.yaml: cannot be read: No such file"):
        load_vocabulary(tmp_path / "absent.yaml")
