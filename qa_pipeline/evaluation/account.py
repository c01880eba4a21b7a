"""A call as somebody tells it, the truth of a person or what callqa heard, in one form so that the two compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from qa_pipeline.call import HoldKind, Interruption, Role, Span, SpeakerSpan
from qa_pipeline.errors import UsageError
from qa_pipeline.finding import Verdict


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word and when it was said."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """What one speaker said in one go; `words` are empty where only its text was written down.

    `channel` is the zero-based channel of a recording whose sides were recorded apart, and None of any other.
    """

    start: float
    end: float
    role: Role = Role.UNKNOWN
    text: str = ""
    words: tuple[TimedWord, ...] = ()
    speaker: str = ""
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """A hold, from its first to its last second."""

    start: float
    end: float
    kind: HoldKind = "silence"

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on one criterion, and how sure (0 to 1) whoever gave it was."""

    criterion: str
    verdict: Verdict
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the recording (docs/health.md), on one channel or on the whole."""

    code: str
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What is told of a call. A part that is None was not told, and is not measured."""

    language: str = ""
    duration: float | None = None
    sha256: str = ""
    turns: tuple[SaidTurn, ...] | None = None
    speech: tuple[SpeakerSpan, ...] | None = None
    text: str | None = None
    holds: tuple[Parked, ...] | None = None
    silences: tuple[Span, ...] | None = None
    interruptions: tuple[Interruption, ...] | None = None
    answers: tuple[Answer, ...] | None = None
    faults: tuple[Fault, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Health:
    issues: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Recording:
    duration: float | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class _Speaker:
    role: Role = Role.UNKNOWN
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class _Document:
    """The keys that are read of an export, or of a truth in its shape; whatever else is there is left alone."""

    recording: _Recording = _Recording()
    language: str = ""
    speakers: Mapping[str, _Speaker] = field(default_factory=dict)
    turns: tuple[SaidTurn, ...] | None = None
    holds: tuple[Parked, ...] | None = None
    silences: tuple[Span, ...] | None = None
    interruptions: tuple[Interruption, ...] | None = None
    expected: Mapping[str, Verdict] | None = None
    findings: tuple[Answer, ...] | None = None
    health: _Health | None = None


_DOCUMENT = TypeAdapter(_Document)

INVENTED = "invented_words"
"""The health code that tells of the recogniser's own doing, and so is no fault of the recording to be found."""


def account_of(document: Any, where: str) -> Account:
    """Read an export (docs/export.md), or a truth in its shape; verdicts stand in `findings` or in `expected`.

    Raises UsageError naming `where`, the key, and what was found there.
    """
    try:
        told = _DOCUMENT.validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise UsageError(f"{where}: {key}: {first['msg']}, found {str(first['input'])[:60]!r}") from None
    return Account(
        language=told.language.partition("-")[0].lower(),
        duration=told.recording.duration,
        sha256=told.recording.sha256,
        turns=None if told.turns is None else tuple(_placed(turn, told.speakers) for turn in told.turns),
        holds=told.holds,
        silences=told.silences,
        interruptions=told.interruptions,
        answers=_answers(told),
        faults=None if told.health is None else tuple(one for one in told.health.issues if one.code != INVENTED),
    )


def _placed(turn: SaidTurn, speakers: Mapping[str, _Speaker]) -> SaidTurn:
    """The turn with its channel: that of its speaker in the list of speakers, or of a label such as `channel:1`."""
    kind, _, number = turn.speaker.partition(":")
    if kind == "channel" and number.isdigit():
        return replace(turn, channel=int(number))
    known = speakers.get(turn.speaker)
    return turn if known is None else replace(turn, channel=known.channel)


def _answers(told: _Document) -> tuple[Answer, ...] | None:
    if told.expected is not None:
        return tuple(Answer(criterion, verdict) for criterion, verdict in told.expected.items())
    return told.findings
