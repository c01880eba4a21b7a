"""Many short recordings, a worker of its own that hears them, and harm done to it meanwhile."""

import os
import random
import subprocess
import sys
import time
import wave
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from sqlalchemy import func, select

from qa_pipeline.audio.decode import fingerprint
from qa_pipeline.call import CallMetadata
from qa_pipeline.lease import is_dead
from qa_pipeline.settings import Settings
from qa_pipeline.storage import open_audio_store
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import CallTable, ScoreTable
from qa_pipeline.store.types import utc_now
from tests.worker.services import hearing_processes

ROOT = Path(__file__).parents[2]


def make_recording(path: Path, number: int, seconds: float = 0.5) -> Path:
    """A telephone recording of noise that no other has."""
    noise = np.random.default_rng(number).integers(-2000, 2000, int(8000 * seconds), dtype=np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(noise.tobytes())
    return path


def take_in(settings: Settings, store: Store, paths: Sequence[Path], *, keep: bool = True) -> list[int]:
    """Keep the audio and make the recordings known, as ingestion does; without `keep` they are heard where they are."""
    kept, found = open_audio_store(settings), []
    for path in paths:
        sha256 = fingerprint(path)
        key = kept.keep(path, sha256=sha256, suffix=path.suffix) if keep else None
        with store.session() as session:
            told = {"path": str(path), "file": path.name, "sha256": sha256, "size_bytes": path.stat().st_size}
            entry = writes.register(session, **told, metadata=CallMetadata(), audio_key=key)  # type: ignore[arg-type]
        found.append(entry.id)
    return found


@contextmanager
def working(settings: Settings, *words: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The stand-in worker, ended in any case."""
    environment = dict(os.environ) | as_environment(settings) | more
    command = [sys.executable, "-m", "tests.worker.stand_in", *words]
    log = (settings.data_dir / "worker.log").open("ab")
    with log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as worker:
        try:
            yield worker
        finally:
            worker.terminate()
            try:
                worker.wait(15)
            except subprocess.TimeoutExpired:
                worker.terminate()
                worker.wait(15)


def as_environment(settings: Settings) -> dict[str, str]:
    told = settings.model_dump(exclude={"hub_token", "judge_key"})
    names = (
        "data_dir database_url broker_url queue_prefix scorecards_dir scorecard embedding_model retry_seconds "
        "reap_seconds lease_seconds time_limit_floor time_limit_factor"
    )
    return {f"CALLQA_{name.upper()}": str(told[name]) for name in names.split() if told[name] is not None}


def kill_one(store: Store, worker: int, dice: random.Random) -> bool:
    """SIGKILL one process that hears; none whose recording lost two workers already, for it would be set aside."""
    with store.reading() as session:
        held = {claim.owner.split("/")[1]: claim.recording_id for claim in reads.claims(session)}
        last = {pid for pid, one in held.items() if reads.facts(session, recording_id=one).tries >= 2}
    free = [child for child in hearing_processes(worker) if str(child.pid) not in last]
    if free:
        dice.choice(free).kill()
    return bool(free)


def states(store: Store) -> Counter[State]:
    with store.reading() as session:
        figures = reads.queue_figures(session, now=utc_now())
    return Counter({one.state: one.count for one in figures.counts})


def results(store: Store) -> tuple[int, int, int]:
    """Calls heard, current scores, and scores in all."""
    with store.reading() as session:
        calls = session.scalar(select(func.count()).select_from(CallTable)) or 0
        current = session.scalar(select(func.count()).select_from(ScoreTable).where(ScoreTable.is_current)) or 0
        scores = session.scalar(select(func.count()).select_from(ScoreTable)) or 0
    return calls, current, scores


def open_claims_of_the_dead(store: Store) -> int:
    with store.reading() as session:
        return sum(is_dead(claim.owner) for claim in reads.claims(session))


def log_of(settings: Settings) -> str:
    time.sleep(0.1)
    return (settings.data_dir / "worker.log").read_text(encoding="utf-8", errors="replace")
