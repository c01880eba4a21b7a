"""What lint says of a scorecard: errors, warnings, and nothing of one that is as it should be."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from qa_pipeline.language.keys import PHRASE_KEYS
from qa_pipeline.scoring.lint import lint
from qa_pipeline.scoring.locate import scorecard_files
from tests.criteria.spoken import SCORECARDS
from tests.scoring.cards import CARD, folder

TODAY = date(2026, 1, 31)


def remarks(base: Path, *changes: tuple[str, str], today: date = TODAY) -> list[str]:
    """What is said of the small card with some changes, as "severity line: key: text"."""
    folder(base, *changes)
    (base / "packs").mkdir(exist_ok=True)
    if not (base / "packs" / "en.yaml").exists():
        shutil.copy(SCORECARDS / "packs" / "en.yaml", base / "packs")
    found = lint(base / "small" / "1.yaml", base, today=today)
    return [f"{one.severity} {one.text.removeprefix(f'{base}/small/1.yaml:')}" for one in found]


def test_the_small_card_has_nothing_but_clauses_that_it_leaves_out(tmp_path: Path) -> None:
    (only,) = remarks(tmp_path)
    assert only.startswith("warning 11: sections: no criterion measures these clauses, which a recording can show: ")
    assert "standards.courtesy" in only
    assert "ethics.respect" not in only


def test_every_shipped_scorecard_is_without_error() -> None:
    for path in scorecard_files("", SCORECARDS):
        found = lint(path, SCORECARDS, today=TODAY)
        assert [one.text for one in found if one.severity == "error"] == []


APPLIES = ("{within: 20}", "{within: 20}\n        applies_when: [%s]")
NEVER = "error 20: sections.0.criteria.0.applies_when: help_offered is never asked: no call has "
UNREACHABLE = [
    ("{language: [fi]}", "language is fi, of the scorecard's en"),
    ("{metric: duration, at_least: 9, at_most: 3}", "duration is at least 9 and at most 3"),
    ("{metric: duration, at_least: 9}, {metric: duration, at_most: 3}", "duration is at least 9 and duration is at"),
    ("{metric: hold_count, at_least: 0.2, at_most: 0.8}", "hold count is at least 0.2 and at most 0.8"),
    ("{metric: agent_talk_ratio, at_least: 20}", "agent talk ratio is at least 20, of 0 to 1"),
    ("{metric: hold_time, at_most: -1}", "hold time is at most -1"),
    ("{metadata: queue, is: [a]}, {metadata: queue, is: [b, c]}", "queue is a and queue is b or c"),
    ("{metadata: queue, is: [a]}, {metadata: queue, is_not: [A]}", "queue is a and queue is not A"),
    ("{metadata: direction, is: [incoming]}", "direction is incoming, of inbound, outbound"),
    (
        "{criterion: no_blame, verdict: [met]}, {criterion: no_blame, verdict: [not_met]}",
        "no blame is met and no blame is not met",
    ),
]


@pytest.mark.parametrize(("condition", "reason"), UNREACHABLE)
def test_a_condition_that_no_call_can_fulfil_is_an_error(tmp_path: Path, condition: str, reason: str) -> None:
    first = remarks(tmp_path, (APPLIES[0], APPLIES[1] % condition))[0]
    assert first.startswith(NEVER + reason), first


REACHABLE = [
    "{language: [en]}",
    "{metric: duration, at_least: 3, at_most: 3}",
    "{metric: loudness_lufs, at_most: -20}",
    "{metadata: queue, is: [a, b]}, {metadata: queue, is: [b, c]}",
    "{metadata: direction, is_not: [inbound]}",
    "{metadata: queue, is_not: [a]}",
    "{criterion: no_blame, verdict: [met, not_met]}, {criterion: no_blame, verdict: [not_met]}",
]


@pytest.mark.parametrize("condition", REACHABLE)
def test_a_condition_that_a_call_can_fulfil_is_none(tmp_path: Path, condition: str) -> None:
    assert len(remarks(tmp_path, (APPLIES[0], APPLIES[1] % condition))) == 1


def test_a_condition_contradicts_those_of_the_criterion_that_it_hangs_on(tmp_path: Path) -> None:
    mine = "{metadata: queue, is: [a]}, {criterion: no_blame, verdict: [met]}"
    its = "clause: ethics.respect\n        applies_when: [{metadata: queue, is: [b]}]"
    found = remarks(tmp_path, (APPLIES[0], APPLIES[1] % mine), ("clause: ethics.respect", its))
    assert found[0] == NEVER + "queue is a and queue is b"


def test_a_criterion_that_may_be_not_applicable_lends_no_conditions(tmp_path: Path) -> None:
    mine = "{metadata: queue, is: [a]}, {criterion: no_blame, verdict: [not_applicable]}"
    its = "clause: ethics.respect\n        applies_when: [{metadata: queue, is: [b]}]"
    assert len(remarks(tmp_path, (APPLIES[0], APPLIES[1] % mine), ("clause: ethics.respect", its))) == 1


SAID = [
    (("weight: 60", "weight: 50"), "warning 11: sections: the weights of the sections add up to 90"),
    (("pass_mark: 80", "pass_mark: 85"), "warning 7: pass_mark: 85 lies within the band 'high'"),
    (("review_by: 2030-01-31", "review_by: 2026-01-30"), "warning 5: review_by: 2026-01-30 is past"),
    (("guidance: Listen to it.", "guidance: No card data."), "error 38: sections.1.criteria.0.guidance: a critical"),
    (("guidance: Listen to it.", "guidance: ' '"), "error 38: sections.1.criteria.0.guidance: a critical"),
    (("        guidance: Listen to it.\n", ""), "error 33: sections.1.criteria.0.guidance: found 'nothing'"),
    (("name: help_offered", "name: help_ofered"), "error 16: sections.0.criteria.0.name: found 'help_ofered'"),
    (("{within: 20}", "{witin: 20}"), "error 19: sections.0.criteria.0.params.witin: found 'witin'"),
    (("clause: ethics.respect", "clause: ethics.x"), "error 26: sections.0.criteria.1.clause: found 'ethics.x'"),
    (("languages: [en]", "languages: [en, sv]"), "there is no language pack for 'sv'; there are: en"),
    (("languages: [en]", "languages: [en, sv]"), "the code of practice is not written in 'sv'"),
    ((APPLIES[0], APPLIES[1] % "{language: [en, sv]}"), "applies_when.0.language: 'sv' is none: the scorecard is for"),
    (("languages: [en]", "languages: [en"), "is not valid YAML"),
]


@pytest.mark.parametrize(("change", "said"), SAID, ids=[row[0][1][:30] for row in SAID])
def test_what_is_said(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    found = remarks(tmp_path, change)
    assert any(said in one for one in found), found


def test_a_review_on_the_day_itself_is_not_past(tmp_path: Path) -> None:
    assert not any("is past" in one for one in remarks(tmp_path, today=date(2030, 1, 31)))


def test_a_section_of_bonus_questions_alone_weighs_nothing(tmp_path: Path) -> None:
    bonus = ("        weight: 1\n        critical: true\n", "        bonus: 2\n")
    assert any("its weight counts for nothing" in one for one in remarks(tmp_path, bonus))


def test_every_error_is_told_and_comes_before_the_warnings(tmp_path: Path) -> None:
    found = remarks(tmp_path, ("name: help_offered", "name: x"), ("ethics.respect", "y.z"), ("weight: 60", "weight: 6"))
    assert [one.split()[0] for one in found] == ["error", "error", "warning", "warning"]


def test_each_key_that_a_pack_lacks_is_an_error_with_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    pack = yaml.safe_load((SCORECARDS / "packs" / "en.yaml").read_text(encoding="utf-8"))
    del pack["phrases"]["goodbye"], pack["phrases"]["apology"]
    (tmp_path / "packs" / "en.yaml").write_text(yaml.safe_dump(pack, allow_unicode=True), encoding="utf-8")
    first, second, *_ = remarks(tmp_path)
    assert "error 4: languages.0: " in first
    assert f"phrases.apology: nothing is written; it is for: {PHRASE_KEYS['apology']}" in first
    assert "phrases.goodbye: nothing is written" in second


def test_a_pack_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    text = (SCORECARDS / "packs" / "en.yaml").read_text(encoding="utf-8").replace("language: en", "language: fi", 1)
    (tmp_path / "packs" / "en.yaml").write_text(text, encoding="utf-8")
    assert "as the file is named" in remarks(tmp_path)[0]


def test_a_scorecard_without_a_code_of_practice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "1.yaml").write_text(CARD, encoding="utf-8")
    (only,) = lint(tmp_path / "small" / "1.yaml", tmp_path, today=TODAY)
    assert (only.severity, "cannot be read" in only.text) == ("error", True)
