"""The sample calls that the thresholds were set on, heard: speech and hold music lie where their truth says.

What the thresholds are worth on the other half, `callqa evaluate` tells.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_pipeline.audio.acoustics import hold_sounds
from qa_pipeline.audio.decode import Decoded, decode
from qa_pipeline.audio.speech import speech_regions

FOLDER = Path(__file__).parents[2] / "sample_calls"
TUNING: list[str] = yaml.safe_load((FOLDER / "split.yaml").read_text(encoding="utf-8"))["tuning"]


@pytest.fixture(scope="module", params=TUNING)
def sample(request: pytest.FixtureRequest) -> tuple[Decoded, dict[str, Any]]:
    path = FOLDER / f"{request.param}.flac"
    return decode(path), json.loads(path.with_suffix(".truth.json").read_text("utf-8"))


def test_music_is_found_where_it_plays_and_nowhere_else(sample: tuple[Decoded, dict[str, Any]]) -> None:
    recording, truth = sample
    found = hold_sounds(recording.channels, [speech_regions(channel) for channel in recording.channels])
    meant = [hold for hold in truth["holds"] if hold["kind"] != "silence"]
    assert [sound.kind for sound in found] == [hold["kind"] for hold in meant]
    for sound, hold in zip(found, meant, strict=True):
        assert (sound.start, sound.end) == pytest.approx((hold["start"], hold["end"]), abs=1)


def test_nearly_every_word_lies_in_a_region_of_speech(sample: tuple[Decoded, dict[str, Any]]) -> None:
    recording, truth = sample
    regions = [region for channel in recording.channels for region in speech_regions(channel)]
    middles = [(word["start"] + word["end"]) / 2 for turn in truth["turns"] for word in turn["words"]]
    heard = [any(region.start <= middle <= region.end for region in regions) for middle in middles]
    assert sum(heard) / len(heard) > 0.97
