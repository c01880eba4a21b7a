"""Finnish: what Festival is told, and what is made of its answer."""

import wave
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.errors import MissingExtra, UsageError
from sample_calls import festival
from sample_calls.telephone import RATE


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A stand-in for Festival that says two words, and keeps what it was told."""
    commands: list[str] = []

    def run(text: str) -> str:
        commands.append(text)
        path = Path(text.split('(utt.save.wave line "')[1].split('"')[0])
        time = np.arange(22_050) / 22_050
        with wave.open(str(path), "wb") as sound:
            sound.setparams((1, 2, 22_050, 0, "NONE", ""))
            sound.writeframes((9_000 * np.sin(2 * np.pi * 800 * time)).astype("<i2").tobytes())
        return "0.000000 0.500000\n0.490000 0.990000\n"

    monkeypatch.setattr(festival, "_run", run)
    return commands


@pytest.mark.usefixtures("told")
def test_words_have_the_times_that_festival_gives_them() -> None:
    spoken = festival.speak(["Hyvää", "päivää."], "fi_lj", 1.0)
    assert spoken.samples.size == RATE
    edges = [edge for word in spoken.words for edge in (word.start, word.end)]
    assert edges == pytest.approx([0.0, 0.5, 0.5, 0.99], abs=0.02)


def test_a_faster_voice_has_shorter_sounds(told: list[str]) -> None:
    festival.speak(["Hyvää", "päivää."], "fi_mv", 1.25)
    assert "(voice_hy_fi_mv_diphone)" in told[0]
    assert "'Duration_Stretch 0.800" in told[0]


@pytest.mark.usefixtures("told")
def test_a_line_that_is_read_as_other_words_is_refused() -> None:
    with pytest.raises(UsageError, match="is read as 2 words; write it as it is spoken"):
        festival.speak(["Kello", "on", "kaksi."], "fi_lj", 1.0)


def test_without_festival_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingExtra, match="apt-get install festival festvox-suopuhe-lj festvox-suopuhe-mv"):
        festival.speak(["Hei."], "fi_lj", 1.0)
