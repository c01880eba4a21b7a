"""How fast `callqa rescore` is and how much memory it takes: `make bench-rescore`, or `… CALLS=20000`.

Calls made up by tests.benchmarks.talk are stored, scored a first time by the newest inbound_support, and then by a next
version that weighs otherwise. Prints the tables of docs/benchmarks.md. CALLQA_DATABASE_URL names another database than
SQLite.
"""

import os
import platform
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from sqlalchemy import insert

from qa_pipeline.call import Call
from qa_pipeline.engines import embedder_for, heads_for
from qa_pipeline.language.meaning import Embedded, pack_embedded
from qa_pipeline.language.sentences import sentences_of
from qa_pipeline.life.rescoring import RescoreRequest, RescoreStage, Rescoring
from qa_pipeline.settings import Settings, load_settings, shipped
from qa_pipeline.store.codec import encode_call
from qa_pipeline.store.session import migrate, open_store
from qa_pipeline.store.states import State
from qa_pipeline.store.tables import CallTable, EmbeddingTable, RecordingTable
from qa_pipeline.store.types import utc_now
from tests.benchmarks.process import Run, measure, memory_gib
from tests.benchmarks.talk import calls

CALLS = 5000
FILLED_AT_ONCE = 500


def main(arguments: Sequence[str]) -> None:
    count = int(arguments[0]) if arguments else CALLS
    with tempfile.TemporaryDirectory() as folder:
        scorecards, version = with_next_version(Path(folder))
        os.environ |= {"CALLQA_DATA_DIR": folder, "CALLQA_SCORECARDS_DIR": str(scorecards)}
        settings = load_settings()
        size = fill(settings, count)
        print(
            f"{platform.machine()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB, Python {platform.python_version()}"
        )
        print(f"{count} calls, {size.turns / count:.0f} turns and {size.words / count:.0f} words each\n")
        print("| run | wall s | calls/s | processor s | calls/s of one core | peak MB |\n|---|---|---|---|---|---|")
        first = ["rescore", "--scorecard", "inbound_support", "--version", str(version)]
        second = [*first[:-1], str(version + 1)]
        print_row("scored a first time", measure(first), count)
        print_row("by the next version", measure(second), count)
        print_row("nothing to do", measure(second), count)
        print_row("the same again (--again)", measure([*second, "--again"]), count)
        print_stages(settings, count, version)


def print_row(what: str, run: Run, count: int) -> None:
    speeds = f"{count / run.wall:.0f} | {run.cpu:.1f} | {count / run.cpu:.0f}"
    print(f"| {what} | {run.wall:.1f} | {speeds} | {run.peak / 1e6:.0f} |", flush=True)


def with_next_version(base: Path) -> tuple[Path, int]:
    """The shipped scorecards and the newest version of inbound_support, beside which a next one weighs otherwise."""
    folder = base / "scorecards"
    shutil.copytree(shipped("scorecards"), folder)
    newest = max(folder.glob("inbound_support/*.yaml"), key=lambda path: int(path.stem))
    version = int(newest.stem)
    text = newest.read_text(encoding="utf-8").replace(f"\nversion: {version}\n", f"\nversion: {version + 1}\n")
    newest.with_stem(str(version + 1)).write_text(text.replace("weight: 3\n", "weight: 4\n"), encoding="utf-8")
    return folder, version


class Size:
    """What was stored."""

    turns = 0
    words = 0


def fill(settings: Settings, count: int) -> Size:
    """Store the calls as if they had been heard, without a score, and with vectors where meaning is asked for."""
    migrate(settings.resolved_database_url)
    store = open_store(settings.resolved_database_url)
    heads, vectors = heads_for(settings), Vectors(settings)
    made, size, now = calls(count), Size(), utc_now()
    while batch := list(islice(made, FILLED_AT_ONCE)):
        for call in batch:
            size.turns += len(call.turns)
            size.words += sum(len(turn.words) for turn in call.turns)
        with store.session() as session:
            numbers = session.scalars(
                insert(RecordingTable).returning(RecordingTable.id, sort_by_parameter_order=True), list(rows(batch))
            ).all()
            heard = [
                {"recording_id": number, "analysis": encode_call(call), "models": {}, "playback": None, "heard_at": now}
                for number, call in zip(numbers, batch, strict=True)
            ]
            session.execute(insert(CallTable), heard)
            if heads:
                embedded = [
                    {"recording_id": number, "model": heads.model, "vectors": vectors.of(call)}
                    for number, call in zip(numbers, batch, strict=True)
                ]
                session.execute(insert(EmbeddingTable), embedded)
    store.close()
    return size


def rows(batch: Iterable[Call]) -> Iterable[dict[str, object]]:
    for call in batch:
        told = call.metadata
        yield {
            "sha256": call.recording.sha256,
            "path": call.recording.file,
            "file": call.recording.file,
            "size_bytes": 1,
            "started_at": told.started_at,
            "agent": told.agent,
            "queue": told.queue,
            "direction": told.direction,
            "call_type": told.call_type,
            "called_at": told.started_at,
            "search_text": call.recording.file,
            "state": State.SCORED,
            "duration": call.recording.duration,
            "channels": 2,
            "language": call.language,
        }


class Vectors:
    """Vectors of the calls' sentences: one that is really embedded stands for all that begin with the same words."""

    def __init__(self, settings: Settings) -> None:
        self._embedder = embedder_for(settings)
        self._known: dict[tuple[str, ...], NDArray[np.float32]] = {}

    def of(self, call: Call) -> bytes:
        assert self._embedder is not None
        sentences = sentences_of(call)
        texts = [call.turns[one.turn].text[one.start : one.end] for one in sentences]
        for text in texts:
            if (begins := tuple(text.split()[:3])) not in self._known:
                self._known[begins] = self._embedder.embed([text])[0]
        rows = np.array([self._known[tuple(text.split()[:3])] for text in texts])
        return pack_embedded(Embedded(self._embedder.name, sentences, rows))


def print_stages(settings: Settings, count: int, version: int) -> None:
    """Where the time goes, in this process, in milliseconds of processor time a call."""
    spent: dict[str, float] = defaultdict(float)
    mark = [("", time.process_time())]

    def on_stage(stage: RescoreStage) -> None:
        before, since = mark.pop()
        spent[before] += time.process_time() - since
        mark.append((stage.value, time.process_time()))

    run = Rescoring(settings, RescoreRequest(scorecard="inbound_support", version=version), on_stage)
    for _ in run.run():
        pass
    names = [stage.value for stage in RescoreStage]
    print(f"\n| milliseconds a call | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    print(f"| back to the version before | {' | '.join(f'{1000 * spent[name] / count:.2f}' for name in names)} |")
    print(f"\npeak of this process {psutil.Process().memory_info().rss / 1e6:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
