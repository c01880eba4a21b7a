"""Golden dialogues: calls in every language, with what a careful listener answers to the questions about wording."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from qa_pipeline.call import Call
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.engines import embedder_for, heads_for, pack_for
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.language.documents import read_document
from qa_pipeline.language.meaning import Meaning, embed_call
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.rehearsal.dialogue import Dialogue, dialogue_at
from qa_pipeline.rehearsal.staging import stage
from qa_pipeline.settings import Settings

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.yaml"))
UNSEEN = sorted((Path(__file__).parent / "unseen").glob("*.yaml"))
"""Dialogues that nothing is fitted on."""

PARTS = {"title", "lines", "metadata", "expected"}
LEAST_ACCURACY = 0.9
LEAST_COVERAGE = 0.9
"""The share of right verdicts among those determined, and of those determined; a goal that the design sets."""

LEAST_DIALOGUES, LEAST_VERDICTS = 32, 6
"""How many dialogues a language has, and how often it asks about each criterion."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A dialogue of a file, and the verdicts that are clear in it."""

    title: str
    at: str
    dialogue: Dialogue
    expected: Mapping[str, Verdict]


@cache
def golden(path: Path) -> tuple[Golden, ...]:
    document = read_document(path)
    found = []
    for number, one in enumerate(document.data["dialogues"]):
        place = ("dialogues", number)
        assert one.keys() <= PARTS, f"{path}:{document.lines[place]}: {one.keys()}; allowed: {PARTS}"
        told = {part: one[part] for part in ("lines", "metadata") if part in one}
        expected = {name: Verdict(verdict) for name, verdict in one["expected"].items()}
        at = f"{path.name}:{document.lines[place]}"
        found.append(Golden(one["title"], at, dialogue_at(document, place, told), expected))
    return tuple(found)


def _named(path: Path) -> str:
    return path.stem if path in FILES else f"{path.stem} unseen"


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    file = request.param
    assert isinstance(file, Path)
    return file


def test_there_are_many_dialogues_each_with_a_title_of_its_own(path: Path) -> None:
    titles = Counter(one.title for one in golden(path))
    assert len(titles) >= LEAST_DIALOGUES
    assert titles.most_common(1)[0][1] == 1


@pytest.mark.parametrize("path", [*FILES, *UNSEEN], ids=_named)
def test_each_dialogue_is_short_and_states_what_is_clear_in_it(path: Path) -> None:
    for one in golden(path):
        spoken = [line for line in one.dialogue.lines if line.text]
        assert 5 <= len(spoken) <= 12, f"{one.at}: {len(spoken)} turns"
        assert 8 <= len(one.expected) <= 16, f"{one.at}: {len(one.expected)} verdicts"
        assert one.expected.keys() <= CRITERIA.keys(), f"{one.at}: {one.expected.keys() - CRITERIA.keys()}"


def test_every_question_about_wording_is_asked_often_and_answered_both_ways(path: Path) -> None:
    answers = Counter((name, verdict) for one in golden(path) for name, verdict in one.expected.items())
    for name in (name for name, criterion in CRITERIA.items() if criterion.listens):
        count = {verdict: answers[name, verdict] for verdict in Verdict}
        assert sum(count.values()) >= LEAST_VERDICTS, f"{path.name}: {name}"
        assert min(count[Verdict.MET], count[Verdict.NOT_MET]) > 0, f"{path.name}: {name}"


@pytest.mark.models
@pytest.mark.parametrize("path", [*FILES, *UNSEEN], ids=_named)
def test_the_answers_are_those_of_a_careful_listener(path: Path) -> None:
    asked, undetermined, misses = 0, 0, []
    for one in golden(path):
        reading = _read(one.dialogue, path.stem)
        for name, verdict in one.expected.items():
            asked += 1
            given = CRITERIA[name].find(reading)
            undetermined += given.verdict is Verdict.UNDETERMINED
            if given.verdict not in (verdict, Verdict.UNDETERMINED):
                misses.append(_miss(one, verdict, given))
    coverage = 1 - undetermined / asked
    accuracy = 1 - len(misses) / (asked - undetermined)
    told = f"{path.stem}: {accuracy:.1%} right of those determined, {coverage:.1%} of {asked} determined"
    assert accuracy >= LEAST_ACCURACY, "\n".join([told, *sorted(misses)])
    assert coverage >= LEAST_COVERAGE, told


def _read(dialogue: Dialogue, language: str) -> Reading:
    settings = Settings()
    pack = pack_for(language, settings.resolved_scorecards_dir)
    assert pack is not None, f"no language pack for {language!r}"
    call = stage(dialogue, language=language, cues=pack)
    return Reading(call, pack, meaning=_meaning(call, pack, settings))


def _meaning(call: Call, pack: LanguagePack, settings: Settings) -> Meaning | None:
    heads, embedder = heads_for(settings), embedder_for(settings)
    return Meaning(call, embed_call(call, embedder, pack), heads) if heads and embedder else None


def _miss(one: Golden, expected: Verdict, given: Finding) -> str:
    verdicts = f"{expected.value} → {given.verdict.value}"
    return f"{given.criterion}: {verdicts} in {one.title!r} ({one.at}): {given.explanation}"
