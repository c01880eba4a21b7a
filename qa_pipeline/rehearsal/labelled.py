"""Dialogues with the verdicts that a careful listener gives: scorecards/labelled/<language>/*.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Verdict
from qa_pipeline.language.documents import Place, read_document, suggest
from qa_pipeline.language.validation import validated_part
from qa_pipeline.rehearsal.dialogue import Dialogue


def _known(found: Any) -> Any:
    if found not in CRITERIA:
        raise ValueError(suggest(found, CRITERIA))
    return found


class Answered(Dialogue):
    """A dialogue as it is written, with its title and the verdict for each criterion that is clear in it."""

    title: str
    expected: dict[Annotated[str, BeforeValidator(_known)], Verdict] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class LabelledDialogue:
    """A dialogue with its verdicts; `at` is its file and line."""

    call: Answered
    language: str
    at: str

    @property
    def expected(self) -> Mapping[str, Verdict]:
        """The verdict by criterion."""
        return self.call.expected


def load_labelled(path: Path, language: str) -> tuple[LabelledDialogue, ...]:
    """The dialogues of a file; raises ScorecardError naming file, line, key, what was found and what is allowed."""
    document = read_document(path)
    found = document.data.get("dialogues")
    if not isinstance(found, list):
        raise document.error(("dialogues",), found, "a list of dialogues with title, lines and expected")
    places: list[Place] = [("dialogues", number) for number in range(len(found))]
    return tuple(
        LabelledDialogue(validated_part(Answered, document, one, place), language, f"{path}:{document.lines[place]}")
        for place, one in zip(places, found, strict=True)
    )


def all_labelled(folder: Path) -> Iterator[LabelledDialogue]:
    """Every dialogue under a folder that has one folder for each language."""
    for path in sorted(folder.glob("*/*.yaml")):
        yield from load_labelled(path, path.parent.name)


def require_labelled(folder: Path) -> tuple[LabelledDialogue, ...]:
    """What `all_labelled` finds; raises ScorecardError where that is nothing."""
    found = tuple(all_labelled(folder))
    if not found:
        raise ScorecardError(f"{folder}: no labelled dialogues; they stand in <language>/*.yaml, see docs/scoring.md")
    return found
