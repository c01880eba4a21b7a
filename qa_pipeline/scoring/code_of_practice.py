"""The code of practice that scorecards stand on: components and clauses with id, title and text, as data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import Document, read_document, suggest
from qa_pipeline.language.validation import validated

MAIN_LANGUAGE = "en"
"""The language whose file scorecards are checked against; the others follow its components and clauses."""

ShownBy = Literal["recording", "dashboard", "records", "management"]


class Clause(BaseModel):
    """One clause; `shown_by` says whether a recording can show it, or what else has to.

    `reason` says why no recording can; `leaves_open` is what a recording cannot tell of a clause that it shows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    shown_by: ShownBy
    reason: str = ""
    leaves_open: str = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        heard = self.shown_by == "recording"
        if heard and self.reason:
            raise ValueError(
                "reason only where shown_by is not recording; leaves_open says what a recording cannot tell"
            )
        if not heard and not self.reason:
            raise ValueError(f"a reason beside shown_by: {self.shown_by}")
        if not heard and self.leaves_open:
            raise ValueError("leaves_open only beside shown_by: recording; reason says why a recording cannot show it")
        return self

    @property
    def component(self) -> str:
        """The component that the clause belongs to: what stands before the dot of its id."""
        return self.id.partition(".")[0]


class CodeOfPractice(BaseModel):
    """All clauses in one language, and the titles of the components that they belong to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    title: str = Field(min_length=1)
    components: Mapping[str, str] = Field(min_length=1)
    clauses: tuple[Clause, ...] = Field(min_length=1)

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with that id, if there is one."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)


def load_code(scorecards_dir: Path, language: str = MAIN_LANGUAGE) -> CodeOfPractice:
    """The code of practice in a language; raises ScorecardError naming file, line, key, found and allowed."""
    there = available_codes(scorecards_dir)
    if language != MAIN_LANGUAGE and language not in there:
        folder, allowed = scorecards_dir / "code_of_practice", suggest(language, there)
        raise ScorecardError(f"{folder}: found no code of practice in the language {language!r}; allowed: {allowed}")
    document = read_document(code_file(scorecards_dir, language))
    code = validated(CodeOfPractice, document)
    _check(code, document)
    if language != MAIN_LANGUAGE:
        _check_alike(code, load_code(scorecards_dir), document)
    return code


def code_file(scorecards_dir: Path, language: str) -> Path:
    """Where the code of practice of a language is written."""
    return scorecards_dir / "code_of_practice" / f"{language}.yaml"


def available_codes(scorecards_dir: Path) -> tuple[str, ...]:
    """The languages that the code of practice is written in, sorted."""
    return tuple(sorted(path.stem for path in (scorecards_dir / "code_of_practice").glob("*.yaml")))


def _check(code: CodeOfPractice, document: Document) -> None:
    """The file is named as its language, every id is there once and belongs to a component, and none is empty."""
    if code.language != document.path.stem:
        raise document.error(("language",), code.language, f"{document.path.stem!r}, as its file is named")
    seen: set[str] = set()
    for index, clause in enumerate(code.clauses):
        if clause.id in seen:
            raise document.error(("clauses", index, "id"), clause.id, "an id that no clause above has")
        if clause.component not in code.components:
            allowed = f"one of these before the dot: {suggest(clause.component, code.components)}"
            raise document.error(("clauses", index, "id"), clause.id, allowed)
        seen.add(clause.id)
    used = {clause.component for clause in code.clauses}
    for component in code.components:
        if component not in used:
            allowed = f"a component that clauses belong to: {', '.join(sorted(used))}"
            raise document.error(("components", component), component, allowed)


def _check_alike(code: CodeOfPractice, main: CodeOfPractice, document: Document) -> None:
    """A scorecard's clause must be found in every language, and be shown by the same."""
    for index, clause in enumerate(code.clauses):
        twin = main.clause(clause.id)
        if twin is None:
            allowed = suggest(clause.id, [other.id for other in main.clauses])
            raise document.error(("clauses", index, "id"), clause.id, f"a clause of {main.language}.yaml: {allowed}")
        if clause.shown_by != twin.shown_by:
            allowed = f"{twin.shown_by}, as in {main.language}.yaml"
            raise document.error(("clauses", index, "shown_by"), clause.shown_by, allowed)
    for clause in main.clauses:
        if code.clause(clause.id) is None:
            raise document.error(("clauses",), f"nothing for {clause.id}", f"every clause of {main.language}.yaml")
