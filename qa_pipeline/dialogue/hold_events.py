"""The holds that the telephone system told of, with what was heard in them."""

from collections.abc import Iterable, Sequence

from qa_pipeline.call import Health, Hold, HoldKind, Sound, Span
from qa_pipeline.dialogue.intervals import intersect, total, union

CERTAIN = 1.0

HOLD_METRICS = frozenset({"hold_count", "hold_time", "longest_hold"})
TRUNCATED = "truncated"
"""The fault of a recording that breaks off: told holds after that are not counted, so the totals are too small."""


def told_holds(events: Iterable[Span], sounds: Sequence[Sound], *, duration: float) -> tuple[Hold, ...]:
    """The told holds in order of time, as far as they lie in the recording; events that overlap are one hold.

    The kind is what fills most of it: music, a tone, or neither, which is silence.
    """
    parked = intersect(union(events), [Span(0.0, duration)])
    return tuple(Hold(span.start, span.end, _kind(span, sounds), "metadata", CERTAIN) for span in parked)


def with_holds_known(health: Health) -> Health:
    """The health with the measurements of holds no longer withheld for what cannot be heard, where holds were told."""
    rest = {name: code for name, code in health.withheld.items() if name not in HOLD_METRICS or code == TRUNCATED}
    return Health(health.issues, rest)


def _kind(span: Span, sounds: Iterable[Sound]) -> HoldKind:
    heard: dict[HoldKind, list[Span]] = {"music": [], "tone": []}
    for sound in sounds:
        heard[sound.kind].append(Span(sound.start, sound.end))
    seconds = {kind: total(intersect(union(spans), [span])) for kind, spans in heard.items()}
    seconds["silence"] = span.duration - sum(seconds.values())
    return max(seconds, key=lambda kind: seconds[kind])
