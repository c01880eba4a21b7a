import os
import struct
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.audio.decode import FloatArray, decode
from qa_pipeline.errors import UnreadableAudio

from .sounds import encode, music, pcm, riff, tone

BROKEN = {
    "empty.wav": b"",
    "byte.mp3": b"\x00",
    "text.txt": b"Thank you for calling.\n" * 200,
    "header.wav": riff(b""),
    "magic.wav": b"RIFF\x00\x00\x00\x00WAVE",
    "no_rate.wav": riff(pcm(tone(1, 440)), rate=0),
    "slow.wav": riff(pcm(tone(1, 440)), rate=1),
    "fast.wav": riff(pcm(tone(1, 440)), rate=2**31 - 1),
    "no_channel.wav": riff(pcm(tone(1, 440)), channels=0),
    "crowd.wav": riff(pcm(tone(1, 440)), channels=1_000),
    "many.wav": riff(pcm(tone(1, 440)), channels=24),
    "unknown_codec.wav": riff(pcm(tone(1, 440)), form=0x7A7A),
    "streaminfo.flac": b"fLaC\x80\x00\x00\x22" + bytes(34) + bytes(5000),
    "page.ogg": b"OggS\x00\x02" + bytes(200),
    "atom.m4a": struct.pack(">I", 24) + b"ftypM4A " + bytes(12) + struct.pack(">I", 2**31 - 1) + b"moov",
    "noise.bin": np.random.default_rng(3).bytes(20_000),
    "playlist.wav": b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nwhole.wav\n#EXT-X-ENDLIST\n",
    "list.wav": b"ffconcat version 1.0\nfile whole.wav\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_line_that_names_it(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "whole.wav").write_bytes(riff(pcm(tone(1, 440))))
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    with pytest.raises(UnreadableAudio) as caught:
        decode(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size", [100, 1_000, 5_000])
@pytest.mark.parametrize(
    ("name", "codec"), [("call.flac", "flac"), ("call.mp3", "libmp3lame"), ("call.ogg", "libopus")]
)
def test_scrambled_bytes_give_sound_or_the_one_error(
    tmp_path: Path, name: str, codec: str, size: int, capfd: pytest.CaptureFixture[str]
) -> None:
    path = encode(tmp_path / name, np.stack([music(5)]), codec, rate=16_000)
    content, rng = bytearray(path.read_bytes()), np.random.default_rng(size)
    for place in rng.integers(0, len(content) - 20, len(content) // size):
        content[place : place + 20] = rng.bytes(20)
    path.write_bytes(bytes(content))
    problem = ""
    channels: tuple[FloatArray, ...] = ()
    try:
        channels = decode(path).channels
    except UnreadableAudio as error:
        problem = str(error)
    assert channels or problem.startswith(f"{path}: ")
    assert all(np.isfinite(channel).all() for channel in channels)
    assert capfd.readouterr() == ("", "")


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudio, match=r"is a folder"):
        decode(tmp_path)
    with pytest.raises(UnreadableAudio, match=r"gone\.wav: no such file"):
        decode(tmp_path / "gone.wav")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(UnreadableAudio, match="device or pipe"):
        decode(tmp_path / "pipe.wav")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.wav"
    path.write_bytes(riff(pcm(tone(1, 440))))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableAudio, match=r"secret\.wav: cannot be opened \(Permission denied\)"):
        decode(path)


@pytest.mark.parametrize("name", ["2024-05-01 10:30.wav", "http:call.wav", "90%d.wav", "línea ä.wav", "two\nlines.wav"])
def test_any_file_name_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(riff(pcm(tone(1, 440)), rate=16_000))
    assert decode(path).duration == 1.0


def test_a_relative_path_with_a_colon_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tcp:call.wav").write_bytes(riff(pcm(tone(1, 440)), rate=16_000))
    monkeypatch.chdir(tmp_path)
    assert decode(Path("tcp:call.wav")).duration == 1.0


def test_a_name_that_breaks_the_line_is_shown_on_one(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudio) as caught:
        decode(tmp_path / "two\nlines.wav")
    assert str(caught.value).endswith("two?lines.wav: no such file")
