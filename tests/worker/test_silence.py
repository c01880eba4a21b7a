"""A call full of marked words goes through a worker that logs everything: no mark is in the log."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_pipeline.audio.decode import Decoded, fingerprint
from qa_pipeline.call import Call, CallMetadata, Role
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.errors import UnreadableAudio
from qa_pipeline.finding import Evidence, Finding, Verdict
from qa_pipeline.jobs import Processor, Request
from qa_pipeline.observing.logs import set_up_logs
from qa_pipeline.pipeline import Analysis, Stage
from qa_pipeline.scoring import scorer
from qa_pipeline.settings import Settings
from qa_pipeline.store import writes
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import Lane
from qa_pipeline.worker.hearing import Hearer
from tests.examples import METADATA, example_call, turn
from tests.lives import settings_of

NUMBER = "+37061234567"
SENTENCE = "the zanzibar parcel holds four nine two nine"
FILE = f"q-support-{NUMBER}-20260131.wav"
TOLD = replace(METADATA, agent="Quibblewick", customer_reference="XR-77-ZETA")
MARKS = (NUMBER.lstrip("+"), "zanzibar", "four nine two nine", "Quibblewick", "XR-77-ZETA", "marked bytes", FILE)


def marked(sha256: str) -> Call:
    call = example_call(FILE)
    turns = (turn(Role.AGENT, 1.0, SENTENCE, speaker="channel:0"), turn(Role.CUSTOMER, 9.0, NUMBER, speaker="1"))
    return replace(call, recording=replace(call.recording, sha256=sha256), turns=turns, metadata=TOLD)


def hears(_: Path, *, sha256: str, on_stage: Callable[[Stage], None], **_more: Any) -> Analysis:
    for stage in Stage:
        on_stage(stage)
    return Analysis(marked(sha256), Decoded((np.zeros(16_000, np.float32),), 1.0, 8_000, "pcm_s16le", False))


def chatters(path: Path, *, sha256: str, on_stage: Callable[[Stage], None], **more: Any) -> Analysis:
    """Libraries that work on the words say them at every level, as they do at DEBUG."""
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        for library in ("faster_whisper", "pyannote.audio", "libav.wav", "sqlalchemy.engine.Engine", "httpx"):
            logging.getLogger(library).log(level, "heard %r in %s", SENTENCE, path)
    return hears(path, sha256=sha256, on_stage=on_stage, **more)


def breaks(path: Path, **_: Any) -> Analysis:
    raise ValueError(f"cannot align {SENTENCE!r} of {path}")


def breaks_below(path: Path, **_: Any) -> Analysis:
    try:
        return breaks(path)
    except ValueError as error:
        raise RuntimeError(f"{path}: {SENTENCE}") from error


def is_unreadable(path: Path, **_: Any) -> Analysis:
    raise UnreadableAudio(f"{path.name}: no sound in it, it begins with b'marked bytes'")


def is_gone(path: Path, **_: Any) -> Analysis:
    raise FileNotFoundError(2, "No such file", str(path))


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root, names = logging.getLogger(), ("", "qa_pipeline", "dashboard", "__main__", "celery")
    handlers, levels = list(root.handlers), [logging.getLogger(name).level for name in names]
    yield
    root.handlers[:] = handlers
    for name, level in zip(names, levels, strict=True):
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_of(tmp_path)
    made.data_dir.mkdir(exist_ok=True)
    migrate(made.resolved_database_url)
    return made


def work_on(settings: Settings, recording: Path, analyse: Callable[..., Analysis]) -> str:
    """Queue the recording and let a worker's process take it; says what became of it."""
    recording.write_bytes(b"marked bytes")
    store = open_store(settings.resolved_database_url)
    queue(store, recording, TOLD)
    store.close()
    processor = Processor(settings, Request(), threads=1, analyse=analyse)
    processor.__dict__["ears"] = None  # no engines: `analyse` stands in for them
    return Hearer(settings, processor, tuple(Lane), pause=lambda _: None).take_one()


def queue(store: Store, recording: Path, told: CallMetadata) -> None:
    with store.session() as session:
        sha256, size = fingerprint(recording), recording.stat().st_size
        entry = writes.register(
            session, path=str(recording), file=recording.name, sha256=sha256, size_bytes=size, metadata=told
        )
        writes.enqueue(session, recording_ids=[entry.id], lane=Lane.FRESH, priority=5)


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize(
    ("analyse", "end", "logged"),
    [
        (hears, "scored", "stage words"),
        (chatters, "scored", "its text is left out"),
        (breaks, "failed", "ValueError"),
        (breaks_below, "failed", "RuntimeError"),
        (is_unreadable, "failed", "UnreadableAudio"),
        (is_gone, "later", "FileNotFoundError"),
    ],
)
def test_no_word_number_name_or_byte_of_a_call_is_logged(
    analyse: Callable[..., Analysis],
    end: str,
    logged: str,
    form: Any,
    settings: Settings,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("DEBUG", form, worker="w1")
    assert work_on(settings, tmp_path / FILE, analyse).endswith(end)
    log = capfd.readouterr().err
    assert logged in log
    assert "recording_id" in log
    assert [mark for mark in MARKS if mark in log] == []


def test_a_quote_that_is_unproven_is_not_logged(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(*_arguments: object, **_more: object) -> Finding:
        return Finding("no_blame", Verdict.NOT_MET, 1.0, "…", (Evidence(0.0, 2.0, Role.AGENT, SENTENCE + " nine"),))

    changed = {name: replace(criterion, ask=lying) for name, criterion in CRITERIA.items()}
    monkeypatch.setattr(scorer, "CRITERIA", changed)
    set_up_logs("DEBUG", "json")
    assert work_on(settings, tmp_path / FILE, hears).endswith("scored")
    log = capfd.readouterr().err
    assert "is unproven" in log
    assert [mark for mark in MARKS if mark in log] == []
