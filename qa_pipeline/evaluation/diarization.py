"""Diarization error rate, by pyannote.metrics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.errors import MissingExtra
from qa_pipeline.evaluation.account import Account, SaidTurn

# As in docs/metrics.md, a speaker's words are one stretch over pauses of up to this.
PAUSE_S = 0.5
# The customary forgiveness of NIST's scoring: this much on either side of each true edge is not looked at.
COLLAR_S = 0.25


@dataclass(frozen=True, slots=True)
class SpeakerTime:
    """Seconds of true speech, and seconds missed, made up, and given to the wrong speaker."""

    speech: float = 0.0
    missed: float = 0.0
    false_alarm: float = 0.0
    confused: float = 0.0

    @property
    def error_rate(self) -> float | None:
        return (self.missed + self.false_alarm + self.confused) / self.speech if self.speech else None

    def __add__(self, other: "SpeakerTime") -> "SpeakerTime":
        return SpeakerTime(
            self.speech + other.speech,
            self.missed + other.missed,
            self.false_alarm + other.false_alarm,
            self.confused + other.confused,
        )


@dataclass(frozen=True, slots=True)
class DiarizationMeasures:
    """Every moment counted, and without the moments within `COLLAR_S` of a true edge."""

    strict: SpeakerTime = SpeakerTime()
    forgiving: SpeakerTime = SpeakerTime()

    def __add__(self, other: "DiarizationMeasures") -> "DiarizationMeasures":
        return DiarizationMeasures(self.strict + other.strict, self.forgiving + other.forgiving)


def measure_diarization(truth: Account, heard: Account) -> DiarizationMeasures | None:
    """Compare who speaks when, whatever the speakers are called; None where the truth does not tell.

    Raises MissingExtra without the `voices` extra, which brings pyannote.metrics.
    """
    true = truth.speech if truth.speech is not None else speech_of(truth.turns or ())
    if not true:
        return None
    found = speech_of(heard.turns or ())
    last = max(span.end for span in (*true, *found))
    duration = max(truth.duration or heard.duration or 0.0, last)
    return DiarizationMeasures(
        strict=_error(true, found, duration, collar=0.0), forgiving=_error(true, found, duration, collar=COLLAR_S)
    )


def speech_of(turns: Iterable[SaidTurn]) -> tuple[SpeakerSpan, ...]:
    """When each speaker speaks: its words, joined over short pauses. A channel of its own is a speaker."""
    edges = sorted((_name(turn), piece.start, piece.end) for turn in turns for piece in turn.words or (turn,))
    spans: list[SpeakerSpan] = []
    for speaker, start, end in edges:
        last = spans[-1] if spans else None
        if last is not None and last.speaker == speaker and start - last.end <= PAUSE_S:
            spans[-1] = SpeakerSpan(last.start, max(last.end, end), speaker)
        else:
            spans.append(SpeakerSpan(start, end, speaker))
    return tuple(spans)


def _name(turn: SaidTurn) -> str:
    return turn.speaker or turn.role.value if turn.channel is None else f"channel:{turn.channel}"


def _error(true: Sequence[SpeakerSpan], found: Sequence[SpeakerSpan], duration: float, *, collar: float) -> SpeakerTime:
    require_pyannote_metrics()
    from pyannote.core import Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    # pyannote's collar is the whole width around an edge, NIST's the width on either side.
    metric = DiarizationErrorRate(collar=2 * collar)
    parts = metric(_annotation(true), _annotation(found), uem=Timeline([Segment(0.0, duration)]), detailed=True)
    return SpeakerTime(parts["total"], parts["missed detection"], parts["false alarm"], parts["confusion"])


def _annotation(spans: Sequence[SpeakerSpan]) -> Any:
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for number, span in enumerate(spans):
        annotation[Segment(span.start, span.end), number] = span.speaker
    return annotation


def require_pyannote_metrics() -> None:
    """Raise MissingExtra where the package is not installed that speakers' times are compared with."""
    try:
        import pyannote.metrics.diarization  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        raise MissingExtra(_EXTRA) from None


_EXTRA = (
    'the diarization error rate needs the voices extra: `pip install "callqa[voices]"`;'
    ' in a checkout, `.venv/bin/pip install -c requirements.lock -e ".[evaluate,voices]"`'
)
