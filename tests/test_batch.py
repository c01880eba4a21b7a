import os
from pathlib import Path

import psutil
import pytest

from qa_pipeline.batch import BYTES_A_PROCESS, Plan, find_recordings, plan
from qa_pipeline.jobs import Outcome, Status


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.wav", "a.FLAC", "deep/er/c.opus", "notes.txt", ".hidden.wav", "d.truth.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return tmp_path


def test_a_folder_gives_its_audio_files_in_order(folder: Path) -> None:
    found = find_recordings([folder])
    assert [path.name for path in found.files] == ["a.FLAC", "b.wav", "c.opus"]
    assert found.failures == ()
    assert found.passed_over == 2


def test_outcomes_are_told_in_the_order_of_the_files(folder: Path) -> None:
    found = find_recordings([folder])
    done = [Outcome(path, Status.SCORED) for path in reversed(found.files)]
    assert [outcome.path for outcome in found.in_order(done)] == list(found.files)


def test_a_file_named_by_itself_is_tried_whatever_its_name(folder: Path) -> None:
    assert [path.name for path in find_recordings([folder / "notes.txt"]).files] == ["notes.txt"]


def test_a_file_named_twice_is_heard_once(folder: Path) -> None:
    found = find_recordings([folder / "b.wav", folder, folder / "deep" / ".." / "b.wav"])
    assert [path.name for path in found.files] == ["b.wav", "a.FLAC", "c.opus"]


def test_a_folder_without_audio_is_a_failure_that_names_it(tmp_path: Path) -> None:
    (outcome,) = find_recordings([tmp_path]).failures
    assert outcome.status is Status.FAILED
    assert outcome.reason == f"{tmp_path}: no audio files in this folder"


@pytest.mark.parametrize(
    ("files", "jobs", "threads", "cores", "room_for", "expected"),
    [
        (1, 0, 0, 2, 9, Plan(1, 2)),  # one recording gets all cores
        (8, 0, 0, 2, 9, Plan(2, 1)),  # one process a core
        (8, 0, 0, 4, 2, Plan(2, 2)),  # as many as memory has room for
        (8, 0, 0, 4, 0, Plan(1, 4)),  # never none
        (8, 3, 0, 2, 9, Plan(3, 1)),  # what is asked for is done
        (2, 3, 0, 2, 9, Plan(2, 1)),  # but no process without a file
        (8, 0, 4, 2, 9, Plan(2, 4)),  # threads by setting
        (0, 0, 0, 2, 9, Plan(1, 2)),
    ],
)
def test_the_machine_is_shared_out(
    monkeypatch: pytest.MonkeyPatch, files: int, jobs: int, threads: int, cores: int, room_for: int, expected: Plan
) -> None:
    class Memory:
        available = room_for * BYTES_A_PROCESS

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    assert plan(files, jobs=jobs, threads=threads) == expected
