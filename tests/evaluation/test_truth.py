import json
from pathlib import Path

import pytest

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.figures import compare, pool
from qa_pipeline.evaluation.truth import read_rttm, read_transcript, read_truth, truth_beside
from tests.evaluation.tales import account, as_output, named, small_truth

RTTM = """;; made by hand
SPKR-INFO call 1 <NA> <NA> <NA> unknown one <NA> <NA>
SPEAKER call 1 0.00 10.00 <NA> <NA> one <NA> <NA>
SPEAKER call 1 10.00 10.00 <NA> <NA> two <NA> <NA>
"""
TEXT = """Hello, this [clears throat] bank calling about your letter yesterday; please listen.
Thank goodness somebody answers because nobody wrote back since April!"""


def test_a_recording_without_truth_has_none(tmp_path: Path) -> None:
    assert truth_beside(tmp_path / "call.wav") is None


@pytest.mark.parametrize(
    ("name", "content", "measured"),
    [("call.rttm", RTTM, {"der", "der_collar"}), ("call.txt", TEXT, {"wer"})],
)
def test_one_file_alone_gives_what_it_tells(tmp_path: Path, name: str, content: str, measured: set[str]) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    truth = truth_beside(tmp_path / "call.wav")
    assert truth is not None
    reached = named(pool([compare("call", truth, account(as_output(small_truth())))]))
    assert {key: value for key, value in reached.items() if value is not None} == dict.fromkeys(measured, 0)


def test_files_together_make_one_truth(tmp_path: Path) -> None:
    (tmp_path / "call.rttm").write_text(RTTM, encoding="utf-8")
    (tmp_path / "call.truth.json").write_text(json.dumps(small_truth()), encoding="utf-8")
    truth = truth_beside(tmp_path / "call.flac")
    assert truth is not None
    assert truth.speech == (SpeakerSpan(0, 10, "one"), SpeakerSpan(10, 20, "two"))
    assert truth.turns is not None
    assert truth.answers is not None


def test_remarks_are_no_words(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text("\ufeffWell [laughs] yes <noise> indeed.\n", encoding="utf-8")
    assert read_transcript(path) == "Well yes indeed."


@pytest.mark.parametrize("line", ["SPEAKER call 1 0.00", "SPEAKER call 1 x 10.00 <NA> <NA> one <NA> <NA>"])
def test_a_wrong_line_is_named_with_what_it_should_be(tmp_path: Path, line: str) -> None:
    path = tmp_path / "call.rttm"
    path.write_text(f"{RTTM}{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"call\.rttm, line 5: .* is not `SPEAKER file channel start"):
        read_rttm(path)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", r"call\.truth\.json, line 1: no JSON"),
        ("[]", r"call\.truth\.json: the whole: "),
        ('{"turns": [{"start": 1}]}', r"call\.truth\.json: turns\.0\.end: Field required"),
        ('{"expected": {"company_named": "maybe"}}', r"expected\.company_named: .*found 'maybe'"),
        ('{"holds": [{"start": 1, "end": 2, "kind": "jazz"}]}', r"holds\.0\.kind: .*'music'.*found 'jazz'"),
    ],
)
def test_a_wrong_truth_is_named_with_its_key(tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "call.truth.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=named):
        read_truth(path)


def test_what_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_bytes(b"caf\xe9")
    with pytest.raises(UsageError, match=r"call\.txt: not UTF-8 at byte 3"):
        truth_beside(tmp_path / "call.wav")


def test_a_language_is_compared_without_its_country() -> None:
    document = small_truth() | {"language": "pt-BR"}
    assert account(document).language == "pt"


def test_channels_come_from_the_list_of_speakers_or_from_the_label() -> None:
    document = small_truth()
    document["speakers"]["agent"]["channel"] = 1
    document["turns"][1]["speaker"] = "channel:0"
    turns = account(document).turns
    assert turns is not None
    assert [turn.channel for turn in turns] == [1, 0]
