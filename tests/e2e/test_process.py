"""The main job, end to end, with the real models, as a user runs it."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import jiwer
import numpy as np
import psutil
import pytest

from tests.e2e.conftest import RECORDINGS, ROOT, SAMPLES, STEMS, Heard, Workplace

pytestmark = pytest.mark.models

# Scored again by a person who hears what the machine heard; the machine has to agree on most.
LEAST_AGREEMENT = 0.75
# The truth has numbers as they are spoken, the recogniser writes figures, and each counts as wrong.
MOST_WRONG_WORDS = 0.25


def plain(text: str) -> str:
    """The words alone, in lower case."""
    return " ".join(re.findall(r"[\w']+", text.lower()))


def said(call: dict[str, Any], role: str) -> str:
    return plain(" ".join(turn["text"] for turn in call["turns"] if turn["role"] == role))


def test_every_sample_call_is_scored_and_the_table_names_it(heard: Heard) -> None:
    assert heard.run.returncode == 0, heard.run.stderr
    assert sorted(heard.calls) == sorted(STEMS)
    assert all(f"{stem}.flac" in heard.run.stdout for stem in STEMS)


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("role", ["agent", "customer"])
def test_each_role_says_what_it_said(heard: Heard, stem: str, role: str) -> None:
    assert jiwer.wer(said(heard.truths[stem], role), said(heard.calls[stem], role)) < MOST_WRONG_WORDS


@pytest.mark.parametrize("stem", STEMS)
def test_holds_are_those_that_there_were(heard: Heard, stem: str) -> None:
    found = [(hold["start"], hold["end"]) for hold in heard.calls[stem]["holds"]]
    true = [(hold["start"], hold["end"]) for hold in heard.truths[stem]["holds"]]
    assert len(found) == len(true)
    assert np.allclose(found, true, atol=2.0)


@pytest.mark.parametrize("stem", STEMS)
def test_every_quote_stands_in_the_transcript_at_its_time(heard: Heard, stem: str) -> None:
    call = heard.calls[stem]
    quotes = [proof for finding in call["findings"] for proof in finding["evidence"] if proof["quote"]]
    assert quotes
    for proof in quotes:
        near = [
            word["text"]
            for turn in call["turns"]
            if turn["role"] == proof["role"]
            for word in turn["words"]
            if proof["start"] - 0.01 <= word["start"] and word["end"] <= proof["end"] + 0.01
        ]
        assert plain(proof["quote"]) == plain(" ".join(near))


@pytest.mark.parametrize("stem", STEMS)
def test_most_verdicts_are_those_of_the_truth(heard: Heard, stem: str) -> None:
    expected = heard.truths[stem]["expected"]
    given = {finding["criterion"]: finding["verdict"] for finding in heard.calls[stem]["findings"]}
    agreed = [name for name, verdict in expected.items() if given[name] == verdict]
    assert len(agreed) / len(expected) >= LEAST_AGREEMENT, set(expected) - set(agreed)


def test_the_excellent_call_beats_the_bad_one_which_fails_provisionally(heard: Heard) -> None:
    good, bad = heard.calls["energy_direct_debit"], heard.calls["mobile_late_fee"]
    assert good["passed"] is True
    assert bad["passed"] is False
    assert good["score"] - bad["score"] > 40
    assert bad["auto_fail"] is None or bad["auto_fail"]["provisional"] is True


def test_a_second_run_hears_nothing_again(heard: Heard) -> None:
    began = time.perf_counter()
    run = heard.workplace.callqa("process", *RECORDINGS)
    assert run.returncode == 0
    assert f"{len(STEMS)} of {len(STEMS)} were scored before" in run.stdout
    assert "whisper" not in run.stderr.lower()
    assert time.perf_counter() - began < 60  # hearing them would take longer on any machine this runs on


def test_show_prints_score_evidence_and_transcript(heard: Heard) -> None:
    run = heard.workplace.callqa("show", "energy_direct_debit")
    assert run.returncode == 0
    assert "Score" in run.stdout
    assert "Hannah" in run.stdout
    exported = json.loads(heard.workplace.callqa("show", "energy_direct_debit", "--json").stdout)
    assert exported == heard.calls["energy_direct_debit"]


def write_wav(path: Path, seconds: float, channels: int = 1) -> Path:
    noise = np.random.default_rng(7).integers(-300, 300, size=(1, int(8000 * seconds) * channels), dtype=np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono" if channels == 1 else "stereo")
        frame = av.AudioFrame.from_ndarray(noise, format="s16", layout="mono" if channels == 1 else "stereo")
        frame.sample_rate = 8000
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return path


def test_bad_input_is_named_in_a_line_each_and_the_rest_is_done(workplace: Workplace, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    (inputs / "empty folder").mkdir(parents=True)
    (inputs / "not sound.wav").write_bytes(b"RIFF, or so it says")
    (inputs / "nothing.mp3").touch()
    write_wav(inputs / "nobody speaks.wav", 3.0)
    run = workplace.callqa("process", inputs, inputs / "empty folder", inputs / "absent.wav")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr + run.stdout
    failures = [line for line in run.stderr.splitlines() if line.startswith("failed ")]
    for name in ("not sound.wav", "nothing.mp3", "absent.wav", "empty folder"):
        assert sum(name in line for line in failures) == 1, run.stderr
    assert len(failures) == 4
    assert "nobody speaks.wav" in run.stdout
    shown = json.loads(workplace.callqa("show", "nobody speaks.wav", "--json").stdout)
    assert shown["score"] is None
    assert "no_speech" in {issue["code"] for issue in shown["health"]["issues"]}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["process"], "paths"),
        (["process", "a.wav", "--language", "xx"], "--language xx"),
        (["process", "a.wav", "--scorecard", "nope"], "nope"),
        (["process", "a.wav", "--agent-channel", "middle"], "middle"),
        (["show", "17"], "17"),
        (["models", "pull", "whisper-giant"], "whisper-giant"),
    ],
)
def test_a_wrong_use_has_status_two_and_says_what_is_wrong(
    workplace: Workplace, arguments: list[str], named: str
) -> None:
    run = workplace.callqa(*arguments)
    assert run.returncode == 2
    assert named in run.stderr
    assert "Traceback" not in run.stderr


def test_a_missing_model_names_the_command_that_brings_it(workplace: Workplace, tmp_path: Path) -> None:
    environment = {**workplace.environment, "CALLQA_MODELS_DIR": str(tmp_path / "none")}
    run = subprocess.run(
        workplace.command("process", SAMPLES / "travel_ferry_change.flac"),
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    assert run.returncode == 1
    assert "callqa models pull whisper-base" in run.stderr


def test_a_kill_in_the_middle_loses_nothing(workplace: Workplace) -> None:
    recordings = [SAMPLES / f"{stem}.flac" for stem in ("travel_ferry_change", "mobile_late_fee")]
    first = subprocess.Popen(
        workplace.command("process", *recordings, "--jobs", "1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=workplace.environment,
        cwd=ROOT,
    )
    assert first.stderr is not None
    assert "travel_ferry_change.flac: scored" in first.stderr.readline()
    time.sleep(1.0)  # into the second recording
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    folder = workplace.data_dir.parent / "json"
    again = workplace.callqa("process", *recordings, "--json", folder)
    assert again.returncode == 0, again.stderr
    assert "1 of 2 were scored before" in again.stdout
    assert len(list(folder.iterdir())) == 2
    assert json.loads(workplace.callqa("show", "2", "--json").stdout)["recording"]["file"] == "mobile_late_fee.flac"
    assert workplace.callqa("show", "3").returncode == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_of_several_processes_stops_when_it_is_told_to(workplace: Workplace, number: signal.Signals) -> None:
    run = subprocess.Popen(
        workplace.command("process", *RECORDINGS, "--jobs", "2"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=workplace.environment,
        cwd=ROOT,
        start_new_session=True,  # as at a terminal, Ctrl-C reaches all of its processes
        preexec_fn=heed_interrupts,
    )
    working = psutil.Process(run.pid)
    assert until(lambda: sum(is_worker(child) for child in working.children()) == 2)
    time.sleep(5.0)  # into the recordings
    workers = working.children()
    if number is signal.SIGINT:
        os.killpg(run.pid, number)
    else:
        os.kill(run.pid, number)
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "Stopped" in errors
    assert "Traceback" not in errors
    assert until(lambda: not any(child.is_running() and is_worker(child) for child in workers))


def heed_interrupts() -> None:
    """A program that a shell starts in the background ignores SIGINT, and so do all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


def until(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
