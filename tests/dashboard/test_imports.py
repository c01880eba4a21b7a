"""The dashboard reads; whoever only reads needs no engine in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.serve import APP
from tests.dashboard.seed import Seeded

PROGRAM = """
import sys
from streamlit.testing.v1 import AppTest
from dashboard.serve import APP
app = AppTest.from_file(str(APP), default_timeout=60).run()
for page in ("views/calls.py", "views/call.py"):
    app.switch_page(page)
    app.query_params["call"] = sys.argv[1]
    app.run()
    assert not app.exception and not app.error, page
heavy = ("torch", "ctranslate2", "faster_whisper", "pyannote", "librosa", "onnxruntime", "av")
print(",".join(name for name in heavy if name in sys.modules), len(app.metric))
"""


def test_showing_every_page_loads_no_engine(seeded: Seeded) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seeded.passed)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n")[-2] == " 2"


@pytest.mark.parametrize("path", sorted(APP.parent.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_reads_text_as_markup_or_asks_another_host(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "https://"):
        assert way not in source, f"{path.name}: {way}"
