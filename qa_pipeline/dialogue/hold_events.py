"""The holds that the telephone system told of, with what was heard in them."""

from collections.abc import Iterable, Sequence

from qa_pipeline.call import Health, Hold, HoldKind, Sound, Span
from qa_pipeline.dialogue.intervals import intersect, subtract, total, union

CERTAIN = 1.0

HOLD_METRICS = frozenset({"hold_count", "hold_time", "longest_hold"})
SHORTEST_REST = 0.4
"""Seconds; what a told hold leaves of a region of speech is the hold's edge, if it is shorter."""
TRUNCATED = "truncated"
"""The fault of a recording that breaks off: told holds after that are not counted, so the totals are too small."""


def outside_told(regions: Sequence[Span], events: Iterable[Span]) -> tuple[Span, ...]:
    """The speech without what was heard while the customer was parked: announcements, and talk meant for nobody.

    What began before a hold, or goes on after it, keeps that part, unless a scrap is left: the edges of speech are
    padded, and the telephone system's clock is not the recording's.
    """
    parked = union(events)
    cut = tuple(region for region in regions if intersect([region], parked))
    rest = (piece for piece in subtract(cut, parked) if piece.duration >= SHORTEST_REST)
    return tuple(sorted([*(region for region in regions if region not in cut), *rest]))


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
