"""A recording file becomes one float32 array per channel at 16 kHz."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.source import Source, check_file, opened, unreadable

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

FloatArray = NDArray[np.float32]

SAMPLE_RATE = 16_000
# A call is shorter. 12 hours of one channel are 2.8 GB; a few kilobytes of packed silence can hold more.
MAX_CHANNEL_HOURS = 12
# Less may go missing at the edges of a codec's frames in a file that is whole.
TRUNCATED_SECONDS = 1.0
TRUNCATED_SHARE = 0.02
# Recorders that skip silence leave holes in the time stamps; smaller ones are the rounding of a container's clock.
MIN_GAP_SECONDS = 0.1
# A longer jump in a file that does not state its length is a broken clock, not a silence.
MAX_GAP_SECONDS = 3_600.0
# Arrays grow in steps: `resize` then moves pages instead of copying, and little is held that is not filled.
GROWTH_SAMPLES = 60 * SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Decoded:
    """The sound of a recording: equally long channels of mono samples at 16 kHz, range ±1, no NaN.

    `duration` is seconds of sound that were decoded; `source_rate` in Hz and `codec` are the file's own;
    `truncated` says that the file claims, or held, clearly more than could be decoded.
    """

    channels: tuple[FloatArray, ...]
    duration: float
    source_rate: int
    codec: str
    truncated: bool


def decode(path: Path) -> Decoded:
    """All channels of the recording; raises UnreadableAudio with one line that names the file.

    Needs the memory of the result and a few megabytes, whatever the header claims.
    """
    with opened(path) as source:
        reader = _Reader(source)
        channels = _collect(path, _resampled(reader.frames(), source.seconds))
        if not channels or not channels[0].size:
            raise unreadable(path, f"no sound could be decoded ({source.decoder.name}); export or copy it again")
        duration = channels[0].size / SAMPLE_RATE
        missing = max((source.seconds or 0.0) - duration, reader.lost_seconds)
        truncated = missing > max(TRUNCATED_SECONDS, TRUNCATED_SHARE * duration)
        return Decoded(channels, duration, source.stream.rate, source.decoder.name, truncated)


def fingerprint(path: Path) -> str:
    """The sha256 of the file's bytes, in hexadecimal; raises UnreadableAudio when it cannot be read."""
    check_file(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Reader:
    """Decodes packets one by one and passes over damaged ones.

    `lost_seconds` counts those with sound after them; junk behind the last sound is no loss.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._damaged_seconds = 0.0
        self.lost_seconds = 0.0

    def frames(self) -> Iterator["AudioFrame"]:
        import av

        packets = self._source.container.demux(self._source.stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                return
            try:
                frames = self._source.decoder.decode(packet)
            except av.FFmpegError:
                self._damaged_seconds += float((packet.duration or 0) * (packet.time_base or 0))
                continue
            if frames:
                self.lost_seconds, self._damaged_seconds = self.lost_seconds + self._damaged_seconds, 0.0
            yield from frames


def _resampled(frames: Iterator["AudioFrame"], claimed: float | None) -> Iterator[FloatArray]:
    """Blocks of shape (channels, samples) at 16 kHz, with silence where the time stamps have a hole."""
    resampler: AudioResampler | None = None
    setup: tuple[str, str, int] | None = None
    channels = 0
    clock = _Clock(claimed)
    for frame in frames:
        channels = channels or frame.layout.nb_channels
        if frame.layout.nb_channels != channels or not frame.sample_rate:
            return
        gap = clock.gap_before(frame)
        if gap or setup != (frame.format.name, frame.layout.name, frame.sample_rate):
            yield from _blocks(resampler, None)
            resampler, setup = _resampler(frame), (frame.format.name, frame.layout.name, frame.sample_rate)
        if gap:
            yield np.zeros((channels, round(gap * SAMPLE_RATE)), dtype=np.float32)
        yield from _blocks(resampler, _finite(frame))
    yield from _blocks(resampler, None)


class _Clock:
    """Follows the time stamps of frames against the samples they hold, to find where a recorder skipped silence."""

    def __init__(self, claimed: float | None) -> None:
        self._claimed = claimed
        self._first: float | None = None
        self._heard = 0.0

    def gap_before(self, frame: "AudioFrame") -> float:
        """Seconds of silence that belong before this frame; 0 as a rule."""
        gap = 0.0
        if frame.time is not None:
            self._first = frame.time if self._first is None else self._first
            gap = frame.time - self._first - self._heard
        room = MAX_GAP_SECONDS if self._claimed is None else self._claimed - self._heard
        gap = gap if MIN_GAP_SECONDS < gap <= room else 0.0
        self._heard += gap + frame.samples / frame.sample_rate
        return gap


def _resampler(frame: "AudioFrame") -> "AudioResampler":
    from av.audio.resampler import AudioResampler

    return AudioResampler(format="fltp", layout=frame.layout, rate=SAMPLE_RATE)


def _blocks(resampler: "AudioResampler | None", frame: "AudioFrame | None") -> Iterator[FloatArray]:
    """What the resampler gives for a frame; for None, the rest that it holds."""
    if resampler is None:
        return
    for block in resampler.resample(frame):
        yield np.clip(block.to_ndarray(), -1.0, 1.0)


def _finite(frame: "AudioFrame") -> "AudioFrame":
    """The frame with NaN as 0 and all else within ±1, before the resampler smears it over its neighbours."""
    if frame.format.name not in {"flt", "fltp", "dbl", "dblp"}:
        return frame
    samples = cast(FloatArray, frame.to_ndarray())
    if np.abs(samples).max(initial=0.0) <= 1.0:  # false where anything is NaN
        return frame
    import av

    finite = np.clip(np.nan_to_num(samples, nan=0.0), -1.0, 1.0)
    clean = av.AudioFrame.from_ndarray(finite, format=frame.format.name, layout=frame.layout.name)
    clean.sample_rate, clean.pts, clean.time_base = frame.sample_rate, frame.pts, frame.time_base
    return clean


def _collect(path: Path, blocks: Iterator[FloatArray]) -> tuple[FloatArray, ...]:
    """The blocks joined, one array a channel; raises UnreadableAudio where they never end."""
    arrays: list[FloatArray] = []
    filled = 0
    for block in blocks:
        count, length = block.shape
        if count * (filled + length) > MAX_CHANNEL_HOURS * 3600 * SAMPLE_RATE:
            raise unreadable(path, f"holds more than {MAX_CHANNEL_HOURS} hours of sound over its channels; split it")
        arrays = arrays or [np.empty(0, dtype=np.float32) for _ in range(count)]
        for array, samples in zip(arrays, block, strict=True):
            if array.size < filled + length:
                array.resize(filled + max(length, GROWTH_SAMPLES), refcheck=False)
            array[filled : filled + length] = samples
        filled += length
    for array in arrays:
        array.resize(filled, refcheck=False)
    return tuple(arrays)
