"""Scorecard folders made for a test."""

import shutil
from pathlib import Path

from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from tests.criteria.spoken import SCORECARDS

CARD = """\
name: small
version: 1
title: A small card
languages: [en]
review_by: 2030-01-31
released: true
pass_mark: 80
bands:
  - {name: low, at_least: 0}
  - {name: high, at_least: 80}
sections:
  - id: talk
    title: Talk
    weight: 60
    criteria:
      - name: help_offered
        title: Help offered
        weight: 3
        params: {within: 20}
        clause: standards.attitude
        guidance: Help is offered.
        coaching: Offer help.
      - name: no_blame
        title: No blame
        weight: 1
        clause: ethics.respect
        guidance: No blame.
        coaching: Do not blame.
  - id: safety
    title: Safety
    weight: 40
    criteria:
      - name: no_card_data_aloud
        title: No card data
        weight: 1
        critical: true
        clause: behaviour.confidentiality
        guidance: Listen to it.
        coaching: Use the keypad.
"""


def folder(base: Path, *changes: tuple[str, str], text: str = CARD) -> Path:
    """A scorecards folder with the small card, changed by replacing one text for another."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (base / "small").mkdir(exist_ok=True)
    (base / "small" / "1.yaml").write_text(text, encoding="utf-8")
    shutil.copytree(SCORECARDS / "code_of_practice", base / "code_of_practice", dirs_exist_ok=True)
    return base


def small(base: Path, *changes: tuple[str, str]) -> Scorecard:
    """The small card, loaded."""
    return load_scorecard("small", folder(base, *changes))
