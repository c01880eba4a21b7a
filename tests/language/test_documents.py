"""YAML files read with their lines."""

from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import read_document, suggest


def document(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_and_item_has_its_line(tmp_path: Path) -> None:
    read = read_document(document(tmp_path, "a: 1\nb:\n  - x\n  - {c: 2}\n"))
    assert read.data == {"a": 1, "b": ["x", {"c": 2}]}
    assert read.lines == {("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 1, "c"): 4}


def test_an_error_points_at_the_nearest_key_there_is(tmp_path: Path) -> None:
    path = document(tmp_path, "a: 1\nb:\n  c: 2\n")
    assert str(read_document(path).error(("b", "d"), 3, "nothing")) == f"{path}:2: b.d: found 3; allowed: nothing"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\na: 2\n", ":2:", "written twice"),
        ("a: 1\nb: [1\n", ":3:", "not valid YAML"),
        ("- a\n", ":1:", "a mapping"),
        ("", ":1:", "a mapping"),
        ("a: !!python/name:os.system x\n", ":1:", "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, line: str, what: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        read_document(document(tmp_path, text))
    assert line in str(caught.value)
    assert what in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match=r"none\.yaml: cannot be read"):
        read_document(tmp_path / "none.yaml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(ScorecardError, match="UTF-8"):
        read_document(path)


def test_a_close_name_leads_the_allowed_ones() -> None:
    assert suggest("gren", ["red", "green"]) == "did you mean 'green'? green, red"
    assert suggest("xyz", ["red", "green"]) == "green, red"
