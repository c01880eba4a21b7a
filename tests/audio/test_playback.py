from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.audio import playback
from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.playback import write_playback
from qa_pipeline.errors import Transient

from .sounds import decoded, music, tone, voice


def test_the_copy_has_the_same_sound_at_the_same_time(tmp_path: Path) -> None:
    original = decoded(music(65), voice(65))
    path = tmp_path / "new" / "folder" / "copy.ogg"
    write_playback(original, path)
    copy = decode(path)
    assert (copy.codec, copy.duration, len(copy.channels)) == ("opus", 65.0, 2)
    for heard, meant in zip(copy.channels, original.channels, strict=True):
        assert np.corrcoef(heard, meant)[0, 1] > 0.9
    assert path.stat().st_size < 65 * 5_500
    assert [entry.name for entry in path.parent.iterdir()] == ["copy.ogg"]


def test_more_channels_than_two_are_mixed_into_one(tmp_path: Path) -> None:
    write_playback(decoded(tone(3, 300), tone(3, 500), tone(3, 700)), tmp_path / "copy.ogg")
    (mixed,) = decode(tmp_path / "copy.ogg").channels
    spectrum = np.abs(np.fft.rfft(mixed))
    assert sorted(int(place) // 3 for place in spectrum.argsort()[-3:]) == [300, 500, 700]


def test_a_copy_that_fails_leaves_the_old_one_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "copy.ogg"
    path.write_bytes(b"old")

    def full(_: object, unfinished: Path) -> None:
        unfinished.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(playback, "_encode", full)
    with pytest.raises(Transient, match=r"copy\.ogg: .*No space left on device"):
        write_playback(decoded(tone(1, 440)), path)
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("copy.ogg", b"old")]


def test_a_folder_that_cannot_be_made_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Transient, match="playback copy cannot be written"):
        write_playback(decoded(tone(1, 440)), tmp_path / "file" / "copy.ogg")
