"""Reviews in both databases: added and never changed, read beside the machine's answers, gone with their call."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from qa_pipeline.errors import UsageError
from qa_pipeline.finding import ScorecardRef, Verdict
from qa_pipeline.review import Answer
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from tests.examples import NOON, add_recording, add_scored, example_scored

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
NAME_GIVEN = Answer("own_name_given", MET, "Anna", "She says it at the end.")


def keep(store: Store, recording_id: int, *answers: Answer, once: bool = False) -> int:
    with store.session() as session:
        return writes.save_reviews(session, recording_id=recording_id, answers=answers, once=once)


def detail(store: Store, recording_id: int) -> reads.CallDetail:
    with store.reading() as session:
        found = reads.call_detail(session, recording_id=recording_id)
    assert found is not None
    return found


def both(store: Store, recording_id: int) -> dict[str, tuple[Verdict, Verdict]]:
    return {one.criterion: (one.machine, one.effective) for one in detail(store, recording_id).answers}


def test_a_review_stands_beside_the_machines_answer_as_it_was(store: Store) -> None:
    number = add_scored(store)
    assert keep(store, number, NAME_GIVEN) == 1
    found = detail(store, number)
    (review,) = found.reviews
    assert (review.machine_verdict, review.machine_confidence, review.verdict) == (NOT_MET, 0.8, MET)
    assert (review.reviewer, review.reason) == ("Anna", "She says it at the end.")
    assert review.scorecard == example_scored().scorecard
    assert found.scored == example_scored()  # the machine's own answers stay as they were
    assert both(store, number) == {
        "company_named": (MET, MET),
        "own_name_given": (NOT_MET, MET),
        "hold_permission_asked": (Verdict.UNDETERMINED, Verdict.UNDETERMINED),
    }


def test_a_later_answer_of_the_same_person_counts_and_both_are_kept(store: Store) -> None:
    number = add_scored(store)
    keep(store, number, NAME_GIVEN)
    assert keep(store, number, Answer("own_name_given", NOT_MET, "ÁNNA")) == 1  # however she writes herself
    assert [one.verdict for one in detail(store, number).reviews] == [MET, NOT_MET]
    assert both(store, number)["own_name_given"] == (NOT_MET, NOT_MET)


def test_what_a_person_said_last_is_not_kept_again(store: Store) -> None:
    number = add_scored(store)
    assert [keep(store, number, NAME_GIVEN) for _ in range(2)] == [1, 0]
    keep(store, number, Answer("own_name_given", NOT_MET, "Anna"))
    assert keep(store, number, NAME_GIVEN) == 1  # she changed her mind, and back
    assert keep(store, number, NAME_GIVEN, once=True) == 0


def test_most_people_count_and_of_as_many_the_newest(store: Store) -> None:
    number = add_scored(store)
    keep(store, number, NAME_GIVEN, replace(NAME_GIVEN, verdict=NOT_MET, reviewer="Ben"))
    assert both(store, number)["own_name_given"] == (NOT_MET, NOT_MET)
    keep(store, number, replace(NAME_GIVEN, reviewer="Cleo"))
    keep(store, number, replace(NAME_GIVEN, verdict=Verdict.NOT_APPLICABLE, reviewer="Dan"))
    assert both(store, number)["own_name_given"] == (NOT_MET, MET)


def test_an_answer_of_a_time_stands_in_its_place(store: Store) -> None:
    number = add_scored(store)
    keep(store, number, replace(NAME_GIVEN, at=NOON), Answer("own_name_given", NOT_MET, "Anna", at=NOON - timedelta(1)))
    assert both(store, number)["own_name_given"] == (NOT_MET, MET)
    assert keep(store, number, replace(NAME_GIVEN, at=NOON), once=True) == 0
    assert keep(store, number, replace(NAME_GIVEN, at=NOON + timedelta(hours=1)), once=True) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (replace(NAME_GIVEN, reason=None), "own_name_given: the machine says not_met, so met needs a reason"),
        (replace(NAME_GIVEN, reason=""), "needs a reason"),
        (replace(NAME_GIVEN, criterion="greeting"), "'greeting' is not on this call's scorecard; there are company_na"),
        (replace(NAME_GIVEN, reviewer=""), "nobody is named as the reviewer"),
    ],
)
def test_an_answer_that_is_wrong_is_refused_with_all_beside_it(store: Store, answer: Answer, told: str) -> None:
    number = add_scored(store)
    with pytest.raises(UsageError, match=told):
        keep(store, number, Answer("company_named", MET, "Anna"), answer)
    assert detail(store, number).reviews == ()


def test_a_call_without_a_score_cannot_be_reviewed(store: Store) -> None:
    with pytest.raises(UsageError, match="has no score"):
        keep(store, add_recording(store), NAME_GIVEN)


def test_the_database_itself_wants_a_reason(store: Store) -> None:
    number = add_scored(store)
    keep(store, number, NAME_GIVEN)
    for reason in ("NULL", "''"):
        with pytest.raises(IntegrityError), store.session() as session:
            session.execute(text(f"UPDATE reviews SET reason = {reason}"))  # noqa: S608  # the two of above


def test_a_review_outlives_the_score_and_the_version_it_was_given_under(store: Store) -> None:
    number = add_scored(store)
    keep(store, number, NAME_GIVEN)
    newer = replace(example_scored(60.0), scorecard=ScorecardRef("inbound_support", 2, "b" * 64))
    with store.session() as session:
        assert writes.save_score(session, recording_id=number, scored=newer)
    assert both(store, number)["own_name_given"] == (NOT_MET, MET)
    assert detail(store, number).reviews[0].scorecard.version == 1
    other = replace(newer, scorecard=ScorecardRef("sales", 1, "c" * 64))
    with store.session() as session:
        assert writes.save_score(session, recording_id=number, scored=other)
    assert both(store, number)["own_name_given"] == (NOT_MET, NOT_MET)


def test_erasing_a_recording_takes_its_reviews_along(store: Store) -> None:
    keep(store, add_scored(store, "a.wav"), NAME_GIVEN)
    kept = add_scored(store, "b.wav")
    keep(store, kept, NAME_GIVEN)
    with store.session() as session:
        session.execute(text("DELETE FROM recordings WHERE file = 'a.wav'"))
    with store.reading() as session:
        assert [one.recording_id for one in reads.all_reviews(session)] == [kept]
