"""The broken recordings: each has its fault, and its truth names it by a code of docs/health.md."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.health import HealthCode
from sample_calls.broken import BROKEN, HERE, SOURCE, make
from sample_calls.telephone import RATE, decibels, read_flac, rms

FOLDER = HERE / "broken"


def truth_of(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))
    return truth


@pytest.mark.parametrize("name", BROKEN)
def test_the_truth_speaks_of_the_file_beside_it(name: str) -> None:
    sha256 = hashlib.sha256((FOLDER / f"{name}.flac").read_bytes()).hexdigest()
    assert truth_of(name)["recording"]["sha256"] == sha256


@pytest.mark.parametrize("name", BROKEN)
def test_every_fault_has_a_code_that_is_known(name: str) -> None:
    codes = {issue["code"] for issue in truth_of(name)["health"]["issues"]}
    assert codes == set(BROKEN[name].codes)
    assert codes <= set(HealthCode)


@pytest.mark.parametrize("name", sorted(set(BROKEN) - {"only_music"}))
def test_making_it_again_gives_the_same_file(name: str, tmp_path: Path) -> None:
    assert make(name, tmp_path).read_bytes() == (FOLDER / f"{name}.flac").read_bytes()


def test_fake_stereo_is_one_signal_at_two_levels() -> None:
    left, right = read_flac(FOLDER / "fake_stereo.flac")
    assert np.corrcoef(left, right)[0, 1] > 0.99
    assert decibels(rms(left) / rms(right)) == pytest.approx(6, abs=0.2)


def test_a_dead_channel_has_nothing_at_all() -> None:
    left, right = read_flac(FOLDER / "dead_channel.flac")
    assert rms(left) > 0.01
    assert not right.any()


def test_clipped_peaks_stand_at_the_limit() -> None:
    sound = np.abs(read_flac(FOLDER / "clipped.flac"))
    assert (sound > 0.95 * sound.max(axis=1, keepdims=True)).mean(axis=1).min() > 0.02


def test_a_truncated_file_promises_more_than_it_has() -> None:
    decoded = decode(FOLDER / "truncated.flac")
    assert decoded.truncated
    assert decoded.duration < 0.8 * truth_of("truncated")["recording"]["duration"]


def test_too_short_is_three_tenths_of_a_second() -> None:
    assert read_flac(FOLDER / "too_short.flac").shape == (1, round(0.3 * RATE))


def test_what_they_are_made_of_is_shipped() -> None:
    assert (HERE / f"{SOURCE}.flac").exists()
