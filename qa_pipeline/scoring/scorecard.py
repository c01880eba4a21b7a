"""A scorecard: sections of weighted criteria, pass mark and bands, read from a versioned file."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import ScorecardRef
from qa_pipeline.language.documents import read_document, suggest
from qa_pipeline.language.validation import validated
from qa_pipeline.scoring.checks import check
from qa_pipeline.scoring.code_of_practice import load_code
from qa_pipeline.scoring.layout import Band, CriterionEntry, ScorecardFile, Section

__all__ = [
    "Band",
    "CriterionEntry",
    "Scorecard",
    "Section",
    "available_scorecards",
    "load_scorecard",
    "load_scorecard_file",
    "released_scorecards",
    "scorecard_versions",
]

NOT_SCORECARDS = (
    "packs",
    "code_of_practice",
    "examples",
    "labelled",
    "learned",
    "meaning",
    "prompts",
    "roles",
    "trust",
)


class Scorecard(ScorecardFile):
    """One checked version of a scorecard, with the sha256 of the file that it was read from."""

    digest: str

    @property
    def ref(self) -> ScorecardRef:
        return ScorecardRef(self.name, self.version, self.digest)


def load_scorecard(name: str, scorecards_dir: Path, version: int | None = None) -> Scorecard:
    """The scorecard of that name: the version asked for, else the newest released one.

    Raises ScorecardError naming file, line, key, what was found and what is allowed.
    """
    versions = scorecard_versions(name, scorecards_dir)
    there = ", ".join(str(number) for number in sorted(versions))
    if version is not None:
        if version not in versions:
            raise ScorecardError(f"{scorecards_dir / name}: found no version {version}; allowed: {there}")
        return load_scorecard_file(versions[version], scorecards_dir)
    released = _newest_released(versions, scorecards_dir)
    if released is None:
        raise ScorecardError(f"{scorecards_dir / name}: found no released version; ask for a draft by number: {there}")
    return released


def released_scorecards(scorecards_dir: Path) -> tuple[Scorecard, ...]:
    """The newest released version of each scorecard that has one, by name; raises ScorecardError likewise."""
    newest = (
        _newest_released(scorecard_versions(name, scorecards_dir), scorecards_dir)
        for name in available_scorecards(scorecards_dir)
    )
    return tuple(card for card in newest if card is not None)


def available_scorecards(scorecards_dir: Path) -> tuple[str, ...]:
    """The names of the scorecards in the folder, sorted."""
    folders = (path for path in scorecards_dir.glob("*") if path.is_dir() and path.name not in NOT_SCORECARDS)
    return tuple(sorted(folder.name for folder in folders if _numbered(folder)))


def _newest_released(versions: Mapping[int, Path], scorecards_dir: Path) -> Scorecard | None:
    for number in sorted(versions, reverse=True):
        scorecard = load_scorecard_file(versions[number], scorecards_dir)
        if scorecard.released:
            return scorecard
    return None


def scorecard_versions(name: str, scorecards_dir: Path) -> Mapping[int, Path]:
    """The files of every version of a scorecard, drafts included; raises ScorecardError for a name that is none."""
    names = available_scorecards(scorecards_dir)
    if name not in names:
        raise ScorecardError(f"{scorecards_dir}: found no scorecard {name!r}; allowed: {suggest(name, names)}")
    return _numbered(scorecards_dir / name)


def _numbered(folder: Path) -> Mapping[int, Path]:
    return {int(path.stem): path for path in folder.glob("*.yaml") if path.stem.isdecimal()}


def load_scorecard_file(path: Path, scorecards_dir: Path) -> Scorecard:
    """The scorecard in a file, which goes by the code of practice in `scorecards_dir`; raises ScorecardError."""
    document = read_document(path)
    file = validated(ScorecardFile, document)
    check(file, document, load_code(scorecards_dir), scorecards_dir)
    return Scorecard(**dict(file), digest=hashlib.sha256(path.read_bytes()).hexdigest())
