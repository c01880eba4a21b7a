"""What the lists, the figures and the single call say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from qa_pipeline.store import reads, writes
from qa_pipeline.store.reads import CallFilter
from qa_pipeline.store.session import Store
from qa_pipeline.store.states import State
from tests.examples import NOON, add_recording, add_scored, example_scored, failed_scored, sha_of


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The SELECT statements that are run meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def files(store: Store, where: CallFilter) -> list[str]:
    with store.reading() as session:
        return [row.file for row in reads.calls(session, where=where).rows]


FILTERS = (
    (CallFilter(), "e d_1% c b a"),
    (CallFilter(text="B.WAV"), "b"),
    (CallFilter(text="sarunas"), "c a"),
    (CallFilter(text="ŠARŪNAS a.wav"), "a"),
    (CallFilter(text="ελενη"), "b"),
    (CallFilter(text="cr-1000"), "b"),
    (CallFilter(text="1%"), "d_1%"),
    (CallFilter(text="d_1"), "d_1%"),
    (CallFilter(text="_"), "e d_1% c a"),
    (CallFilter(text="nobody"), ""),
    (CallFilter(states=("received",)), "e"),
    (CallFilter(states=("received", "scored")), "e d_1% c b a"),
    (CallFilter(languages=("en",)), "d_1% c b a"),
    (CallFilter(agents=("Anna", "Ελένη")), "d_1% b"),
    (CallFilter(queues=("sales",)), "b"),
    (CallFilter(flags=("auto_fail",)), "c"),
    (CallFilter(flags=("auto_fail", "low_coverage")), "c a"),
    (CallFilter(flags=("no_such_flag",)), ""),
    (CallFilter(bands=("exceeds",)), "b"),
    (CallFilter(passed=True), "b a"),
    (CallFilter(passed=False), "c"),
    (CallFilter(since=NOON + timedelta(days=3)), "e d_1%"),
    (CallFilter(until=NOON + timedelta(days=1)), "a"),
    (CallFilter(score_from=75.0), "b a"),
    (CallFilter(score_to=75.0), "c a"),
    (CallFilter(score_from=1.0, score_to=80.0, passed=True, text="sarunas"), "a"),
    (CallFilter(order="oldest"), "a b c d_1% e"),
    (CallFilter(order="worst"), "c a b e d_1%"),
    (CallFilter(order="best"), "b a c e d_1%"),
    (CallFilter(order="least_certain"), "d_1% b c a e"),
    (CallFilter(order="longest"), "d_1% c b a e"),
    (CallFilter(limit=2, offset=1), "d_1% c"),
    (CallFilter(limit=None, offset=3), "b a"),
)


def test_each_filter_finds_its_calls_in_its_order(shelf: Store) -> None:
    found = {where: " ".join(file.removesuffix(".wav") for file in files(shelf, where)) for where, _ in FILTERS}
    assert found == dict(FILTERS)


def test_the_total_is_of_the_filter_and_not_of_the_page(shelf: Store) -> None:
    with shelf.reading() as session:
        page = reads.calls(session, where=CallFilter(queues=("support",), limit=1))
    assert (len(page.rows), page.total) == (1, 3)


def test_of_equal_ranges_the_lower_coverage_is_less_certain(store: Store) -> None:
    for file, coverage in (("high.wav", 0.9), ("low.wav", 0.3), ("middle.wav", 0.6)):
        add_scored(store, file, replace(example_scored(), coverage=coverage))
    assert files(store, CallFilter(order="least_certain")) == ["low.wav", "middle.wav", "high.wav"]


def test_a_row_tells_the_current_score_alone(shelf: Store) -> None:
    with shelf.session() as session:
        row = reads.calls(session, where=CallFilter(text="a.wav", agents=("Šarūnas",))).rows[0]
        writes.save_score(session, recording_id=row.id, scored=failed_scored())
        again = reads.calls(session, where=CallFilter(text="a.wav", agents=("Šarūnas",))).rows[0]
    assert (row.score, row.score_low, row.score_high, row.passed, row.band) == (75.0, 70.0, 80.0, True, "meets")
    assert (row.flags, row.auto_fail, row.coverage) == (("low_coverage",), False, 0.8)
    assert (row.scorecard_name, row.scorecard_version) == ("inbound_support", 1)
    assert (again.score, again.flags, again.auto_fail) == (0.0, ("auto_fail", "low_coverage"), True)
    assert files(shelf, CallFilter(flags=("auto_fail",))) == ["c.wav", "a.wav"]


def test_a_long_list_takes_no_more_statements_than_a_short_one(store: Store) -> None:
    def statements() -> int:
        with counted(store) as seen, store.reading() as session:
            reads.calls(session, where=CallFilter())
            reads.choices(session)
            reads.overview(session)
        return len(seen)

    add_scored(store, "first.wav")
    few = statements()
    for number in range(15):
        add_scored(store, f"{number}.wav")
    assert statements() == few == 11


def test_a_call_with_more_findings_takes_no_more_statements(store: Store) -> None:
    def statements(recording_id: int) -> int:
        with counted(store) as seen, store.reading() as session:
            reads.call_detail(session, recording_id=recording_id)
        return len(seen)

    many = replace(example_scored(), criteria=example_scored().criteria * 20)
    assert statements(add_scored(store, "a.wav")) == statements(add_scored(store, "b.wav", many)) == 9


def test_the_choices_are_the_values_that_occur(shelf: Store) -> None:
    with shelf.reading() as session:
        choices = reads.choices(session)
    assert choices.states == ("received", "scored")
    assert choices.languages == ("en",)
    assert choices.agents == ("Anna", "Šarūnas", "Ελένη")
    assert choices.queues == ("sales", "support")
    assert choices.flags == ("auto_fail", "low_coverage", "no_speech")
    assert choices.bands == ("exceeds", "meets")


def test_there_is_no_detail_of_no_recording(store: Store) -> None:
    with store.reading() as session:
        assert reads.call_detail(session, recording_id=7) is None


def test_a_recording_not_heard_yet_has_a_row_and_no_call(store: Store) -> None:
    with store.reading() as session:
        detail = reads.call_detail(session, recording_id=add_recording(store))
    assert detail is not None
    assert (detail.row.state, detail.call, detail.scored, detail.playback) == (State.RECEIVED, None, None, None)


NAMES = {
    "1": ["shop.call.wav"],
    "3": ["3.wav", "Shop.wav"],
    "shop.call.wav": ["shop.call.wav"],
    "shop.call": ["shop.call.wav"],
    "shop": [],
    "Shop": ["Shop.wav"],
    sha_of("Shop.wav")[:8]: ["Shop.wav"],
    sha_of("Shop.wav").upper(): ["Shop.wav"],
    sha_of("Shop.wav")[:5]: [],
    "%": [],
    "": [],
    "99999999999999999999": [],
}


def test_a_recording_is_found_by_what_a_person_may_call_it(store: Store) -> None:
    for file in ("shop.call.wav", "other_shop.wav", "Shop.wav", "3.wav"):
        add_recording(store, file)
    with store.reading() as session:
        found = {text: [row.file for row in reads.find_recordings(session, text=text)] for text in NAMES}
    assert found == NAMES


def test_a_recording_is_known_by_its_bytes(store: Store) -> None:
    recording_id = add_recording(store)
    with store.reading() as session:
        known = reads.recording_by_sha(session, sha256=sha_of("call.wav"))
        assert known is not None
        assert known.id == recording_id
        assert reads.recording_by_sha(session, sha256=sha_of("other.wav")) is None


def test_failures_come_newest_first_and_are_counted_by_code(store: Store) -> None:
    numbers = [add_recording(store, f"{name}.wav") for name in "abc"]
    with store.session() as session:
        for number in (numbers[1], numbers[0]):
            writes.claim(session, recording_id=number, owner="one", lease_seconds=60, now=NOON)
            writes.mark_failed(session, recording_id=number, owner="one", code="no_speech", reason="why")
        writes.quarantine(session, recording_id=numbers[2], code="no_date", reason="why")
    with store.reading() as session:
        assert [one.id for one in reads.failed(session, limit=5)] == [numbers[0], numbers[1]]
        assert [one.id for one in reads.failed(session, limit=1)] == [numbers[0]]
        assert reads.failures_by_code(session) == {"no_speech": 2, "no_date": 1}
        assert reads.failures_by_code(session, states=[State.QUARANTINED]) == {"no_date": 1}
        found = reads.standings(session, recording_ids=[*numbers, 99])
    assert [(one.id, one.state, one.may_be_retried) for one in found] == [
        (numbers[0], State.FAILED, True),
        (numbers[1], State.FAILED, True),
        (numbers[2], State.QUARANTINED, False),
    ]
