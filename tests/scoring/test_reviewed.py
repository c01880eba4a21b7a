"""Scores by people's answers, beside the machine's and apart from it."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa_pipeline.finding import Scored, Verdict
from qa_pipeline.scoring.reviewed import effective_score, human_score
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.scoring.scorer import score
from tests.criteria.spoken import call, english
from tests.scoring.cards import folder

MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
NOT_APPLICABLE, UNDETERMINED = Verdict.NOT_APPLICABLE, Verdict.UNDETERMINED
CALL = call([{"agent": "Hello, how can I help you?"}, {"customer": "My bill is wrong."}, {"agent": "I see."}])
ALL = {"help_offered": NOT_MET, "no_blame": MET, "no_card_data_aloud": MET}
CONDITION = (
    "title: No blame\n",
    "title: No blame\n        applies_when: [{criterion: help_offered, verdict: [met]}]\n",
)


@pytest.fixture
def card(tmp_path: Path) -> Scorecard:
    return load_scorecard("small", folder(tmp_path))


@pytest.fixture
def machine(card: Scorecard) -> Scored:
    found = score(CALL, card, english(), strict=True)
    assert {one.finding.criterion: one.finding.verdict for one in found.criteria} == dict.fromkeys(ALL, MET)
    assert found.score == 100.0
    return found


def test_the_effective_score_takes_the_machines_answers_where_nobody_gave_one(card: Scorecard, machine: Scored) -> None:
    found = effective_score(machine, CALL, card, {"help_offered": NOT_MET})
    assert found.score == 55.0  # 60 · 1/4 + 40
    assert (found.passed, found.band, found.coverage) == (False, "low", 1.0)
    assert (found.answered, found.asked, found.whole) == (1, 3, False)


def test_a_persons_score_takes_nothing_from_the_machine(card: Scorecard, machine: Scored) -> None:
    part = human_score(machine, CALL, card, {"help_offered": NOT_MET})
    assert (part.score, part.score_range) == (0.0, (0.0, 55.0))
    assert part.coverage == pytest.approx(0.45)
    assert not part.whole
    whole = human_score(machine, CALL, card, ALL)
    assert (whole.score, whole.score_range, whole.whole) == (55.0, (55.0, 55.0), True)
    assert human_score(machine, CALL, card, {}).score is None


def test_an_auto_fail_of_a_person_is_not_provisional(card: Scorecard, machine: Scored) -> None:
    found = effective_score(machine, CALL, card, {"no_card_data_aloud": NOT_MET})
    assert (found.score, found.passed) == (0.0, False)
    assert found.auto_fail is not None
    assert (found.auto_fail.provisional, found.auto_fail.score_before) == (False, 60.0)


def test_a_machines_auto_fail_stays_provisional_and_a_person_overturns_it(card: Scorecard) -> None:
    said = [{"agent": "How can I help you?"}, {"agent": "So your card number is 4929 1234 5678 9012?"}]
    heard = call(said)
    failed = score(heard, card, english(), strict=True)
    assert failed.auto_fail is not None
    kept = effective_score(failed, heard, card, {"no_blame": MET}).auto_fail
    assert kept is not None
    assert kept.provisional
    overturned = effective_score(failed, heard, card, {"no_card_data_aloud": MET})
    assert (overturned.auto_fail, overturned.score) == (None, 100.0)


def test_a_condition_follows_a_persons_verdict(tmp_path: Path) -> None:
    card = load_scorecard("small", folder(tmp_path, CONDITION))
    asked = score(CALL, card, english(), strict=True)
    excused = effective_score(asked, CALL, card, {"help_offered": NOT_MET})
    assert (excused.score, excused.asked) == (40.0, 2)
    silent = call([{"agent": "Yes?"}, {"customer": "My bill is wrong."}])
    unasked = score(silent, card, english(), strict=True)
    assert unasked.criteria[1].finding.verdict is NOT_APPLICABLE
    now_asked = effective_score(unasked, silent, card, {"help_offered": MET})
    assert now_asked.coverage is not None
    assert now_asked.coverage < 1  # nobody answered what only now applies
    settled = effective_score(unasked, silent, card, {"help_offered": MET, "no_blame": MET})
    assert settled.coverage == 1.0


def test_the_level_of_a_scale_stays_where_people_agree(card: Scorecard, machine: Scored) -> None:
    first = machine.criteria[0]
    scaled = replace(first, scale=(1.0, 5.0), finding=replace(first.finding, level=4.0))
    levelled = replace(machine, criteria=(scaled, *machine.criteria[1:]))
    agreed = effective_score(levelled, CALL, card, {"help_offered": MET})
    assert agreed.score == pytest.approx(60 * (3 * 0.75 + 1) / 4 + 40)
    assert effective_score(levelled, CALL, card, {"help_offered": NOT_MET}).score == 55.0
