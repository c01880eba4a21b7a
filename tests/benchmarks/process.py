"""How fast `callqa process` is and how much memory it takes: `make bench BENCH_AUDIO=FILE-OR-FOLDER`.

Each recording is processed by a fresh `callqa process --again --jobs 1`, so that starting up and loading the models is
counted, and by a warm process, which tells where the time goes. Then the folder as a whole, as many at once as the
machine has room for. Prints the tables of docs/benchmarks.md.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import psutil

from qa_pipeline.batch import find_recordings, plan
from qa_pipeline.jobs import Processor, Request, prepare_store
from qa_pipeline.pipeline import Stage
from qa_pipeline.settings import load_settings

POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """Wall seconds, processor seconds, and the highest resident memory of all processes together, in bytes."""

    wall: float
    cpu: float
    peak: int


def main(arguments: Sequence[str]) -> None:
    files = find_recordings([Path(name) for name in arguments] or [Path("sample_calls")]).files
    lengths = {path: duration(path) for path in files}
    print(f"{platform.machine()}, {os.cpu_count()} cores, {memory_gib():.0f} GiB, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CALLQA_DATA_DIR"] = folder
        print("| recording | length s | channels | wall s | real-time factor | processor s | peak MB |")
        print("|---|---|---|---|---|---|---|")
        for path in files:
            run = measure(["process", str(path), "--again", "--jobs", "1"])
            print_row(f"{path.name} | {lengths[path]:.1f} | {channels(path)}", run, lengths[path])
        if len(files) > 1:
            total = sum(lengths.values())
            at_once = plan(len(files), jobs=0, threads=0).processes
            run = measure(["process", *map(str, files), "--again"])
            print_row(f"all {len(files)}, {at_once} at once | {total:.1f} |", run, total)
        print_stages(files, lengths)


def print_row(head: str, run: Run, length: float) -> None:
    print(f"| {head} | {run.wall:.1f} | {run.wall / length:.3f} | {run.cpu:.1f} | {run.peak / 1e6:.0f} |", flush=True)


def measure(command: Sequence[str]) -> Run:
    """Run `callqa` with these arguments; its failure ends the benchmark."""
    began = time.perf_counter()
    process = psutil.Popen([sys.executable, "-m", "qa_pipeline.cli", *command], stdout=subprocess.DEVNULL)
    peak, cpu = 0, 0.0
    while process.poll() is None:
        memory, spent = footprint(process)
        peak, cpu = max(peak, memory), max(cpu, spent)
        time.sleep(POLL_SECONDS)
    if process.returncode:
        sys.exit(f"callqa {' '.join(command)} ended with {process.returncode}")
    return Run(time.perf_counter() - began, cpu, peak)


def footprint(process: psutil.Process) -> tuple[int, float]:
    """Resident bytes and processor seconds of a process and its children, as far as they still live."""
    memory, cpu = 0, 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            times = one.cpu_times()
            memory += one.memory_info().rss
            cpu += times.user + times.system
    except psutil.NoSuchProcess:
        pass
    return memory, cpu


def print_stages(files: Sequence[Path], lengths: dict[Path, float]) -> None:
    """Where the time goes, in one process whose models are loaded, as real-time factors."""
    settings = load_settings()
    processor = Processor(settings, Request(again=True), threads=plan(1, jobs=1, threads=0).threads)
    prepare_store(settings)
    processor.process(files[0])  # loads the models
    stages = [stage.value for stage in Stage]
    print(f"\n| recording, models loaded | {' | '.join(stages)} | whole |\n|---|{'---|' * (len(stages) + 1)}")
    for path in files:
        marks: list[float] = []
        processor.process(path, lambda _, marks=marks: marks.append(time.perf_counter()))  # type: ignore[misc]
        marks.append(time.perf_counter())
        if len(marks) <= len(stages):
            continue  # failed on the way
        spent = [later - earlier for earlier, later in pairwise(marks)]
        factors = [value / lengths[path] for value in spent]
        # the last stage ends with the result stored
        print(f"| {path.name} | {' | '.join(f'{f:.3f}' for f in factors)} | {sum(factors):.3f} |", flush=True)


def duration(path: Path) -> float:
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0


def channels(path: Path) -> int:
    with av.open(str(path)) as container:
        return int(container.streams.audio[0].codec_context.channels)


def memory_gib() -> float:
    return float(psutil.virtual_memory().total) / 2**30


if __name__ == "__main__":
    main(sys.argv[1:])
