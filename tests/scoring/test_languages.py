"""The default scorecard on a good and a bad call in each language: tests/golden/languages.yaml."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa_pipeline.call import Role
from qa_pipeline.finding import Scored
from qa_pipeline.language.pack import LanguagePack, available_languages, load_pack
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.scoring.scorer import score
from tests.criteria.spoken import SCORECARDS, call

CALLS = yaml.safe_load((Path(__file__).parents[1] / "golden" / "languages.yaml").read_text(encoding="utf-8"))
NAMES = [(language, name) for language, calls in CALLS.items() for name in calls]


@cache
def pack_of(language: str) -> LanguagePack:
    pack = load_pack(language, SCORECARDS / "packs")
    assert pack is not None
    return pack


def scored(language: str, lines: Any) -> Scored:
    return score(
        call(lines, language=language), load_scorecard("inbound_support", SCORECARDS, 1), pack_of(language), strict=True
    )


def differences(result: Scored, expected: dict[str, str], otherwise: str | None) -> dict[str, str]:
    wanted = {one.finding.criterion: expected.get(one.finding.criterion, otherwise) for one in result.criteria}
    return {
        one.finding.criterion: f"{one.finding.verdict}: {one.finding.explanation} {one.finding.evidence}"
        for one in result.criteria
        if wanted[one.finding.criterion] not in (None, one.finding.verdict)
    }


def bare(text: str) -> str:
    """As a recogniser may write it: no capitals, no accents, no punctuation."""
    letters = unicodedata.normalize("NFD", text.lower())
    return " ".join("".join(char for char in letters if char.isalnum() or char == " ").split())


def test_every_language_but_english_has_its_calls() -> None:
    assert set(CALLS) == set(available_languages(SCORECARDS / "packs")) - {"en"}


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_a_call_gets_its_verdicts(language: str, name: str) -> None:
    told = CALLS[language][name]
    assert differences(scored(language, told["lines"]), told["is"], "met" if name == "good" else None) == {}


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_a_call_gets_them_also_without_capitals_accents_and_punctuation(language: str, name: str) -> None:
    told = CALLS[language][name]
    lines = [
        {kind: bare(said) if isinstance(said, str) else said for kind, said in line.items()} for line in told["lines"]
    ]
    assert differences(scored(language, lines), told["is"], "met" if name == "good" else None) == {}


@pytest.mark.parametrize("language", sorted(CALLS))
def test_the_cues_tell_agent_and_customer_apart(language: str) -> None:
    pack = pack_of(language)
    heard = call(CALLS[language]["good"]["lines"], language=language)
    agent, customer = (
        sum(pack.role_evidence(turn.text) for turn in heard.turns_of(role)) for role in (Role.AGENT, Role.CUSTOMER)
    )
    assert agent > 2
    assert customer < -1


@pytest.mark.parametrize("language", sorted(CALLS))
def test_a_hold_is_announced_and_ended(language: str) -> None:
    pack = pack_of(language)
    lines = CALLS[language]["good"]["lines"]
    hold = next(index for index, line in enumerate(lines) if "hold" in line)
    assert pack.announces_hold(lines[hold - 2]["agent"])
    assert pack.ends_hold(lines[hold + 1]["agent"])
