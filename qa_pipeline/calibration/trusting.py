"""How far an answer is to be trusted: fitted on how often answers are right on labelled dialogues."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa_pipeline.calibration.fitting import Bools, require_scikit_learn
from qa_pipeline.calibration.labelled import LabelledCall
from qa_pipeline.calibration.versions import next_version, write_version
from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import Verdict
from qa_pipeline.language.embedder import Embedder, Vectors
from qa_pipeline.language.meaning import Heads, Meaning, embed_call, sigmoid
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.vocabulary import NO_NAMES, Vocabulary
from qa_pipeline.rehearsal.labelled import LabelledDialogue
from qa_pipeline.rehearsal.staging import stage
from qa_pipeline.scoring.trust import Slope, Trust, Trusted, log_odds

Matrix = npt.NDArray[np.float64]

FOLDS = 8
STRENGTH = 1.0
"""Inverse regularisation strength: a criterion with few answers stays near the mean of all."""

WHOLE = 20
"""Questions from which a dialogue counts as a whole call, asked whatever a scorecard asks."""

MOST_WEIGHT = 4.0
"""How much an answer of a dialogue that asks a few questions may weigh at most, against one of a whole call."""

CURVE_POINTS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer to a question of a labelled dialogue, and what a careful listener answers.

    Where it is `reviewed`, `dialogue` stands for a stored call, and people are the careful listeners.
    """

    dialogue: str
    whole: bool
    language: str
    criterion: str
    expected: Verdict
    given: Verdict
    confidence: float
    reviewed: bool = False

    @property
    def right(self) -> bool:
        return self.given is self.expected

    @property
    def determined(self) -> bool:
        return self.given is not Verdict.UNDETERMINED


def answers(
    dialogues: Iterable[LabelledDialogue],
    packs: Mapping[str, LanguagePack],
    embedder: Embedder,
    heads: Heads,
    *,
    on_dialogue: Callable[[LabelledDialogue], None] = lambda _: None,
) -> list[Judged]:
    """What the criteria about wording answer on dialogues in the packs' languages, with nothing held back for doubt."""
    found: list[Judged] = []
    for one in dialogues:
        if one.language in packs:
            on_dialogue(one)
            found += _answers_of(one, packs[one.language], embedder, heads)
    return found


def _answers_of(one: LabelledDialogue, pack: LanguagePack, embedder: Embedder, heads: Heads) -> Iterable[Judged]:
    call = stage(one.call, language=one.language, cues=pack)
    reading = Reading(call, pack, meaning=Meaning(call, embed_call(call, embedder, pack), heads))
    whole = len(one.expected) >= WHOLE
    for name, expected in one.expected.items():
        finding = CRITERIA[name].find(reading)
        yield Judged(one.at, whole, one.language, name, expected, finding.verdict, finding.confidence)


def reviewed_answers(
    calls: Iterable[LabelledCall],
    packs: Mapping[str, LanguagePack],
    embedder: Embedder,
    heads: Heads,
    vocabulary: Vocabulary = NO_NAMES,
) -> Iterator[Judged]:
    """What the criteria answer on reviewed calls in the packs' languages, likewise; each counts as a whole call."""
    for one in calls:
        pack = packs.get(one.call.language)
        if pack is None:
            continue
        meaning = Meaning(one.call, embed_call(one.call, embedder, pack), heads)
        reading = Reading(one.call, pack, vocabulary, meaning)
        for name, expected in one.expected.items():
            finding = CRITERIA[name].find(reading, one.params.get(name))
            yield Judged(
                one.call.recording.sha256,
                True,
                pack.language,
                name,
                expected,
                finding.verdict,
                finding.confidence,
                True,
            )


def fit_trust(
    judged: Sequence[Judged],
    *,
    least_right: float,
    heads: int,
    fitted_on: Sequence[str],
    counts: Mapping[str, int] | None = None,
) -> Trust:
    """Fit a logistic regression over the answers that were given; the figures are those of dialogues held out.

    Raises MissingExtra without scikit-learn.
    """
    require_scikit_learn()
    given = [one for one in judged if one.determined]
    columns = _Columns.of(given)
    rows, right = columns.rows(given), np.array([one.right for one in given])
    weights = _weights(judged, given)
    held_out = dict(zip(given, _held_out(rows, right, weights, [one.dialogue for one in given]), strict=True))
    effects = _effects(rows, right, weights)
    return Trust(
        version=1,
        heads=heads,
        fitted_on=list(fitted_on),
        counts=dict(counts or {}),
        least_right=least_right,
        bias=round(float(effects[-1]), 4),
        slope=Slope(all=columns.effect(effects, "slope"), met=columns.effect(effects, "slope", "met")),
        languages={one: columns.effect(effects, "language", one) for one in sorted({one.language for one in given})},
        criteria={
            name: _trusted(name, columns, effects, judged, held_out, least_right)
            for name in sorted({one.criterion for one in given})
        },
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column of the regression stands for."""

    names: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, given: Sequence[Judged]) -> "_Columns":
        names = {name for one in given for name in cls._set(one)}
        return cls((("slope",), ("slope", "met"), *sorted(names)))

    @staticmethod
    def _set(one: Judged) -> tuple[tuple[str, ...], ...]:
        return (
            ("language", one.language),
            ("criterion", one.criterion),
            ("verdict", one.criterion, one.given.value),
        )

    def rows(self, given: Sequence[Judged]) -> Matrix:
        place = {name: number for number, name in enumerate(self.names)}
        rows = np.zeros((len(given), len(self.names)))
        for row, one in zip(rows, given, strict=True):
            row[0] = log_odds(one.confidence)
            row[1] = row[0] if one.given is Verdict.MET else 0.0
            row[[place[name] for name in self._set(one)]] = 1.0
        return rows

    def effect(self, effects: Matrix, *name: str) -> float:
        return round(float(effects[self.names.index(name)]), 4)


def _weights(judged: Sequence[Judged], given: Sequence[Judged]) -> Vectors:
    """Dialogues that ask a few questions were written to have something to ask about: their answers weigh so that each
    expected verdict has the share that it has in whole calls."""
    whole = Counter((one.criterion, one.expected) for one in judged if one.whole)
    short = Counter((one.criterion, one.expected) for one in judged if not one.whole)
    asked_whole, asked_short = (_by_criterion(counts) for counts in (whole, short))

    def weight(one: Judged) -> float:
        if one.whole or not asked_whole[one.criterion]:
            return 1.0
        # As if there were one whole call more, of the dialogues: what no whole call has still weighs something.
        here = short[one.criterion, one.expected] / asked_short[one.criterion]
        there = (whole[one.criterion, one.expected] + here) / (asked_whole[one.criterion] + 1)
        return min(MOST_WEIGHT, there / here)

    return np.array([weight(one) for one in given], np.float32)


def _by_criterion(counts: Counter[tuple[str, Verdict]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (criterion, _), count in counts.items():
        sums[criterion] += count
    return sums


def _effects(rows: Matrix, right: Bools, weights: Vectors) -> Matrix:
    """The effect of each column, and last the bias."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(rows, right, sample_weight=weights)
    return np.append(model.coef_[0], model.intercept_[0])


def _held_out(rows: Matrix, right: Bools, weights: Vectors, dialogues: Sequence[str]) -> Vectors:
    """What a regression fitted without a dialogue gives the answers on it."""
    numbers = {name: number % FOLDS for number, name in enumerate(dict.fromkeys(dialogues))}
    folds = np.array([numbers[name] for name in dialogues])
    found = np.zeros(len(right), np.float32)
    for fold in range(FOLDS):
        test = folds == fold
        effects = _effects(rows[~test], right[~test], weights[~test])
        found[test] = sigmoid(rows[test] @ effects[:-1] + effects[-1])
    return found


def _trusted(
    name: str,
    columns: _Columns,
    effects: Matrix,
    judged: Sequence[Judged],
    held_out: Mapping[Judged, float],
    least_right: float,
) -> Trusted:
    asked = [one for one in judged if one.criterion == name]
    surest = sorted((one for one in asked if one in held_out), key=lambda one: -held_out[one])
    kept = [one for one in surest if held_out[one] >= least_right]
    reviewed = [one for one in surest if one.reviewed]
    verdicts = {column[2] for column in columns.names if column[:2] == ("verdict", name)}
    return Trusted(
        offset=columns.effect(effects, "criterion", name),
        verdicts={Verdict(one): columns.effect(effects, "verdict", name, one) for one in sorted(verdicts)},
        answers=len(surest),
        right=round(sum(one.right for one in surest) / len(surest), 3),
        reviewed=len(reviewed),
        reviewed_right=round(1 - _risk(reviewed), 3) if reviewed else None,
        coverage=round(len(kept) / len(asked), 3),
        risk=round(_risk(kept), 3),
        curve=_curve(surest, len(asked)),
    )


def _risk(given: Sequence[Judged]) -> float:
    return sum(not one.right for one in given) / max(1, len(given))


def _curve(surest: Sequence[Judged], asked: int) -> list[tuple[float, float]]:
    """(coverage, risk) of the surest answers, in ten steps."""
    counts = sorted({max(1, round(len(surest) * step / CURVE_POINTS)) for step in range(1, CURVE_POINTS + 1)})
    return [(round(count / asked, 3), round(_risk(surest[:count]), 3)) for count in counts]


def write_trust(folder: Path, trust: Trust) -> Path:
    """Write the next version of the trust into the folder, and return its file."""
    version = next_version(folder)
    document = trust.model_copy(update={"version": version}).model_dump(mode="json")
    heading = "# Written by `callqa calibrate`; docs/meaning.md explains the figures.\n"
    return write_version(folder, version, heading, document)
