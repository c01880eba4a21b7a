import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["absent"], "absent: no folder"),
        ([".", "--report", "report.pdf"], "--report report.pdf: the name must end in .json, .html, .md"),
        ([".", "--split", "check"], "--split check: . has no split.yaml"),
        (["."], "no recording with a NAME.truth.json, NAME.rttm or NAME.txt"),
        ([".", "--split", "most"], "'most'"),
    ],
)
def test_a_wrong_use_has_status_two_and_says_what_is_wrong(tmp_path: Path, arguments: list[str], named: str) -> None:
    command = [sys.executable, "-m", "qa_pipeline.cli", "evaluate", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 2
    assert named in run.stderr
    assert "Traceback" not in run.stderr
