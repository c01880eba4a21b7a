"""A person answers criteria of one call."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa_pipeline.errors import UsageError
from qa_pipeline.finding import Verdict
from qa_pipeline.ingestion.values import Unreadable, plain
from qa_pipeline.retrieval import find_call
from qa_pipeline.review import Answer
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.search import searchable
from qa_pipeline.store.session import open_store


@dataclass(frozen=True, slots=True)
class Kept:
    """The call as it stands now, how many answers were new, and the criteria that still have none of this person."""

    detail: reads.CallDetail
    new: int
    left: tuple[str, ...]


def review_call(
    settings: Settings, call: str, verdicts: Mapping[str, Verdict], *, by: str, reason: str = "", rest: bool = False
) -> Kept:
    """Keep a person's verdicts on a call; with `rest` they confirm what the machine determined of all other criteria.

    Raises UsageError where the call or a criterion is not known, nobody is named, or a reason is missing.
    """
    detail = find_call(settings, call)
    person, why = text_of(by, "--by"), text_of(reason, "--reason")
    given = [Answer(name, verdict, person, why or None) for name, verdict in verdicts.items()]
    if rest:
        given += [Answer(name, verdict, person) for name, verdict in _rest(detail, verdicts, person)]
    with open_store(settings.resolved_database_url).session() as session:
        new = writes.save_reviews(session, recording_id=detail.row.id, answers=given)
        now = reads.call_detail(session, recording_id=detail.row.id)
    if now is None:
        raise UsageError(f"call {detail.row.id} was erased meanwhile")
    mine = _answered_by(person, now)
    return Kept(now, new, tuple(one.criterion for one in now.answers if one.criterion not in mine))


def _rest(detail: reads.CallDetail, verdicts: Mapping[str, Verdict], person: str) -> list[tuple[str, Verdict]]:
    """What the machine determined of criteria that the person has not answered, now or before."""
    answered = _answered_by(person, detail) | verdicts.keys()
    open_ = (one for one in detail.answers if one.criterion not in answered)
    return [(one.criterion, one.machine) for one in open_ if one.machine is not Verdict.UNDETERMINED]


def _answered_by(person: str, detail: reads.CallDetail) -> set[str]:
    key = searchable(person)
    return {one.criterion for one in detail.answers for review in one.reviews if review.person == key}


def text_of(text: str, option: str) -> str:
    """A name or a reason on one line; raises UsageError naming the option where it is too long."""
    try:
        return plain(text)
    except Unreadable as error:
        raise UsageError(f"{option}: {error}") from None
