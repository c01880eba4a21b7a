import json
from pathlib import Path

import pytest

from qa_pipeline.errors import CallqaError, UsageError
from qa_pipeline.export import export_call, prepare_folder, write_export
from tests.examples import example_call, example_scored, failed_scored, scaled_scored, unsure_scored

# docs/export.md: a field may be added, none may go.
PROMISED = {
    "recording": "file sha256 duration channels",
    "turns": "role start end text words",
    "holds": "start end kind source confidence",
    "silences": "start end",
    "interruptions": "start by",
    "scorecard": "name version digest",
    "findings": "criterion clause verdict confidence explanation evidence",
}
TOP = (
    "recording language language_confidence turns holds silences interruptions metrics health scorecard score "
    "score_range passed auto_fail coverage findings"
)


def exported() -> dict[str, object]:
    return json.loads(json.dumps(export_call(example_call(), example_scored())))  # type: ignore[no-any-return]


def test_every_field_of_the_contract_is_there() -> None:
    assert set(TOP.split()) <= set(exported())


@pytest.mark.parametrize(("field", "promised"), PROMISED.items())
def test_every_promised_inner_field_is_there(field: str, promised: str) -> None:
    value = exported()[field]
    first = value[0] if isinstance(value, list) else value
    assert isinstance(first, dict)
    assert set(promised.split()) <= set(first)


def test_a_turn_keeps_its_words_with_times_and_probabilities() -> None:
    turn = export_call(example_call(), None)["turns"][0]
    assert turn["role"] == "agent"
    assert turn["words"][0] == {"text": "Thank", "start": 1.0, "end": 1.3, "probability": 0.9}


def test_evidence_names_its_moment_its_speaker_and_its_words() -> None:
    finding = export_call(example_call(), example_scored())["findings"][0]
    assert finding["evidence"] == [
        {"start": 1.0, "end": 2.9, "role": "agent", "quote": "Thank you for calling Northwind"}
    ]


def test_an_absent_answer_tells_where_it_looked() -> None:
    assert export_call(example_call(), example_scored())["findings"][1]["searched"] == {"start": 0.0, "end": 30.0}


def test_an_auto_fail_is_provisional_and_keeps_the_score_before() -> None:
    assert export_call(example_call(), failed_scored())["auto_fail"] == {
        "criterion": "no_card_data_aloud",
        "target": "call",
        "score_before": 75.0,
        "provisional": True,
    }


def test_the_swap_check_tells_both_scores_and_what_changes() -> None:
    assert export_call(example_call(), unsure_scored())["swap_check"] == {
        "as_heard": 80.0,
        "swapped": 41.2,
        "changes": [
            {
                "criterion": "company_named",
                "as_heard": "met",
                "swapped": "not_met",
                "as_heard_level": None,
                "swapped_level": None,
            }
        ],
    }


def test_levels_bonus_points_and_inner_sections_are_told() -> None:
    scaled = export_call(example_call(), scaled_scored())
    assert scaled["sections"][1] == {"section": "listening", "inside": "care", "weight": 2.0, "value": 0.4444}
    few, extra = scaled["findings"]
    assert (few["level"], few["scale"], few["bonus"]) == (5.0, [1.0, 10.0], 0.0)
    assert (extra["level"], extra["scale"], extra["bonus"], extra["weight"]) == (None, None, 5.0, 0.0)


def test_sure_roles_export_no_swap_check() -> None:
    assert exported()["swap_check"] is None


def test_a_call_without_a_score_says_null_not_zero() -> None:
    unscored = export_call(example_call(), None)
    assert (unscored["score"], unscored["passed"], unscored["findings"]) == (None, None, [])


def test_a_file_is_written_whole_and_in_its_own_letters(tmp_path: Path) -> None:
    target = tmp_path / "new" / "call.json"
    write_export(example_call(), example_scored(), target)
    assert "café" in target.read_text(encoding="utf-8")
    assert [path.name for path in target.parent.iterdir()] == ["call.json"]


@pytest.mark.parametrize("folder", ["taken", "taken/inside"])
def test_a_folder_that_cannot_be_is_refused_before_anything_is_heard(folder: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(UsageError, match=f"--json .*{folder}: (is a file|cannot be made)"):
        prepare_folder(tmp_path / folder)


def test_a_folder_for_exports_is_made(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_an_export_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(CallqaError, match=r"taken/call\.json: the export cannot be written \("):
        write_export(example_call(), example_scored(), tmp_path / "taken" / "call.json")
