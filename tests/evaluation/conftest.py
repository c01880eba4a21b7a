"""A folder of two recordings that are known already, so that nothing is heard when it is evaluated."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from qa_pipeline.evaluation.run import Evaluation, evaluate, prepare
from qa_pipeline.evaluation.split import Half
from qa_pipeline.export import export_call
from qa_pipeline.jobs import Outcome, Processor, Request, Status, prepare_store
from qa_pipeline.pipeline import Stage
from qa_pipeline.settings import Settings
from tests.evaluation.tales import Document
from tests.examples import example_call
from tests.test_jobs import Hearing


@dataclass
class Bystander:
    """Stands in for the progress bars."""

    outcomes: list[Outcome]

    def on_stage(self, path: Path, stage: Stage) -> None:
        raise AssertionError(f"{path} is heard ({stage}), and was known")

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", database_url="", _env_file=None)
    prepare_store(made)
    return made


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Two recordings; the truth of `right` is what was heard, that of `wrong` has another agent's words."""
    made = tmp_path / "calls"
    made.mkdir()
    for name in ("right", "wrong"):
        (made / f"{name}.wav").write_bytes(name.encode())
        processor = Processor(settings, Request(), threads=1, analyse=Hearing())
        processor.__dict__["ears"] = None
        assert processor.process(made / f"{name}.wav").status is Status.SCORED
        (made / f"{name}.truth.json").write_text(json.dumps(truth_of(name)), encoding="utf-8")
    (made / "split.yaml").write_text("tuning: [right]\ncheck: [wrong]\n", encoding="utf-8")
    return made


def truth_of(name: str) -> Document:
    call = example_call(f"{name}.wav")
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    truth = export_call(replace(call, recording=replace(call.recording, sha256=sha256)), None)
    truth["expected"] = {"company_named": "met", "never_asked": "met"}
    if name == "wrong":
        truth["turns"][0]["words"][0]["text"] = "blurb"
        truth["recording"]["sha256"] = "0" * 64
    return truth


@pytest.fixture
def evaluation(folder: Path, settings: Settings) -> Evaluation:
    return evaluate(
        prepare(folder, Half.ALL), settings=settings, request=Request(), jobs=1, fillers=False, watcher=Bystander([])
    )
