"""The telephone line: its band, its codec, its levels."""

from pathlib import Path

import av
import numpy as np
import pytest

from sample_calls.telephone import (
    RATE,
    amplitude,
    companded,
    decibels,
    levelled,
    line_noise,
    mulaw_decoded,
    mulaw_encoded,
    narrow,
    read_flac,
    rms,
    write_flac,
)


def a_sine(hz: float, rate: int, seconds: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize(("hz", "passes"), [(100, False), (400, True), (1000, True), (3300, True), (3700, False)])
def test_only_the_telephone_band_passes(hz: float, passes: bool) -> None:
    assert (decibels(rms(narrow(a_sine(hz, 24_000), 24_000)) / rms(a_sine(hz, 24_000))) > -1) is passes


def test_narrowing_delays_nothing() -> None:
    click = np.zeros(24_000, np.float32)
    click[12_000] = 1.0
    assert int(np.argmax(np.abs(narrow(click, 24_000)))) == RATE // 2


def test_narrowing_keeps_the_length_in_seconds() -> None:
    assert narrow(np.zeros(36_000, np.float32), 24_000).size == 1.5 * RATE


def test_every_mulaw_code_means_what_the_reference_decoder_says() -> None:
    codes = np.arange(256, dtype=np.uint8)
    decoder = av.CodecContext.create("pcm_mulaw", "r")
    decoder.sample_rate, decoder.layout = RATE, "mono"
    (frame,) = decoder.decode(av.Packet(codes.tobytes()))
    assert np.array_equal(np.rint(mulaw_decoded(codes) * 32_768), frame.to_ndarray().ravel())


def test_a_decoded_code_is_encoded_to_itself() -> None:
    codes = np.setdiff1d(np.arange(256, dtype=np.uint8), [0x7F])  # 0x7F is minus zero, and comes back as plus zero
    assert np.array_equal(mulaw_encoded(mulaw_decoded(codes)), codes)


def test_companding_is_coarse_for_loud_sound_and_fine_for_quiet() -> None:
    loud, quiet = a_sine(440, RATE), a_sine(440, RATE) * np.float32(0.01)
    errors = [float(np.abs(companded(sound) - sound).max()) for sound in (loud, quiet)]
    assert errors[0] > 10 * errors[1]
    assert errors[0] <= 0.5 / 16


@pytest.mark.parametrize("level_db", [-30.0, -22.0])
def test_levels_are_measured_where_there_is_sound(level_db: float) -> None:
    sine = a_sine(500, RATE)
    padded = np.concatenate([np.zeros(5 * RATE, np.float32), sine])
    assert decibels(rms(levelled(padded, level_db)[5 * RATE :])) == pytest.approx(level_db, abs=0.1)


def test_noise_has_the_level_asked_for() -> None:
    noise = line_noise(RATE, -60, np.random.default_rng(1))
    assert decibels(rms(noise)) == pytest.approx(-60, abs=0.01)


def test_an_amplitude_and_its_decibels_are_each_others_inverse() -> None:
    assert decibels(amplitude(-17.5)) == pytest.approx(-17.5)


@pytest.mark.parametrize("count", [1, 2])
def test_flac_gives_back_what_was_written(tmp_path: Path, count: int) -> None:
    channels = companded(np.stack([a_sine(300 * (index + 1), RATE, 2.5) for index in range(count)]))
    write_flac(tmp_path / "a.flac", channels)
    assert np.array_equal(read_flac(tmp_path / "a.flac"), channels)
