"""What a scorecard would change over the stored calls, without anything being stored."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from qa_pipeline.life import shelf
from qa_pipeline.life.previewing import Compared, Preview
from qa_pipeline.life.shelf import Failure
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store
from tests.lives import current, settings_of, shelve, shelve_one

WHOLE = reads.CallFilter()


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_of(tmp_path, store_url)


def compared(settings: Settings, new: str, **others: object) -> tuple[Preview, list[Compared]]:
    preview = Preview(settings, new=new, old="small/1", where=WHOLE, **others)  # type: ignore[arg-type]
    return preview, [one for one in preview.run() if isinstance(one, Compared)]


def test_nothing_moves_against_itself(store: Store, settings: Settings) -> None:
    shelve(store, 4)
    preview, found = compared(settings, "small/1")
    assert len(found) == preview.available == 4
    assert not any(one.moves or one.reasons for one in found)
    assert preview.totals.before.value == preview.totals.after.value


def test_a_call_that_moves_has_its_reasons_and_its_agent(store: Store, settings: Settings) -> None:
    shelve(store, 12)
    preview, found = compared(settings, "small/2")
    moved = [one for one in found if one.moves]
    assert moved
    assert all("weight of help_offered: 3 → 1" in map(str, one.reasons) for one in moved)
    totals = preview.totals
    assert totals.moved == len(moved) == sum(agent.moved for agent in totals.agents.values())
    assert sum(agent.calls for agent in totals.agents.values()) == totals.calls == 12
    scores = [one.after.score for one in found if one.after.score is not None]
    assert totals.after.value == pytest.approx(sum(scores) / len(scores))


def test_pass_states_that_change_are_counted(store: Store, settings: Settings) -> None:
    shelve(store, 12)
    path = settings.resolved_scorecards_dir / "small" / "1.yaml"
    easy = path.with_name("4.yaml")
    easy.write_text(
        path.read_text(encoding="utf-8").replace("version: 1", "version: 4").replace("pass_mark: 80", "pass_mark: 1"),
        encoding="utf-8",
    )
    preview, found = compared(settings, "small/4")
    flips = [one for one in found if one.after.passed and one.before.passed is False]
    assert flips
    assert (preview.totals.fail_to_pass, preview.totals.pass_to_fail) == (len(flips), 0)
    assert all("pass mark of the scorecard: 80 → 1" in map(str, one.reasons) for one in flips)


def test_a_draft_may_be_previewed_and_nothing_is_stored(store: Store, settings: Settings) -> None:
    (recording_id,) = shelve(store, 1)
    before = current(store, recording_id)
    compared(settings, "small/3")
    assert current(store, recording_id) == before
    with store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM scores")) == 1


def test_a_limit_takes_the_newest_calls(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "BATCH", 2)
    for day in (5, 1, 9, 7, 3):
        shelve_one(store, day, started_at=datetime(2026, 1, day, tzinfo=UTC))
    preview, found = compared(settings, "small/2", limit=3)
    assert preview.available == 3
    assert [one.row.called_at.day for one in found] == [9, 7, 5]


def test_calls_of_one_time_are_each_compared_once(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "BATCH", 2)
    ids = [shelve_one(store, number, started_at=datetime(2026, 1, 1, tzinfo=UTC)) for number in range(5)]
    _, found = compared(settings, "small/2")
    assert [one.row.id for one in found] == ids[::-1]


def test_a_call_that_cannot_be_read_is_a_failure_and_the_rest_is_compared(store: Store, settings: Settings) -> None:
    ids = shelve(store, 2)
    with store.session() as session:
        session.execute(text("UPDATE calls SET analysis = '[]' WHERE recording_id = :id"), {"id": ids[0]})
    preview = Preview(settings, new="small/2", old="small/1", where=WHOLE)
    found = list(preview.run())
    assert [type(one) for one in found] == [Compared, Failure]
    assert preview.totals.failed == 1
