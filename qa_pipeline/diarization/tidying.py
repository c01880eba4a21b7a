"""From a diarizer's raw voices to the spans that words are given to: one voice under one name, no flicker."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.call import SpeakerSpan

# Two voices were at most 0.59 alike, two parts of one voice that had been torn apart at least 0.82
# (cosine of CAM++ means; six calls, real and spoken by a synthesiser, telephone band).
SAME_VOICE = 0.75

# Where two voices meet, the network wavers between them for a few frames: no word is this short.
FLICKER_SECONDS = 0.25
TOUCHING_SECONDS = 0.1
# By itself, so short a sound is a click.
CLICK_SECONDS = 0.1


def tidy(spans: Iterable[SpeakerSpan], voices: Mapping[str, str]) -> tuple[SpeakerSpan, ...]:
    """The spans in order of time, without flicker, their speakers named `voice:0`, `voice:1` … by who is heard first.

    `voices` gives the raw labels of a voice torn apart one label (see `one_label_a_voice`). The spans do not overlap.
    """
    named = [replace(span, speaker=voices.get(span.speaker, span.speaker)) for span in spans]
    ordered = sorted(named, key=lambda span: (span.start, span.end))
    return _numbered(_joined(_without_flicker(_joined(ordered))))


def one_label_a_voice(labels: Sequence[str], embeddings: NDArray[np.floating]) -> dict[str, str]:
    """For each label the first one with the same voice; `embeddings` has a row for each label, zeros for no voice."""
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    directions = np.divide(embeddings, lengths, out=np.zeros_like(embeddings), where=lengths > 0)
    alike = np.nan_to_num(directions @ directions.T) >= SAME_VOICE
    found: dict[str, str] = {}
    for index, label in enumerate(labels):
        same = next((first for first in range(index) if alike[first, index]), index)
        found[label] = found.get(labels[same], label)
    return found


def _joined(spans: Iterable[SpeakerSpan]) -> list[SpeakerSpan]:
    """Spans of one speaker that touch made one."""
    found: list[SpeakerSpan] = []
    for span in spans:
        if found and found[-1].speaker == span.speaker and _touch(found[-1], span):
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
