"""Which scorecard a person means: by name, by name and version, or by the path of its file."""

from pathlib import Path

from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.scorecard import (
    Scorecard,
    available_scorecards,
    load_scorecard,
    load_scorecard_file,
    scorecard_versions,
)


def scorecard_files(which: str, scorecards_dir: Path) -> tuple[Path, ...]:
    """The files of "name/version", of every version of "name", of a path, or of "" all there are, in order."""
    if not which:
        return tuple(file for name in available_scorecards(scorecards_dir) for file in _files(name, scorecards_dir))
    if _is_path(which):
        return (Path(which),)
    name, slash, version = which.partition("/")
    if not slash:
        return _files(name, scorecards_dir)
    return (_version(name, version, scorecards_dir),)


def load_named(which: str, scorecards_dir: Path) -> Scorecard:
    """The scorecard of "name/version", of a path, or the newest released one of "name"; raises ScorecardError."""
    if _is_path(which):
        return load_scorecard_file(Path(which), folder_of(Path(which), scorecards_dir))
    name, slash, version = which.partition("/")
    if not slash:
        return load_scorecard(name, scorecards_dir)
    return load_scorecard_file(_version(name, version, scorecards_dir), scorecards_dir)


def folder_of(path: Path, scorecards_dir: Path) -> Path:
    """The folder whose packs and code of practice a file goes by: its own where it has them."""
    own = path.resolve().parent.parent
    return own if (own / "code_of_practice").is_dir() else scorecards_dir


def _is_path(which: str) -> bool:
    return which.endswith((".yaml", ".yml"))


def _files(name: str, scorecards_dir: Path) -> tuple[Path, ...]:
    versions = scorecard_versions(name, scorecards_dir)
    return tuple(versions[number] for number in sorted(versions))


def _version(name: str, version: str, scorecards_dir: Path) -> Path:
    versions = scorecard_versions(name, scorecards_dir)
    number = int(version) if version.isdecimal() else -1
    if number not in versions:
        there = ", ".join(str(one) for one in sorted(versions))
        raise ScorecardError(f"{scorecards_dir / name}: found no version {version}; allowed: {there}")
    return versions[number]
