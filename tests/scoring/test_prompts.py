"""Prompts as files: which there are, what they must hold, and that a released one is never edited."""

from pathlib import Path

import pytest
import yaml

from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.prompts import filled, load_prompt
from tests.criteria.spoken import SCORECARDS

GOLDEN = Path(__file__).parents[1] / "golden" / "prompts.yaml"
TEXT = """\
name: mine
version: 1
system: Ask {question}, proven by {proven_by}, {yes} or {no}, between {mark}.
data: "{mark} {transcript}"
"""


def prompts(base: Path, old: str = "", new: str = "") -> Path:
    assert old in TEXT
    folder = base / "prompts" / "mine"
    folder.mkdir(parents=True)
    (folder / "1.yaml").write_text(TEXT.replace(old, new) if old else TEXT, encoding="utf-8")
    return base


def test_a_prompt_is_read_with_its_digest(tmp_path: Path) -> None:
    prompt = load_prompt("mine/1", prompts(tmp_path))
    assert (prompt.name, prompt.version, prompt.data) == ("mine", 1, "{mark} {transcript}")
    assert str(prompt) == f"mine/1 {prompt.digest[:12]}"


def test_no_released_prompt_is_ever_edited() -> None:
    there = {f"{path.parent.name}/{path.stem}" for path in (SCORECARDS / "prompts").glob("*/*.yaml")}
    pinned = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))
    assert {which: load_prompt(which, SCORECARDS).digest for which in there} == pinned


@pytest.mark.parametrize("which", ["mine", "mine/2", "mine/01", "../prompts/mine/1", "mine/1.yaml", ""])
def test_a_prompt_that_is_not_there_is_refused_with_those_that_are(which: str, tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=r"prompts: found no prompt .*; allowed: .*mine/1"):
        load_prompt(which, prompts(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{question}", "", "1.yaml:3: system: found 'no {question}'; allowed: all of {question} {proven_by}"),
        ("{transcript}", "{transcipt}", "1.yaml:4: data: found '{transcipt}'; allowed: {mark} {transcript}"),
        ("{mark} {transcript}", "{transcript}", "1.yaml:4: data: found 'no {mark}'"),
        ("name: mine", "name: yours", "1.yaml:1: name: found 'yours/1'; allowed: mine/1"),
        ("version: 1", "version: 2", "found 'mine/2'; allowed: mine/1"),
        ("data:", "date:", "1.yaml:4: date: found 'date'; allowed: did you mean 'data'?"),
    ],
)
def test_a_prompt_that_lacks_something_names_file_line_and_key(old: str, new: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ScorecardError) as caught:
        load_prompt("mine/1", prompts(tmp_path, old, new))
    assert says in str(caught.value)


def test_what_is_put_in_is_not_filled_again() -> None:
    assert filled("{a} {b} {a}", {"a": "{b}", "b": "{a}"}) == "{b} {a} {b}"
