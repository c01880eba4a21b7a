"""What the doctor says of what calls are scored by."""

import shutil
from pathlib import Path

from qa_pipeline.doctor import Check
from qa_pipeline.doctor.rules import rules
from qa_pipeline.settings import Settings
from tests.criteria.spoken import SCORECARDS
from tests.doctor.asking import of, settings
from tests.lives import cards


def with_heads(tmp_path: Path, own: Path, model: str = "multilingual-e5-small") -> Settings:
    """Settings that judge by meaning, with heads of their own to spoil."""
    folder = cards(tmp_path / "cards")
    shutil.copytree(SCORECARDS / "meaning", folder / "meaning")
    return settings(tmp_path, own, scorecards_dir=folder, scorecard="small", embedding_model=model)


def meaning(asked: Settings) -> Check:
    return of(tuple(rules(asked)), "meaning")


def test_heads_that_load_are_told_by_their_fitting(tmp_path: Path, own: Path) -> None:
    check = meaning(with_heads(tmp_path, own))
    assert (check.state, check.detail.partition(" ")[0]) == ("ok", "fitting")


def test_heads_that_are_gone_or_do_not_load_fail(tmp_path: Path, own: Path) -> None:
    asked = with_heads(tmp_path, own)
    folder = asked.resolved_scorecards_dir / "meaning"
    for numbers in folder.glob("*.npz"):
        numbers.write_bytes(b"spoilt")
    spoilt = meaning(asked)
    shutil.rmtree(folder)
    gone = meaning(asked)
    assert (spoilt.state, gone.state) == ("failed", "failed")
    assert "cannot be read" in spoilt.detail
    assert "`callqa calibrate` fits them" in gone.detail


def test_trust_that_does_not_load_fails(tmp_path: Path, own: Path) -> None:
    asked = with_heads(tmp_path, own)
    trust = asked.resolved_scorecards_dir / "trust"
    trust.mkdir()
    (trust / "1.yaml").write_text("version: none\n", encoding="utf-8")
    check = meaning(asked)
    assert check.state == "failed"
    assert str(trust / "1.yaml") in check.detail


def test_heads_of_another_embedding_fail(tmp_path: Path, own: Path) -> None:
    check = meaning(with_heads(tmp_path, own, str(own)))
    assert check.state == "failed"
    assert "CALLQA_EMBEDDING_MODEL is own; `callqa calibrate` fits anew" in check.detail


def test_without_an_embedding_no_heads_are_looked_for(tmp_path: Path, own: Path) -> None:
    assert "meaning" not in {check.name for check in rules(settings(tmp_path, own))}
