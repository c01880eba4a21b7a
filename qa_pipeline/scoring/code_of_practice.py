"""The code of practice that scorecards stand on: clauses with id, title and text, as data."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from qa_pipeline.language.documents import Document, read_document
from qa_pipeline.language.validation import validated


class Clause(BaseModel):
    """One clause; `shown_by` says whether a recording can show it, or what else has to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    shown_by: Literal["recording", "records", "management"]


class CodeOfPractice(BaseModel):
    """All clauses in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    title: str
    clauses: tuple[Clause, ...] = Field(min_length=1)

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with that id, if there is one."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)


def load_code(scorecards_dir: Path, language: str = "en") -> CodeOfPractice:
    """The code of practice in a language; raises ScorecardError naming file, line, key, found and allowed."""
    document = read_document(code_file(scorecards_dir, language))
    code = validated(CodeOfPractice, document)
    _check_ids(code, document)
    return code


def code_file(scorecards_dir: Path, language: str) -> Path:
    """Where the code of practice of a language is written."""
    return scorecards_dir / "code_of_practice" / f"{language}.yaml"


def _check_ids(code: CodeOfPractice, document: Document) -> None:
    seen: set[str] = set()
    for index, clause in enumerate(code.clauses):
        if clause.id in seen:
            raise document.error(("clauses", index, "id"), clause.id, "an id that no clause above has")
        seen.add(clause.id)
