"""What the pages say, with a seeded store, an empty one, and none."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.widgets.filters import in_address
from qa_pipeline.store.session import migrate
from tests.dashboard.conftest import Open
from tests.dashboard.seed import Seeded


def texts(app: AppTest) -> str:
    """Everything that is written on the page in Streamlit's own elements, without Markdown's escapes."""
    kinds = (app.title, app.caption, app.markdown, app.info, app.warning, app.error, app.subheader, app.code)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def component(app: AppTest, name: str) -> dict[str, Any]:
    """The data that the page gave to one of its components."""
    protos = [element.proto for element in app.get("bidi_component")]
    [found] = [proto for proto in protos if proto.component_name == name]
    data: dict[str, Any] = json.loads(found.json or found.mixed.json)
    return data


def metrics(app: AppTest) -> dict[str, tuple[str, str]]:
    return {metric.label: (metric.value, metric.delta) for metric in app.metric}


@pytest.mark.usefixtures("seeded")
def test_the_overview_counts_calls_and_gives_the_mean_with_its_range(open_page: Open) -> None:
    app = open_page()
    assert not app.exception
    shown = metrics(app)
    assert shown["Calls"][0] == "5"
    assert shown["Scored"] == ("3", "1 failed, 1 waiting")
    assert shown["Mean score"] == ("58.3", "could be 53.2 to 61.7")
    assert shown["Pass rate"][0] == "67 %"
    assert "no decoder can make sound of it" in texts(app)


@pytest.mark.usefixtures("seeded")
def test_the_pass_rate_says_how_many_results_are_uncertain(open_page: Open) -> None:
    [rate] = [metric for metric in open_page().metric if metric.label == "Pass rate"]
    assert rate.help.startswith("Uncertain: 1 of 3 scored calls.")


@pytest.mark.usefixtures("seeded")
def test_the_overview_leads_to_the_flagged_calls(open_page: Open) -> None:
    links = [element.proto for element in open_page().get("page_link")]
    assert [link.query_string for link in links if link.label == "Flagged calls"] == ["flagged=true"]


def test_the_list_begins_with_the_overviews_first_day(seeded: Seeded, open_page: Open) -> None:
    day = in_address(datetime(2025, 3, 15, tzinfo=UTC))
    rows = component(open_page("views/calls.py", **day), "callqa_calls")["rows"]
    assert [row["id"] for row in rows] == [seeded.waiting, seeded.failed]
    assert in_address(None) == {}


@pytest.mark.usefixtures("seeded")
def test_the_overview_lists_the_weakest_criterion_first(open_page: Open) -> None:
    rows = component(open_page(), "callqa_rates")["rows"]
    assert [row["met"] for row in rows[:2]] == ["0 %", "0 %"]
    assert rows[2] == {
        "title": "No card data aloud",
        "section": "Confidentiality",
        "met": "67 %",
        "parts": [
            {"verdict": "met", "count": 2},
            {"verdict": "not_met", "count": 1},
            {"verdict": "undetermined", "count": 0},
            {"verdict": "not_applicable", "count": 0},
        ],
    }
    assert rows[-1]["met"] == "–"


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> None:
    migrate(f"sqlite:///{tmp_path / 'callqa.db'}")
    monkeypatch.setenv("CALLQA_DATA_DIR", str(tmp_path))
    assert "callqa process PATH" in texts(open_page())
    assert "callqa process PATH" in texts(open_page("views/calls.py"))


@pytest.mark.parametrize("page", ["", "views/calls.py", "views/call.py"])
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be reached"),
        ("sqlite:///{folder}/new/callqa.db", "lacks tables of this version; `callqa process`"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_database_that_cannot_be_read_is_one_sentence(
    url: str, said: str, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open
) -> None:
    monkeypatch.setenv("CALLQA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CALLQA_DATABASE_URL", url.format(folder=tmp_path))
    app = open_page(page, call="1")
    assert not app.exception
    [error] = app.error
    assert said in error.value
    assert "\n" not in error.value


def test_the_list_shows_every_call_newest_first(seeded: Seeded, open_page: Open) -> None:
    rows = component(open_page("views/calls.py"), "callqa_calls")["rows"]
    assert [row["id"] for row in rows[:2]] == [seeded.waiting, seeded.failed]
    by_id = {row["id"]: row for row in rows}
    assert by_id[seeded.failed]["reason"].endswith("no decoder can make sound of it")
    assert by_id[seeded.passed]["range"] == "83.3 to 88.9"
    assert by_id[seeded.passed]["result_word"] == "Passed"
    assert by_id[seeded.auto_failed]["result_word"] == "Automatic fail, provisional"
    assert by_id[seeded.waiting]["state_word"] == "Received"


def test_an_uncertain_pass_is_no_plain_pass_in_the_list(seeded: Seeded, open_page: Open) -> None:
    rows = component(open_page("views/calls.py"), "callqa_calls")["rows"]
    [row] = [row for row in rows if row["id"] == seeded.hostile]
    assert (row["result"], row["result_word"]) == ("uncertain", "Passed, uncertain")
    assert row["result_help"].startswith("The pass mark lies within the score's range")


def test_every_call_that_the_overview_counts_as_flagged_shows_its_flags_in_the_list(
    seeded: Seeded, open_page: Open
) -> None:
    rows = component(open_page("views/calls.py"), "callqa_calls")["rows"]
    flags = {row["id"]: row["flags"] for row in rows if row["flags"]}
    assert metrics(open_page())["Flagged"][0] == str(len(flags))
    assert flags[seeded.auto_failed] == ["Automatic fail", "Criterion undetermined"]
    assert "Pass uncertain" in flags[seeded.hostile]


def test_a_score_that_rests_on_little_says_so_in_the_list(seeded: Seeded, open_page: Open) -> None:
    rows = component(open_page("views/calls.py"), "callqa_calls")["rows"]
    covered = {row["id"]: row["covered"] for row in rows}
    assert covered[seeded.hostile] == "48 % covered"
    assert covered[seeded.passed] == covered[seeded.waiting] == ""


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"state": "Failed"}, ["failed"]),
        ({"result": "Not passed"}, ["auto_failed"]),
        ({"q": "double"}, ["passed"]),
        ({"agent": "Iris Okafor"}, ["auto_failed"]),
        ({"order": "Worst first", "queue": "billing"}, ["auto_failed", "hostile", "passed"]),
        ({"flag": "Automatic fail"}, ["auto_failed"]),
        ({"flagged": "true", "order": "Oldest first"}, ["passed", "auto_failed", "hostile"]),
        ({"flagged": "true", "flag": "Low coverage"}, ["hostile"]),
        ({"q": "no such call"}, []),
    ],
)
def test_the_filters_are_read_from_the_address(
    params: dict[str, str], found: list[str], seeded: Seeded, open_page: Open
) -> None:
    app = open_page("views/calls.py", **params)
    assert not app.exception
    if not found:
        assert "No call matches these filters." in texts(app)
        return
    rows = component(app, "callqa_calls")["rows"]
    assert [row["id"] for row in rows] == [getattr(seeded, name) for name in found]


@pytest.mark.usefixtures("seeded")
def test_the_filters_are_cleared_by_one_button(open_page: Open) -> None:
    app = open_page("views/calls.py", order="Worst first", state="Scored", flagged="true")
    app.text_input(key="q").set_value("card").run()
    assert len(component(app, "callqa_calls")["rows"]) == 1
    app.button[0].click().run()
    assert app.selectbox(key="order").value == "Newest first"
    assert app.toggle(key="flagged").value is False
    assert len(component(app, "callqa_calls")["rows"]) == 5


def test_a_call_shows_its_score_with_range_and_what_it_was_heard_from(seeded: Seeded, open_page: Open) -> None:
    app = open_page("views/call.py", call=str(seeded.passed))
    assert not app.exception
    assert metrics(app)["Score of 100"] == ("87.5", "could be 83.3 to 88.9")
    assert metrics(app)["Coverage"][0] == "92 %"
    assert "Agent: Dana Whitfield" in texts(app)
    assert component(app, "callqa_player")["playable"] is True
    assert len(app.get("audio")) == 1


def test_an_uncertain_pass_is_grey_and_gives_its_reason(seeded: Seeded, open_page: Open) -> None:
    app = open_page("views/call.py", call=str(seeded.hostile))
    badges = {item.value: item.help for item in app.markdown if "-badge[" in item.value}
    [reason] = [reason for badge, reason in badges.items() if "Passed, uncertain" in badge]
    assert reason.startswith("The pass mark lies within the score's range")
    assert not any(colour in badge for badge in badges for colour in (":green-badge", ":blue-badge", ":red-badge"))
    assert any(badge.startswith(":gray-badge[Meets") for badge in badges)


def test_a_call_with_unsure_roles_shows_what_hangs_on_them(seeded: Seeded, open_page: Open) -> None:
    app = open_page("views/call.py", call=str(seeded.hostile))
    assert any("with agent and customer exchanged 41." in warning.value for warning in app.warning)
    assert any("What changes with agent and customer exchanged (1)" in item.label for item in app.expander)


def test_an_automatic_fail_is_shown_as_provisional(seeded: Seeded, open_page: Open) -> None:
    app = open_page("views/call.py", call=str(seeded.auto_failed))
    [fail] = [error.value for error in app.error]
    assert "No card data aloud" in fail
    assert "would have scored 79.2" in fail
    assert "provisional" in fail


def test_a_faulty_recording_says_so_and_which_measurements_it_spoils(seeded: Seeded, open_page: Open) -> None:
    written = texts(open_page("views/call.py", call=str(seeded.auto_failed)))
    assert "The file breaks off before its end (" in written
    assert "**Withheld:** Speech rate (customer). The file breaks off before its end." in written


def test_a_call_without_a_playback_copy_still_shows_its_transcript(seeded: Seeded, open_page: Open) -> None:
    app = open_page("views/call.py", call=str(seeded.auto_failed))
    assert "There is no copy of the sound to play" in texts(app)
    player = component(app, "callqa_player")
    assert player["playable"] is False
    assert len(player["transcript"]) == 17


def test_a_failed_recording_gives_the_reason_and_what_helps(seeded: Seeded, open_page: Open) -> None:
    [error] = open_page("views/call.py", call=str(seeded.failed)).error
    assert "no decoder can make sound of it" in error.value.replace("\\", "")
    assert "`callqa process` with the file tries it again" in error.value


def test_a_waiting_recording_says_where_it_stands(seeded: Seeded, open_page: Open) -> None:
    [info] = open_page("views/call.py", call=str(seeded.waiting)).info
    assert info.value.startswith("**Received.**")


@pytest.mark.parametrize("asked", ["", "999", "-1", "1;drop", "٣", "9" * 30])
@pytest.mark.usefixtures("seeded")
def test_a_call_that_is_not_there_leads_back_to_the_list(asked: str, open_page: Open) -> None:
    app = open_page("views/call.py", call=asked)
    assert not app.exception
    assert "pick one from the list of calls" in app.info[0].value
