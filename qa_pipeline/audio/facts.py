"""What is measured of each channel before its health is judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE, Decoded, FloatArray
from qa_pipeline.audio.levels import FLOOR_DBFS, block_levels
from qa_pipeline.audio.stereo import same_signal
from qa_pipeline.call import Span

BLOCK_SECONDS = 0.1
# "As loud as it gets" is the level held for half a second in all: a word is enough, a click is not.
LOUDEST_BLOCKS = 5
# A channel's own voice is at most this much below the other channel at the same moment; leakage is further down.
OWN_VOICE_DB = 6.0
# A voice stands out of its channel's noise by at least this much, if not in every block.
ABOVE_NOISE_DB = 6.0
# Peaks this close to the highest one are counted as its top, and those of the next step as its shoulder.
TOP, SHOULDER = 0.9, 0.75
# Fewer peaks than this share say nothing about their shape.
FEW_PEAKS = 0.002
# A call that never comes near full scale was not clipped by the recorder, whatever its shape.
QUIET_PEAK = 0.1


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """One channel: levels in dBFS, seconds of speech, and the seconds of it that are its own and no leakage.

    `clipped` is the share of the speech samples that stand at a flattened top.
    """

    loudest_dbfs: float
    speech_dbfs: float
    noise_dbfs: float
    speech_seconds: float
    own_seconds: float
    clipped: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules of health judge by."""

    duration: float
    truncated: bool
    channels: tuple[ChannelFacts, ...]
    same_signal: bool


def gather(decoded: Decoded, speech: Sequence[Sequence[Span]]) -> Facts:
    """Measure every channel; `speech` has one sequence of spans a channel."""
    levels = [block_levels(channel, BLOCK_SECONDS) for channel in decoded.channels]
    masks = [_mask(spans, level.size) for spans, level in zip(speech, levels, strict=True)]
    channels = tuple(
        _channel(samples, index, levels, masks[index], speech[index]) for index, samples in enumerate(decoded.channels)
    )
    same = len(decoded.channels) == 2 and same_signal(decoded.channels[0], decoded.channels[1])
    return Facts(decoded.duration, decoded.truncated, channels, same)


def _channel(
    samples: FloatArray,
    index: int,
    levels: Sequence[NDArray[np.float64]],
    spoken: NDArray[np.bool_],
    speech: Sequence[Span],
) -> ChannelFacts:
    own = levels[index]
    loudest_other = np.max([level for other, level in enumerate(levels) if other != index] or [own], axis=0)
    noise = float(np.percentile(own[~spoken], 20)) if (~spoken).any() else FLOOR_DBFS
    voiced = spoken & (own > loudest_other - OWN_VOICE_DB) & (own > noise + ABOVE_NOISE_DB)
    return ChannelFacts(
        loudest_dbfs=float(np.sort(own)[-LOUDEST_BLOCKS:][0]) if own.size else FLOOR_DBFS,
        speech_dbfs=_mean_level(own[spoken]),
        noise_dbfs=noise,
        speech_seconds=sum(span.duration for span in speech),
        own_seconds=BLOCK_SECONDS * int(voiced.sum()),
        clipped=_clipped_share(samples, speech),
    )


def _mask(spans: Sequence[Span], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=np.bool_)
    for span in spans:
        mask[round(span.start / BLOCK_SECONDS) : round(span.end / BLOCK_SECONDS)] = True
    return mask


def _mean_level(levels: NDArray[np.float64]) -> float:
    """The energy mean of levels in dBFS; the floor where there are none."""
    if not levels.size:
        return FLOOR_DBFS
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def _clipped_share(samples: FloatArray, speech: Sequence[Span]) -> float:
    """The share of speech samples at a flattened top, 0 where the peaks thin out upwards as those of a voice do.

    Resampling makes flat tops ripple, so single runs of equal samples cannot be counted; their histogram can.
    """
    stretches = [np.abs(samples[round(s.start * SAMPLE_RATE) : round(s.end * SAMPLE_RATE)]) for s in speech]
    total = sum(stretch.size for stretch in stretches)
    peak = max((float(stretch.max()) for stretch in stretches if stretch.size), default=0.0)
    if not total or peak < QUIET_PEAK:
        return 0.0
    top = sum(int((stretch >= TOP * peak).sum()) for stretch in stretches) / total
    shoulder = sum(int((stretch >= SHOULDER * peak).sum()) for stretch in stretches) / total - top
    return top if top > FEW_PEAKS and top > shoulder else 0.0
