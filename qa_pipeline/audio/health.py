"""What is wrong with a recording, found before anybody trusts a number from it; docs/health.md is the table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from qa_pipeline.audio.decode import Decoded, FloatArray
from qa_pipeline.audio.facts import Facts, gather
from qa_pipeline.call import Health, HealthIssue, Span


class HealthCode(StrEnum):
    """Every fault that can be named, the gravest first; where two withhold a metric, the graver one is the reason."""

    NO_SPEECH = "no_speech"
    DEAD_CHANNEL = "dead_channel"
    ONE_SIDED = "one_sided"
    FAKE_STEREO = "fake_stereo"
    SINGLE_CHANNEL = "single_channel"
    TOO_SHORT = "too_short"
    TRUNCATED = "truncated"
    NEAR_SILENT_CHANNEL = "near_silent_channel"
    CLIPPING = "clipping"
    LOW_LEVEL = "low_level"
    NOISY = "noisy"
    INVENTED_WORDS = "invented_words"


# Less than a "hello?" and its answer: nobody can be said to have spoken.
NO_SPEECH_SECONDS = 1.0
# A greeting and a farewell alone take about ten seconds; ratios of less are chance.
TOO_SHORT_SECONDS = 10.0
# Comfort noise and the idle steps of G.711 lie below; the faintest voice that a recogniser follows lies above.
DEAD_DBFS = -60.0
# Telephone speech is levelled to about -26 dBFS; these are 14 and 24 dB below, a choice and no measured limit.
NEAR_SILENT_DBFS = -50.0
LOW_SPEECH_DBFS = -40.0
# A side that spoke less of its own than this said no word.
OWN_SPEECH_SECONDS = 0.3
# A call amplified fourfold into its limit gave 10 %; untouched ones give 0, by the shape of their peaks.
CLIPPED_SHARE = 0.01
# A clean line has 30 dB and more; this is a choice and no measured limit.
NOISE_DISTANCE_DB = 12.0

_RATIOS = ("agent_talk_ratio", "customer_talk_ratio", "overlap_ratio")
_OVERLAPS = ("overlap_time", "overlap_ratio", "agent_interruptions", "customer_interruptions")
_TOTALS = (
    "duration handle_time agent_talk_time customer_talk_time silence_time silence_count dead_air_time hold_count "
    "hold_time non_talk_time overlap_time agent_interruptions customer_interruptions"
).split()
_BOTH_SIDES = (
    *_RATIOS,
    *_OVERLAPS,
    *"agent_talk_time customer_talk_time silence_time silence_count longest_silence".split(),
    *"dead_air_time longest_dead_air hold_count hold_time longest_hold non_talk_time first_agent_speech".split(),
    *"agent_response_latency_median agent_response_latency_longest".split(),
    *"customer_response_latency_median customer_response_latency_longest".split(),
    *"agent_longest_monologue customer_longest_monologue".split(),
)

# Which metrics a fault makes unreliable; docs/health.md gives the reason for each.
WITHHELD: dict[HealthCode, tuple[str, ...]] = {
    HealthCode.NO_SPEECH: (*_BOTH_SIDES, "agent_speech_rate", "customer_speech_rate"),
    HealthCode.DEAD_CHANNEL: _BOTH_SIDES,
    HealthCode.ONE_SIDED: _BOTH_SIDES,
    HealthCode.FAKE_STEREO: _OVERLAPS,
    HealthCode.SINGLE_CHANNEL: _OVERLAPS,
    HealthCode.TOO_SHORT: _RATIOS,
    HealthCode.TRUNCATED: tuple(_TOTALS),
}


@dataclass(frozen=True, slots=True)
class VoiceSources:
    """What is to be heard: each array of `arrays` is a speaker (`channels`) or holds all of them (`mono`).

    `indices` are the channels of the recording that the arrays are.
    """

    sides: Literal["channels", "mono"]
    arrays: tuple[FloatArray, ...]
    indices: tuple[int, ...]


def check(decoded: Decoded, speech: Sequence[Sequence[Span]]) -> Health:
    """Every fault of the recording, gravest first; `speech` has the spans of each channel."""
    facts = gather(decoded, speech)
    found = [issue for rule in RULES for issue in rule(facts)]
    order = {code.value: rank for rank, code in enumerate(HealthCode)}
    issues = tuple(sorted(found, key=lambda issue: (order[issue.code], issue.channel or 0)))
    withheld: dict[str, str] = {}
    for issue in issues:
        for metric in WITHHELD.get(HealthCode(issue.code), ()):
            withheld.setdefault(metric, issue.code)
    return Health(issues, withheld)


def with_invented(health: Health, dropped: Mapping[str, int]) -> Health:
    """The health, with the words that the recogniser invented and that were dropped, counted by kind."""
    count = sum(dropped.values())
    if not count:
        return health
    kinds = ", ".join(f"{dropped[kind]} {kind.replace('_', ' ')}" for kind in sorted(dropped) if dropped[kind])
    detail = f"{count} {'word' if count == 1 else 'words'} dropped: {kinds}"
    return Health((*health.issues, HealthIssue(HealthCode.INVENTED_WORDS, "info", detail)), health.withheld)


def voice_sources(decoded: Decoded, health: Health) -> VoiceSources:
    """Which channels to hear: a channel without a voice of its own is left out, and a copy is heard once.

    With nothing better, all channels stay: a recording without speech has to be told from an empty one.
    """
    mute = {i.channel for i in health.issues if i.code in {HealthCode.DEAD_CHANNEL, HealthCode.ONE_SIDED}}
    indices = [index for index in range(len(decoded.channels)) if index not in mute] or [0]
    if health.has(HealthCode.FAKE_STEREO):
        # The louder copy alone: the mean of a copy and its inverse is silence.
        indices = [max(indices, key=lambda index: float(abs(decoded.channels[index]).max()))]
    arrays = tuple(decoded.channels[index] for index in indices)
    return VoiceSources("mono" if len(arrays) == 1 else "channels", arrays, tuple(indices))


def _no_speech(facts: Facts) -> Iterator[HealthIssue]:
    heard = max((channel.speech_seconds for channel in facts.channels), default=0.0)
    if heard < NO_SPEECH_SECONDS:
        yield HealthIssue(HealthCode.NO_SPEECH, "error", f"{heard:.1f} s of speech in {facts.duration:.1f} s")


def _dead_channel(facts: Facts) -> Iterator[HealthIssue]:
    for index, channel in enumerate(facts.channels):
        if channel.loudest_dbfs < DEAD_DBFS:
            detail = f"{_side(facts, index)} never rises above {channel.loudest_dbfs:.0f} dBFS".lstrip()
            yield HealthIssue(HealthCode.DEAD_CHANNEL, "error", detail, index)


def _one_sided(facts: Facts) -> Iterator[HealthIssue]:
    talkers = [channel for channel in facts.channels if channel.own_seconds >= OWN_SPEECH_SECONDS]
    if len(facts.channels) < 2 or not talkers or facts.same_signal:
        return
    for index, channel in enumerate(facts.channels):
        if channel.own_seconds < OWN_SPEECH_SECONDS and channel.loudest_dbfs >= DEAD_DBFS:
            detail = f"{_side(facts, index)} has sound but no voice of its own: it was silent or not recorded"
            yield HealthIssue(HealthCode.ONE_SIDED, "warning", detail, index)


def _fake_stereo(facts: Facts) -> Iterator[HealthIssue]:
    if facts.same_signal:
        yield HealthIssue(HealthCode.FAKE_STEREO, "warning", "heard as one channel")


def _single_channel(facts: Facts) -> Iterator[HealthIssue]:
    if len(facts.channels) == 1:
        yield HealthIssue(HealthCode.SINGLE_CHANNEL, "info", "overlaps cannot be told")


def _too_short(facts: Facts) -> Iterator[HealthIssue]:
    if facts.duration < TOO_SHORT_SECONDS:
        detail = f"{facts.duration:.1f} s long; from {TOO_SHORT_SECONDS:.0f} s on ratios mean something"
        yield HealthIssue(HealthCode.TOO_SHORT, "warning", detail)


def _truncated(facts: Facts) -> Iterator[HealthIssue]:
    if facts.truncated:
        detail = f"the file promises more than the {facts.duration:.1f} s that could be decoded: its end is missing"
        yield HealthIssue(HealthCode.TRUNCATED, "warning", detail)


def _faint(facts: Facts) -> Iterator[HealthIssue]:
    for index, channel in enumerate(facts.channels):
        if not channel.own_seconds or channel.speech_dbfs >= LOW_SPEECH_DBFS:
            continue
        near_silent = channel.speech_dbfs < NEAR_SILENT_DBFS
        code = HealthCode.NEAR_SILENT_CHANNEL if near_silent else HealthCode.LOW_LEVEL
        detail = f"{_speech(facts, index)} is at {channel.speech_dbfs:.0f} dBFS; about -26 is usual"
        yield HealthIssue(code, "warning" if near_silent else "info", detail, index)


def _clipping(facts: Facts) -> Iterator[HealthIssue]:
    for index, channel in enumerate(facts.channels):
        if channel.clipped >= CLIPPED_SHARE:
            detail = (
                f"{channel.clipped:.1%} of the {_speech(facts, index)} is cut off at its peaks: words may be misheard"
            )
            yield HealthIssue(HealthCode.CLIPPING, "warning", detail, index)


def _noisy(facts: Facts) -> Iterator[HealthIssue]:
    for index, channel in enumerate(facts.channels):
        distance = channel.speech_dbfs - channel.noise_dbfs
        if channel.own_seconds and distance < NOISE_DISTANCE_DB:
            detail = f"{_speech(facts, index)} is {distance:.0f} dB above the noise: words may be misheard"
            yield HealthIssue(HealthCode.NOISY, "info", detail, index)


def _side(facts: Facts, index: int) -> str:
    """A channel as people name it; nothing where there is but one."""
    count = len(facts.channels)
    if count == 1:
        return ""
    return f"the {('left', 'right')[index]} channel" if count == 2 else f"channel {index + 1}"


def _speech(facts: Facts, index: int) -> str:
    side = _side(facts, index)
    return f"speech on {side}" if side else "speech"


RULES: tuple[Callable[[Facts], Iterator[HealthIssue]], ...] = (
    _no_speech,
    _dead_channel,
    _one_sided,
    _fake_stereo,
    _single_channel,
    _too_short,
    _truncated,
    _faint,
    _clipping,
    _noisy,
)
