"""What is true of a sample call, in the shape of the export contract, with the verdicts that are expected."""

import hashlib
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from qa_pipeline.call import Span
from sample_calls.mix import channel_of
from sample_calls.script import Script
from sample_calls.telephone import RATE
from sample_calls.timeline import PlacedLine, Timeline

SILENCE_GAP_S = 3.0


def truth_of(script: Script, timeline: Timeline, audio: Path, samples: int) -> dict[str, Any]:
    """The truth of a generated call as JSON values; times in seconds to the millisecond."""
    stereo = script.sides == "stereo"
    return {
        "recording": {
            "file": audio.name,
            "sha256": hashlib.sha256(audio.read_bytes()).hexdigest(),
            "duration": _ms(samples / RATE),
            "channels": 2 if stereo else 1,
        },
        "title": script.title,
        "licence": script.licence,
        "language": script.language,
        "speakers": {
            name: {"role": speaker.role, "channel": channel_of(script, name) if stereo else None}
            for name, speaker in script.speakers.items()
        },
        "turns": [_turn(script, lines) for lines in turns(timeline.lines)],
        "holds": [{"start": _ms(hold.start), "end": _ms(hold.end), "kind": hold.event.hold} for hold in timeline.holds],
        "silences": [
            {"start": _ms(span.start), "end": _ms(span.end)} for span in silences(timeline.lines, timeline.duration)
        ],
        "interruptions": [{"start": _ms(cut.start), "by": cut.by} for cut in timeline.interruptions],
        "expected": dict(script.expected),
    }


def turns(lines: Sequence[PlacedLine]) -> tuple[tuple[PlacedLine, ...], ...]:
    """Lines of one speaker joined into turns, where neither the other side, a hold nor a pause comes between."""
    return tuple(tuple(group) for _, group in groupby(lines, key=lambda line: (line.speaker, line.block)))


def silences(lines: Sequence[PlacedLine], duration: float) -> tuple[Span, ...]:
    """Stretches of more than 3 s in which nobody speaks, holds among them."""
    spoken = sorted((word.start, word.end) for line in lines for word in line.words)
    edges = [(0.0, 0.0), *spoken, (duration, duration)]
    quiet, latest = [], 0.0
    for (_, end), (start, _) in pairwise(edges):
        latest = max(latest, end)
        if start - latest > SILENCE_GAP_S:
            quiet.append(Span(latest, start))
    return tuple(quiet)


def _turn(script: Script, lines: Sequence[PlacedLine]) -> dict[str, Any]:
    words = [word for line in lines for word in line.words]
    return {
        "role": script.speakers[lines[0].speaker].role,
        "speaker": lines[0].speaker,
        "start": _ms(words[0].start),
        "end": _ms(words[-1].end),
        "text": " ".join(word.text for word in words),
        "words": [
            {"text": word.text, "start": _ms(word.start), "end": _ms(word.end), "probability": word.probability}
            for word in words
        ],
    }


def _ms(seconds: float) -> float:
    return round(seconds, 3)
