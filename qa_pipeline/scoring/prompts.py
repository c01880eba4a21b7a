"""The prompts that the judge is asked with: versioned files in `prompts/` beside the scorecards."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import Document, read_document, suggest
from qa_pipeline.language.validation import validated

PLACES: Mapping[str, tuple[str, ...]] = {
    "system": ("question", "proven_by", "yes", "no", "mark"),
    "data": ("mark", "transcript"),
}
"""What each text of a prompt has to have, as `{name}`: what is put in there when the judge is asked."""

_PLACE = re.compile(r"\{(\w+)\}")
_WHICH = re.compile(r"[a-z][a-z0-9_]*/[1-9][0-9]*")


class UnknownPrompt(ScorecardError):
    """There is no such prompt; `allowed` names those that there are."""

    def __init__(self, which: str, folder: Path, allowed: str) -> None:
        super().__init__(f"{folder}: found no prompt {which!r}; allowed: {allowed}")
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of a prompt with the sha256 of its file. `system` instructs, `data` brings what was said."""

    name: str
    version: int
    digest: str
    system: str
    data: str

    def __str__(self) -> str:
        return f"{self.name}/{self.version} {self.digest[:12]}"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: int
    system: str = Field(min_length=1)
    data: str = Field(min_length=1)


def load_prompt(which: str, scorecards_dir: Path) -> Prompt:
    """The prompt of "name/version"; raises UnknownPrompt, or ScorecardError naming file, line, key, found, allowed."""
    folder = scorecards_dir / "prompts"
    there = sorted(f"{path.parent.name}/{path.stem}" for path in folder.glob("*/*.yaml"))
    if not _WHICH.fullmatch(which) or which not in there:
        raise UnknownPrompt(which, folder, suggest(which, there))
    document = read_document(folder / f"{which}.yaml")
    file = validated(_File, document)
    if f"{file.name}/{file.version}" != which:
        raise document.error(("name",), f"{file.name}/{file.version}", f"{which}, as its folder and file are named")
    for text, places in PLACES.items():
        _check_places(document, text, getattr(file, text), places)
    digest = hashlib.sha256(document.path.read_bytes()).hexdigest()
    return Prompt(file.name, file.version, digest, file.system, file.data)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{name}` replaced, in one pass: what is put in is never itself filled."""
    return _PLACE.sub(lambda place: values[place[1]], text)


def _check_places(document: Document, key: str, text: str, places: tuple[str, ...]) -> None:
    found = set(_PLACE.findall(text))
    for name in sorted(found - set(places)):
        raise document.error((key,), f"{{{name}}}", " ".join(f"{{{one}}}" for one in places))
    for name in places:
        if name not in found:
            raise document.error((key,), f"no {{{name}}}", f"all of {' '.join(f'{{{one}}}' for one in places)}")
