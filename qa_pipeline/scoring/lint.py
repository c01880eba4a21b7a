"""What is wrong with a scorecard's file, and what its author should look at again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import Document, Place, read_document
from qa_pipeline.language.lacking import lacking
from qa_pipeline.language.validation import faults
from qa_pipeline.scoring.checks import errors, placed_entries, placed_sections
from qa_pipeline.scoring.code_of_practice import CodeOfPractice, code_file, load_code
from qa_pipeline.scoring.conditions import LanguageCondition
from qa_pipeline.scoring.layout import ScorecardFile
from qa_pipeline.scoring.reach import contradictions

WHOLE = 100.0
"""What the weights of a scorecard's sections add up to, so that each reads as a percentage."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about a scorecard; with an error it must not be used, a warning is for its author to judge."""

    severity: Literal["error", "warning"]
    text: str


def lint(path: Path, scorecards_dir: Path, *, today: date) -> tuple[Remark, ...]:
    """Every remark about a scorecard's file, errors first. Its packs and code are those of `scorecards_dir`."""
    try:
        document = read_document(path)
        code = load_code(scorecards_dir)
    except ScorecardError as error:
        return (Remark("error", str(error)),)
    shape = faults(ScorecardFile, document, document.data, ())
    if shape:
        return tuple(Remark("error", sentence) for sentence in shape)
    file = ScorecardFile.model_validate(document.data)
    remarks = [Remark("error", str(error)) for error in errors(file, document, code, scorecards_dir)]
    remarks += _guidance(file, document)
    remarks += _conditions(file, document)
    remarks += _languages(file, document, scorecards_dir)
    remarks += _weights(file, document)
    remarks += _pass_mark(file, document)
    remarks += _review(file, document, today)
    remarks += _clauses(file, document, code)
    return tuple(sorted(remarks, key=lambda remark: remark.severity != "error"))


def _guidance(file: ScorecardFile, document: Document) -> Iterator[Remark]:
    """The whole call may hang on a critical criterion: a reviewer has to know what to confirm."""
    for one in placed_entries(file):
        guidance = one.entry.guidance.strip().rstrip(".").casefold()
        if one.entry.critical and guidance in ("", one.entry.title.strip().rstrip(".").casefold()):
            text = "a critical criterion has no guidance beyond its title; say what the reviewer listens for"
            yield _remark("error", document, (*one.place, "guidance"), text)


def _conditions(file: ScorecardFile, document: Document) -> Iterator[Remark]:
    for one in placed_entries(file):
        place = (*one.place, "applies_when")
        for reason in contradictions(file, one.entry):
            text = f"{one.entry.name} is never asked: no call has {reason}"
            yield _remark("error", document, place, text)
        for index, condition in enumerate(one.entry.applies_when):
            if isinstance(condition, LanguageCondition):
                others = [language for language in condition.language if language not in file.languages]
                known = f"the scorecard is for {', '.join(file.languages)}"
                for language in others:
                    yield _remark("warning", document, (*place, index, "language"), f"{language!r} is none: {known}")


def _languages(file: ScorecardFile, document: Document, scorecards_dir: Path) -> Iterator[Remark]:
    for index, language in enumerate(file.languages):
        place = ("languages", index)
        for sentence in lacking(language, scorecards_dir / "packs"):
            yield _remark("error", document, place, sentence)
        if not code_file(scorecards_dir, language).is_file():
            text = f"the code of practice is not written in {language!r}; its clauses are shown in English"
            yield _remark("warning", document, place, text)


def _weights(file: ScorecardFile, document: Document) -> Iterator[Remark]:
    total = sum(section.weight for section in file.sections)
    if abs(total - WHOLE) > 1e-6:
        text = f"the weights of the sections add up to {total:g}; with {WHOLE:g} each reads as a percentage"
        yield _remark("warning", document, ("sections",), text)
    for one in placed_sections(file):
        if one.section.criteria and all(entry.bonus for entry in one.section.criteria):
            text = "its weight counts for nothing: it has bonus questions alone"
            yield _remark("warning", document, (*one.place, "weight"), text)


def _pass_mark(file: ScorecardFile, document: Document) -> Iterator[Remark]:
    if file.pass_mark not in [band.at_least for band in file.bands]:
        text = (
            f"{file.pass_mark:g} lies within the band {file.band(file.pass_mark)!r}, which then holds passed and failed"
        )
        yield _remark("warning", document, ("pass_mark",), text)


def _review(file: ScorecardFile, document: Document, today: date) -> Iterator[Remark]:
    if file.review_by < today:
        yield _remark("warning", document, ("review_by",), f"{file.review_by} is past; look the scorecard through")


def _clauses(file: ScorecardFile, document: Document, code: CodeOfPractice) -> Iterator[Remark]:
    measured = {entry.clause for entry in file.entries}
    missing = [one.id for one in code.clauses if one.shown_by == "recording" and one.id not in measured]
    if missing:
        text = f"no criterion measures these clauses, which a recording can show: {', '.join(missing)}"
        yield _remark("warning", document, ("sections",), text)


def _remark(severity: Literal["error", "warning"], document: Document, place: Place, text: str) -> Remark:
    return Remark(severity, f"{document.at(place)}: {text}")
