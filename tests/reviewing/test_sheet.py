"""Reviews from a table and into one, on both databases."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.finding import Scored, Verdict
from qa_pipeline.reviewing.sheet import COLUMNS, Imported, export_reviews, import_reviews
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store
from tests.examples import METADATA, NOON, add_scored, example_scored, sha_of

HEADER = "Recording,Question,Answer,Comments,Evaluator,Review date\n"
ROWS = (
    "a.wav,own_name_given,Yes,She says it at the end.,Anna,2025-03-11 09:30\n"
    "a.wav,Names the company,met,,Anna,\n"
    "b,hold_permission_asked,N/A,No hold.,Ben,\n"
)


class Desk:
    def __init__(self, store: Store, url: str, base: Path) -> None:
        made = Settings(_env_file=None)
        self.settings = made.model_copy(update={"data_dir": base, "database_url": url, "time_zone": "Europe/Vilnius"})
        self.store = store
        self.base = base
        self.a = add_scored(store, "a.wav")
        self.b = add_scored(store, "b.wav", metadata=replace(METADATA, external_id="77-b"))

    def take(self, text: str, *, by: str = "") -> Imported:
        path = self.base / "reviews.csv"
        path.write_text(text, encoding="utf-8")
        return import_reviews(self.settings, path, by=by)

    def kept(self) -> set[tuple[int, str, str, str | None, str]]:
        with self.store.reading() as session:
            found = reads.all_reviews(session)
        return {(one.recording_id, one.criterion, one.verdict, one.reason, one.reviewer) for one in found}

    def exported(self) -> str:
        file = io.StringIO(newline="")
        export_reviews(self.store, file)
        return file.getvalue()


@pytest.fixture
def desk(store: Store, store_url: str, tmp_path: Path) -> Desk:
    return Desk(store, store_url, tmp_path)


def test_a_spreadsheet_is_brought_in_by_its_own_words(desk: Desk) -> None:
    done = desk.take(HEADER + ROWS)
    assert (done.new, done.known, done.wrong) == (3, 0, ())
    assert desk.kept() == {
        (desk.a, "own_name_given", "met", "She says it at the end.", "Anna"),
        (desk.a, "company_named", "met", None, "Anna"),
        (desk.b, "hold_permission_asked", "not_applicable", "No hold.", "Ben"),
    }
    with desk.store.reading() as session:
        first = reads.reviews_of(session, recording_id=desk.a)[0]
    assert first.created_at.isoformat() == "2025-03-11T07:30:00+00:00"  # in the owner's zone it was half past nine


def test_the_same_file_a_second_time_changes_nothing(desk: Desk) -> None:
    desk.take(HEADER + ROWS)
    with desk.store.session() as session:
        writes.save_score(session, recording_id=desk.a, scored=_answered_otherwise())
    done = desk.take(HEADER + ROWS)  # also where the machine answers otherwise by now
    assert (done.new, done.known, done.wrong) == (0, 3, ())


def _answered_otherwise() -> Scored:
    scored = example_scored(50.0)
    first = scored.criteria[0]
    changed = replace(first, finding=replace(first.finding, verdict=Verdict.NOT_MET))
    return replace(scored, criteria=(changed, *scored.criteria[1:]))


def test_a_row_that_is_wrong_is_named_by_its_line_and_keeps_no_other_out(desk: Desk) -> None:
    wrong = (
        "c.wav,own_name_given,yes,Heard.,Anna,\n"
        "a.wav,own_name_given,perhaps,Heard.,Anna,\n"
        "a.wav,own_name_given,yes,,Anna,\n"
        "a.wav,greeting,yes,Heard.,Anna,\n"
        "a.wav,own_name_given,yes,Heard.,,\n"
        "a.wav,own_name_given,yes,Heard.,Anna,someday\n"
        ",own_name_given,yes,Heard.,Anna,\n"
        f"a.wav,own_name_given,yes,{'x' * 600},Anna,\n"
    )
    done = desk.take(HEADER + wrong + ROWS)
    assert done.new == 3
    told = [
        "line 2: no call is known by file 'c.wav'",
        "line 3: found 'perhaps' as the verdict; allowed are met, not_met, not_applicable, undetermined, yes, no, n/a",
        "line 4: own_name_given: the machine says not_met, so met needs a reason",
        "line 5: criterion 'greeting' is not on this call's scorecard",
        "line 6: nobody is named as the reviewer",
        "line 7: 'someday' is no date",
        "line 8: names no call",
        "line 9: 600 characters; at most 500 are allowed",
    ]
    assert [want in found for want, found in zip(told, done.wrong, strict=True)] == [True] * 8


def test_a_call_is_known_by_the_telephone_systems_id_or_its_number_too(desk: Desk) -> None:
    done = desk.take("interaction_id,criterion,verdict\n77-b,company_named,yes\n77-x,company_named,yes\n", by="Anna")
    assert (done.new, len(done.wrong)) == (1, 1)
    assert "no call is known by external_id '77-x'" in done.wrong[0]
    assert desk.take(f"call,criterion,verdict\n{desk.a},company_named,yes\n", by="Anna").new == 1
    assert {number for number, *_ in desk.kept()} == {desk.a, desk.b}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("file,criterion,verdict\n", "no column for reviewer"),
        ("file,verdict,by\n", "no column for criterion"),
        ("criterion,verdict,by\n", "no column for file"),
    ],
)
def test_a_table_without_a_needed_column_is_refused(desk: Desk, header: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        desk.take(header)


def test_what_is_exported_can_be_imported_and_is_known(desk: Desk) -> None:
    desk.take(HEADER + ROWS + "a.wav,own_name_given,no,,Anna,\n")
    text = desk.exported()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["criterion"], row["verdict"], row["superseded"]) for row in rows if row["file"] == "a.wav"] == [
        ("own_name_given", "met", "yes"),
        ("company_named", "met", "no"),
        ("own_name_given", "not_met", "no"),
    ]
    assert (rows[0]["sha256"], rows[0]["machine_verdict"]) == (sha_of("a.wav"), "not_met")
    done = desk.take(text)
    assert (done.new, done.known, done.wrong) == (0, 4, ())
    assert desk.exported() == text


def test_another_answer_of_another_day_is_new(desk: Desk) -> None:
    desk.take(HEADER + ROWS)
    again = ROWS.splitlines(keepends=True)[0].replace("2025-03-11", f"{NOON:%Y-%m-%d}")
    assert desk.take(HEADER + again).new == 1
