"""The lists of swaps as files: those that ship load, a wrong one is refused by file, line, key, found and allowed."""

import re
from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError, UsageError
from qa_pipeline.fairness.lists import available_lists, load_lists
from tests.criteria.spoken import SCORECARDS
from tests.fairness.ground import LANGUAGES, lists

WRONG = [
    ("language: en", "language: fi", "language", "'en', as the file is named"),
    ("varieties: [man, woman]", "varietes: [man, woman]", "gendered.varietes", "did you mean 'varieties'"),
    ("{man: sir, woman: madam}", "{man: sir, women: madam}", "gendered.rows.0.women", "did you mean 'woman'"),
    ("{man: sir, woman: madam}", "{man: sir}", "gendered.rows.0", "woman must be given"),
    ("only: American}", "only: America}", "regional.rows", "did you mean 'American'"),
    ("first: [Oliver,", "first: [Hannah,", "names.people.1.first.0", "no group of the other gender"),
    ("- {man: Mr, woman: Miss}", "- {man: Mr}", "names.agreement.3", "each of man and woman"),
    ("{man: himself, woman: herself}", "{man: he, woman: herself}", "gendered.rows.7.man", "that no row above"),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_lists_that_load(language: str) -> None:
    assert lists(language).language == language


def test_there_are_lists_wherever_there_is_a_pack() -> None:
    assert available_lists(SCORECARDS) == LANGUAGES
    assert tuple(sorted(path.stem for path in (SCORECARDS / "packs").glob("*.yaml"))) == LANGUAGES


@pytest.mark.parametrize(("old", "new", "key", "allowed"), WRONG)
def test_wrong_lists_are_refused(tmp_path: Path, old: str, new: str, key: str, allowed: str) -> None:
    written = (SCORECARDS / "fairness" / "en.yaml").read_text(encoding="utf-8")
    assert old in written
    (tmp_path / "fairness").mkdir()
    (tmp_path / "fairness" / "en.yaml").write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScorecardError) as caught:
        load_lists(tmp_path, "en")
    assert re.match(rf".*en\.yaml:\d+: {re.escape(key)}", str(caught.value))
    assert allowed in str(caught.value)


def test_a_language_without_lists_is_said() -> None:
    with pytest.raises(UsageError, match="allowed: el, en, fi, lt, lv, pt"):
        load_lists(SCORECARDS, "sv")
