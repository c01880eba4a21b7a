"""Manifests as spreadsheets and databases write them."""

import tracemalloc
from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.manifest import Manifest
from qa_pipeline.ingestion.naming import load_naming
from qa_pipeline.ingestion.values import Unreadable

NAMING = load_naming()


def manifest(folder: Path, text: str | bytes, encoding: str = "utf-8") -> Manifest:
    path = folder / "calls.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return Manifest(path, NAMING)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("file,agent\na.wav,Anna\n", "utf-8"),
        ("file,agent\na.wav,Anna\n", "utf-8-sig"),
        ("file,agent\na.wav,Anna\n", "utf-16"),
        ("Filename;Agent Name\na.wav;Anna\n", "utf-8-sig"),
        ("RECORDING_FILE\tagent\r\na.wav\tAnna\r\n", "utf-8"),
        ("sep=;\nfile;agent\na.wav;Anna\n", "utf-8"),
        ("file|agent\na.wav|Anna", "utf-8"),
        ('"file","agent"\n"C:\\rec\\a.wav","Anna"\n', "utf-8"),
        ("file,agent,note\na.wav,Anna\n\n\n", "utf-8"),
        ("file,agent_id,agent\na.wav,17,Anna\n", "utf-8"),
        ("file,agent\n\na,Anna\n", "utf-8"),
    ],
)
def test_a_row_is_found_whatever_wrote_the_table(tmp_path: Path, text: str, encoding: str) -> None:
    assert manifest(tmp_path, text, encoding).row_of("a.wav") == {"agent": "Anna"}


def test_columns_that_are_no_field_are_told(tmp_path: Path) -> None:
    columns = manifest(tmp_path, "Audio File;Agent;Agent ID;Mood\na;b;c;d\n").columns
    assert columns.matched == {"file": "Audio File", "agent": "Agent"}
    assert columns.unused == ("Agent ID", "Mood")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("agent,team\nAnna,North\n", "no column for file; found 'agent', 'team'; allowed names are file, file_name"),
        ("mood,weather\ngood,bad\n", "none of the columns 'mood', 'weather' is known; allowed are file: "),
        ("file,mood\na.wav,good\n", "no column for started_at; found 'file', 'mood'"),
        ("file,agent,Agent\na.wav,Anna,Eve\n", "two columns are named 'agent'"),
        ("", "none of the columns none is known"),
        ("file,agent\na.wav,Anna\n,Eve\n", r"line 3: names no file in column 'file'"),
        ("file,agent\na.wav,An\xe4\n".encode("latin-1"), "line 2: cannot be read .*UTF-8 is expected"),
        (b"\xff\xfe\x00\xd8\x00", "begins as UTF-16 and is none"),
        (b"\x00\xffPNG", "is not UTF-8 text"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_what_was_found(
    tmp_path: Path, text: str | bytes, says: str
) -> None:
    with pytest.raises(UsageError, match=r"calls\.csv.*" + says):
        manifest(tmp_path, text)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        Manifest(tmp_path / "none.csv", NAMING)


@pytest.mark.parametrize(
    ("row", "recording", "found"),
    [
        ("a.wav", "north/a.wav", True),
        ("north/a.wav", "a.wav", True),
        ("/srv/rec/north/a.wav", "north/a.wav", True),
        (r"C:\rec\north\a.wav", "north/a.wav", True),
        ("a", "a.wav", True),
        ("A.WAV", "a.wav", True),
        ("a.mp3", "a.wav", False),
        ("south/a.wav", "north/a.wav", False),
        ("1705329022.123", "1705329022.123.wav", True),
        ("1705329022.124", "1705329022.123.wav", False),
        ("Jo\u0308rg.wav", "Jörg.wav", True),
        ("录音 1.wav", "录音 1.wav", True),
    ],
)
def test_a_row_may_name_more_or_less_of_the_path(tmp_path: Path, row: str, recording: str, found: bool) -> None:
    told = manifest(tmp_path, f"file,agent\n{row},Anna\n").row_of(recording)
    assert told == ({"agent": "Anna"} if found else None)


def test_the_row_that_agrees_most_is_taken(tmp_path: Path) -> None:
    rows = manifest(tmp_path, "file,agent\na.wav,Anyone\nnorth/a.wav,Anna\nsouth/a.wav,Eve\n")
    assert rows.row_of("x/north/a.wav") == {"agent": "Anna"}
    assert rows.row_of("x/east/a.wav") == {"agent": "Anyone"}


def test_a_name_with_a_line_break_is_found_in_quotes(tmp_path: Path) -> None:
    rows = manifest(tmp_path, 'file,agent\n"a\nb.wav",Anna\nc.wav,Eve\n')
    assert rows.row_of("a\nb.wav") == {"agent": "Anna"}
    assert rows.row_of("c.wav") == {"agent": "Eve"}
    assert rows.left_over == 0


def test_two_rows_of_one_file_have_to_say_the_same(tmp_path: Path) -> None:
    same = manifest(tmp_path, "file,agent\na.wav,Anna\na.wav,Anna\n")
    assert same.row_of("a.wav") == {"agent": "Anna"}
    assert same.left_over == 0
    with pytest.raises(Unreadable, match="2 rows of the manifest are of this file"):
        manifest(tmp_path, "file,agent\na.wav,Anna\na.wav,Eve\n").row_of("a.wav")


def test_a_row_with_too_many_cells_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="has 3 cells, the header 2"):
        manifest(tmp_path, "file,agent\na.wav,Smith, Anna\n").row_of("a.wav")


def test_rows_without_a_recording_are_told_with_their_line(tmp_path: Path) -> None:
    rows = manifest(tmp_path, "file,agent\na.wav,Anna\nb.wav,Eve\nc.wav,Ann\n")
    rows.row_of("b.wav")
    assert rows.left_over == 2
    assert list(rows.rows_left_over(5)) == [(2, "a.wav"), (4, "c.wav")]


def test_a_hundred_thousand_rows_take_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "calls.csv").open("w", encoding="utf-8") as file:
        file.write("file,agent,queue\n")
        file.writelines(
            f"calls/2024/recording-{number}.wav,Agent {number % 500},support\n" for number in range(100_000)
        )
    tracemalloc.start()
    rows = Manifest(tmp_path / "calls.csv", NAMING)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows) == 100_000
    assert most < 30_000_000  # the file has 5 MB; its rows as dicts would have 50
    assert rows.row_of("2024/recording-99999.wav") == {"agent": "Agent 499", "queue": "support"}
    assert rows.row_of("recording-100000.wav") is None
