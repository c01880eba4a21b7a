"""Labelled dialogues are read with where they stand, and every mistake in one is named with its line."""

from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Verdict
from qa_pipeline.rehearsal.labelled import all_labelled, load_labelled, require_labelled

GOOD = """
dialogues:
  - title: A short one
    lines:
      - agent: "Hello, how can I help?"
    expected:
      help_offered: met
"""


def written(folder: Path, text: str, language: str = "en") -> Path:
    path = folder / language / "calls.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dialogue_has_its_lines_its_verdicts_and_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    (one,) = load_labelled(path, "en")
    assert (one.call.title, one.language, one.at) == ("A short one", "en", f"{path}:3")
    assert one.expected == {"help_offered": Verdict.MET}
    assert one.call.lines[0].text == "Hello, how can I help?"


def test_the_language_is_that_of_the_folder(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "fi")
    written(tmp_path, GOOD, "el")
    assert [one.language for one in all_labelled(tmp_path)] == ["el", "fi"]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("help_offered: met", "help_ofered: met", "help_offered"),
        ("help_offered: met", "help_offered: maybe", "not_met"),
        ("title: A short one", "titel: A short one", "title"),
        ('- agent: "Hello, how can I help?"', "- agnet: Hello", "agent"),
        ("dialogues:", "calls:", "dialogues"),
    ],
)
def test_a_mistake_is_told_with_what_is_allowed(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    path = written(tmp_path, GOOD.replace(wrong, right))
    with pytest.raises(ScorecardError, match=told) as raised:
        load_labelled(path, "en")
    assert str(path) in str(raised.value)


def test_a_folder_without_any_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=str(tmp_path)):
        require_labelled(tmp_path)
