"""What must hold in a scorecard beyond the shape of its file: names, parameters, scales, clauses, conditions, bands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import Document, Place, suggest
from qa_pipeline.language.validation import faults
from qa_pipeline.scoring.code_of_practice import CodeOfPractice
from qa_pipeline.scoring.conditions import CriterionCondition
from qa_pipeline.scoring.layout import CriterionEntry, InnerSection, Scale, ScorecardFile, Section
from qa_pipeline.scoring.prompts import UnknownPrompt, load_prompt

OWN_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """A criterion's entry and where it stands in the file."""

    place: Place
    entry: CriterionEntry


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """A section and where it stands in the file."""

    place: Place
    section: Section | InnerSection


def check(file: ScorecardFile, document: Document, code: CodeOfPractice, scorecards_dir: Path) -> None:
    """Raise ScorecardError for the first thing that does not hold."""
    for error in errors(file, document, code, scorecards_dir):
        raise error


def errors(
    file: ScorecardFile, document: Document, code: CodeOfPractice, scorecards_dir: Path
) -> Iterator[ScorecardError]:
    """One error for each thing that does not hold; prompts are those of `scorecards_dir`."""
    yield from _identity(file, document)
    yield from _bands(file, document)
    yield from _unique(file, document)
    for one in placed_entries(file):
        yield from _entry(one, document, code)
        yield from _prompt(one, document, scorecards_dir)
    for one in placed_entries(file):
        yield from _conditions(file, one, document)


def placed_sections(file: ScorecardFile) -> Iterator[PlacedSection]:
    """Every section with its place, each followed by those inside it."""
    for number, section in enumerate(file.sections):
        yield PlacedSection(("sections", number), section)
        for inner_number, inner in enumerate(section.sections):
            yield PlacedSection(("sections", number, "sections", inner_number), inner)


def placed_entries(file: ScorecardFile) -> Iterator[PlacedEntry]:
    """Every criterion with its place, in the scorecard's order."""
    for one in placed_sections(file):
        for index, entry in enumerate(one.section.criteria):
            yield PlacedEntry((*one.place, "criteria", index), entry)


def _identity(file: ScorecardFile, document: Document) -> Iterator[ScorecardError]:
    """A result names scorecard and version; both have to lead back to the file."""
    folder, stem = document.path.resolve().parent.name, document.path.stem
    if file.name != folder:
        yield document.error(("name",), file.name, f"{folder!r}, as its folder is named")
    if str(file.version) != stem:
        yield document.error(("version",), file.version, f"{stem}, as its file is named")


def _bands(file: ScorecardFile, document: Document) -> Iterator[ScorecardError]:
    for index, band in enumerate(file.bands):
        expected = 0 if index == 0 else file.bands[index - 1].at_least
        if index == 0 and band.at_least != 0:
            yield document.error(("bands", 0, "at_least"), band.at_least, "0 for the first band")
        if index > 0 and band.at_least <= expected:
            yield document.error(("bands", index, "at_least"), band.at_least, f"more than the {expected:g} before it")


def _unique(file: ScorecardFile, document: Document) -> Iterator[ScorecardError]:
    sections: set[str] = set()
    for one in placed_sections(file):
        if one.section.id in sections:
            yield document.error((*one.place, "id"), one.section.id, "an id that no section above has")
        sections.add(one.section.id)
    names: set[str] = set()
    for placed in placed_entries(file):
        if placed.entry.name in names:
            yield document.error((*placed.place, "name"), placed.entry.name, "each criterion once")
        names.add(placed.entry.name)


def _entry(placed: PlacedEntry, document: Document, code: CodeOfPractice) -> Iterator[ScorecardError]:
    place, entry = placed.place, placed.entry
    registered = entry.scale is None and entry.judge is None
    yield from _asked(entry, document, place) if registered else _own(entry, document, place)
    if entry.scale is not None:
        yield from _scaled(entry.scale, document, (*place, "scale"))
    if entry.auto_fail is not None and not entry.critical:
        yield document.error((*place, "auto_fail"), entry.auto_fail, "only beside 'critical: true'")
    if entry.critical and entry.bonus:
        yield document.error((*place, "bonus"), entry.bonus, "a weight, for a criterion that is critical")
    if code.clause(entry.clause) is None:
        allowed = suggest(entry.clause, [clause.id for clause in code.clauses])
        yield document.error((*place, "clause"), entry.clause, allowed)


def _asked(entry: CriterionEntry, document: Document, place: Place) -> Iterator[ScorecardError]:
    criterion = CRITERIA.get(entry.name)
    if criterion is None:
        yield document.error((*place, "name"), entry.name, suggest(entry.name, CRITERIA))
        return
    sentences = faults(criterion.model, document, entry.params, (*place, "params"))
    yield from map(ScorecardError, sentences)
    given = {one.name: one.default for one in criterion.parameters} | entry.params
    if not sentences and "low" in given and given["low"] > given.get("high", given["low"]):
        yield document.error(
            (*place, "params"), f"low {given['low']} above high {given['high']}", "a low up to the high"
        )


def _own(entry: CriterionEntry, document: Document, place: Place) -> Iterator[ScorecardError]:
    """What holds for a question of the scorecard's own, which a scale or the judge answers."""
    kind = "judge" if entry.judge else "scale"
    if entry.scale is not None and entry.judge is not None:
        yield document.error((*place, "judge"), "both 'judge' and 'scale'", "one of them")
    if entry.name in CRITERIA:
        allowed = f"a name of the scorecard's own beside {kind!r}: this one is a registered criterion's"
        yield document.error((*place, "name"), entry.name, allowed)
    elif not OWN_NAME.fullmatch(entry.name):
        yield document.error((*place, "name"), entry.name, "small letters, digits and underscores, a letter first")
    if entry.params:
        yield document.error((*place, "params"), entry.params, f"none beside {kind!r}")
    if entry.judge is not None and entry.critical:
        # What decides over a whole call may not hang on a model that reads what the caller says.
        yield document.error((*place, "critical"), entry.critical, "false beside 'judge'")


def _prompt(placed: PlacedEntry, document: Document, scorecards_dir: Path) -> Iterator[ScorecardError]:
    asked = placed.entry.judge
    if asked is None:
        return
    try:
        load_prompt(asked.prompt, scorecards_dir)
    except UnknownPrompt as unknown:
        yield document.error((*placed.place, "judge", "prompt"), asked.prompt, unknown.allowed)
    except ScorecardError as error:
        yield error


def _scaled(scale: Scale, document: Document, place: Place) -> Iterator[ScorecardError]:
    yield from _levels(scale, document, (*place, "levels"))
    lowest, highest = scale.ends
    if scale.met_from is not None and not lowest < scale.met_from <= highest:
        allowed = f"above the lowest level {lowest:g}, up to the highest {highest:g}"
        yield document.error((*place, "met_from"), scale.met_from, allowed)


def _levels(scale: Scale, document: Document, place: Place) -> Iterator[ScorecardError]:
    """Every value has one level: bounds rise, and the last level has none."""
    if scale.ends[0] == scale.ends[1]:
        yield document.error(place, f"the level {scale.ends[0]:g} alone", "at least two different levels")
    *bounded, last = enumerate(scale.levels)
    if last[1].at_most is not None:
        yield document.error((*place, last[0], "at_most"), last[1].at_most, "no bound in the last level")
    before: float | None = None
    for index, one in bounded:
        if one.at_most is None:
            yield document.error((*place, index, "at_most"), "nothing", "a bound in every level but the last")
        elif before is not None and one.at_most <= before:
            yield document.error((*place, index, "at_most"), one.at_most, f"more than the {before:g} before it")
        before = one.at_most if one.at_most is not None else before


def _conditions(file: ScorecardFile, placed: PlacedEntry, document: Document) -> Iterator[ScorecardError]:
    entry = placed.entry
    for index, condition in enumerate(entry.applies_when):
        if not isinstance(condition, CriterionCondition):
            continue
        here = (*placed.place, "applies_when", index, "criterion")
        if file.entry(condition.criterion) is None:
            allowed = suggest(condition.criterion, [other.name for other in file.entries])
            yield document.error(here, condition.criterion, allowed)
        if entry.name in _leads_to(file, condition.criterion, frozenset()):
            yield document.error(here, condition.criterion, "a criterion whose own conditions do not lead back here")


def _leads_to(file: ScorecardFile, name: str, seen: frozenset[str]) -> frozenset[str]:
    """The criteria that a criterion's verdict depends on, itself included."""
    entry = file.entry(name)
    if name in seen or entry is None:
        return seen
    seen |= {name}
    for condition in entry.applies_when:
        if isinstance(condition, CriterionCondition):
            seen = _leads_to(file, condition.criterion, seen)
    return seen
