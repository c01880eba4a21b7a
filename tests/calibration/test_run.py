"""From packs and labelled calls to the two files of a fitting, with an embedder whose meaning is known."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from qa_pipeline.calibration import run
from qa_pipeline.errors import UsageError
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.examples import Examples
from qa_pipeline.language.heads import NEVER, load_heads
from tests.criteria.phrases import few_phrases

pytest.importorskip("sklearn", reason="scikit-learn comes with the voices extra")
SAID, NOT_SAID = "red", "blue"


class Colours:
    """Says which colour a sentence names, with a little noise of its own."""

    name = "colours 1"

    def embed(self, sentences: Sequence[str]) -> Vectors:
        rng = np.random.default_rng(3)
        noise = rng.normal(scale=0.1, size=(len(sentences), 8)).astype(np.float32)
        noise[:, 0] += [SAID in one for one in sentences]
        return noise


def examples(count: int) -> Examples:
    return Examples(
        tuple(f"{SAID} {number}" for number in range(count)), tuple(f"{NOT_SAID} {number}" for number in range(count))
    )


def reports(**counts: int) -> dict[str, run.KeyReport]:
    pack = replace(few_phrases(), examples={key: examples(count) for key, count in counts.items()})
    return {one.key: one for one in run.calibrate({"en": pack}, [], Colours(), error_rate=0.05)}


def test_what_is_told_apart_is_accepted_and_written_down(tmp_path: Path) -> None:
    found = reports(ownership=40)
    path = run.write_fitting(tmp_path, list(found.values()), model="colours 1", fitted_on=["x"], error_rate=0.05)
    assert path == tmp_path / "1.yaml"
    heads = load_heads(path)
    red, blue = heads.probabilities(Colours().embed([SAID, NOT_SAID]))[:, 0]
    assert red >= heads.accept[0] > heads.reject[0] >= 0 or red >= heads.accept[0] == heads.reject[0]
    assert blue < heads.reject[0]
    written = yaml.safe_load(path.read_text(encoding="utf-8"))["heads"]["ownership"]
    assert (written["say"], written["other"]) == (40, 40)
    assert written["held_out"]["precision"] == written["held_out"]["recall"] == 1.0


def test_the_next_fitting_has_the_next_number(tmp_path: Path) -> None:
    found = list(reports(ownership=30).values())
    for version in (1, 2):
        path = run.write_fitting(tmp_path, found, model="m", fitted_on=[], error_rate=0.05)
        assert path.name == f"{version}.yaml"


def test_a_key_with_few_sentences_gets_no_head(tmp_path: Path) -> None:
    found = reports(ownership=run.FEWEST - 1)
    assert found["ownership"].fit is None
    with pytest.raises(UsageError, match=r"no key has 20 examples and 20 contrasts"):
        run.write_fitting(tmp_path, list(found.values()), model="m", fitted_on=[], error_rate=0.05)


def test_a_key_that_a_call_may_fail_by_is_never_decided_by_meaning() -> None:
    fitted = reports(threat=40)["threat"].fit
    assert fitted is not None
    assert fitted.thresholds.accept == NEVER
    assert fitted.thresholds.reject < 1
