"""A `callqa worker` whose hearing is the example call: everything else, the decoding too, is the real thing.

`python -m tests.worker.stand_in PROCESSES [drain]`; settings are from the environment. A file whose name begins with
`kills` ends the process that hears it, `stuck` never ends, `busy` takes long, `held` until a file `go` lies beside it.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa_pipeline.audio.decode import decode
from qa_pipeline.engines import pack_for
from qa_pipeline.errors import CallqaError, MissingModel, Transient
from qa_pipeline.jobs import Processor, Request, prepare_store
from qa_pipeline.observing.logs import set_up_logs
from qa_pipeline.pipeline import Analysis, Stage
from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.worker.keeper import Keeper
from qa_pipeline.worker.pool import OUTAGE_SECONDS, Options
from qa_pipeline.worker.pool import main as pool
from tests.examples import example_call

HEARING_SECONDS = 0.15


def hear(path: Path, *, sha256: str, on_stage: Callable[[Stage], None], **_: Any) -> Analysis:
    """The example call for any sound that can be decoded."""
    on_stage(Stage.DECODE)
    decoded = decode(path)
    on_stage(Stage.WORDS)
    kind = path.name.partition("-")[0]
    if kind == "kills":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "fails":
        raise Transient(f"{path.name}: the line was bad at {time.monotonic():.6f}")
    if kind == "lacks":
        raise MissingModel("no model: `callqa models pull` brings it")
    while kind == "held" and not path.with_name("go").exists():
        time.sleep(0.1)
    time.sleep({"stuck": 3600.0, "busy": 5.0}.get(kind, HEARING_SECONDS))
    call = example_call(path.name)
    recording = replace(call.recording, sha256=sha256, duration=decoded.duration)
    return Analysis(replace(call, recording=recording), decoded)


def make(settings: Settings) -> Processor:
    processor = Processor(settings, Request(), threads=1, analyse=hear, patience=OUTAGE_SECONDS)
    processor.__dict__["ears"] = None  # no engines: `hear` stands in for them
    return processor


def main(arguments: list[str]) -> int:
    if arguments[0] == "pool":
        import av  # noqa: F401  # here and below: what a new process would take seconds for, done before the fork

        pack_for("en", load_settings().resolved_scorecards_dir)
        return pool(arguments[1:], make)
    set_up_logs("INFO")
    settings = load_settings()
    prepare_store(settings)
    options = Options(name=f"callqa@{os.getpid()}", processes=int(arguments[0]))
    try:
        keeper = Keeper(
            settings,
            options,
            drain="drain" in arguments,
            pool=(sys.executable, "-m", "tests.worker.stand_in", "pool"),
        )
        return keeper.run()
    except CallqaError as error:
        print(error, file=sys.stderr)  # noqa: T201  # as the command line does
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
