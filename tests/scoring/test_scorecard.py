"""Scorecards as files: what is read, what is refused and how, and that a released one stays as it is."""

import hashlib
from pathlib import Path

import pytest
import yaml

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.scorecard import available_scorecards, load_scorecard, released_scorecards
from tests.criteria.spoken import SCORECARDS
from tests.scoring.cards import CARD, folder, small

PINNED = yaml.safe_load((Path(__file__).parents[1] / "golden" / "scorecards.yaml").read_text(encoding="utf-8"))
SHIPPED = sorted(
    path.relative_to(SCORECARDS).as_posix()
    for name in available_scorecards(SCORECARDS)
    for path in (SCORECARDS / name).glob("*.yaml")
)
CONTRACT = """
answered_in_time company_named own_name_given help_offered recording_notice_given identity_checked customer_name_used
understanding_confirmed no_interrupting talk_ratio_in_range no_long_monologue feeling_acknowledged apology_given
patient_with_complaint hold_permission_asked hold_reason_given hold_within_limits hold_thanks no_dead_air
problem_restated next_step_given expectations_set follow_up_timed resolution_confirmed escalation_offered
reference_given no_blame no_dismissive_phrases respectful_address no_profanity no_absolute_promise no_card_data_aloud
summary_given anything_else thanks_given goodbye_said
""".split()
CRITICAL = {
    "inbound_support": ["no_card_data_aloud"],
    "complaints": ["no_card_data_aloud"],
    "sales": ["no_card_data_aloud"],
    "collections": ["debt_told_after_check", "no_threat", "no_card_data_aloud"],
}


@pytest.mark.parametrize("file", SHIPPED)
def test_a_released_scorecard_is_as_it_was_released(file: str) -> None:
    name, version = file.removesuffix(".yaml").split("/")
    scorecard = load_scorecard(name, SCORECARDS, int(version))
    if scorecard.released:
        assert PINNED[file] == scorecard.digest == hashlib.sha256((SCORECARDS / file).read_bytes()).hexdigest()


def test_no_released_scorecard_is_missing() -> None:
    assert set(PINNED) <= set(SHIPPED)


def test_the_default_scorecard_asks_what_it_promises() -> None:
    scorecard = load_scorecard("inbound_support", SCORECARDS)
    assert [entry.name for entry in scorecard.entries] == CONTRACT
    assert [entry.name for entry in scorecard.entries if entry.bonus] == ["recording_notice_given"]


def test_the_default_scorecard_asks_all_that_its_first_version_asked() -> None:
    asked = {entry.name for entry in load_scorecard("inbound_support", SCORECARDS, 1).entries}
    assert len(asked) == 27
    assert asked < set(CONTRACT)


def test_every_scorecard_names_what_fails_the_whole_call() -> None:
    cards = released_scorecards(SCORECARDS)
    assert {card.name: [entry.name for entry in card.entries if entry.fails == "call"] for card in cards} == CRITICAL


def test_every_criterion_stands_on_a_scorecard() -> None:
    asked = {entry.name for card in released_scorecards(SCORECARDS) for entry in card.entries}
    assert CRITERIA.keys() <= asked


@pytest.mark.parametrize("file", SHIPPED)
def test_the_weights_of_a_section_are_its_share_of_a_hundred(file: str) -> None:
    name, version = file.removesuffix(".yaml").split("/")
    sections = load_scorecard(name, SCORECARDS, int(version)).sections
    assert sum(section.weight for section in sections) == 100
    for section in sections:
        assert sum(entry.weight for entry in section.criteria) == section.weight


def test_the_newest_released_version_is_taken(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "small" / "2.yaml").write_text(CARD.replace("version: 1", "version: 2"), encoding="utf-8")
    draft = CARD.replace("version: 1", "version: 3").replace("released: true", "released: false")
    (tmp_path / "small" / "3.yaml").write_text(draft, encoding="utf-8")
    assert load_scorecard("small", tmp_path).version == 2
    assert load_scorecard("small", tmp_path, 1).version == 1
    assert load_scorecard("small", tmp_path, 3).released is False


def test_the_tenth_version_is_newer_than_the_ninth(tmp_path: Path) -> None:
    folder(tmp_path)
    for version in (9, 10):
        text = CARD.replace("version: 1", f"version: {version}")
        (tmp_path / "small" / f"{version}.yaml").write_text(text, encoding="utf-8")
    assert load_scorecard("small", tmp_path).version == 10


def test_a_band_is_reached_at_its_edge(tmp_path: Path) -> None:
    card = small(tmp_path)
    assert [card.band(score) for score in (0, 79.999999, 80, 100)] == ["low", "low", "high", "high"]


# what is changed, the text of the line that is named, and what stands in the message: key, found, allowed
WRONG = [
    (("name: help_offered", "name: help_ofered"), "help_ofered", "name", "'help_ofered'", "mean 'help_offered'?"),
    (("{within: 20}", "{witin: 20}"), "witin", "params.witin", "'witin'", "did you mean 'within'?"),
    (("{within: 20}", "{within: -1}"), "within", "params.within", "-1", "greater than 0"),
    (("{within: 20}", "{within: soon}"), "within", "params.within", "'soon'", "valid number"),
    (
        (
            "- name: help_offered\n        title: Help offered\n        weight: 3\n        params: {within: 20}\n",
            "- name: talk_ratio_in_range\n        title: Talk\n        weight: 3\n        params: {low: 0.8}\n",
        ),
        "params: {low",
        "params",
        "low 0.8 above high 0.75",
        "a low up to the high",
    ),
    (("weight: 3", "weight: 0"), "weight: 0", "weight", "0", "greater than 0"),
    (("weight: 3", "weight: -2"), "weight: -2", "weight", "-2", "greater than 0"),
    (("weight: 60", "weight: heavy"), "heavy", "sections.0.weight", "'heavy'", "allowed: a valid number"),
    (("languages: [en]", "languages: en"), "languages", "languages", "'en'", "a list, such as [one, two]"),
    (("clause: ethics.respect", "clause: ethics.respct"), "respct", "clause", "'ethics.respct'", "did you mean"),
    (("pass_mark: 80", "pass_mark: 101"), "pass_mark", "pass_mark", "101", "less than or equal to 100"),
    (("pass_mark: 80", "pas_mark: 80"), "pas_mark", "pas_mark", "'pas_mark'", "did you mean 'pass_mark'?"),
    (("title: Help offered", "titel: Help offered"), "titel", "titel", "'titel'", "did you mean 'title'?"),
    (("        guidance: No blame.\n", ""), "- name: no_blame", "guidance", "'nothing'", "must be given"),
    (("released: true", "released: maybe"), "released", "released", "'maybe'", "valid boolean"),
    (("name: no_blame", "name: help_offered"), "help_offered\n        title: No", "name", "'help_offered'", "once"),
    (("id: safety", "id: talk"), "id: talk\n    title: Safety", "id", "'talk'", "no section above"),
    (("{name: low, at_least: 0}", "{name: low, at_least: 5}"), "at_least: 5", "at_least", "5", "0 for the first band"),
    (("{name: high, at_least: 80}", "{name: high, at_least: 0}"), "high", "at_least", "0", "more than the 0 before"),
    (("name: small", "name: large"), "large", "name", "'large'", "'small'"),
    (("version: 1", "version: 2"), "version", "version", "2", "1, as its file is named"),
    (("        critical: true\n", "        auto_fail: call\n"), "auto_fail", "auto_fail", "'call'", "critical: true"),
    (
        ("critical: true", "critical: true\n        auto_fail: team"),
        "team",
        "auto_fail",
        "'team'",
        "call, section",
    ),
    (("title: Safety", "title: Safety\n    title: Care"), "title: Care", "title", "", "written twice"),
    (("languages: [en]", "languages: [en"), "review_by", "", "", "not valid YAML"),
]


@pytest.mark.parametrize(("change", "line", "key", "found", "allowed"), WRONG, ids=[row[0][1][:30] for row in WRONG])
def test_a_wrong_file_is_refused_with_file_line_key_found_and_allowed(
    tmp_path: Path, change: tuple[str, str], line: str, key: str, found: str, allowed: str
) -> None:
    with pytest.raises(ScorecardError) as caught:
        small(tmp_path, change)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'small' / '1.yaml'}:{_line_of(line, tmp_path)}: "), message
    assert key in message
    assert found in message
    assert allowed in message


def _line_of(text: str, base: Path) -> int:
    before, found, _ = (base / "small" / "1.yaml").read_text(encoding="utf-8").partition(text)
    assert found
    return before.count("\n") + 1


CONDITIONS = [
    ("{metric: durration, at_least: 30}", "metric: found 'durration'", "did you mean 'duration'?"),
    ("{metric: duration}", "at_least", "at_most"),
    ("{weather: [rain]}", "weather", "'metadata', 'language', 'metric' or 'criterion'"),
    ("{metadata: queue}", "'is' or 'is_not'", "metadata"),
    ("{metadata: que, is: [a]}", "metadata: found 'que'", "did you mean 'queue'?"),
    ("{criterion: no_blam, verdict: [met]}", "'no_blam'", "did you mean 'no_blame'?"),
    ("{criterion: no_blame, verdict: [fine]}", "verdict.0: found 'fine'", "met, not_applicable, not_met, undetermined"),
    ("{criterion: help_offered, verdict: [met]}", "'help_offered'", "do not lead back here"),
    ("{metric: duration, at_leest: 3}", "'at_leest'", "did you mean 'at_least'? at_least, at_most, metric"),
]


@pytest.mark.parametrize(("condition", "found", "allowed"), CONDITIONS)
def test_a_wrong_condition_is_refused(tmp_path: Path, condition: str, found: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        small(tmp_path, ("{within: 20}", f"{{within: 20}}\n        applies_when: [{condition}]"))
    message = str(caught.value)
    assert f"1.yaml:{_line_of('applies_when', tmp_path)}: " in message
    assert found in message
    assert allowed in message
    assert message.count("found") == 1


def test_conditions_that_lead_in_a_circle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="do not lead back here"):
        small(
            tmp_path,
            ("{within: 20}", "{within: 20}\n        applies_when: [{criterion: no_blame, verdict: [met]}]"),
            ("guidance: No blame.", "guidance: x\n        applies_when: [{criterion: help_offered, verdict: [met]}]"),
        )


def test_an_unknown_scorecard_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="did you mean 'small'"):
        load_scorecard("smal", folder(tmp_path))


def test_an_unknown_version_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="no version 7; allowed: 1"):
        load_scorecard("small", folder(tmp_path), 7)


def test_a_folder_without_the_code_of_practice_is_refused(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "code_of_practice" / "en.yaml").unlink()
    with pytest.raises(ScorecardError, match=r"code_of_practice.*cannot be read"):
        load_scorecard("small", tmp_path)
