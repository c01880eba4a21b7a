"""The owner's names: companies, products, agents and other words that a general recogniser does not expect."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from qa_pipeline.language.documents import read_document
from qa_pipeline.language.validation import validated


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, and other ways in which it is said or comes out of the recogniser."""

    written: str
    spoken: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.written, *self.spoken)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names by what they are names of; an empty one changes nothing."""

    companies: tuple[Name, ...] = ()
    products: tuple[Name, ...] = ()
    agents: tuple[Name, ...] = ()
    words: tuple[Name, ...] = ()

    @property
    def by_weight(self) -> tuple[str, ...]:
        """Every written form, those to be heard rightly first: the companies, then the other sections by turns."""
        others = chain.from_iterable(zip_longest(self.agents, self.products, self.words))
        return tuple(dict.fromkeys(name.written for name in (*self.companies, *others) if name is not None))

    def companies_called(self, names: Sequence[str]) -> tuple[Name, ...]:
        """The companies whose written form is one of the names, with their other forms."""
        wanted = {name.casefold() for name in names}
        return tuple(company for company in self.companies if company.written.casefold() in wanted)

    def __bool__(self) -> bool:
        return any((self.companies, self.products, self.agents, self.words))


NO_NAMES = Vocabulary()


def load_vocabulary(path: Path) -> Vocabulary:
    """Read a words file; raises ScorecardError naming file, line, key, what was found and what is allowed."""
    file = validated(_File, read_document(path))
    return Vocabulary(*(tuple(_names(entries)) for entries in (file.companies, file.products, file.agents, file.words)))


def _speakable(text: str) -> str:
    if not any(char.isalnum() for char in text):
        raise ValueError("a name with a letter or a digit in it")
    return " ".join(text.split())


def _as_entry(found: Any) -> Any:
    return {"written": found} if isinstance(found, str) else found


_Text = Annotated[str, Field(strict=True), AfterValidator(_speakable)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    written: _Text
    spoken: tuple[_Text, ...] = ()


_Entries = tuple[Annotated[_Entry, BeforeValidator(_as_entry)], ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    companies: _Entries = ()
    products: _Entries = ()
    agents: _Entries = ()
    words: _Entries = ()


def _names(entries: Sequence[_Entry]) -> Iterator[Name]:
    for entry in entries:
        yield Name(entry.written, entry.spoken)
