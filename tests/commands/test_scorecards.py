"""`callqa scorecard`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa_pipeline.cli import app
from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.editor_schema import editor_schema
from qa_pipeline.scoring.locate import load_named, scorecard_files
from tests.criteria.spoken import SCORECARDS
from tests.scoring.cards import CARD, folder


def callqa(*arguments: str, scorecards: Path = SCORECARDS) -> Result:
    return CliRunner().invoke(app, ["scorecard", *arguments], env={"CALLQA_SCORECARDS_DIR": str(scorecards)})


def second_version(base: Path) -> Path:
    """A folder with version 1 of the small card, and a draft of version 2 that asks for more."""
    folder(base)
    text = CARD.replace("version: 1", "version: 2").replace("pass_mark: 80", "pass_mark: 85")
    (base / "small" / "2.yaml").write_text(text.replace("released: true", "released: false"), encoding="utf-8")
    (base / "packs").symlink_to(SCORECARDS / "packs")
    return base


def test_lint_of_warnings_alone_ends_well(tmp_path: Path) -> None:
    result = callqa("lint", scorecards=second_version(tmp_path))
    assert result.exit_code == 0
    assert f"warning {tmp_path}/small/2.yaml:7: pass_mark: 85 lies within" in result.output
    assert result.output.endswith("2 files: 0 errors, 3 warnings\n")


def test_lint_of_an_error_ends_with_1(tmp_path: Path) -> None:
    base = folder(second_version(tmp_path), ("name: no_blame", "name: no_blam"))
    result = callqa("lint", "small/1", scorecards=base)
    assert result.exit_code == 1
    assert f"error {base}/small/1.yaml:23: sections.0.criteria.1.name: found 'no_blam'" in result.output
    assert "1 file: 1 error, 1 warning" in result.output


def test_a_file_is_held_against_the_packs_and_code_beside_it(tmp_path: Path) -> None:
    path = second_version(tmp_path) / "small" / "2.yaml"
    assert callqa("lint", str(path)).exit_code == 0


def test_a_file_that_stands_alone_is_held_against_those_shipped(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "1.yaml").write_text(CARD, encoding="utf-8")
    assert callqa("lint", str(tmp_path / "small" / "1.yaml")).exit_code == 0


def test_diff_says_what_changes(tmp_path: Path) -> None:
    result = callqa("diff", "small", "small/2", scorecards=second_version(tmp_path))
    assert result.output == "The scorecard's pass mark: 80 → 85.\nThe scorecard's released: yes → no.\n"


def test_diff_of_a_scorecard_with_itself_says_so() -> None:
    assert callqa("diff", "inbound_support", "inbound_support/2").output == "Nothing changes.\n"


def test_schema_prints_the_schema_of_this_version() -> None:
    assert json.loads(callqa("schema").output) == json.loads(json.dumps(editor_schema()))


@pytest.mark.parametrize(
    ("which", "message"),
    [
        ("smal", "did you mean 'small'"),
        ("small/7", "no version 7; allowed: 1, 2"),
        ("small/new", "no version new; allowed: 1, 2"),
    ],
)
def test_a_scorecard_that_is_none_is_named_with_those_there_are(tmp_path: Path, which: str, message: str) -> None:
    second_version(tmp_path)
    for find in (load_named, scorecard_files):
        with pytest.raises(ScorecardError, match=message):
            find(which, tmp_path)


def test_the_tenth_version_comes_after_the_ninth(tmp_path: Path) -> None:
    for version in (10, 9):
        folder(tmp_path)
        (tmp_path / "small" / f"{version}.yaml").write_text(CARD, encoding="utf-8")
    assert [path.stem for path in scorecard_files("", tmp_path)] == ["1", "9", "10"]
