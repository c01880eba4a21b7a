"""Fittings are numbered files: each is written beside the ones before, and none is changed."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from qa_pipeline.language.heads import newest


def next_version(folder: Path) -> int:
    """The number of the next fitting in a folder, from 1."""
    before = newest(folder)
    return int(before.stem) + 1 if before else 1


def write_version(folder: Path, version: int, heading: str, document: Mapping[str, object]) -> Path:
    """Write one fitting as YAML below a heading, and return its file; the folder is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{version}.yaml"
    text = yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)
    path.write_text(heading + text, encoding="utf-8")
    return path
