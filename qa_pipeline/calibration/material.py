"""The calls that heads and trust are fitted on: truths beside recordings, and calls that were written."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from qa_pipeline.calibration.labelled import LabelledCall
from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.split import Half, load_split
from qa_pipeline.evaluation.told import call_of
from qa_pipeline.evaluation.truth import truth_beside
from qa_pipeline.language.pack import LanguagePack, available_languages, load_pack
from qa_pipeline.rehearsal.labelled import all_labelled
from qa_pipeline.rehearsal.staging import stage


def labelled_calls(folders: Iterable[Path], packs: Mapping[str, LanguagePack]) -> list[LabelledCall]:
    """The calls of the folders that have a truth with turns and expected verdicts; the tuning half where there is a
    split.

    Raises UsageError for a folder without such a call, and for a truth that cannot be read.
    """
    return [call for folder in folders for call in _labelled_in(folder, packs)]


def _labelled_in(folder: Path, packs: Mapping[str, LanguagePack]) -> list[LabelledCall]:
    if not folder.is_dir():
        raise UsageError(f"{folder}: no folder; give one with NAME.truth.json files that have turns and `expected`")
    split = load_split(folder)
    calls = []
    for path in sorted(folder.glob("*.truth.json")):
        name = path.name.removesuffix(".truth.json")
        truth = truth_beside(folder / f"{name}.flac") if split is None or name in split[Half.TUNING] else None
        if truth and truth.answers and truth.turns and truth.language in packs:
            expected = {answer.criterion: answer.verdict for answer in truth.answers}
            calls.append(LabelledCall(call_of(name, truth, packs[truth.language]), expected))
    if not calls:
        raise UsageError(f"{folder}: no NAME.truth.json of the tuning half with turns and `expected` verdicts")
    return calls


def learned_calls(folder: Path, packs: Mapping[str, LanguagePack]) -> list[LabelledCall]:
    """The written calls of a folder that has one folder for each language: none where there is none.

    Raises ScorecardError naming file, line, key, what was found and what is allowed.
    """
    return [
        LabelledCall(
            stage(one.call, language=one.language, cues=packs[one.language]), one.expected, name=one.call.title
        )
        for one in all_labelled(folder)
        if one.language in packs
    ]


def shipped_packs(scorecards_dir: Path) -> dict[str, LanguagePack]:
    """Every language pack of the folder, by its language."""
    folder = scorecards_dir / "packs"
    loaded = {language: load_pack(language, folder) for language in available_languages(folder)}
    return {language: pack for language, pack in loaded.items() if pack is not None}
