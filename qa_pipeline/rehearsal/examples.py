"""The example calls of the criteria: dialogues, each with the verdict that a criterion must give it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.reading import Reading
from qa_pipeline.dialogue.cues import NO_CUES
from qa_pipeline.errors import ScorecardError
from qa_pipeline.finding import Finding, Verdict
from qa_pipeline.language.documents import Document, Place, read_document, suggest
from qa_pipeline.language.pack import LanguagePack
from qa_pipeline.language.validation import faults, validated_part
from qa_pipeline.rehearsal.dialogue import Dialogue
from qa_pipeline.rehearsal.staging import stage

VERDICTS = tuple(verdict.value for verdict in Verdict)


class ExampleCall(Dialogue):
    """A dialogue, and the criterion's parameters where they are not the defaults."""

    params: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A call that a criterion must answer so; `at` is its file and line."""

    criterion: str
    verdict: Verdict
    language: str
    call: ExampleCall
    at: str

    def find(self, pack: LanguagePack | None) -> Finding:
        """What the criterion answers, with the phrases of a pack."""
        heard = stage(self.call, language=self.language, cues=pack or NO_CUES)
        return CRITERIA[self.criterion].find(Reading(heard, pack), self.call.params)


def load_examples(scorecards_dir: Path, language: str = "en") -> tuple[Example, ...]:
    """Every example in a language, file by file; raises ScorecardError naming file, line, key, found and allowed."""
    folder = scorecards_dir / "examples" / language
    files = sorted(folder.glob("*.yaml"))
    if not files:
        there = ", ".join(sorted(path.name for path in folder.parent.glob("*") if path.is_dir())) or "none"
        raise ScorecardError(f"{folder}: found no examples for {language!r}; there are some for: {there}")
    return tuple(example for path in files for example in _examples(read_document(path), language))


def _examples(document: Document, language: str) -> Iterator[Example]:
    for criterion, verdicts in document.data.items():
        if criterion not in CRITERIA:
            raise document.error((criterion,), criterion, suggest(criterion, CRITERIA))
        _mapping(document, (criterion,), verdicts)
        for verdict, calls in verdicts.items():
            place: Place = (criterion, verdict)
            if verdict not in VERDICTS:
                raise document.error(place, verdict, suggest(verdict, VERDICTS))
            if not isinstance(calls, list):
                raise document.error(place, calls, "a list of dialogues")
            for number, call in enumerate(calls):
                yield _example(document, (*place, number), call, language)


def _example(document: Document, place: Place, found: Any, language: str) -> Example:
    criterion, verdict = str(place[0]), Verdict(str(place[1]))
    call = validated_part(ExampleCall, document, found, place)
    for sentence in faults(CRITERIA[criterion].model, document, call.params, (*place, "params")):
        raise ScorecardError(sentence)
    line = document.lines[place]
    return Example(criterion, verdict, language, call, f"{document.path}:{line}")


def _mapping(document: Document, place: Place, found: Any) -> None:
    if not isinstance(found, dict):
        raise document.error(place, found, f"a mapping of {', '.join(VERDICTS)} to dialogues")
