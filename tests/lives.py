"""A folder of scorecards with two released versions and a draft, and stored calls, for tests of a scorecard's life."""

from dataclasses import replace
from pathlib import Path

from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.types import utc_now
from tests.benchmarks.talk import call
from tests.criteria.spoken import SCORECARDS
from tests.examples import OWNER, add_recording, example_scored, sha_of
from tests.scoring.cards import CARD, folder

SECOND = CARD.replace("version: 1", "version: 2").replace("weight: 3", "weight: 1")
DRAFT = CARD.replace("version: 1", "version: 3").replace("released: true", "released: false")


def cards(base: Path) -> Path:
    """The small card in versions 1 and 2, 3 as a draft, and a scorecard `other`, with the shipped packs."""
    base.mkdir(exist_ok=True)
    folder(base)
    (base / "small" / "2.yaml").write_text(SECOND, encoding="utf-8")
    (base / "small" / "3.yaml").write_text(DRAFT, encoding="utf-8")
    (base / "other").mkdir()
    (base / "other" / "1.yaml").write_text(CARD.replace("name: small", "name: other"), encoding="utf-8")
    (base / "packs").symlink_to(SCORECARDS / "packs")
    (base / "examples").symlink_to(SCORECARDS / "examples")
    return base


def settings_of(base: Path, url: str = "") -> Settings:
    """Settings that judge wording by phrases alone, with the folder's scorecards."""
    made = Settings(_env_file=None)
    wanted = {"scorecards_dir": cards(base / "cards"), "scorecard": "small", "embedding_model": "none"}
    return made.model_copy(update={"data_dir": base / "data", "database_url": url, **wanted})


def shelve(store: Store, count: int) -> list[int]:
    """So many calls that were heard, each with a score of a scorecard that is none of the folder's."""
    return [shelve_one(store, number) for number in range(count)]


def shelve_one(store: Store, number: int, **told: object) -> int:
    """One call that was heard; `told` changes its metadata."""
    heard = call(number)
    metadata = replace(heard.metadata, **told)  # type: ignore[arg-type]
    file = heard.recording.file
    heard = replace(heard, metadata=metadata, recording=replace(heard.recording, sha256=sha_of(file)))
    recording_id = add_recording(store, file, metadata)
    with store.session() as session:
        writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=utc_now())
        writes.save_result(
            session, recording_id=recording_id, owner=OWNER, call=heard, scored=example_scored(), playback=None
        )
    return recording_id


def current(store: Store, recording_id: int) -> reads.CallDetail:
    """The call with its current score."""
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=recording_id)
    assert detail is not None
    return detail
