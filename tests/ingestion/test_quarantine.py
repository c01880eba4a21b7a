"""What was set aside: listed, mended, released. On SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.quarantine import Quarantine
from qa_pipeline.settings import Settings
from qa_pipeline.store.states import State
from tests.ingestion.conftest import Take, Waiting, row, write_wav


@pytest.fixture
def strict(settings: Settings) -> Settings:
    return settings.model_copy(update={"date_required": True})


@pytest.fixture
def undated(take: Take, tmp_path: Path) -> int:
    """A recording without a date, in quarantine."""
    (outcome,) = take(write_wav(tmp_path / "a.wav"), defaults={"agent": "Ana"}, date_required=True)
    assert outcome.recording_id is not None
    return outcome.recording_id


def test_it_is_listed_with_its_reason(strict: Settings, undated: int) -> None:
    (aside,) = Quarantine(strict).all()
    assert (aside.id, aside.file, aside.code) == (undated, "a.wav", "no_date")
    assert aside.reason == "nobody tells when the call took place"


def test_a_mended_recording_is_released_and_queued(strict: Settings, undated: int, waiting: Waiting) -> None:
    quarantine = Quarantine(strict)
    recording, wrong = quarantine.mend(undated, {"started_at": "15.01.2024 14:30", "agent": "Anna"})
    assert (wrong, recording.code) == ("", "mended")
    assert [one.reason for one in quarantine.release([undated], waiting)] == [""]
    found = row(strict, undated)
    assert (found.state, found.error_code, found.agent) == (State.RECEIVED, None, "Anna")
    assert found.metadata.sources == {"started_at": "person", "agent": "person"}
    assert waiting.ids == [undated]
    assert quarantine.all() == ()


def test_what_is_still_wrong_stays(strict: Settings, undated: int, waiting: Waiting) -> None:
    quarantine = Quarantine(strict)
    assert "nobody tells when" in quarantine.mend(undated, {"queue": "sales"})[1]
    (kept,) = quarantine.release([], waiting)
    assert "nobody tells when" in kept.reason
    assert waiting.ids == []
    assert row(strict, undated).state is State.QUARANTINED


@pytest.fixture
def ambiguous(take: Take, tmp_path: Path) -> int:
    """A recording whose date could be two days, with an agent who is not on the roster, in quarantine."""
    wav = write_wav(tmp_path / "b.wav")
    wav.with_suffix(".json").write_text('{"started_at": "03/04/2024", "agent": "Eve"}', encoding="utf-8")
    (outcome,) = take(wav, date_required=True, roster="closed")
    assert outcome.recording_id is not None
    return outcome.recording_id


TWO_DAYS = "'03/04/2024' could be two days; CALLQA_DATE_ORDER=dmy or mdy says which"


def test_a_date_that_could_not_be_read_keeps_its_reason(strict: Settings, ambiguous: int, waiting: Waiting) -> None:
    quarantine = Quarantine(strict)
    assert [one.reason for one in quarantine.release([ambiguous], waiting)] == [TWO_DAYS]
    recording, wrong = quarantine.mend(ambiguous, {"agent": "Anna"})
    assert (wrong, recording.code, recording.reason) == (TWO_DAYS, "unreadable_date", TWO_DAYS)
    assert [one.reason for one in quarantine.release([], waiting)] == [TWO_DAYS]


def test_what_else_is_wrong_beside_such_a_date_is_told_once(strict: Settings, ambiguous: int, waiting: Waiting) -> None:
    quarantine = Quarantine(strict.model_copy(update={"roster": "closed"}))
    told = f"{TWO_DAYS}; agent 'Eve' is not on the roster"
    assert [one.reason for one in quarantine.release([ambiguous], waiting)] == [told]
    assert quarantine.mend(ambiguous, {"agent": "Kim"})[1] == told.replace("Eve", "Kim")


def test_a_date_that_a_person_takes_away_is_told_by_nobody(strict: Settings, ambiguous: int) -> None:
    assert Quarantine(strict).mend(ambiguous, {"started_at": ""})[1] == "nobody tells when the call took place"


def test_an_empty_value_takes_a_field_away(strict: Settings, undated: int) -> None:
    recording, _ = Quarantine(strict).mend(undated, {"agent": ""})
    assert recording.metadata.agent is None


def test_what_a_person_put_right_outlasts_the_next_ingestion(
    strict: Settings, take: Take, undated: int, tmp_path: Path
) -> None:
    Quarantine(strict).mend(undated, {"agent": "Anna"})
    (outcome,) = take(tmp_path / "a.wav", defaults={"agent": "Ana", "started_at": "2024-01-15"}, date_required=True)
    assert outcome.recording_id == undated
    found = row(strict, undated)
    assert (found.state, found.agent, found.metadata.sources["agent"]) == (State.RECEIVED, "Anna", "person")


def test_sound_that_cannot_be_heard_is_not_released(settings: Settings, take: Take, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"junk")
    (outcome,) = take(tmp_path / "a.wav")
    (kept,) = Quarantine(settings).release([outcome.recording_id or 0], lambda _: None)
    assert "its header is damaged" in kept.reason


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"mood": "good"}, "mood=good: no such field; allowed are started_at, agent"),
        ({"started_at": "soon"}, "started_at=soon: 'soon' is no date"),
        ({"direction": "up"}, "direction=up: allowed are inbound, outbound"),
    ],
)
def test_a_wrong_mend_is_refused_and_changes_nothing(
    strict: Settings, undated: int, told: dict[str, str], says: str
) -> None:
    before = row(strict, undated)
    with pytest.raises(UsageError, match=says):
        Quarantine(strict).mend(undated, told)
    assert row(strict, undated) == before


def test_what_is_not_set_aside_cannot_be_mended_or_released(strict: Settings, undated: int, waiting: Waiting) -> None:
    with pytest.raises(UsageError, match="recording 999 is not in quarantine"):
        Quarantine(strict).mend(999, {"agent": "Anna"})
    with pytest.raises(UsageError, match="recording 999 is not in quarantine"):
        list(Quarantine(strict).release([undated, 999], waiting))
