"""The code of practice as data: the shipped files in six languages, and what a file must hold."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.code_of_practice import CodeOfPractice, available_codes, load_code
from qa_pipeline.scoring.scorecard import available_scorecards, load_scorecard, released_scorecards
from tests.criteria.spoken import SCORECARDS

LANGUAGES = ("el", "en", "fi", "lt", "lv", "pt")
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
COMPONENTS = (
    "ethics",
    "communication",
    "behaviour",
    "service",
    "complaints",
    "development",
    "performance",
    "standards",
)
# The service-standards checklist, point by point.
STANDARDS = {
    "transparency",
    "consistency",
    "accessibility",
    "response_time",
    "courtesy",
    "accuracy",
    "expectations",
    "attitude",
}
# What a recording could show and no shipped scorecard asks: `callqa coverage` lists them as such.
UNMEASURED = {"complaints.recorded", "standards.expectations"}
SPELLED_ALIKE = {"Empatia"}  # in Finnish and in Portuguese

SMALL = """\
language: en
title: T
components:
  talk: Talk
clauses:
  - {id: talk.clear, title: Clear, text: We speak clearly., shown_by: recording}
  - {id: talk.fair, title: Fair, text: We speak alike., shown_by: dashboard, reason: One call is one case.}
"""


def texts(code: CodeOfPractice) -> Iterator[tuple[str, str]]:
    """Every text of a code that a person reads, by where it stands."""
    yield "title", code.title
    yield from ((f"components.{name}", title) for name, title in code.components.items())
    for clause in code.clauses:
        parts = {"title": clause.title, "text": clause.text, "reason": clause.reason, "leaves_open": clause.leaves_open}
        yield from ((f"{clause.id}.{part}", text) for part, text in parts.items() if text)


def test_the_code_is_written_in_the_six_languages() -> None:
    assert available_codes(SCORECARDS) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_has_the_components_and_the_whole_checklist(language: str) -> None:
    code = load_code(SCORECARDS, language)
    assert tuple(code.components) == COMPONENTS
    assert {clause.component for clause in code.clauses} == {*COMPONENTS}
    assert {clause.id.partition(".")[2] for clause in code.clauses if clause.component == "standards"} == STANDARDS


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_language_has_the_same_clauses_in_the_same_order_with_the_same_texts_filled(language: str) -> None:
    english, code = load_code(SCORECARDS), load_code(SCORECARDS, language)
    assert [(clause.id, clause.shown_by) for clause in code.clauses] == [
        (clause.id, clause.shown_by) for clause in english.clauses
    ]
    assert [place for place, _ in texts(code)] == [place for place, _ in texts(english)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_left_untranslated(language: str) -> None:
    others = {
        text.casefold() for other in LANGUAGES if other != language for _, text in texts(load_code(SCORECARDS, other))
    }
    same = [place for place, text in texts(load_code(SCORECARDS, language)) if text.casefold() in others]
    assert not [place for place in same if place not in SHARED.get(language, ())]


# Words that two of the languages spell alike.
SHARED: dict[str, tuple[str, ...]] = {
    "fi": ("communication.empathy.title",),
    "pt": ("communication.empathy.title",),
    "lt": ("communication.empathy.title",),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_is_written_in_its_script_and_once(language: str) -> None:
    written = [text for _, text in texts(load_code(SCORECARDS, language))]
    assert len({text.casefold() for text in written}) == len(written)
    foreign = re.compile("[A-Za-z]" if language == "el" else "[Α-Ωα-ω]")
    assert not [text for text in written if foreign.search(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_ends_as_one_and_a_title_does_not(language: str) -> None:
    for place, text in texts(load_code(SCORECARDS, language)):
        whole = place.endswith((".text", ".reason", ".leaves_open"))
        assert text.endswith(".") == whole, place
        assert text == " ".join(text.split()), place
        assert text[0].isupper(), place


def test_the_page_about_the_code_names_every_clause_beside_its_component() -> None:
    page = (SCORECARDS.parent / "docs" / "code_of_practice.md").read_text(encoding="utf-8").splitlines()
    rows = {row.split("`")[1]: row for row in page if row.startswith("| `")}
    for clause in load_code(SCORECARDS).clauses:
        shown = "" if clause.shown_by == "recording" else f" ({clause.shown_by})"
        assert f"`{clause.id.partition('.')[2]}`{shown}" in rows[clause.component]


@pytest.mark.parametrize("name", available_scorecards(SCORECARDS))
def test_a_criterion_measures_only_what_a_recording_can_show(name: str) -> None:
    code = load_code(SCORECARDS)
    for entry in load_scorecard(name, SCORECARDS).entries:
        clause = code.clause(entry.clause)
        assert clause is not None
        assert clause.shown_by == "recording", entry.name


def test_what_a_recording_can_show_is_measured_or_known_to_be_unmeasured() -> None:
    measured = {entry.clause for card in released_scorecards(SCORECARDS) for entry in card.entries}
    shown = {clause.id for clause in load_code(SCORECARDS).clauses if clause.shown_by == "recording"}
    assert shown - measured <= UNMEASURED


def written(base: Path, language: str, *changes: tuple[str, str]) -> Path:
    """A scorecards folder with the small code in a language, changed by replacing one text for another."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (base / "code_of_practice").mkdir(exist_ok=True)
    (base / "code_of_practice" / f"{language}.yaml").write_text(text, encoding="utf-8")
    return base


MISTAKES = [
    (
        ("id: talk.fair", "id: talk.clear"),
        r"en.yaml:7: clauses.1.id: found 'talk.clear'; allowed: an id that no clause",
    ),
    (
        ("id: talk.fair", "id: tlak.fair"),
        r"en.yaml:7: clauses.1.id: found 'tlak.fair'; .*did you mean 'talk'",
    ),
    (
        ("  talk: Talk\n", "  talk: Talk\n  ethics: E\n"),
        r"en.yaml:5: components.ethics: found 'ethics'; .*: talk",
    ),
    (("language: en", "language: fi"), r"en.yaml:1: language: found 'fi'; allowed: 'en', as its file is named"),
    (("shown_by: dashboard", "shown_by: dashbord"), r"en.yaml:7: clauses.1.shown_by: .*did you mean 'dashboard'"),
    ((", reason: One call is one case.", ""), r"en.yaml:7: clauses.1: .*allowed: a reason beside shown_by: dashboard"),
    (("shown_by: recording", "shown_by: recording, reason: No."), r"en.yaml:6: clauses.0: .*leaves_open says what"),
    ((", reason: One", ", leaves_open: L., reason: One"), r"en.yaml:7: clauses.1: .*allowed: leaves_open only beside"),
    (("title: Clear, ", ""), r"en.yaml:6: clauses.0.title: found 'nothing'; allowed: title must be given"),
    (("title: Clear", "titel: Clear"), r"en.yaml:6: clauses.0.titel: found 'titel'; allowed: did you mean 'title'"),
]


@pytest.mark.parametrize(("change", "says"), MISTAKES)
def test_a_mistake_is_answered_with_file_line_key_found_and_allowed(
    change: tuple[str, str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(ScorecardError, match=says):
        load_code(written(tmp_path, "en", change))


FINNISH = ("language: en", "language: fi")
APART = [
    (("id: talk.fair", "id: talk.fiar"), r"fi.yaml:7: clauses.1.id: found 'talk.fiar'; allowed: a clause of en.yaml"),
    (
        ("shown_by: dashboard", "shown_by: records"),
        r"fi.yaml:7: clauses.1.shown_by: .*: dashboard, as in en.yaml",
    ),
    (
        ("  - {id: talk.clear, title: Clear, text: We speak clearly., shown_by: recording}\n", ""),
        r"fi.yaml:5: clauses: found 'nothing for talk.clear'; allowed: every clause of en.yaml",
    ),
]


@pytest.mark.parametrize(("change", "says"), APART)
def test_a_language_that_differs_from_english_is_refused(change: tuple[str, str], says: str, tmp_path: Path) -> None:
    written(tmp_path, "en")
    with pytest.raises(ScorecardError, match=says):
        load_code(written(tmp_path, "fi", FINNISH, change), "fi")


def test_a_language_without_a_file_is_answered_with_those_that_have_one() -> None:
    with pytest.raises(ScorecardError, match=r"found no code of practice in the language 'de'; allowed: el, en, fi"):
        load_code(SCORECARDS, "de")
