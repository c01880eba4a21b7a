"""What must hold in a scorecard beyond the shape of its file: names, parameters, clauses, conditions, bands."""

from collections.abc import Iterator

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.language.documents import Document, Place, suggest
from qa_pipeline.language.validation import validated_part
from qa_pipeline.scoring.code_of_practice import CodeOfPractice
from qa_pipeline.scoring.conditions import CriterionCondition
from qa_pipeline.scoring.layout import CriterionEntry, ScorecardFile


def check(file: ScorecardFile, document: Document, code: CodeOfPractice) -> None:
    """Raise ScorecardError for the first thing that does not hold."""
    _check_identity(file, document)
    _check_bands(file, document)
    _check_unique(file, document)
    for place, entry in _placed(file):
        _check_entry(entry, document, place, code)
    for place, entry in _placed(file):
        _check_conditions(file, entry, document, place)


def _placed(file: ScorecardFile) -> Iterator[tuple[Place, CriterionEntry]]:
    for number, section in enumerate(file.sections):
        for index, entry in enumerate(section.criteria):
            yield ("sections", number, "criteria", index), entry


def _check_identity(file: ScorecardFile, document: Document) -> None:
    """A result names scorecard and version; both have to lead back to the file."""
    folder, stem = document.path.parent.name, document.path.stem
    if file.name != folder:
        raise document.error(("name",), file.name, f"{folder!r}, as its folder is named")
    if str(file.version) != stem:
        raise document.error(("version",), file.version, f"{stem}, as its file is named")


def _check_bands(file: ScorecardFile, document: Document) -> None:
    for index, band in enumerate(file.bands):
        expected = 0 if index == 0 else file.bands[index - 1].at_least
        if index == 0 and band.at_least != 0:
            raise document.error(("bands", 0, "at_least"), band.at_least, "0 for the first band")
        if index > 0 and band.at_least <= expected:
            raise document.error(("bands", index, "at_least"), band.at_least, f"more than the {expected:g} before it")


def _check_unique(file: ScorecardFile, document: Document) -> None:
    sections: set[str] = set()
    for number, section in enumerate(file.sections):
        if section.id in sections:
            raise document.error(("sections", number, "id"), section.id, "an id that no section above has")
        sections.add(section.id)
    names: set[str] = set()
    for place, entry in _placed(file):
        if entry.name in names:
            raise document.error((*place, "name"), entry.name, "each criterion once")
        names.add(entry.name)


def _check_entry(entry: CriterionEntry, document: Document, place: Place, code: CodeOfPractice) -> None:
    criterion = CRITERIA.get(entry.name)
    if criterion is None:
        raise document.error((*place, "name"), entry.name, suggest(entry.name, CRITERIA))
    validated_part(criterion.model, document, entry.params, (*place, "params"))
    if entry.auto_fail is not None and not entry.critical:
        raise document.error((*place, "auto_fail"), entry.auto_fail, "only beside 'critical: true'")
    if code.clause(entry.clause) is None:
        allowed = suggest(entry.clause, [clause.id for clause in code.clauses])
        raise document.error((*place, "clause"), entry.clause, allowed)


def _check_conditions(file: ScorecardFile, entry: CriterionEntry, document: Document, place: Place) -> None:
    for index, condition in enumerate(entry.applies_when):
        if not isinstance(condition, CriterionCondition):
            continue
        here = (*place, "applies_when", index, "criterion")
        if file.entry(condition.criterion) is None:
            allowed = suggest(condition.criterion, [other.name for other in file.entries])
            raise document.error(here, condition.criterion, allowed)
        if entry.name in _leads_to(file, condition.criterion, frozenset()):
            raise document.error(here, condition.criterion, "a criterion whose own conditions do not lead back here")


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
