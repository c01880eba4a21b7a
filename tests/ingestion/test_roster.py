"""The roster: read from a table, kept, looked up. On SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.roster import import_roster, read_roster
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.reads import Agent, Roster
from qa_pipeline.store.session import open_store


def table(folder: Path, text: str) -> Path:
    path = folder / "agents.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def kept(settings: Settings) -> Roster:
    store = open_store(settings.resolved_database_url)
    with store.reading() as session:
        roster = reads.roster(session)
    store.close()
    return roster


def test_agents_are_found_by_name_login_and_number(settings: Settings, tmp_path: Path) -> None:
    text = "Name;Team;Login;Extension\nŠarūnas Kazlauskas;North;skazl sk;1001\nAnna;;;\n"
    import_roster(settings, read_roster(table(tmp_path, text)), replace=False)
    roster = kept(settings)
    assert [(agent.name, agent.team) for agent in roster.agents] == [("Anna", None), ("Šarūnas Kazlauskas", "North")]
    for name in ("Šarūnas Kazlauskas", "SARUNAS KAZLAUSKAS", "skazl", "SK", "1001"):
        found = roster.find(name)
        assert found is not None
        assert found.name == "Šarūnas Kazlauskas"
    assert roster.find("1002") is None


def test_a_second_import_changes_what_it_names_and_leaves_the_rest(settings: Settings, tmp_path: Path) -> None:
    for text in ("agent,team,id\nAnna,North,1\nEve,South,2\n", "agent,team,id\nAnna,South,3\nKim,,1\n"):
        import_roster(settings, read_roster(table(tmp_path, text)), replace=False)
    roster = kept(settings)
    assert {agent.name: agent.team for agent in roster.agents} == {"Anna": "South", "Eve": "South", "Kim": None}
    assert {name: agent.name for name in ("1", "2", "3") if (agent := roster.find(name))} == {
        "1": "Kim",
        "2": "Eve",
        "3": "Anna",
    }


def test_a_replacing_import_leaves_nobody_else(settings: Settings, tmp_path: Path) -> None:
    for text in ("agent,team\nAnna,North\nEve,South\n", "agent,team\nEve,East\n"):
        import_roster(settings, read_roster(table(tmp_path, text)), replace=True)
    assert kept(settings).agents == (Agent("Eve", "East", ("Eve",)),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("team\nNorth\n", "no column for agent; found 'team'; allowed names are agent, agent_name"),
        ("agent\n", "names no agent"),
        ("agent,team\n,North\n", "line 2: names no agent in column 'agent'"),
        ("agent,team\nAnna,North\nAnna,South\n", "line 3: agent 'Anna' stands in line 2 too"),
        ("agent,login\nAnna,x\nEve,X\n", "line 3: 'X' is 'Eve' here and 'Anna' in line 2"),
    ],
)
def test_a_table_that_says_two_things_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_roster(table(tmp_path, text))
