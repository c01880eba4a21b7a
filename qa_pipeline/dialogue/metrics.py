"""Every measurement of a call; docs/metrics.md says what each one means and when it is None."""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from statistics import median

from qa_pipeline.call import Hold, Interruption, Role, Span, Turn, handle_time
from qa_pipeline.dialogue.cues import NO_CUES, Cues
from qa_pipeline.dialogue.floor import floor_turns, heard_apart, speech
from qa_pipeline.dialogue.intervals import intersect, longest, subtract, total
from qa_pipeline.dialogue.silences import SILENCE_GAP, answered_at, dead_air

Metrics = dict[str, float | None]

ENOUGH_SPEECH = 10.0
"""Seconds of speech from which a speech rate means something."""

SIDES = (Role.AGENT, Role.CUSTOMER)


def measure(
    turns: Sequence[Turn],
    holds: Sequence[Hold],
    silences: Sequence[Span],
    overlaps: Sequence[Span],
    interruptions: Sequence[Interruption],
    *,
    duration: float,
    lufs: float | None,
    cues: Cues = NO_CUES,
    gap: float = SILENCE_GAP,
    after_call_work: float | None = None,
) -> Metrics:
    """All metrics by name; None is "could not be measured", never zero.

    `silences` are the gaps longer than `gap` seconds; `after_call_work`, in seconds, comes from metadata alone.
    """
    parked = [Span(hold.start, hold.end) for hold in holds]
    floor = floor_turns(turns, cues)
    return {
        "duration": duration,
        "loudness_lufs": lufs,
        **_talk(turns, duration),
        **_silence(turns, silences, holds, gap),
        **_together(turns, overlaps, interruptions, duration),
        **_latency(floor, parked),
        **_monologue(floor, [*parked, *silences]),
        **_speech_rate(turns),
        **_handling(turns, duration, after_call_work),
    }


def _of(turns: Iterable[Turn], role: Role) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.role is role)


def _talk(turns: Sequence[Turn], duration: float) -> Metrics:
    metrics: Metrics = {}
    for role in SIDES:
        own = _of(turns, role)
        talk = total(speech(own)) if own else None
        metrics[f"{role}_talk_time"] = talk
        metrics[f"{role}_talk_ratio"] = _share(talk, duration)
    return metrics


def _share(seconds: float | None, duration: float) -> float | None:
    return None if seconds is None or duration <= 0 else min(1.0, seconds / duration)


def _silence(turns: Sequence[Turn], silences: Sequence[Span], holds: Sequence[Hold], gap: float) -> Metrics:
    """Silence as heard, and what of it is hold or dead air; with nobody speaking nobody can be parked."""
    metrics: Metrics = {
        "silence_time": total(silences),
        "silence_count": float(len(silences)),
        "longest_silence": longest(silences),
    }
    parked = ("hold_count", "hold_time", "longest_hold", "dead_air_time", "longest_dead_air", "non_talk_time")
    answered = answered_at(turns)
    if answered is None:
        return {**metrics, **dict.fromkeys(parked)}
    held = [Span(hold.start, hold.end) for hold in holds]
    dead = dead_air(silences, holds, answered=answered, gap=gap)
    values = (float(len(holds)), total(held), longest(held), total(dead), longest(dead), total([*held, *dead]))
    return {**metrics, **dict(zip(parked, values, strict=True))}


def _together(
    turns: Sequence[Turn], overlaps: Sequence[Span], interruptions: Sequence[Interruption], duration: float
) -> Metrics:
    """Both at once: measured only where the sides are recorded apart and both are known."""
    names = ("overlap_time", "overlap_ratio", "agent_interruptions", "customer_interruptions")
    if not heard_apart(turns) or not all(_of(turns, role) for role in SIDES):
        return dict.fromkeys(names)
    time = total(overlaps)
    counts = [float(sum(one.by is role for one in interruptions)) for role in SIDES]
    return dict(zip(names, (time, _share(time, duration), *counts), strict=True))


def _latency(floor: Sequence[Turn], parked: Sequence[Span]) -> Metrics:
    """How long a role takes to answer: from the other's end to its start, when no hold lies between."""
    metrics: Metrics = {}
    for role in SIDES:
        waits = [
            answer.start - before.end
            for before, answer in pairwise(floor)
            if answer.role is role and before.role is role.other and answer.start >= before.end
            if not intersect([Span(before.end, answer.start)], parked)
        ]
        metrics[f"{role}_response_latency_median"] = median(waits) if waits else None
        metrics[f"{role}_response_latency_longest"] = max(waits, default=None)
    return metrics


def _monologue(floor: Sequence[Turn], breaks: Sequence[Span]) -> Metrics:
    """The longest stretch of a role that neither the other's turn nor a hold or silence gap ends."""
    runs = [(role, tuple(run)) for role, run in groupby(floor, key=lambda turn: turn.role)]
    metrics: Metrics = {}
    for role in SIDES:
        stretches = [stretch for side, run in runs if side is role for stretch in _unbroken(run, breaks)]
        metrics[f"{role}_longest_monologue"] = longest(stretches) if stretches else None
    return metrics


def _unbroken(run: Sequence[Turn], breaks: Sequence[Span]) -> list[Span]:
    """From first word to last, between one break and the next."""
    spoken = speech(run)
    pieces = subtract([Span(run[0].start, max(turn.end for turn in run))], breaks)
    parts = [part for piece in pieces if (part := intersect(spoken, [piece]))]
    return [Span(part[0].start, part[-1].end) for part in parts]


def _speech_rate(turns: Sequence[Turn]) -> Metrics:
    """Words a minute of own speech."""
    metrics: Metrics = {}
    for role in SIDES:
        own = _of(turns, role)
        seconds = total(speech(own))
        words = sum(len(turn.words) or len(turn.text.split()) for turn in own)
        metrics[f"{role}_speech_rate"] = 60.0 * words / seconds if seconds >= ENOUGH_SPEECH else None
    return metrics


def _handling(turns: Sequence[Turn], duration: float, after_call_work: float | None) -> Metrics:
    """When the agent answers, and the handle time: from then to the end of the recording, and the work after it."""
    answered = answered_at(_of(turns, Role.AGENT))
    return {"first_agent_speech": answered, "handle_time": handle_time(duration, answered, after_call_work)}
