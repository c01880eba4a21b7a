"""Who is believed of each field, and what keeps a call from being used."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from qa_pipeline.ingestion.dates import Calendar, zone_of
from qa_pipeline.ingestion.resolving import Layer, Resolved, Rules, resolve
from qa_pipeline.store.reads import Agent, Roster

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ANNA = Agent("Anna Smith", "North", ("anna smith", "asmith", "1001"))
EVE = Agent("Eve", None, ("eve",))
ROSTER = Roster((ANNA, EVE), {name: agent for agent in (ANNA, EVE) for name in agent.names})
OPEN = Rules(Calendar(zone_of("Europe/Vilnius")), date_required=False, roster_closed=False)
CLOSED = Rules(Calendar(), date_required=True, roster_closed=True)


def utc(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2024, 1, day, hour, minute, second, tzinfo=UTC)


Told = Mapping[str, Mapping[str, object]]
LOCAL = "2024-01-15T14:30"
ORDER = ("sidecar", "manifest", "file name", "folder", "default")


def resolved(told: Told, rules: Rules = OPEN, roster: Roster = ROSTER) -> Resolved:
    """`told` by source, with an underscore for the space."""
    layers = [Layer(source, told.get(source.replace(" ", "_"), {})) for source in ORDER]
    return resolve(layers, rules, roster, now=NOW)


def test_each_field_comes_from_the_first_that_tells_it_and_keeps_its_source() -> None:
    fields = ("queue", "team", "agent", "call_type", "customer_name")
    told = {
        source.replace(" ", "_"): {field: f"{field} of {source}" for field in fields[: place + 1]}
        for place, source in enumerate(ORDER)
    }
    found = resolved(told, roster=Roster()).metadata
    assert found.sources == dict(zip(fields, ORDER, strict=True))
    assert (found.queue, found.customer_name) == ("queue of sidecar", "customer_name of default")


def test_what_is_empty_is_not_told() -> None:
    found = resolved({"sidecar": {"agent": ""}, "manifest": {"agent": "n/a"}, "folder": {"agent": "Kim"}}).metadata
    assert (found.agent, found.sources) == ("Kim", {"agent": "folder"})


@pytest.mark.parametrize(
    ("told", "start", "source"),
    [
        ({"manifest": {"date": "2024-01-15", "time": "14:30"}}, utc(15, 12, 30), "manifest"),
        ({"manifest": {"date": "15.01.2024"}}, utc(14, 22), "manifest"),
        ({"sidecar": {"started_at": 1705329022}}, utc(15, 14, 30, 22), "sidecar"),
        ({"sidecar": {"started_at": LOCAL, "time_zone": "America/New_York"}}, utc(15, 19, 30), "sidecar"),
        ({"file_name": {"started_at": LOCAL}, "default": {"time_zone": "UTC"}}, utc(15, 14, 30), "file name"),
        ({"file_name": {"started_at": LOCAL}, "folder": {"time_zone": "UTC"}}, utc(15, 12, 30), "file name"),
    ],
)  # fmt: skip
def test_the_start_may_be_told_in_parts_and_with_a_zone(told: Told, start: datetime, source: str) -> None:
    found = resolved(told)
    assert found.metadata.started_at == start
    assert found.metadata.sources["started_at"] == source
    assert found.problems == ()


@pytest.mark.parametrize(
    ("told", "code", "says"),
    [
        ({}, "no_date", "nobody tells"),
        ({"manifest": {"started_at": "soon"}}, "unreadable_date", "'soon' is no date"),
        (
            {"manifest": {"started_at": "soon"}, "file_name": {"started_at": "2024-01-15"}},
            "unreadable_date",
            "'soon' is no date",
        ),
        ({"manifest": {"started_at": "2024-01-15", "time_zone": "Mars"}}, "unreadable_date", "time_zone=Mars"),
        ({"sidecar": {"started_at": {"a": 1}}}, "unreadable_date", "a text is needed"),
        ({"default": {"started_at": "2024-01-15", "agent": "Kim"}}, "unknown_agent", "'Kim' is not on the roster"),
        (
            {"default": {"started_at": "2024-01-15"}, "manifest": {"csat": "good"}},
            "unreadable_metadata",
            "csat 'good' of the manifest: a number is needed",
        ),
    ],
)
def test_what_cannot_be_used_is_a_problem_and_never_made_up(told: Told, code: str, says: str) -> None:
    found = resolved(told, CLOSED)
    assert [problem.code for problem in found.problems] == [code]
    assert says in found.problems[0].reason
    assert code.endswith("date") == (found.metadata.started_at is None)


@pytest.mark.parametrize(
    ("told", "agent", "team", "source"),
    [
        ({"file_name": {"agent": "ASmith"}}, "Anna Smith", "North", "roster"),
        ({"file_name": {"agent": "1001"}, "default": {"team": "All"}}, "Anna Smith", "North", "roster"),
        ({"file_name": {"agent": "1001"}, "folder": {"team": "South"}}, "Anna Smith", "South", "folder"),
        ({"sidecar": {"agent": "eve"}, "default": {"team": "All"}}, "Eve", "All", "default"),
        ({"sidecar": {"agent": "Kim"}}, "Kim", None, None),
    ],
)
def test_the_roster_gives_the_agent_their_name_and_team(
    told: Told, agent: str, team: str | None, source: str | None
) -> None:
    found = resolved(told)
    assert (found.metadata.agent, found.metadata.team, found.metadata.sources.get("team")) == (agent, team, source)
    assert found.problems == ()
