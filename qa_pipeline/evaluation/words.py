"""Wrong words, words given to the wrong side, words that nobody said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa_pipeline.call import Role, Span
from qa_pipeline.errors import MissingExtra
from qa_pipeline.evaluation.account import Account, SaidTurn
from qa_pipeline.evaluation.normalise import normalise

# A word is invented when its middle lies this far inside a stretch in which nobody speaks: recognisers' word times are
# a few tenths of a second off at pauses.
EDGE_S = 0.3


@dataclass(frozen=True, slots=True)
class WordErrors:
    """The fewest changes (Levenshtein) between the words that were said and those that were heard."""

    said: int = 0
    substituted: int = 0
    deleted: int = 0
    inserted: int = 0

    @property
    def rate(self) -> float | None:
        """The word error rate; above 1 where more was made up than said; None where nothing was said."""
        return (self.substituted + self.deleted + self.inserted) / self.said if self.said else None

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(
            self.said + other.said,
            self.substituted + other.substituted,
            self.deleted + other.deleted,
            self.inserted + other.inserted,
        )


@dataclass(frozen=True, slots=True)
class Token:
    """A word in comparable form, with when and by whom it was said. `timed` tells a word's own time from its turn's."""

    text: str
    start: float
    role: Role
    speaker: str
    channel: int | None
    timed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A word that was said, and the word that was heard in its place; they may differ."""

    said: Token
    heard: Token


@dataclass(frozen=True, slots=True)
class WordMeasures:
    """Errors over all words, by role and by channel, and the words that were laid upon each other for it."""

    whole: WordErrors
    by_role: Mapping[str, WordErrors] = field(default_factory=dict)
    by_channel: Mapping[str, WordErrors] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    errors: WordErrors
    pairs: tuple[Pair, ...]


def measure_words(truth: Account, heard: Account, *, fillers: bool = False) -> WordMeasures | None:
    """Compare the words; None where the truth has none, or says nothing.

    Channels are compared each by itself where both sides know them, so that two people speaking at once do not mix;
    otherwise all words are, in the order of their time. Raises MissingExtra without the `evaluate` extra.
    """
    language = truth.language or heard.language
    found = tokens(heard.turns or (), language, fillers=fillers)
    if truth.turns is None:
        written = normalise((truth.text or "").split(), language, fillers=fillers)
        said = [Token(piece.text, 0.0, Role.UNKNOWN, "", None, timed=False) for piece in written]
        return WordMeasures(align(said, found).errors) if said else None
    said = tokens(truth.turns, language, fillers=fillers)
    lanes = [align(said_there, found_there) for said_there, found_there in _lanes(said, found).values()]
    return WordMeasures(
        whole=sum((lane.errors for lane in lanes), WordErrors()),
        by_role=_by_role(said, found),
        by_channel={str(key): align(*lane).errors for key, lane in _lanes(said, found).items() if key is not None},
        pairs=tuple(pair for lane in lanes for pair in lane.pairs),
    )


def tokens(turns: Iterable[SaidTurn], language: str, *, fillers: bool) -> list[Token]:
    """The words of the turns in comparable form, in order of time."""
    found = []
    for turn in turns:
        texts = [word.text for word in turn.words] or turn.text.split()
        for piece in normalise(texts, language, fillers=fillers):
            start = turn.words[piece.source].start if turn.words else turn.start
            found.append(Token(piece.text, start, turn.role, turn.speaker, turn.channel, bool(turn.words)))
    return sorted(found, key=lambda token: token.start)


def align(said: Sequence[Token], heard: Sequence[Token]) -> Alignment:
    """Lay the words heard upon those said with the fewest errors."""
    if not said or not heard:
        return Alignment(WordErrors(said=len(said), deleted=len(said), inserted=len(heard)), ())
    require_jiwer()
    import jiwer

    result = jiwer.process_words(" ".join(token.text for token in said), " ".join(token.text for token in heard))
    pairs = [
        Pair(said[chunk.ref_start_idx + step], heard[chunk.hyp_start_idx + step])
        for chunk in result.alignments[0]
        if chunk.type in ("equal", "substitute")
        for step in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]
    errors = WordErrors(len(said), result.substitutions, result.deletions, result.insertions)
    return Alignment(errors, tuple(pairs))


def require_jiwer() -> None:
    """Raise MissingExtra where the package is not installed that words are laid upon each other with."""
    try:
        import jiwer  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        raise MissingExtra(_EXTRA) from None


_EXTRA = (
    'counting wrong words needs the evaluate extra: `pip install "callqa[evaluate]"`;'
    ' in a checkout, `.venv/bin/pip install -c requirements.lock -e ".[evaluate,voices]"`'
)

_Lanes = dict[int | None, tuple[list[Token], list[Token]]]


def _lanes(said: Sequence[Token], heard: Sequence[Token]) -> _Lanes:
    """What is compared with what: each channel where every word has one, else everything with everything."""
    if not (said and heard and all(token.channel is not None for token in (*said, *heard))):
        return {None: (list(said), list(heard))}
    channels = sorted({token.channel for token in (*said, *heard) if token.channel is not None})
    return {
        channel: (
            [token for token in said if token.channel == channel],
            [token for token in heard if token.channel == channel],
        )
        for channel in channels
    }


def _by_role(said: Sequence[Token], heard: Sequence[Token]) -> dict[str, WordErrors]:
    """Each role's own words; a word heard from the wrong role is missing in one and too much in the other."""
    return {
        role.value: align(own, [token for token in heard if token.role is role]).errors
        for role in (Role.AGENT, Role.CUSTOMER)
        if (own := [token for token in said if token.role is role])
    }


@dataclass(frozen=True, slots=True)
class InventedWords:
    """Words heard where nobody spoke, and how long those stretches are in all."""

    words: int = 0
    seconds: float = 0.0

    def __add__(self, other: "InventedWords") -> "InventedWords":
        return InventedWords(self.words + other.words, self.seconds + other.seconds)


def invented(heard: Account, quiet: Sequence[Span]) -> InventedWords:
    """The words whose middle lies well inside one of these stretches, each word counted once."""
    middles = [(word.start + word.end) / 2 for turn in heard.turns or () for word in turn.words]
    inside = [m for m in middles if any(span.start + EDGE_S <= m <= span.end - EDGE_S for span in quiet)]
    return InventedWords(len(inside), sum(span.duration for span in quiet))


def invented_in_holds(truth: Account, heard: Account) -> InventedWords | None:
    return None if truth.holds is None else invented(heard, [hold.span for hold in truth.holds])


def invented_in_silence(truth: Account, heard: Account) -> InventedWords | None:
    """Words heard in silences that are no hold."""
    if truth.silences is None:
        return None
    holds = truth.holds or ()
    plain = [gap for gap in truth.silences if not any(hold.start < gap.end and gap.start < hold.end for hold in holds)]
    return invented(heard, plain)
