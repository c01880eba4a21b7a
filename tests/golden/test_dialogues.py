"""Golden dialogues: calls in every language, with what a careful listener answers to the questions about wording."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from qa_pipeline.calibration.trusting import WHOLE
from qa_pipeline.call import Call
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.engines import embedder_for, heads_for, pack_for, trust_for
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.language.meaning import Meaning, embed_call
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.rehearsal.labelled import LabelledDialogue, load_labelled
from qa_pipeline.rehearsal.staging import stage
from qa_pipeline.settings import Settings

LABELLED = Settings().resolved_scorecards_dir / "labelled"
HERE = Path(__file__).parent
FILES = sorted(LABELLED.glob("*/questions.yaml"))
"""Short dialogues with something to ask about; the trust is fitted on them, and on the whole calls beside them."""

UNSEEN = sorted((HERE / "unseen").glob("*/questions.yaml"))
"""Dialogues that nothing is fitted or mended on."""

CALLS = sorted({*LABELLED.glob("*/*.yaml")} - {*FILES})
UNSEEN_CALLS = sorted((HERE / "unseen").glob("*/calls.yaml"))
"""Whole calls, longer and harder: most things in them are done by halves."""

LEARNED = sorted((Settings().resolved_scorecards_dir / "learned").glob("*/*.yaml"))
"""Whole calls that the heads were fitted and the rules mended on."""

LEAST_ACCURACY = 0.9
LEAST_COVERAGE = 0.8
"""The share of right verdicts among those determined, a goal that the design sets, and of those determined: English has
92 %; since the heads learned from whole calls the other languages have 82 to 85 % here, and are right more often."""

HARD = (0.84, 0.68)
"""What is reached of the two on whole calls that no rule was mended on, so that it is not lost."""

LEAST_TURNS = 15
LEAST_DIALOGUES, LEAST_VERDICTS = 32, 6
"""How many dialogues a language has, and how often it asks about each criterion."""


@cache
def golden(path: Path) -> tuple[LabelledDialogue, ...]:
    return load_labelled(path, path.parent.name)


def _named(path: Path) -> str:
    return path.parent.name if path in FILES else " ".join([path.parent.name, path.parents[1].name, path.stem])


@pytest.fixture(params=FILES, ids=_named)
def path(request: pytest.FixtureRequest) -> Path:
    file = request.param
    assert isinstance(file, Path)
    return file


def test_there_are_many_dialogues_each_with_a_title_of_its_own(path: Path) -> None:
    titles = Counter(one.call.title for one in golden(path))
    assert len(titles) >= LEAST_DIALOGUES
    assert titles.most_common(1)[0][1] == 1


@pytest.mark.parametrize("path", [*FILES, *UNSEEN], ids=_named)
def test_each_dialogue_is_short_and_states_what_is_clear_in_it(path: Path) -> None:
    for one in golden(path):
        spoken = [line for line in one.call.lines if line.text]
        assert 5 <= len(spoken) <= 12, f"{one.at}: {len(spoken)} turns"
        assert 8 <= len(one.expected) <= 16, f"{one.at}: {len(one.expected)} verdicts"


def test_every_question_about_wording_is_asked_often_and_answered_both_ways(path: Path) -> None:
    answers = Counter((name, verdict) for one in golden(path) for name, verdict in one.expected.items())
    for name in (name for name, criterion in CRITERIA.items() if criterion.listens):
        count = {verdict: answers[name, verdict] for verdict in Verdict}
        assert sum(count.values()) >= LEAST_VERDICTS, f"{path}: {name}"
        assert min(count[Verdict.MET], count[Verdict.NOT_MET]) > 0, f"{path}: {name}"


@pytest.mark.parametrize("path", LEARNED, ids=_named)
def test_each_call_that_is_learned_from_is_whole(path: Path) -> None:
    for one in golden(path):
        assert len([line for line in one.call.lines if line.text]) >= LEAST_TURNS, one.at
        assert len(one.expected) >= WHOLE, one.at


@pytest.mark.models
@pytest.mark.parametrize("path", [*FILES, *UNSEEN, *CALLS, *UNSEEN_CALLS], ids=_named)
def test_the_answers_are_those_of_a_careful_listener(path: Path) -> None:
    trust = trust_for(Settings())
    assert trust is not None
    raw, given, misses = list[tuple[Verdict, Verdict]](), list[tuple[Verdict, Verdict]](), list[str]()
    for one in golden(path):
        reading = _read(one)
        for name, verdict in one.expected.items():
            found = CRITERIA[name].find(reading)
            trusted = trust.weighed(found, one.language)
            raw.append((verdict, found.verdict))
            given.append((verdict, trusted.verdict))
            if trusted.verdict not in (verdict, Verdict.UNDETERMINED):
                misses.append(_miss(one, verdict, trusted))
    accuracy, coverage = _shares(given)
    told = f"{_named(path)}: {accuracy:.1%} right of those determined, {coverage:.1%} of {len(given)} determined"
    without = " and ".join(f"{share:.1%}" for share in _shares(raw))
    print(f"\n{told}; without trust {without}")  # noqa: T201  # for docs/evaluation.md
    least_accuracy, least_coverage = HARD if path in (*CALLS, *UNSEEN_CALLS) else (LEAST_ACCURACY, LEAST_COVERAGE)
    assert accuracy >= least_accuracy, "\n".join([told, *sorted(misses)])
    assert coverage >= least_coverage, told


def _shares(answers: Sequence[tuple[Verdict, Verdict]]) -> tuple[float, float]:
    """The share of right ones among the answers that were given, and of those given."""
    determined = [expected is given for expected, given in answers if given is not Verdict.UNDETERMINED]
    return sum(determined) / len(determined), len(determined) / len(answers)


def _read(one: LabelledDialogue) -> Reading:
    settings = Settings()
    pack = pack_for(one.language, settings.resolved_scorecards_dir)
    assert pack is not None, f"no language pack for {one.language!r}"
    call = stage(one.call, language=one.language, cues=pack)
    return Reading(call, pack, meaning=_meaning(call, pack, settings))


def _meaning(call: Call, pack: LanguagePack, settings: Settings) -> Meaning | None:
    heads, embedder = heads_for(settings), embedder_for(settings)
    return Meaning(call, embed_call(call, embedder, pack), heads) if heads and embedder else None


def _miss(one: LabelledDialogue, expected: Verdict, given: Finding) -> str:
    verdicts = f"{expected.value} → {given.verdict.value}"
    return f"{given.criterion}: {verdicts} in {one.call.title!r} ({one.at}): {given.explanation}"
