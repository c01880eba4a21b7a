"""Scoring stored calls anew: what is scored, what is left alone, what fails, and what stays of before."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from qa_pipeline import rating
from qa_pipeline.errors import ScorecardError, UsageError
from qa_pipeline.finding import ScorecardRef
from qa_pipeline.life import rescoring, shelf
from qa_pipeline.life.rescoring import RescoreRequest, RescoreStage, Rescoring
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from tests.examples import example_scored
from tests.lives import current, settings_of, shelve, shelve_one

SMALL = RescoreRequest(scorecard="small")


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return settings_of(tmp_path, store_url)


def rescore(settings: Settings, request: RescoreRequest = SMALL) -> dict[str, int]:
    batches = list(Rescoring(settings, request).run())
    parts = ("calls", "scored", "same", "left")
    return {part: sum(getattr(batch, part) for batch in batches) for part in parts}


def scored(settings: Settings, request: RescoreRequest = SMALL) -> int:
    return rescore(settings, request)["scored"]


def count(store: Store, what: str) -> int:
    with store.reading() as session:
        return session.scalar(text(f"SELECT count(*) FROM {what}")) or 0  # noqa: S608  # our own words


def test_calls_are_scored_anew_and_old_results_stay(store: Store, settings: Settings) -> None:
    ids = shelve(store, 3)
    assert rescore(settings) == {"calls": 3, "scored": 3, "same": 0, "left": 0}
    found = current(store, ids[0]).scored
    assert found is not None
    assert (found.scorecard.name, found.scorecard.version) == ("small", 2)
    assert [one.finding.criterion for one in found.criteria] == ["help_offered", "no_blame", "no_card_data_aloud"]
    assert (count(store, "scores"), count(store, "scores WHERE is_current")) == (6, 3)
    assert count(store, "findings f JOIN scores s ON s.id = f.score_id WHERE NOT s.is_current") == 9


def test_what_is_stored_at_once_is_what_process_stores_one_by_one(store: Store, settings: Settings) -> None:
    (recording_id,) = shelve(store, 1)
    rescore(settings)
    at_once = current(store, recording_id).scored
    assert at_once is not None
    with store.session() as session:
        assert not writes.save_score(session, recording_id=recording_id, scored=at_once)


def test_a_second_run_leaves_every_call_alone(store: Store, settings: Settings) -> None:
    shelve(store, 2)
    rescore(settings)
    assert rescore(settings) == {"calls": 2, "scored": 0, "same": 0, "left": 2}


def test_again_asks_anew_and_keeps_an_equal_result_once(store: Store, settings: Settings) -> None:
    shelve(store, 2)
    rescore(settings)
    assert rescore(settings, replace(SMALL, again=True)) == {"calls": 2, "scored": 0, "same": 2, "left": 0}
    assert count(store, "scores") == 4


def test_other_names_or_phrases_make_a_score_out_of_date(store: Store, settings: Settings, tmp_path: Path) -> None:
    shelve(store, 2)
    rescore(settings)
    names = tmp_path / "names.yaml"
    names.write_text("companies: [Northwind]\n", encoding="utf-8")
    told = settings.model_copy(update={"vocabulary": names})
    assert rescore(told) == {"calls": 2, "scored": 0, "same": 2, "left": 0}
    assert rescore(told)["left"] == 2


def test_only_older_takes_calls_of_an_older_version_alone(store: Store, settings: Settings) -> None:
    shelve(store, 3)
    scored(settings, RescoreRequest(scorecard="small", version=1, where=reads.CallFilter(queues=("sales",))))
    older = count(store, "scores s WHERE scorecard_name = 'small'")
    assert 0 < older < 3
    assert scored(settings, replace(SMALL, only_older=True)) == older


def test_a_queue_and_a_time_narrow_the_calls(store: Store, settings: Settings) -> None:
    shelve_one(store, 1, queue="billing", started_at=datetime(2026, 1, 1, tzinfo=UTC))
    shelve_one(store, 2, queue="billing", started_at=datetime(2026, 2, 1, tzinfo=UTC))
    shelve_one(store, 3, queue="sales", started_at=datetime(2026, 2, 1, tzinfo=UTC))
    where = reads.CallFilter(queues=("billing",), since=datetime(2026, 1, 15, tzinfo=UTC))
    assert rescore(settings, replace(SMALL, where=where))["calls"] == 1


def test_each_call_goes_by_what_is_active_for_it(store: Store, settings: Settings) -> None:
    early = shelve_one(store, 1, queue="sales", started_at=datetime(2026, 1, 1, tzinfo=UTC))
    sales = shelve_one(store, 2, queue="sales", started_at=datetime(2026, 2, 1, tzinfo=UTC))
    rest = shelve_one(store, 3, queue="billing", started_at=datetime(2026, 2, 1, tzinfo=UTC))
    activate(store, settings, "small", 1, None)
    activate(store, settings, "other", 1, "sales")
    assert scored(settings, RescoreRequest()) == 3
    by = {number: current(store, number).row for number in (early, sales, rest)}
    assert (by[early].scorecard_name, by[early].scorecard_version) == ("small", 2)  # nothing was active yet
    assert (by[sales].scorecard_name, by[sales].scorecard_version) == ("other", 1)
    assert (by[rest].scorecard_name, by[rest].scorecard_version) == ("small", 1)


def activate(store: Store, settings: Settings, name: str, version: int, queue: str | None) -> None:
    from qa_pipeline.scoring.scorecard import load_scorecard

    ref = load_scorecard(name, settings.resolved_scorecards_dir, version).ref
    with store.session() as session:
        starts_at = datetime(2026, 1, 20, tzinfo=UTC)
        writes.activate(session, scorecard=ref, queue=queue, call_type=None, starts_at=starts_at)


def test_an_active_scorecard_that_is_gone_is_named(store: Store, settings: Settings) -> None:
    shelve(store, 1)
    with store.session() as session:
        gone = ScorecardRef("vanished", 4, "0" * 64)
        writes.activate(session, scorecard=gone, queue=None, call_type=None, starts_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ScorecardError, match="active scorecard vanished/4 cannot be used"):
        Rescoring(settings, RescoreRequest())


def test_an_active_scorecard_that_was_edited_is_named(store: Store, settings: Settings) -> None:
    activate(store, settings, "small", 1, None)
    path = settings.resolved_scorecards_dir / "small" / "1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("pass_mark: 80", "pass_mark: 70"), encoding="utf-8")
    with pytest.raises(ScorecardError, match="small/1 is another than was activated: its file was edited"):
        Rescoring(settings, RescoreRequest())


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (RescoreRequest(scorecard="small", version=3), r"small/3 is a draft \(released: false\)"),
        (RescoreRequest(scorecard="small", version=9), "no version 9; allowed: 1, 2, 3"),
        (RescoreRequest(scorecard="smal"), "did you mean 'small'"),
        (RescoreRequest(version=1), "--version goes with --scorecard"),
    ],
)
def test_a_wrong_request_is_refused_before_any_call(settings: Settings, request_: RescoreRequest, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Rescoring(settings, request_)


def test_a_call_that_cannot_be_read_is_named_and_the_rest_is_scored(store: Store, settings: Settings) -> None:
    ids = shelve(store, 3)
    with store.session() as session:
        session.execute(
            text("UPDATE calls SET analysis = '{\"language\": 7}' WHERE recording_id = :id"), {"id": ids[1]}
        )
    batches = list(Rescoring(settings, SMALL).run())
    (failure,) = (one for batch in batches for one in batch.failures)
    assert str(failure).startswith(f"call {ids[1]}, call_000001.wav: what is stored of it cannot be read: Call in JSON")
    assert sum(batch.scored for batch in batches) == 2
    assert current_version(store, ids[1]) == "inbound_support"


def current_version(store: Store, recording_id: int) -> str | None:
    with store.reading() as session:
        name: str | None = session.scalar(
            text("SELECT scorecard_name FROM scores WHERE is_current AND recording_id = :id"), {"id": recording_id}
        )
    return name


def test_a_run_that_is_stopped_keeps_its_batches_and_goes_on(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(store, 5)
    monkeypatch.setattr(shelf, "BATCH", 2)
    asked: list[RescoreStage] = []

    def stop_in_the_second_batch(stage: RescoreStage) -> None:
        asked.append(stage)
        if asked.count(RescoreStage.STORE) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Rescoring(settings, SMALL, stop_in_the_second_batch).run())
    assert count(store, "scores WHERE scorecard_name = 'small'") == 2
    assert rescore(settings) == {"calls": 5, "scored": 3, "same": 0, "left": 2}


def test_a_call_heard_anew_meanwhile_keeps_its_newer_score(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = shelve(store, 2)
    rate = rating.rate

    def heard_meanwhile(*arguments: object) -> object:
        with store.session() as session:
            session.execute(text("UPDATE calls SET heard_at = :now WHERE recording_id = :id"), later(ids[0]))
        return rate(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rescoring, "rate", heard_meanwhile)
    assert rescore(settings) == {"calls": 2, "scored": 1, "same": 0, "left": 1}
    assert current(store, ids[0]).scored == example_scored()


def later(recording_id: int) -> dict[str, object]:
    return {"now": datetime(2030, 1, 1, tzinfo=UTC), "id": recording_id}


def test_the_stages_of_a_batch_are_told_in_order(store: Store, settings: Settings) -> None:
    shelve(store, 1)
    told: list[RescoreStage] = []
    list(Rescoring(settings, SMALL, told.append).run())
    assert told[: len(RescoreStage)] == list(RescoreStage)
