"""What changes from one scorecard to another, in words."""

from pathlib import Path

import pytest

from qa_pipeline.scoring.differences import differences
from tests.scoring.cards import CARD, small
from tests.scoring.test_scales import BEFORE, ENTRY, NESTED

NO_BLAME = CARD[CARD.index("      - name: no_blame") : CARD.index(BEFORE)]
CONDITION = "params: {within: 20}\n        applies_when: [{metric: duration, at_least: 30}]"

CHANGES = [
    (("title: A small card", "title: Card"), ["The scorecard's title: A small card → Card."]),
    (("languages: [en]", "languages: [en, fi]"), ["The scorecard's languages: en → en, fi."]),
    (("pass_mark: 80", "pass_mark: 75.5"), ["The scorecard's pass mark: 80 → 75.5."]),
    (("pass_mark: 80", "pass_mark: 80\nlow_coverage: 0.5"), ["The scorecard's low coverage: 0.8 → 0.5."]),
    (
        ("{name: high, at_least: 80}", "{name: high, at_least: 90}"),
        ["The scorecard's bands: low from 0, high from 80 → low from 0, high from 90."],
    ),
    (("review_by: 2030-01-31", "review_by: 2031-01-31"), ["The scorecard's review by: 2030-01-31 → 2031-01-31."]),
    (("title: Talk", "title: Words"), ["Section talk: title: Talk → Words."]),
    (("weight: 60", "weight: 55"), ["Section talk: weight: 60 → 55."]),
    (
        ("id: safety", "id: secrets"),
        [
            "Section safety is removed.",
            "Section secrets is added, with weight 40.",
            "no_card_data_aloud: section: safety → secrets.",
        ],
    ),
    ((NO_BLAME, ""), ["no_blame is removed from section talk."]),
    ((BEFORE, ENTRY + BEFORE), ["few_interruptions is added to section talk, with weight 4."]),
    (
        ("name: no_card_data_aloud", "name: no_profanity"),
        [
            "no_card_data_aloud is removed from section safety.",
            "no_profanity is added to section safety, with weight 1, critical.",
        ],
    ),
    (("weight: 3", "weight: 4"), ["help_offered: weight or bonus: weight 3 → weight 4."]),
    (("weight: 3", "bonus: 4"), ["help_offered: weight or bonus: weight 3 → a bonus of 4."]),
    (("{within: 20}", "{within: 25}"), ["help_offered: parameter within: 20 → 25."]),
    (("        params: {within: 20}\n", ""), ["help_offered: parameter within: 20 → 30."]),
    (("title: No blame", "title: Blameless"), ["no_blame: title: No blame → Blameless."]),
    (("clause: ethics.respect", "clause: ethics.honesty"), ["no_blame: clause: ethics.respect → ethics.honesty."]),
    (("guidance: No blame.", "guidance: None."), ["no_blame: guidance: No blame. → None."]),
    (("coaching: Offer help.", "coaching: Ask."), ["help_offered: coaching: Offer help. → Ask."]),
    (("params: {within: 20}", CONDITION), ["help_offered: applies when: always → duration is at least 30."]),
    (
        ("        critical: true\n", ""),
        [
            "no_card_data_aloud: critical: yes → no.",
            "no_card_data_aloud: what it brings to 0 when not met: call → none.",
        ],
    ),
    (
        ("critical: true", "critical: true\n        auto_fail: section"),
        ["no_card_data_aloud: what it brings to 0 when not met: call → section."],
    ),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=[row[0][1][:30] for row in CHANGES])
def test_a_change_is_told_in_words(tmp_path: Path, change: tuple[str, str], said: list[str]) -> None:
    old = small(tmp_path)
    assert list(differences(old, small(tmp_path, change))) == said


def test_a_changed_scale_is_told_with_its_levels(tmp_path: Path) -> None:
    old = small(tmp_path, (BEFORE, ENTRY + BEFORE))
    new = small(tmp_path, (BEFORE, ENTRY.replace("at_most: 4", "at_most: 2") + BEFORE))
    assert differences(old, new) == (
        "few_interruptions: scale: agent interruptions: 10 up to 0, 5 up to 4, 1 above → "
        "agent interruptions: 10 up to 0, 5 up to 2, 1 above.",
    )


def test_a_section_that_moves_into_another_is_told(tmp_path: Path) -> None:
    start, end = CARD.index("  - id: talk"), CARD.index(BEFORE)
    told = differences(small(tmp_path), small(tmp_path, (CARD[start:end], NESTED)))
    assert "Section talk: inside: none → care." in told
    assert "no_blame: section: talk → manner." in told


def test_a_scorecard_does_not_differ_from_itself(tmp_path: Path) -> None:
    assert differences(small(tmp_path), small(tmp_path)) == ()
