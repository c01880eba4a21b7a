"""`callqa calibrate` with reviews: what is written of them, and what is not. The embedding is a made-up one."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from qa_pipeline.calibration.reviewed import teaches_heads
from qa_pipeline.cli import app
from qa_pipeline.finding import Verdict
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.heads import load_heads, newest
from qa_pipeline.scoring.trust import load_trust
from qa_pipeline.store import reads
from qa_pipeline.store.session import migrate, open_store
from tests.calibration.test_reviewed import ALL, LINES, Shelf
from tests.criteria.spoken import SCORECARDS
from tests.examples import sha_of

pytest.importorskip("sklearn", reason="scikit-learn comes with the voices extra")


class Letters:
    """A sentence is the letters that it has."""

    name = "letters 1"

    def embed(self, sentences: Sequence[str]) -> Vectors:
        rows = [[one.lower().count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for one in sentences]
        vectors = np.array(rows, np.float32).reshape(-1, 26) + 0.01
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Six reviewed calls, three to learn from by either; one pack, and the labelled dialogues of one file."""
    url = f"sqlite:///{tmp_path / 'callqa.db'}"
    migrate(url)
    made = Shelf(open_store(url), tmp_path)
    packs = made.cards / "packs"
    packs.unlink()
    packs.mkdir()
    shutil.copy(SCORECARDS / "packs" / "en.yaml", packs)
    dialogues = made.cards / "labelled" / "en"
    dialogues.mkdir(parents=True)
    shutil.copy(sorted((SCORECARDS / "labelled" / "en").glob("*.yaml"))[0], dialogues)
    names = [f"jane_doe_{number}.wav" for number in range(40)]
    for heads in (True, False):
        for name in [one for one in names if teaches_heads(sha_of(one)) is heads][:3]:
            made.review(made.add(name), **ALL)
    told = {"SCORECARDS_DIR": str(made.cards), "DATABASE_URL": url, "DATA_DIR": str(tmp_path), "SCORECARD": "small"}
    for name, value in told.items():
        monkeypatch.setenv(f"CALLQA_{name}", value)
    monkeypatch.setattr("qa_pipeline.engines.embedder_for", lambda _: Letters())
    # Every key is fitted in the same way; all of them take a minute.
    monkeypatch.setattr("qa_pipeline.calibration.labelled.MEANING_KEYS", ("help_offered", "goodbye"))
    return made


def calibrate(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["calibrate", *arguments])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


@pytest.mark.usefixtures("shelf")
def test_reviews_are_learnt_from_counted_apart_and_nothing_of_a_call_is_written(tmp_path: Path) -> None:
    output = calibrate("--into", str(tmp_path / "fitted"))
    assert "Reviews: calls for the heads 3, calls for the trust 3, reviewers 1" in output
    heads = yaml.safe_load((tmp_path / "fitted" / "meaning" / "1.yaml").read_text(encoding="utf-8"))
    counts = {"labelled_calls": 0, "labelled_answers": 0, "reviewed_calls": 3, "reviewed_answers": 9, "reviewers": 1}
    assert heads["counts"] == counts
    assert heads["heads"]["help_offered"]["reviewed"] == 6  # the agent's two sentences of each call
    trust = load_trust(tmp_path / "fitted" / "trust" / "1.yaml")
    assert trust.counts["labelled_answers"] > 100
    assert (trust.counts["reviewed_calls"], trust.counts["reviewed_answers"]) == (3, 9)
    assert (trust.criteria["help_offered"].reviewed, trust.criteria["help_offered"].reviewed_right) == (3, 1.0)
    said = [text for line in LINES for text in line.values()]
    for path in (tmp_path / "fitted").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [one for one in (*said, "jane_doe", "Anna", "Heard.") if one.encode() in data], path


@pytest.mark.usefixtures("shelf")
def test_without_reviews_nothing_is_read_of_them(tmp_path: Path) -> None:
    assert "Reviews:" not in calibrate("--no-reviews", "--into", str(tmp_path / "fitted"))
    trust = load_trust(tmp_path / "fitted" / "trust" / "1.yaml")
    assert (trust.counts["reviewed_calls"], trust.counts["reviewed_answers"]) == (0, 0)
    heads = newest(tmp_path / "fitted" / "meaning")
    assert heads is not None
    assert load_heads(heads).version == 1


@pytest.mark.usefixtures("shelf")
def test_where_there_is_no_database_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLQA_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'callqa.db'}")
    calibrate("--into", str(tmp_path / "fitted"))
    assert not (tmp_path / "none").exists()


def test_people_who_say_that_the_machine_is_wrong_lower_the_trust(shelf: Shelf, tmp_path: Path) -> None:
    calibrate("--into", str(tmp_path / "fitted"))
    with shelf.store.reading() as session:
        numbers = list(reads.reviewed_recordings(session))
    for number in numbers:
        shelf.review(number, help_offered=Verdict.NOT_MET)
    calibrate("--into", str(tmp_path / "fitted"))
    before, after = (load_trust(tmp_path / "fitted" / "trust" / f"{version}.yaml") for version in (1, 2))
    assert after.criteria["help_offered"].reviewed_right == 0.0
    assert after.criteria["help_offered"].right < before.criteria["help_offered"].right
