"""From a diarizer's raw voices to the spans that words are given to: no flicker, no holes, named in order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa_pipeline.call import SpeakerSpan

# Where two voices meet, the decision may waver for a few frames: no word is this short.
FLICKER_SECONDS = 0.25
TOUCHING_SECONDS = 0.1
# By itself, so short a sound is a click.
CLICK_SECONDS = 0.1
# A shorter pause lies within what a voice says; speech is measured so (docs/evaluation.md).
BREATH_SECONDS = 0.5


def tidy(spans: Iterable[SpeakerSpan]) -> tuple[SpeakerSpan, ...]:
    """The spans in order of time, without flicker, their speakers named `voice:0`, `voice:1` … by who is heard first.

    The spans do not overlap.
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    steady = _without_flicker(_joined(ordered, TOUCHING_SECONDS))
    return _numbered(_joined(steady, BREATH_SECONDS))


def _joined(spans: Iterable[SpeakerSpan], pause: float) -> list[SpeakerSpan]:
    """Spans of one speaker with at most that pause (in seconds) between them made one."""
    found: list[SpeakerSpan] = []
    for span in spans:
        if found and found[-1].speaker == span.speaker and span.start - found[-1].end <= pause:
            found[-1] = replace(found[-1], end=span.end)
        else:
            found.append(span)
    return found


def _without_flicker(spans: Sequence[SpeakerSpan]) -> list[SpeakerSpan]:
    """Short spans given to a neighbour that they touch; by themselves kept, unless they are clicks."""
    waiting = list(spans)
    found: list[SpeakerSpan] = []
    for index, span in enumerate(waiting):
        length = _length(span)
        before = found[-1] if found and _touch(found[-1], span) else None
        after = waiting[index + 1] if index + 1 < len(waiting) and _touch(span, waiting[index + 1]) else None
        if length >= FLICKER_SECONDS or (before is None and after is None and length >= CLICK_SECONDS):
            found.append(span)
        elif before is not None and (after is None or _closer(before, after, span)):
            found[-1] = replace(before, end=span.end)
        elif after is not None:
            waiting[index + 1] = replace(after, start=span.start)
    return found


def _closer(before: SpeakerSpan, after: SpeakerSpan, span: SpeakerSpan) -> bool:
    """Whether `span` rather belongs to what comes before it: the same speaker's, else the longer one's."""
    return before.speaker == span.speaker or _length(before) >= _length(after)


def _numbered(spans: Iterable[SpeakerSpan]) -> tuple[SpeakerSpan, ...]:
    names: dict[str, str] = {}
    return tuple(replace(span, speaker=names.setdefault(span.speaker, f"voice:{len(names)}")) for span in spans)


def _touch(first: SpeakerSpan, second: SpeakerSpan) -> bool:
    return second.start - first.end <= TOUCHING_SECONDS


def _length(span: SpeakerSpan) -> float:
    return span.end - span.start
