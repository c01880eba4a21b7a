"""What may be learnt from reviewed calls, which must not be learnt from, and what is told of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qa_pipeline.calibration.labelled import LabelledCall
from qa_pipeline.calibration.reviewed import Reviewed, reviewed_calls, sample_hashes, teaches_heads
from qa_pipeline.finding import Verdict
from qa_pipeline.review import Answer
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.scoring.scorer import score
from qa_pipeline.store import writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.types import utc_now
from tests.criteria.spoken import SCORECARDS, call, english
from tests.examples import OWNER, add_recording, sha_of
from tests.lives import cards

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
LINES = [{"agent": "Hello, how can I help you?"}, {"customer": "My bill is wrong."}, {"agent": "I see."}]
SAMPLES = SCORECARDS.parent / "sample_calls"
WORDING = {"help_offered", "no_blame", "no_card_data_aloud"}


class Shelf:
    """Calls scored by the small card, and people who review them."""

    def __init__(self, store: Store, base: Path) -> None:
        self.store = store
        self.cards = cards(base / "cards")
        self.card: Scorecard = load_scorecard("small", self.cards, 1)
        self.packs = {"en": english()}

    def add(self, file: str, language: str = "en") -> int:
        heard = call(LINES, language=language)
        heard = replace(heard, recording=replace(heard.recording, file=file, sha256=sha_of(file)))
        number = add_recording(self.store, file)
        scored = score(heard, self.card, english())
        with self.store.session() as session:
            writes.claim(session, recording_id=number, owner=OWNER, lease_seconds=60, now=utc_now())
            writes.save_result(
                session, recording_id=number, owner=OWNER, call=heard, scored=scored, playback=None, wording=None
            )
        return number

    def review(self, number: int, by: str = "Anna", **verdicts: Verdict) -> None:
        answers = [Answer(name, verdict, by, "Heard.") for name, verdict in verdicts.items()]
        with self.store.session() as session:
            writes.save_reviews(session, recording_id=number, answers=answers)

    def read(self, samples: frozenset[str] = frozenset()) -> Reviewed:
        return reviewed_calls(self.store, self.packs, self.cards, samples=samples)


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


ALL = dict.fromkeys(WORDING, MET)


def named(prefix: str, *, heads: bool) -> str:
    """A file whose call teaches the heads, or the trust."""
    return next(name for n in range(99) if teaches_heads(sha_of(name := f"{prefix}{n}.wav")) is heads)


def files(calls: Sequence[LabelledCall]) -> list[str]:
    return [one.call.recording.file for one in calls]


def test_a_call_teaches_the_heads_or_the_trust_and_never_both(shelf: Shelf) -> None:
    for number in range(12):
        shelf.review(shelf.add(f"{number}.wav"), **ALL)
    found = shelf.read()
    assert len(found.heads) + len(found.trust) == 12
    assert not set(files(found.heads)) & set(files(found.trust))
    assert found.heads
    assert found.trust
    again = shelf.read()
    assert files(again.heads) == files(found.heads)


def test_the_verdict_is_what_most_people_say_and_a_tie_is_left_out_and_counted(shelf: Shelf) -> None:
    number = shelf.add(named("a", heads=True))
    shelf.review(number, "Anna", help_offered=MET, no_blame=MET)
    shelf.review(number, "Ben", help_offered=NOT_MET, no_blame=NOT_MET)
    shelf.review(number, "Cleo", help_offered=NOT_MET, no_blame=Verdict.UNDETERMINED)
    found = shelf.read()
    assert [one.expected for one in found.heads] == [{"help_offered": NOT_MET}]
    assert found.heads[0].params == {"help_offered": {"within": 20}}  # asked as the scorecard asked it
    assert found.of(found.heads) == {
        "reviewed_calls": 1,
        "reviewed_answers": 1,
        "answers_tied_left_out": 1,
        "reviewers": 3,
    }


def test_who_changes_single_marks_tells_the_trust_nothing(shelf: Shelf) -> None:
    part, whole = named("part", heads=False), named("whole", heads=False)
    shelf.review(shelf.add(part), help_offered=NOT_MET)
    shelf.review(shelf.add(whole), **ALL)
    found = shelf.read()
    assert files(found.trust) == [whole]
    assert found.counts["calls_reviewed_in_part_left_out"] == 1


def test_a_sample_call_that_is_reviewed_does_not_enter(shelf: Shelf) -> None:
    for file in ("check.wav", "other.wav"):
        shelf.review(shelf.add(file), **ALL)
    found = shelf.read(frozenset({sha_of("check.wav")}))
    assert files([*found.heads, *found.trust]) == ["other.wav"]
    assert found.counts["calls_with_a_truth_left_out"] == 1


def test_every_recording_of_either_half_is_known_as_a_sample() -> None:
    hashes = sample_hashes([SAMPLES])
    for half in ("energy_direct_debit", "bank_mortgage_transfer"):  # tuning, check
        assert hashlib.sha256((SAMPLES / f"{half}.flac").read_bytes()).hexdigest() in hashes
    assert sample_hashes([SAMPLES / "none"]) == frozenset()


def test_a_call_without_a_pack_is_counted_and_left_out(shelf: Shelf) -> None:
    shelf.review(shelf.add("sv.wav", language="sv"), **ALL)
    found = shelf.read()
    assert (found.heads, found.trust) == ([], [])
    assert found.counts["calls_without_a_pack"] == 1


def test_an_answer_by_a_scorecard_that_was_edited_is_left_out(shelf: Shelf) -> None:
    shelf.review(shelf.add("a.wav"), **ALL)
    file = shelf.cards / "small" / "1.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    found = shelf.read()
    assert (found.heads, found.trust) == ([], [])
    assert found.counts["answers_left_out"] == 3
