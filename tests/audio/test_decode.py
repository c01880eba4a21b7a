import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.audio.decode import SAMPLE_RATE, decode, fingerprint
from qa_pipeline.errors import UnreadableAudio

from .sounds import encode, music, noise, pcm, riff, silence, tone, voice

CODECS = [
    ("call.wav", "pcm_s16le", 8_000, "stereo"),
    ("call.wav", "pcm_u8", 8_000, "mono"),
    ("call.wav", "pcm_s24le", 44_100, "mono"),
    ("call.wav", "pcm_f32le", 16_000, "stereo"),
    ("call.wav", "pcm_f64le", 16_000, "mono"),
    ("call.wav", "pcm_mulaw", 8_000, "stereo"),
    ("call.wav", "pcm_alaw", 8_000, "mono"),
    ("call.wav", "adpcm_ms", 8_000, "mono"),
    ("call.wav", "adpcm_ima_wav", 8_000, "stereo"),
    ("call.wav", "adpcm_g726", 8_000, "mono"),
    ("call.wav", "g722", 16_000, "mono"),
    ("call.g722", "g722", 16_000, "mono"),
    ("call.mp3", "libmp3lame", 16_000, "stereo"),
    ("call.ogg", "libopus", 48_000, "stereo"),
    ("call.webm", "libopus", 48_000, "mono"),
    ("call.flac", "flac", 16_000, "stereo"),
    ("call.m4a", "aac", 16_000, "stereo"),
    ("call.au", "pcm_mulaw", 8_000, "mono"),
    ("call.amr", "libopencore_amrnb", 8_000, "mono"),
]


def likeness(heard: np.ndarray, meant: np.ndarray) -> float:
    """Correlation of the levels of blocks of 20 ms, the codec's delay taken out: low-rate codecs keep no waveform."""
    count = min(heard.size, meant.size) // 320
    first, second = (np.square(sound[: count * 320].reshape(-1, 320)).mean(axis=1) for sound in (heard, meant))
    return max(float(np.corrcoef(first[delay:], second[: count - delay])[0, 1]) for delay in range(3))


@pytest.mark.parametrize(("name", "codec", "rate", "layout"), CODECS)
def test_every_codec_becomes_its_channels_at_16_khz(
    tmp_path: Path, name: str, codec: str, rate: int, layout: str
) -> None:
    meant = [music(3), voice(3)][: 2 if layout == "stereo" else 1]
    found = decode(encode(tmp_path / name, np.stack(meant), codec, rate=rate, layout=layout))
    assert len(found.channels) == len(meant)
    assert found.duration == pytest.approx(3, abs=0.07)
    assert found.source_rate == rate
    assert not found.truncated
    for heard, sound in zip(found.channels, meant, strict=True):
        assert heard.dtype == np.float32
        assert likeness(heard, sound) > 0.9


@pytest.mark.parametrize(
    ("name", "form", "codec"),
    [("call.ul", "mulaw", "pcm_mulaw"), ("call.alaw", "alaw", "pcm_alaw"), ("call.sln", "s16le", "pcm_s16le")],
)
def test_a_file_without_a_header_has_the_rate_of_a_telephone(tmp_path: Path, name: str, form: str, codec: str) -> None:
    written = encode(tmp_path / "raw.bin", np.stack([music(3)]), codec, rate=8_000, form=form)
    found = decode(written.rename(tmp_path / name))
    assert (found.source_rate, found.duration) == (8_000, 3.0)
    assert likeness(found.channels[0], music(3)) > 0.99


def test_gsm_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "call.gsm"
    path.write_bytes((b"\xd0" + bytes(32)) * 100)
    assert decode(path).duration == pytest.approx(2.0)


def test_silence_frames_of_amr_keep_their_time(tmp_path: Path) -> None:
    whole = encode(tmp_path / "call.amr", np.stack([tone(2, 400)]), "libopencore_amrnb", rate=8_000).read_bytes()
    head, frames = whole[:6], whole[6:]
    size = len(frames) // 101
    silent = (b"\x44" + bytes(5) + b"\x7c" * 7) * 10
    path = tmp_path / "pauses.amr"
    path.write_bytes(head + frames[: 50 * size] + silent + frames[50 * size : 100 * size])
    assert decode(path).duration == pytest.approx(2 + 1.6, abs=0.05)


def test_the_sound_of_a_film_is_taken(tmp_path: Path) -> None:
    import av

    path = tmp_path / "meeting.mp4"
    with av.open(str(path), "w") as container:
        film = container.add_stream("mpeg4", rate=10)
        film.width, film.height, film.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        for _ in range(20):
            container.mux(film.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(film.encode(None))
        for start in range(0, 2 * SAMPLE_RATE, 1024):
            samples = tone(2, 440)[None, start : start + 1024]
            frame = av.AudioFrame.from_ndarray(samples.astype(np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, start
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    assert decode(path).duration == pytest.approx(2.0, abs=0.1)


def test_more_than_two_channels_stay_as_they_are(tmp_path: Path) -> None:
    parties = np.stack([tone(1, pitch) for pitch in (300, 500, 700, 900)], axis=1)
    path = tmp_path / "conference.wav"
    path.write_bytes(riff(pcm(parties.reshape(-1)), channels=4, rate=SAMPLE_RATE))
    found = decode(path)
    pitches = [int(np.abs(np.fft.rfft(channel)).argmax()) for channel in found.channels]
    assert pitches == [300, 500, 700, 900]


def test_channels_keep_their_order_and_their_levels(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(
        riff(pcm(np.stack([tone(1, 440, dbfs=-10), tone(1, 880, dbfs=-30)], axis=1).ravel()), channels=2, rate=16_000)
    )
    loud, faint = (20 * np.log10(np.sqrt(np.square(channel).mean())) for channel in decode(path).channels)
    assert (loud, faint) == (pytest.approx(-10, abs=0.1), pytest.approx(-30, abs=0.1))


def test_numbers_that_are_no_sound_are_cleaned(tmp_path: Path) -> None:
    samples = tone(1, 440)
    samples[1000:1003] = [np.nan, np.inf, -np.inf]
    samples[2000] = 1e38
    path = tmp_path / "float.wav"
    path.write_bytes(riff(samples.astype("<f4").tobytes(), rate=8_000, bits=32, form=3))
    (found,) = decode(path).channels
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 1.0
    assert np.abs(found[10_000:]).max() < 0.2


@pytest.mark.parametrize(
    ("name", "codec"),
    [("cut.wav", "pcm_mulaw"), ("cut.mp3", "libmp3lame"), ("cut.flac", "flac"), ("cut.mkv", "libopus")],
)
def test_a_file_that_was_cut_off_gives_what_is_there_and_says_so(tmp_path: Path, name: str, codec: str) -> None:
    path = encode(tmp_path / name, np.stack([music(20)]), codec, rate=16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = decode(path)
    assert found.duration == pytest.approx(10, abs=1)
    assert found.truncated


@pytest.mark.parametrize("claimed", [0, 0x7FFF_FFFF, 0xFFFF_FFFF], ids=["zero", "signed", "unsigned"])
def test_a_header_that_was_never_filled_in_is_no_sign_of_a_cut(tmp_path: Path, claimed: int) -> None:
    path = tmp_path / "streamed.wav"
    path.write_bytes(riff(pcm(tone(2, 440)), rate=16_000, claimed=claimed))
    found = decode(path)
    assert (found.duration, found.truncated) == (2.0, False)


def test_a_title_in_another_alphabet_s_bytes_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "titled.wav"
    title = b"INAM" + (8).to_bytes(4, "little") + "Łódź žš".encode("cp1250")[:7] + b"\0"
    tags = b"LIST" + (len(title) + 4).to_bytes(4, "little") + b"INFO" + title
    plain = riff(pcm(tone(2, 440)), rate=16_000)
    path.write_bytes(plain[:4] + (len(plain) - 8 + len(tags)).to_bytes(4, "little") + plain[8:12] + tags + plain[12:])
    assert decode(path).duration == 2.0


def test_a_header_that_claims_gigabytes_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.wav"
    path.write_bytes(riff(pcm(tone(2, 440)), rate=16_000, claimed=2_000_000_000))
    tracemalloc.start()
    found = decode(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.duration, found.truncated) == (2.0, True)
    assert peak < 30_000_000


def test_a_long_recording_needs_little_more_than_its_result(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    path.write_bytes(riff(pcm(noise(300, -30)), channels=2, rate=8_000))
    tracemalloc.start()
    found = decode(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.duration == 300.0
    assert peak < sum(channel.nbytes for channel in found.channels) + 12_000_000


def test_packed_silence_of_days_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_pipeline.audio.decode.MAX_CHANNEL_HOURS", 1 / 360)
    path = encode(tmp_path / "days.flac", np.stack([silence(11)]), "flac")
    with pytest.raises(UnreadableAudio, match=r"days\.flac: holds more than .* hours of sound"):
        decode(path)


def test_time_that_a_recorder_skipped_is_silence(tmp_path: Path) -> None:
    import av

    path = tmp_path / "muted.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
        for start in (0, 5 * SAMPLE_RATE):
            frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm(tone(1, 440)), "<i2")[None], "s16", "mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    found = decode(path)
    (sound,) = found.channels
    assert found.duration == pytest.approx(6, abs=0.05)
    assert not sound[SAMPLE_RATE * 2 : SAMPLE_RATE * 4].any()
    assert np.abs(sound[round(SAMPLE_RATE * 5.2) :]).max() > 0.1
    assert not found.truncated


def test_the_fingerprint_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "abc.wav"
    path.write_bytes(b"abc")
    assert fingerprint(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(UnreadableAudio, match="no such file"):
        fingerprint(tmp_path / "gone.wav")


HEAVY = ("av", "onnxruntime", "faster_whisper", "librosa")


def test_importing_the_package_loads_no_heavy_library() -> None:
    modules = "decode speech health acoustics playback".split()
    lines = [f"import qa_pipeline.audio.{module}" for module in modules]
    check = f"import sys; print([name for name in {HEAVY} if name in sys.modules])"
    command = [sys.executable, "-c", "\n".join([*lines, check])]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"
