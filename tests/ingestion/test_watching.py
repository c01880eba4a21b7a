"""A drop folder, with a clock that the test turns."""

from pathlib import Path
from threading import Event

import pytest

from qa_pipeline.errors import Transient, UsageError
from qa_pipeline.ingestion.ingest import Outcome, Standing
from qa_pipeline.ingestion.order import Order
from qa_pipeline.ingestion.watching import DropFolder, Watch
from qa_pipeline.settings import Settings
from qa_pipeline.storage import AudioStore
from tests.ingestion.conftest import Waiting, row, write_wav
from tests.ingestion.test_archives import packed

SETTLE = 10.0


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'callqa.db'}"  # what a database makes of it is seen elsewhere


class Place:
    """A watched folder, looked at when the test says so."""

    def __init__(self, settings: Settings, top: Path, waiting: Waiting, *, move: bool = False) -> None:
        self.clock = Clock()
        self.top = top
        self.told: list[Outcome] = []
        self.trouble: list[str] = []
        self.stop = Event()
        self._drop = DropFolder(top, settle_seconds=SETTLE, clock=self.clock)
        self.watch = Watch(settings, Order(), self._drop, waiting, move=move)

    def look(self, after: float = 0.0) -> list[str]:
        """Look once, that many seconds later; what became of which file."""
        self.clock.now += after
        self.told.clear()
        self.watch.look(self.stop, self.told.append, self.trouble.append)
        return [f"{Path(one.origin).name} {one.standing.value}" for one in self.told]


@pytest.fixture
def place(settings: Settings, tmp_path: Path, waiting: Waiting) -> Place:
    (tmp_path / "drop").mkdir()
    return Place(settings, tmp_path / "drop", waiting)


@pytest.fixture
def moving(settings: Settings, tmp_path: Path, waiting: Waiting) -> Place:
    (tmp_path / "drop").mkdir()
    return Place(settings, tmp_path / "drop", waiting, move=True)


def test_a_file_is_taken_in_once_it_has_stopped_growing(place: Place, waiting: Waiting) -> None:
    wav = write_wav(place.top / "a.wav")
    whole = wav.read_bytes()
    wav.write_bytes(whole[:500])
    assert place.look() == []
    wav.write_bytes(whole)
    assert place.look(SETTLE) == []  # it grew since
    assert place.look(SETTLE - 1) == []
    assert place.look(1) == ["a.wav received"]
    assert place.look(SETTLE) == []
    assert len(waiting.ids) == 1


def test_files_that_come_later_and_in_folders_are_taken_in(place: Place) -> None:
    write_wav(place.top / "a.wav", 1)
    place.look()
    write_wav(place.top / "deep" / "b.wav", 2)
    assert place.look(SETTLE) == ["a.wav received"]
    assert place.look(SETTLE) == ["b.wav received"]


def test_a_sidecar_that_grows_is_waited_for(place: Place, settings: Settings) -> None:
    wav = write_wav(place.top / "a.wav")
    place.look()
    wav.with_suffix(".json").write_text('{"agent": "An', encoding="utf-8")
    assert place.look(SETTLE) == []
    wav.with_suffix(".json").write_text('{"agent": "Anna"}', encoding="utf-8")
    place.look()
    assert place.look(SETTLE) == ["a.wav received"]
    assert row(settings, place.told[0].recording_id).agent == "Anna"


def test_a_sidecar_that_comes_late_is_looked_at_again(settings: Settings, tmp_path: Path, waiting: Waiting) -> None:
    (tmp_path / "drop").mkdir()
    place = Place(settings.model_copy(update={"date_required": True}), tmp_path / "drop", waiting)
    wav = write_wav(place.top / "a.wav")
    place.look()
    assert place.look(SETTLE) == ["a.wav quarantined"]
    wav.with_suffix(".json").write_text('{"start": "2024-01-15"}', encoding="utf-8")
    place.look()
    assert place.look(SETTLE) == ["a.wav received"]


def test_after_a_restart_nothing_is_taken_in_twice(place: Place, settings: Settings, waiting: Waiting) -> None:
    write_wav(place.top / "a.wav")
    place.look()
    place.look(SETTLE)
    again = Place(settings, place.top, Waiting())
    again.look()
    assert again.look(SETTLE) == ["a.wav duplicate"]
    assert len(waiting.ids) == 1


def test_a_file_that_goes_away_is_forgotten(place: Place) -> None:
    wav = write_wav(place.top / "a.wav")
    place.look()
    wav.unlink()
    assert place.look(SETTLE) == []


def test_without_being_told_nothing_is_moved(place: Place) -> None:
    write_wav(place.top / "a.wav")
    place.look()
    place.look(SETTLE)
    assert [path.name for path in place.top.iterdir()] == ["a.wav"]


def test_what_was_taken_in_is_moved_to_done_and_the_rest_to_failed(moving: Place) -> None:
    write_wav(moving.top / "north" / "a.wav").with_suffix(".json").write_text("{}", encoding="utf-8")
    (moving.top / "b.wav").write_bytes(b"junk")
    moving.look()
    assert moving.look(SETTLE) == ["b.wav quarantined", "a.wav received"]
    left = sorted(path.relative_to(moving.top).as_posix() for path in moving.top.rglob("*") if path.is_file())
    assert left == ["done/north/a.json", "done/north/a.wav", "failed/b.wav"]
    assert moving.look(SETTLE) == []


def test_a_name_that_is_taken_there_gets_a_number(moving: Place) -> None:
    for loudness in (1, 2):
        write_wav(moving.top / "a.wav", loudness).with_suffix(".json").write_text("{}", encoding="utf-8")
        moving.look()
        moving.look(SETTLE)
    assert sorted(path.name for path in (moving.top / "done").iterdir()) == ["a-2.json", "a-2.wav", "a.json", "a.wav"]


def test_what_cannot_be_moved_is_told_and_stays(moving: Place) -> None:
    write_wav(moving.top / "a.wav")
    (moving.top / "done").write_text("in the way", encoding="utf-8")
    moving.look()
    assert moving.look(SETTLE) == ["a.wav received"]
    assert "cannot be moved" in moving.trouble[0]
    assert moving.look(SETTLE) == []


def test_what_fails_in_passing_is_tried_with_the_next_look(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> str:
        raise Transient("audio store is not there")

    write_wav(place.top / "a.wav")
    place.look()
    with monkeypatch.context() as patch:
        patch.setattr(AudioStore, "keep", gone)
        with pytest.raises(Transient):
            place.look(SETTLE)
    assert place.look(SETTLE) == ["a.wav received"]


def test_it_stops_when_it_is_told_to_between_files(place: Place) -> None:
    for number in range(3):
        write_wav(place.top / f"{number}.wav", number)
    place.look()
    place.clock.now += SETTLE
    seen: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        seen.append(outcome)
        place.stop.set()

    place.watch.run(place.stop, tell, place.trouble.append)
    assert [one.standing for one in seen] == [Standing.RECEIVED]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        DropFolder(tmp_path / "none", settle_seconds=1)


def test_a_zip_is_taken_in_once_it_is_whole(place: Place, settings: Settings, waiting: Waiting) -> None:
    files = {name: write_wav(place.top.parent / name, len(name)).read_bytes() for name in ("a.wav", "bb.wav")}
    path = packed(place.top, files | {"a.json": b'{"agent": "Anna"}'})
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    place.look()
    path.write_bytes(whole)
    assert place.look(SETTLE) == []  # it grew since
    assert place.look(SETTLE) == ["a.wav received", "bb.wav received"]
    assert row(settings, place.told[0].recording_id).agent == "Anna"
    assert place.look(SETTLE) == []
    assert len(waiting.ids) == 2


def test_a_zip_is_moved_whole_to_done_where_all_in_it_is_good_and_else_to_failed(moving: Place) -> None:
    sound = write_wav(moving.top.parent / "x.wav").read_bytes()
    packed(moving.top, {"a.wav": sound}, "good.zip")
    packed(moving.top, {"a.wav": sound, "b.wav": b"junk"}, "half.zip")
    packed(moving.top, {"notes.txt": b"x"}, "none.zip")
    (moving.top / "broken.zip").write_bytes(b"junk")
    write_wav(moving.top / "good.wav", 7).with_suffix(".json").write_text('{"agent": "Anna"}', encoding="utf-8")
    moving.look()
    assert moving.look(SETTLE) == [
        " refused", "good.wav received", "a.wav received", "a.wav duplicate", "b.wav quarantined",
    ]  # fmt: skip
    assert moving.trouble == [f"{moving.top}/none.zip: holds no recording"]
    left = sorted(path.relative_to(moving.top).as_posix() for path in moving.top.rglob("*") if path.is_file())
    assert left == [
        "done/good.json", "done/good.wav", "done/good.zip", "failed/broken.zip", "failed/half.zip", "failed/none.zip",
    ]  # fmt: skip
    assert moving.look(SETTLE) == []
