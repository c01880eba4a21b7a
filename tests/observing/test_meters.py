"""Counters that all processes of a worker share."""

import subprocess
import sys
from pathlib import Path

FORKING = """
import os, sys
from pathlib import Path
from qa_pipeline.observing.meters import Meters, share, shared_registry

slot = "main"
folder = Path(sys.argv[1])
share(folder, lambda: slot)
meters = Meters()

def in_a_child(name):
    global slot
    child = os.fork()
    if child == 0:
        slot = name
        meters.audio_seconds.inc(10)
        meters.stage_seconds.labels("words").observe(2)
        os._exit(0)
    os.waitpid(child, 0)

for name in ("0", "1", "0"):  # the third takes over from the first, which has ended
    in_a_child(name)
registry = shared_registry(folder)
print(registry.get_sample_value("callqa_audio_seconds_total"))
print(registry.get_sample_value("callqa_stage_seconds_count", {"stage": "words"}))
print(*sorted(path.name for path in folder.iterdir() if path.name.startswith("counter")))
"""


def test_what_forked_processes_count_is_added_up_and_outlives_them(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", FORKING, str(tmp_path)], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["30.0", "3.0", "counter_0.db", "counter_1.db", "counter_main.db"]
