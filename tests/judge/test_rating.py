"""The judge in its place: settings in, a score in the database, the export and the dashboard out."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard.widgets.payload import payload_of
from qa_pipeline.export import export_call
from qa_pipeline.finding import Finding, Scored, Verdict
from qa_pipeline.rating import rate
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store
from tests.criteria.spoken import SCORECARDS, call
from tests.examples import add_scored
from tests.judge.server import MODEL, ModelServer, Reply, verdict
from tests.scoring.test_judging import card

CALL = call(
    [
        {"agent": "Hello, how can I help you?"},
        {"customer": "Why was I billed twice?"},
        {"agent": "Two meters were read, and both were booked on your account."},
    ]
)
PROVEN = verdict("met", "Two meters were read", (3,))


@pytest.fixture
def scorecards(tmp_path: Path) -> Path:
    folder = tmp_path / "scorecards"
    folder.mkdir()
    card(folder)
    shutil.copytree(SCORECARDS / "packs", folder / "packs")
    return folder


def rated(scorecards: Path, **asked: Any) -> Scored:
    made = {"embedding_model": "none", "data_dir": scorecards.parent / "data", "judge_timeout": 5.0, **asked}
    settings = Settings(scorecards_dir=scorecards, **made, _env_file=None)
    return rate(CALL, load_scorecard("small", scorecards), settings, None)


def of(scored: Scored) -> Finding:
    return next(one.finding for one in scored.criteria if one.finding.criterion == "cause_explained")


def test_a_call_is_sent_nowhere_unless_the_owner_says_so(scorecards: Path, model: ModelServer) -> None:
    found = of(rated(scorecards, judge_url="", judge_model=MODEL))
    assert found.verdict is Verdict.UNDETERMINED
    assert "the judge is switched off (CALLQA_JUDGE_URL)" in found.explanation
    assert model.asked == []


def test_a_judge_that_is_on_answers_and_is_kept_with_the_score(
    scorecards: Path, model: ModelServer, store: Store
) -> None:
    model.answers(PROVEN)
    scored = rated(scorecards, judge_url=model.url, judge_model=MODEL)
    found = of(scored)
    assert (found.verdict, found.decided_by) == (Verdict.MET, "judge")
    add_scored(store, "a.wav", scored)
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=1)
    assert detail is not None
    assert detail.scored == scored


def test_scoring_again_asks_nothing_that_was_answered(scorecards: Path, model: ModelServer) -> None:
    model.answers(PROVEN)
    first = rated(scorecards, judge_url=model.url, judge_model=MODEL)
    assert rated(scorecards, judge_url=model.url, judge_model=MODEL) == first
    # another process, as far as anything made once a process goes
    assert rated(scorecards, judge_url=model.url, judge_model=MODEL, judge_retries=0) == first
    assert len(model.asked) == 1


def test_a_judge_that_fails_costs_its_criterion_and_nothing_else(scorecards: Path, model: ModelServer) -> None:
    model.answers(Reply(status=500))
    scored = rated(scorecards, judge_url=model.url, judge_model=MODEL, judge_retries=0)
    assert "it answers HTTP 500 (asked once)" in of(scored).explanation
    assert scored.score == 100
    others = [one.finding.verdict for one in scored.criteria if one.finding.decided_by != "judge"]
    assert Verdict.UNDETERMINED not in others


def test_the_export_and_the_dashboard_say_who_answered(scorecards: Path, model: ModelServer) -> None:
    model.answers(PROVEN)
    scored = rated(scorecards, judge_url=model.url, judge_model=MODEL)
    exported = {one["criterion"]: one["decided_by"] for one in export_call(CALL, scored)["findings"]}
    assert exported == {
        "help_offered": "criterion",
        "no_blame": "criterion",
        "cause_explained": "judge",
        "no_card_data_aloud": "criterion",
    }
    cards = [one for section in payload_of(CALL, scored, playable=False).sections for one in section.criteria]
    [shown] = [one for one in cards if one.title == "Cause explained"]
    assert shown.fine.startswith("answered by a language model, 86 % sure")
    assert f"model {MODEL} at 127.0.0.1:" in shown.explanation
    off = rated(scorecards, judge_url="")
    cards = [one for section in payload_of(CALL, off, playable=False).sections for one in section.criteria]
    assert "language model" not in next(one.fine for one in cards if one.title == "Cause explained")


def test_another_address_is_asked_anew(scorecards: Path, model: ModelServer) -> None:
    model.answers(PROVEN)
    rated(scorecards, judge_url=model.url, judge_model=MODEL)
    rated(scorecards, judge_url=model.url.replace("127.0.0.1", "localhost"), judge_model=MODEL)
    assert len(model.asked) == 2
