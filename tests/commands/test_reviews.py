"""`callqa review` and `callqa reviews`: what they take, what they print, and how they end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa_pipeline.cli import app
from qa_pipeline.errors import CallqaError
from qa_pipeline.store.session import migrate, open_store
from tests.lives import cards, shelve


class Desk:
    """A machine with one call, scored by the small card."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.cards = cards(base / "cards")
        self.url = f"sqlite:///{base / 'callqa.db'}"
        migrate(self.url)
        store = open_store(self.url)
        (number,) = shelve(store, 1)
        store.close()
        self.call = str(number)
        self.run("rescore", "--scorecard", "small", "--version", "1")

    def run(self, *arguments: str, status: int = 0) -> Result:
        told = {"CALLQA_SCORECARDS_DIR": str(self.cards), "CALLQA_DATABASE_URL": self.url}
        more = {"CALLQA_EMBEDDING_MODEL": "none", "CALLQA_SCORECARD": "small", "CALLQA_DATA_DIR": str(self.base)}
        result = CliRunner().invoke(app, arguments, env=told | more)
        assert result.exit_code == status, (result.output, result.exception)
        return result

    def review(self, *arguments: str) -> str:
        return self.run("review", self.call, *arguments).output

    def refused(self, *arguments: str) -> str:
        result = self.run("review", self.call, *arguments, status=1)
        assert isinstance(result.exception, CallqaError)
        return str(result.exception)

    def exported(self) -> dict[str, object]:
        return json.loads(self.run("show", self.call, "--json").output)  # type: ignore[no-any-return]

    def verdicts(self) -> dict[str, str]:
        return {one["criterion"]: one["verdict"] for one in self.exported()["findings"]}  # type: ignore[attr-defined]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def other_than(verdict: str) -> str:
    return "not_met" if verdict == "met" else "met"


def test_a_call_lists_its_criteria_with_the_machines_answers_and_peoples(desk: Desk) -> None:
    machine = desk.verdicts()["help_offered"]
    changed = other_than(machine)
    assert "Anna" not in desk.review()
    said = ("--criterion", "help_offered", "--verdict", changed, "--reason", "I heard it.", "--by", "Anna")
    assert "1 new answer" in desk.review(*said)
    lines = desk.review().splitlines()
    line = next(one for one in lines if one.startswith("help_offered"))
    assert line.split()[1] == machine
    assert f"{changed} by Anna" in line
    assert line.endswith("I heard it.")
    assert any(one.startswith("score with people's answers before the machine's: ") for one in lines)
    assert "mean of people's scores (IQS): – (nobody has answered every question)" in lines


def test_show_has_both_answers_and_the_export_every_review(desk: Desk) -> None:
    machine = desk.verdicts()["help_offered"]
    changed = other_than(machine)
    before = desk.exported()
    assert before["reviews"] == []
    desk.review("--set", f"help_offered={changed}", "--reason", "I heard it.", "--by", "Anna")
    desk.review("--set", f"help_offered={machine}", "--by", "Ben")
    assert f"☞ people disagree, and what counts is {machine}" in desk.run("show", desk.call).output
    desk.review("--set", f"help_offered={machine}", "--by", "Anna")
    shown = desk.run("show", desk.call).output
    assert f"☞ people confirm {machine}" in shown
    assert f"☞ {machine} by Ben" in shown
    after = desk.exported()
    reviews = after.pop("reviews")
    assert [(one["reviewer"], one["verdict"], one["superseded"]) for one in reviews] == [  # type: ignore[attr-defined]
        ("Anna", changed, True),
        ("Ben", machine, False),
        ("Anna", machine, False),
    ]
    assert after == {name: value for name, value in before.items() if name != "reviews"}


def test_the_rest_is_confirmed_in_one_go_and_makes_a_persons_score(desk: Desk) -> None:
    verdicts = desk.verdicts()
    undetermined = [name for name, verdict in verdicts.items() if verdict == "undetermined"]
    told = [f"--set={name}=met" for name in undetermined]
    output = desk.review(*told, "--rest", "--reason", "Heard.", "--by", "Anna")
    assert f"{len(verdicts)} new answers" in output
    assert "not answered yet" not in output
    assert "(IQS): –" not in output
    assert "0 new answers" in desk.review("--rest", "--by", "anna")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--criterion", "no_blame"), "--criterion and --verdict go together"),
        (("--criterion", "no_blame", "--verdict", "good", "--by", "Anna"), "no_blame: found 'good' as the verdict"),
        (("--set", "no_blame", "--by", "Anna"), "CRITERION=VERDICT is needed"),
        (("--set", "no_blame=met", "--set", "no_blame=no", "--by", "Anna"), "no_blame is answered twice"),
        (("--set", "greeting=met", "--reason", "x", "--by", "Anna"), "'greeting' is not on this call's scorecard"),
        (("--set", "no_blame=undetermined", "--reason", "x"), "nobody is named as the reviewer"),
        (("--reason", "x"), "go with an answer"),
    ],
)
def test_a_wrong_use_is_told(desk: Desk, arguments: tuple[str, ...], told: str) -> None:
    assert told in desk.refused(*arguments)
    assert desk.exported()["reviews"] == []


def test_another_verdict_needs_a_reason(desk: Desk) -> None:
    changed = other_than(desk.verdicts()["no_blame"])
    assert f"so {changed} needs a reason" in desk.refused("--set", f"no_blame={changed}", "--by", "Anna")


def test_reviews_go_out_and_come_in_by_the_table(desk: Desk) -> None:
    machine = desk.verdicts()["no_blame"]
    desk.review("--set", f"no_blame={machine}", "--by", "Anna")
    file = desk.base / "out.csv"
    assert "1 reviews are in" in desk.run("reviews", "export", str(file)).output
    assert desk.run("reviews", "export", "-").output.splitlines() == file.read_text(encoding="utf-8").splitlines()
    assert "New reviews: 0, known: 1, rows not used: 0" in desk.run("reviews", "import", str(file)).output
    more = desk.base / "more.csv"
    more.write_text(f"call,criterion,verdict\n{desk.call},no_blame,{machine}\n99,no_blame,met\n", encoding="utf-8")
    done = desk.run("reviews", "import", str(more), "--by", "Ben", status=1)
    assert "line 3: no call is known by call '99'" in done.output
    assert "New reviews: 1, known: 0, rows not used: 1" in done.output


def test_without_the_scorecard_that_a_call_was_scored_by_people_have_no_score(desk: Desk) -> None:
    machine = desk.verdicts()["no_blame"]
    desk.review("--set", f"no_blame={machine}", "--by", "Anna")
    card = desk.cards / "small" / "1.yaml"
    card.write_text(card.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert "small/1 is not the file any more that the call was scored by" in desk.review()


def test_agreement_tells_of_the_machine_and_of_people(desk: Desk) -> None:
    machine = desk.verdicts()["no_blame"]
    desk.review("--set", f"no_blame={machine}", "--by", "Anna")
    desk.review("--set", f"no_blame={other_than(machine)}", "--reason", "Heard.", "--by", "Ben")
    lines = desk.run("agreement").output.splitlines()
    assert lines[0].startswith("criterion")
    assert [line.split()[0] for line in lines[1:]] == ["all", "no_blame"]
    whole, one = json.loads(desk.run("agreement", "--json").output)
    assert (whole["criterion"], one["criterion"]) == (None, "no_blame")
    assert (one["machine"]["answers"], one["machine"]["tied"], one["people"]["questions"]) == (0, 1, 1)
