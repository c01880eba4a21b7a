"""What the doctor says of what calls are scored by."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa_pipeline.doctor import Check
from qa_pipeline.doctor.rules import rules
from qa_pipeline.life.activating import Scope, activate
from qa_pipeline.settings import Settings
from qa_pipeline.store.session import migrate
from tests.criteria.spoken import SCORECARDS
from tests.doctor.asking import of, settings
from tests.lives import cards


def with_heads(tmp_path: Path, own: Path, model: str = "multilingual-e5-small") -> Settings:
    """Settings that judge by meaning, with heads of their own to spoil."""
    folder = cards(tmp_path / "cards")
    for part in ("meaning", "trust"):
        shutil.copytree(SCORECARDS / part, folder / part)
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
    assert "meaning/ of the shipped scorecards has them" in gone.detail


def test_heads_without_trust_are_warned_of(tmp_path: Path, own: Path) -> None:
    asked = with_heads(tmp_path, own)
    shutil.rmtree(asked.resolved_scorecards_dir / "trust")
    check = meaning(asked)
    assert check.state == "warning"
    assert "trust/ of the shipped scorecards has it" in check.detail


def test_trust_that_does_not_load_fails(tmp_path: Path, own: Path) -> None:
    asked = with_heads(tmp_path, own)
    trust = asked.resolved_scorecards_dir / "trust"
    shutil.rmtree(trust)
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


def activated(tmp_path: Path, own: Path, *, in_days: int = 0) -> Settings:
    """Settings under which small/1 scores all calls from a day on."""
    asked = settings(tmp_path, own, scorecards_dir=cards(tmp_path / "cards"), scorecard="small")
    now = datetime.now(UTC)
    activate(asked, "small", 1, scope=Scope(), starts_at=now + timedelta(days=in_days), today=now.date())
    return asked


def test_an_active_scorecard_that_can_be_used_is_told(tmp_path: Path, own: Path) -> None:
    check = of(tuple(rules(activated(tmp_path, own))), "active scorecard")
    assert (check.state, check.detail) == ("ok", "small/1, for every call")


@pytest.mark.parametrize(("in_days", "state"), [(0, "failed"), (3, "warning")])
def test_an_active_scorecard_that_was_edited_fails_at_once_and_warns_before_its_time(
    in_days: int, state: str, tmp_path: Path, own: Path
) -> None:
    asked = activated(tmp_path, own, in_days=in_days)
    path = asked.resolved_scorecards_dir / "small" / "1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight: 3", "weight: 2"), encoding="utf-8")
    check = of(tuple(rules(asked)), "active scorecard")
    assert check.state == state
    assert "small/1 is another than was activated: its file was edited" in check.detail


def test_an_active_scorecard_that_is_gone_fails(tmp_path: Path, own: Path) -> None:
    asked = activated(tmp_path, own)
    (asked.resolved_scorecards_dir / "small" / "1.yaml").unlink()
    check = of(tuple(rules(asked)), "active scorecard")
    assert check.state == "failed"
    assert "bring its file back, or put another in its place" in check.detail


def test_without_activations_or_tables_nothing_is_told_and_no_table_is_made(tmp_path: Path, own: Path) -> None:
    asked = settings(tmp_path, own)
    assert "active scorecard" not in {check.name for check in rules(asked)}
    assert not asked.data_dir.exists()
    migrate(asked.resolved_database_url)
    assert "active scorecard" not in {check.name for check in rules(asked)}
