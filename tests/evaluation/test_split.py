from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.run import prepare
from qa_pipeline.evaluation.split import Half, load_split


def write(folder: Path, content: str) -> Path:
    (folder / "split.yaml").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.wav").write_bytes(name.encode())
        (tmp_path / f"{name}.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "untold.wav").write_bytes(b"untold")
    return tmp_path


def test_a_folder_without_a_list_has_no_halves(tmp_path: Path) -> None:
    assert load_split(tmp_path) is None


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("tuning: [a]\nchecks: [b]\n", "checks: the keys are tuning and check"),
        ("tuning: [a, b]\ncheck: [b]\n", "b: in both halves"),
        ("tuning: a\n", "not two lists"),
        ("[", "not two lists"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, content: str, named: str) -> None:
    with pytest.raises(UsageError, match=rf"split\.yaml: {named}"):
        load_split(write(tmp_path, content))


def test_all_shows_both_halves_and_every_call_that_has_a_truth(folder: Path) -> None:
    task = prepare(write(folder, "tuning: [one]\ncheck: [two]\n"), Half.ALL)
    assert [file.stem for file in task.files] == ["one", "three", "two"]
    assert task.without_truth == ("untold.wav",)
    assert task.sets == {Half.ALL: {"one", "two", "three"}, Half.TUNING: {"one"}, Half.CHECK: {"two"}}


def test_a_half_has_its_own_calls_alone(folder: Path) -> None:
    task = prepare(write(folder, "tuning: [one]\ncheck: [two]\n"), Half.CHECK)
    assert [file.stem for file in task.files] == ["two"]
    assert task.sets == {Half.CHECK: {"two"}}


def test_a_half_needs_a_list(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"--split check: .* has no split\.yaml"):
        prepare(folder, Half.CHECK)


def test_a_call_on_the_list_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"split\.yaml: gone: no such recording"):
        prepare(write(folder, "tuning: [one, gone]\n"), Half.ALL)


def test_two_recordings_of_one_name_are_refused(folder: Path) -> None:
    (folder / "one.flac").write_bytes(b"other")
    with pytest.raises(UsageError, match="one: several recordings have this name"):
        prepare(folder, Half.ALL)


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"sound")
    with pytest.raises(UsageError, match=r"no recording with a NAME\.truth\.json"):
        prepare(tmp_path, Half.ALL)
    with pytest.raises(UsageError, match="no folder"):
        prepare(tmp_path / "absent", Half.ALL)
