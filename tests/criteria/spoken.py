"""Calls written as lines of dialogue, for tests: the lines of qa_pipeline/rehearsal/dialogue.py."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from qa_pipeline.call import Call, CallMetadata, Health, Role, Turn, Word
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.evidence import unproven
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Finding
from qa_pipeline.language.pack import LanguagePack, load_pack
from qa_pipeline.rehearsal.dialogue import Dialogue
from qa_pipeline.rehearsal.staging import stage

SCORECARDS = Path(__file__).parents[2] / "scorecards"
Lines = Sequence[Mapping[str, str | float]]
WORD = 0.3


@cache
def english() -> LanguagePack:
    pack = load_pack("en", SCORECARDS / "packs")
    assert pack is not None
    return pack


def turn(role: Role, text: str, start: float = 0.0, probability: float = 0.95) -> Turn:
    """A turn whose words take 0.3 seconds each."""
    words = tuple(
        Word(word, round(start + index * WORD, 2), round(start + (index + 1) * WORD, 2), probability)
        for index, word in enumerate(text.split())
    )
    return Turn(role, start, words[-1].end, text, words)


def call(
    lines: Lines,
    *,
    metrics: Mapping[str, float | None] | None = None,
    health: Health | None = None,
    metadata: CallMetadata | None = None,
    language: str = "en",
    role_confidence: float = 1.0,
    language_confidence: float = 1.0,
    probability: float = 0.95,
) -> Call:
    """A call with these lines, one after another; the measurements that follow from them are filled in."""
    written = [{kind: said} for line in lines for kind, said in line.items()]
    dialogue = Dialogue.model_validate({"lines": written, "heard": probability})
    staged = stage(dialogue, language=language, word_seconds=WORD)
    return replace(
        staged,
        language_confidence=language_confidence,
        role_confidence=role_confidence,
        metrics={**staged.metrics, **(metrics or {})},
        health=health or Health(),
        metadata=metadata or CallMetadata(),
    )


def find(criterion: str, heard: Call, pack: LanguagePack | None, **params: object) -> Finding:
    """Ask one criterion, and make sure that whatever it quotes was said."""
    finding = CRITERIA[criterion].find(Reading(heard, pack), params)
    assert unproven(finding, heard) == ()
    return finding


def swapped(heard: Call) -> Call:
    """The same call with agent and customer exchanged."""
    return replace(heard, turns=tuple(replace(one, role=one.role.other) for one in heard.turns))
