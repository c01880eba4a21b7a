"""The example dialogues of a scorecard's criteria, asked of the criteria as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from qa_pipeline.engines import pack_for
from qa_pipeline.finding import Verdict
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.rehearsal.examples import Example, load_examples
from qa_pipeline.scoring.layout import CriterionEntry
from qa_pipeline.scoring.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Wrong:
    """An example that is answered otherwise than it says; `at` is its file and line."""

    at: str
    expected: Verdict
    found: Verdict
    explanation: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The examples of one criterion in one language: how many there are of each verdict, and the wrong ones.

    `otherwise` are right by themselves, but would be answered otherwise with the scorecard's parameters.
    """

    criterion: str
    language: str
    counts: Mapping[Verdict, int]
    wrong: tuple[Wrong, ...]
    otherwise: tuple[Wrong, ...]


def example_languages(scorecard: Scorecard, scorecards_dir: Path) -> tuple[str, ...]:
    """The scorecard's languages that there are examples in."""
    folder = scorecards_dir / "examples"
    return tuple(language for language in scorecard.languages if any((folder / language).glob("*.yaml")))


def rehearse(scorecard: Scorecard, language: str, scorecards_dir: Path) -> Iterator[Rehearsed]:
    """Ask the scorecard's criteria their examples in a language, in the scorecard's order.

    Raises ScorecardError for examples that cannot be read. A scale question and one for the judge have none, nor has a
    criterion of which none are written; its counts are then empty.
    """
    pack = pack_for(language, scorecards_dir)
    by_name = sorted(load_examples(scorecards_dir, language), key=lambda one: one.criterion)
    examples = {name: tuple(group) for name, group in groupby(by_name, key=lambda one: one.criterion)}
    for entry in scorecard.entries:
        if entry.scale is None and entry.judge is None:
            yield _rehearsed(entry, language, examples.get(entry.name, ()), pack)


def _rehearsed(
    entry: CriterionEntry, language: str, examples: tuple[Example, ...], pack: LanguagePack | None
) -> Rehearsed:
    wrong = {one.at: found for one in examples if (found := _asked(one, pack))}
    right = [one for one in examples if one.at not in wrong and not one.call.params and entry.params]
    own = (replace(one, call=one.call.model_copy(update={"params": entry.params})) for one in right)
    otherwise = tuple(found for one in own if (found := _asked(one, pack)))
    counts = {verdict: sum(one.verdict is verdict for one in examples) for verdict in Verdict}
    there = {verdict: count for verdict, count in counts.items() if count}
    return Rehearsed(entry.name, language, there, tuple(wrong.values()), otherwise)


def _asked(example: Example, pack: LanguagePack | None) -> Wrong | None:
    finding = example.find(pack)
    if finding.verdict is example.verdict:
        return None
    return Wrong(example.at, example.verdict, finding.verdict, finding.explanation)
