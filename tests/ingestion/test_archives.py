"""Zips: what is read of them, and what is refused."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from qa_pipeline.ingestion.ingest import Outcome, Standing
from qa_pipeline.settings import Settings
from tests.ingestion.conftest import Take, row, write_wav

SOUND = "some.wav"


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    return write_wav(tmp_path / SOUND).read_bytes()


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'callqa.db'}"  # what a database makes of it is seen elsewhere


def packed(folder: Path, files: dict[str, bytes], name: str = "calls.zip") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def refusals(outcomes: list[Outcome]) -> list[str]:
    return [outcome.reason for outcome in outcomes if outcome.standing is Standing.REFUSED]


def test_recordings_and_their_sidecars_are_read_from_a_zip(
    take: Take, settings: Settings, tmp_path: Path, sound: bytes
) -> None:
    files = {"north/a.wav": sound, "north/a.json": b'{"agent": "Anna"}', "readme.txt": b"x", "__MACOSX/._a.wav": b"x"}
    (outcome,) = take(packed(tmp_path, files))
    assert outcome.origin.endswith("calls.zip/north/a.wav")
    found = row(settings, outcome.recording_id)
    assert (found.file, found.agent) == ("a.wav", "Anna")


@pytest.mark.parametrize("name", ["../evil.wav", "/etc/evil.wav", "a/../../evil.wav", "C:/evil.wav", "..\\evil.wav"])
def test_a_name_that_leads_out_is_refused_and_the_rest_is_taken(
    take: Take, tmp_path: Path, sound: bytes, name: str
) -> None:
    before = set(tmp_path.parent.rglob("evil.wav"))
    outcomes = take(packed(tmp_path, {name: sound, "good.wav": sound}))
    assert [outcome.standing for outcome in outcomes] == [Standing.REFUSED, Standing.RECEIVED]
    assert "its name leads out of the zip" in outcomes[0].reason
    assert set(tmp_path.parent.rglob("evil.wav")) == before


def test_a_zip_within_a_zip_is_refused(take: Take, tmp_path: Path, sound: bytes) -> None:
    inner = packed(tmp_path, {"a.wav": sound}).read_bytes()
    assert "is packed within a zip" in refusals(take(packed(tmp_path, {"inner.zip": inner})))[0]


def test_a_bomb_is_refused_by_its_ratio_its_size_and_its_number(take: Take, tmp_path: Path) -> None:
    bomb = packed(tmp_path, {"a.wav": bytes(20_000_000)})
    assert "times its size; at most 200 (CALLQA_ZIP_MAX_RATIO)" in refusals(take(bomb))[0]
    assert "unpacks to 20 MB; at most 10 (CALLQA_ZIP_MAX_MB)" in refusals(take(bomb, zip_max_mb=10))[0]
    many = packed(tmp_path, {f"{number}.wav": b"x" for number in range(11)})
    assert "holds 11 files; at most 10 (CALLQA_ZIP_MAX_FILES)" in refusals(take(many, zip_max_files=10))[0]


def test_a_zip_that_lies_about_its_sizes_is_not_believed(take: Take, tmp_path: Path) -> None:
    """The directory claims 100 bytes where 20 MB are packed: what is read ends there, and its checksum is wrong."""
    path = packed(tmp_path, {"a.wav": bytes(20_000_000)})
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 20_000_000), struct.pack("<I", 100)))
    (reason,) = refusals(take(path))
    assert "cannot be read" in reason


def test_an_encrypted_file_is_refused(take: Take, tmp_path: Path, sound: bytes) -> None:
    path = packed(tmp_path, {"a.wav": sound})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(data)
    assert "is encrypted" in refusals(take(path))[0]


def test_a_link_is_refused(take: Take, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.wav")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "calls.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refusals(take(tmp_path / "calls.zip"))[0]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"x" * 1000])
def test_what_is_no_zip_is_refused(take: Take, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "calls.zip").write_bytes(data)
    assert "is no zip that can be read" in refusals(take(tmp_path / "calls.zip"))[0]


def test_a_damaged_file_is_refused_and_the_rest_is_taken(take: Take, tmp_path: Path, sound: bytes) -> None:
    path = packed(tmp_path, {"a.wav": sound + b"\2" * 4000, "b.wav": sound})
    data = bytearray(path.read_bytes())
    data[60:70] = bytes(10)
    path.write_bytes(data)
    assert [outcome.standing for outcome in take(path)] == [Standing.REFUSED, Standing.RECEIVED]


def test_names_are_read_whichever_way_they_were_written(
    take: Take, settings: Settings, tmp_path: Path, sound: bytes
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xx.wav", sound)
    raw = buffer.getvalue().replace(b"xx.wav", "é.wav".encode())  # UTF-8 and not said to be
    (tmp_path / "calls.zip").write_bytes(raw)
    (outcome,) = take(tmp_path / "calls.zip")
    assert row(settings, outcome.recording_id).file == "é.wav"


def wav(tmp_path: Path, loudness: int) -> bytes:
    return write_wav(tmp_path / "made" / f"{loudness}.wav", loudness).read_bytes()


def test_zips_that_lie_in_a_folder_are_taken_in_like_a_zip_that_is_named(
    take: Take, settings: Settings, tmp_path: Path
) -> None:
    top = tmp_path / "in"
    packed(top, {"north/a.wav": wav(tmp_path, 1), "north/a.json": b'{"agent": "Anna"}', "notes.txt": b"x"})
    packed(top, {"a.wav": wav(tmp_path, 2), "../evil.wav": b"x", "inner.zip": b"PK"}, "tuesday/CALLS.ZIP")
    packed(top, {"a.wav": wav(tmp_path, 5)}, ".hidden.zip")
    write_wav(top / "b.wav", 3)
    manifest = tmp_path / "calls.csv"
    manifest.write_text("file,queue\nnorth/a.wav,sales\ntuesday/a.wav,support\n", encoding="utf-8")
    outcomes = take(top, manifest=manifest)
    found = [row(settings, one.recording_id) for one in outcomes if one.standing is Standing.RECEIVED]
    assert [(one.file, one.agent, one.queue) for one in found] == [
        ("b.wav", None, None),
        ("a.wav", "Anna", "sales"),
        ("a.wav", None, "support"),
    ]
    assert [reason.rpartition("in/")[2] for reason in refusals(outcomes)] == [
        "tuesday/CALLS.ZIP/../evil.wav: its name leads out of the zip",
        "tuesday/CALLS.ZIP/inner.zip: is packed within a zip; unpack it and name it itself",
    ]


def test_the_folders_of_a_zip_tell_what_folders_tell(take: Take, settings: Settings, tmp_path: Path) -> None:
    packed(tmp_path / "in" / "sales", {"a.wav": wav(tmp_path, 1)})
    (outcome,) = take(tmp_path / "in", folder_pattern="(?P<queue>[^/]+)/[^/]+[.]zip$")
    told = row(settings, outcome.recording_id).metadata
    assert (told.queue, told.sources["queue"]) == ("sales", "folder")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"x" * 1000])
def test_a_broken_zip_in_a_folder_is_told_and_loses_nothing_else(take: Take, tmp_path: Path, data: bytes) -> None:
    top = tmp_path / "in"
    packed(top, {"a.wav": wav(tmp_path, 1)}, "a.zip")
    (top / "b.zip").write_bytes(data)
    packed(top, {"a.wav": wav(tmp_path, 2)}, "c.zip")
    outcomes = take(top)
    assert [one.standing.value for one in outcomes] == ["received", "refused", "received"]
    assert "in/b.zip: is no zip that can be read" in outcomes[1].reason


def test_a_bomb_in_a_folder_is_refused_unread(take: Take, tmp_path: Path) -> None:
    packed(tmp_path / "in", {"a.wav": bytes(20_000_000)})
    assert "times its size; at most 200 (CALLQA_ZIP_MAX_RATIO)" in refusals(take(tmp_path / "in"))[0]
