"""A store with a recording in each situation that a page has to show, and the sound of the first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np

from qa_pipeline.call import CallMetadata, HealthIssue
from qa_pipeline.finding import Scored
from qa_pipeline.store import writes
from qa_pipeline.store.session import Store, migrate, open_store
from tests.dashboard import dialogue, marks

RATE = 48_000
HZ = {"a": 220.0, "c": 330.0}
TRUNCATED = HealthIssue("truncated", "warning", "the file promises more than the 94.0 s that could be decoded")


@dataclass(frozen=True, slots=True)
class Seeded:
    """The ids of the recordings."""

    passed: int
    auto_failed: int
    failed: int
    waiting: int
    hostile: int


def fill(url: str, playback: Path) -> Seeded:
    """Make the database and put the recordings into it; `playback` is where the first one's sound is written."""
    migrate(url)
    write_tones(playback)
    store = open_store(url)
    try:
        return Seeded(
            passed=_scored(store, "0314-0926_double-charge.wav", "a" * 64, marks.PASSED, playback),
            auto_failed=_scored(store, "0314-1012_card.wav", "b" * 64, marks.auto_failed(), None, "Iris Okafor"),
            failed=_failed(store, "0314-1100_broken.mp3", "c" * 64),
            waiting=_register(store, "0314-1107_new.wav", "d" * 64),
            hostile=_scored(store, f"{dialogue.MARKUP}.wav", "e" * 64, marks.UNCERTAIN, None, dialogue.MARKUP),
        )
    finally:
        store.close()


def _register(store: Store, file: str, sha256: str) -> int:
    with store.session() as session:
        known = writes.register(
            session, path=f"/calls/{file}", file=file, sha256=sha256, size_bytes=1, metadata=CallMetadata()
        )
    return known.id


def _claim(store: Store, recording_id: int) -> None:
    with store.session() as session:
        now = datetime.now(UTC)
        assert writes.claim(session, recording_id=recording_id, owner="seed", lease_seconds=60, now=now)


def _scored(
    store: Store, file: str, sha256: str, scored: Scored, playback: Path | None, agent: str = "Dana Whitfield"
) -> int:
    recording_id = _register(store, file, sha256)
    _claim(store, recording_id)
    heard = dialogue.call(file, sha256, agent=agent, issues=() if playback else (TRUNCATED,))
    with store.session() as session:
        writes.save_result(
            session,
            recording_id=recording_id,
            owner="seed",
            call=heard,
            scored=scored,
            playback=str(playback) if playback else None,
        )
    return recording_id


def _failed(store: Store, file: str, sha256: str) -> int:
    recording_id = _register(store, file, sha256)
    _claim(store, recording_id)
    with store.session() as session:
        writes.mark_failed(
            session,
            recording_id=recording_id,
            owner="seed",
            code="unreadable_audio",
            reason=f"{file}: no decoder can make sound of it",
        )
    return recording_id


def write_tones(path: Path) -> None:
    """The dialogue as tones in Ogg Opus: a pitch for each side, a chord where the hold music plays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        for start, block in _blocks(_tones()):
            frame = av.AudioFrame.from_ndarray(block[np.newaxis, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _tones() -> np.ndarray:
    seconds = np.arange(int(dialogue.DURATION * RATE)) / RATE
    sound = np.zeros_like(seconds)
    for side, start, end, _ in dialogue.LINES:
        sound += np.where((seconds >= start) & (seconds < end), 0.2 * np.sin(2 * np.pi * HZ[side] * seconds), 0.0)
    hold = (seconds >= dialogue.HOLD.start) & (seconds < dialogue.HOLD.end)
    for hz in (261.6, 329.6, 392.0):
        sound += np.where(hold, 0.06 * np.sin(2 * np.pi * hz * seconds), 0.0)
    return (sound * 32_767).astype(np.int16)


def _blocks(samples: np.ndarray, size: int = 48_000) -> Iterator[tuple[int, np.ndarray]]:
    for start in range(0, len(samples), size):
        yield start, samples[start : start + size]
