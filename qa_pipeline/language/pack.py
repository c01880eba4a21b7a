"""A language pack: the phrases of one language by key, found in what was said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from qa_pipeline.language.alike import Alike
from qa_pipeline.language.documents import Document, read_document
from qa_pipeline.language.entries import (
    check_keys,
    read_alike,
    read_contractions,
    read_cues,
    read_dialect,
    read_digits,
    read_examples,
    read_ordinary,
    read_phrases,
    read_repeats,
    text_at,
)
from qa_pipeline.language.examples import Examples, Ordinary
from qa_pipeline.language.keys import FORBIDDEN_KEYS, MEANING_KEYS, PHRASE_KEYS
from qa_pipeline.language.matching import Cue, DigitRun, PhraseMatch, Phrases, digit_runs, locate
from qa_pipeline.language.names import find_names
from qa_pipeline.language.phrases import Dialect, compile_phrase
from qa_pipeline.language.sieve import Sieve
from qa_pipeline.language.text import Comparable, Contractions, comparable
from qa_pipeline.language.vocabulary import Name

_TOP = (
    "language",
    "name",
    "contractions",
    "fillers",
    "alike",
    "courtesies",
    "digits",
    "repeats",
    "sets",
    "phrases",
    "agent_cues",
    "customer_cues",
    "ordinary",
    "examples",
)
_OPTIONAL = ("fillers", "repeats", "alike", "courtesies", "ordinary", "examples")
_REQUIRED = tuple(key for key in _TOP if key not in _OPTIONAL)
_UNLESS = "unless "
"""What the sieve's name for a key's exceptions begins with."""

# The dialogue asks for these in every language; a criterion whose key is missing says that it cannot tell.
_CUE_KEYS = ("hold_announced", "hold_ended", "hold_accepted", "backchannel")


@dataclass(frozen=True, slots=True, eq=False)
class LanguagePack:
    """The phrases and example sentences of one language. It is also what the dialogue asks for cues.

    A pack that is being written may lack keys; `lacking` lists them.
    """

    language: str
    name: str
    contractions: Contractions
    digits: Mapping[str, str]
    repeats: Mapping[str, int]
    dialect: Dialect
    phrases: Mapping[str, Phrases]
    cues: Sequence[Cue]
    examples: Mapping[str, Examples]
    alike: Alike = field(default_factory=Alike)
    ordinary: Ordinary = field(default_factory=Ordinary)
    sieve: Sieve = field(init=False, repr=False)

    def __post_init__(self) -> None:
        say = {key: phrases.say for key, phrases in self.phrases.items()}
        unless = {f"{_UNLESS}{key}": phrases.unless for key, phrases in self.phrases.items()}
        object.__setattr__(self, "sieve", Sieve(say | unless))

    def find(self, key: str, text: str) -> tuple[PhraseMatch, ...]:
        """Every place where a phrase of the key stands in the text, in order; KeyError for a key that is not there."""
        if key not in self.phrases:
            raise KeyError(key)
        heard = _heard(text, self)
        if key not in heard.passing:
            return ()
        spans = heard.spans(key, self)
        if key in FORBIDDEN_KEYS:  # "… see why. Would you mind …" is no "why would you"
            spans = [(start, end) for start, end in spans if "\n" not in heard.comparable.line[start : end - 1]]
        return tuple([locate(key, heard.comparable, span) for span in spans])

    def possible(self, text: str) -> Collection[str]:
        """The keys of which a phrase may stand in the text, by its words; of all others none does."""
        return _heard(text, self).passing.keys()

    def excludes(self, key: str, text: str, start: int, end: int) -> bool:
        """Whether an `unless` phrase of the key stands in a sentence (characters `start` to `end`) of the text: the
        sentence then says the key by no other words either."""
        able = _heard(text, self).vetoing.get(f"{_UNLESS}{key}", ())
        return bool(able) and self.phrases[key].excludes(able, self._comparable(text[start:end]).line)

    def find_words(self, words: str, text: str) -> tuple[PhraseMatch, ...]:
        """Every place where the given words (a name, say) stand in the text."""
        phrases = Phrases((compile_phrase(words, self.dialect),))
        heard = self._comparable(text)
        return tuple(locate(words, heard, span) for span in phrases.spans(heard.line))

    def find_names(
        self, names: Sequence[Name], text: str, *, capitals: bool = True, endings: bool = False
    ) -> tuple[PhraseMatch, ...]:
        """Every place where one of the names stands in the text, slightly misspelt too; see names.find_names."""
        return find_names(names, text, self._comparable(text), capitals=capitals, endings=endings)

    def digit_runs(self, text: str) -> tuple[DigitRun, ...]:
        """Every run of digits spoken without another word between them."""
        return digit_runs(self._comparable(text), self.digits, self.repeats)

    def role_evidence(self, text: str) -> float:
        """The log-odds that an agent said it, summed over the cues that stand in it; 0 is no hint."""
        line = self._comparable(text).line
        return sum((cue.weight for cue in self.cues if cue.phrases.spans(line)), 0.0)

    def announces_hold(self, text: str) -> bool:
        """Whether the speaker says that the other will be put on hold or has to wait."""
        return bool(self.find("hold_announced", text))

    def ends_hold(self, text: str) -> bool:
        """Whether the speaker says to be back from a hold."""
        return bool(self.find("hold_ended", text))

    def accepts_hold(self, text: str) -> bool:
        """Whether the speaker agrees to wait."""
        return bool(self.find("hold_accepted", text))

    def is_backchannel(self, text: str) -> bool:
        """Whether nothing but "mm-hm", "okay" and the like is said; no words at all are none."""
        return _is_backchannel(text, self)

    def _comparable(self, text: str) -> Comparable:
        return comparable(text, self.contractions)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A text, and which phrases it can have: key → their numbers; `vetoing` has those of `unless`."""

    comparable: Comparable
    passing: Mapping[str, tuple[int, ...]]
    vetoing: Mapping[str, tuple[int, ...]]

    def spans(self, key: str, pack: LanguagePack) -> Sequence[tuple[int, int]]:
        """Where in the comparable line the key is said."""
        say, unless = self.passing.get(key, ()), self.vetoing.get(f"{_UNLESS}{key}", ())
        return pack.phrases[key].spans_among(say, unless, self.comparable.line)


@lru_cache(maxsize=1024)
def _heard(text: str, pack: LanguagePack) -> _Heard:
    """Worked out once for all keys."""
    heard = comparable(text, pack.contractions)
    able = pack.sieve.passing(heard.words)
    passing = {key: numbers for key, numbers in able.items() if not key.startswith(_UNLESS)}
    return _Heard(heard, passing, {key: numbers for key, numbers in able.items() if key.startswith(_UNLESS)})


@lru_cache(maxsize=1024)
def _is_backchannel(text: str, pack: LanguagePack) -> bool:
    heard = _heard(text, pack)
    line = heard.comparable.line
    spans = heard.spans("backchannel", pack) if "backchannel" in heard.passing else ()
    return bool(line) and "".join([line[start:end] for start, end in spans]) == line


def load_pack(language: str, packs_dir: Path) -> LanguagePack | None:
    """The pack of a language ("en", also for "en-GB"), or None where there is none.

    Raises ScorecardError naming file, line, key, what was found and what is allowed.
    """
    path = packs_dir / f"{language.partition('-')[0].lower()}.yaml"
    return _build(read_document(path)) if path.is_file() else None


def available_languages(packs_dir: Path) -> tuple[str, ...]:
    """The languages that have a pack in the folder, sorted."""
    return tuple(sorted(path.stem for path in packs_dir.glob("*.yaml")))


def _build(document: Document) -> LanguagePack:
    check_keys(document, (), document.data, _TOP, required=_REQUIRED)
    written = document.data["phrases"]
    check_keys(document, ("phrases",), written, PHRASE_KEYS, required=_CUE_KEYS)
    examples = document.data.get("examples", {})
    check_keys(document, ("examples",), examples, MEANING_KEYS, required=())
    if document.data["language"] != document.path.stem:
        raise document.error(("language",), document.data["language"], f"{document.path.stem!r}, as the file is named")
    contractions = read_contractions(document)
    dialect = read_dialect(document, contractions)
    return LanguagePack(
        language=document.path.stem,
        name=text_at(document, ("name",), document.data["name"]),
        contractions=contractions,
        digits=read_digits(document),
        repeats=read_repeats(document),
        dialect=dialect,
        phrases={key: read_phrases(document, ("phrases", key), dialect) for key in written},
        cues=(*read_cues(document, "agent_cues", dialect, 1), *read_cues(document, "customer_cues", dialect, -1)),
        examples={key: read_examples(document, ("examples", key)) for key in examples},
        alike=read_alike(document),
        ordinary=read_ordinary(document),
    )
