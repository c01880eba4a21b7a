"""The lists: which calls thresholds are fitted on, which they are judged by, and which the demo shows."""

import json
from collections.abc import Mapping, Sequence

import pytest
import yaml

from sample_calls.generate import HERE
from sample_calls.script import Script, load_script, script_paths

NAMES = [path.stem for path in script_paths()]


@pytest.fixture
def halves() -> Mapping[str, Sequence[str]]:
    lists: Mapping[str, Sequence[str]] = yaml.safe_load((HERE / "split.yaml").read_text(encoding="utf-8"))
    return lists


def test_every_call_belongs_to_one_half(halves: Mapping[str, Sequence[str]]) -> None:
    assert sorted(name for names in halves.values() for name in names) == NAMES
    assert set(halves) == {"tuning", "check"}


@pytest.mark.parametrize("half", ["tuning", "check"])
def test_each_half_has_some_of_everything(halves: Mapping[str, Sequence[str]], half: str) -> None:
    scripts = [load_script(HERE / "scripts" / f"{name}.yaml") for name in halves[half]]
    assert {script.sides for script in scripts} == {"stereo", "mono"}
    assert len({script.language for script in scripts}) == 2
    assert any(noise_distance_db(script) <= 20 for script in scripts)
    for criterion in ("no_card_data_aloud", "feeling_acknowledged", "hold_permission_asked", "no_dead_air"):
        assert {script.expected[criterion] for script in scripts} >= {"met", "not_met"}


def noise_distance_db(script: Script) -> float:
    return min(speaker.level_db for speaker in script.speakers.values()) - script.line.noise_db


def test_the_demo_shows_eight_calls_that_are_there() -> None:
    demo = (HERE / "demo.txt").read_text(encoding="utf-8").split()
    assert len(set(demo)) == 8
    assert set(demo) <= set(NAMES)


def test_the_readme_names_every_call_with_its_length() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        seconds = json.loads((HERE / f"{name}.truth.json").read_text(encoding="utf-8"))["recording"]["duration"]
        minutes, rest = divmod(round(seconds), 60)
        assert f"| `{name}` | {minutes}:{rest:02d} |" in readme


def test_the_licence_of_every_recording_with_music_is_told() -> None:
    told = (HERE.parent / "THIRD_PARTY.md").read_text(encoding="utf-8")
    music = [path.stem for path in script_paths() if load_script(path).licence != "Apache-2.0"]
    assert len(music) >= 5
    assert [name for name in (*music, "broken/only_music") if f"{name}.flac" not in told] == []
