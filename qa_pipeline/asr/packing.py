"""Speech regions packed into stretches that Whisper hears at one go, and the way back to the recording's times.

Whisper always works on 30 s, however little of it is speech, so many short regions are laid side by side in one pack.
All positions are samples at 16 kHz; `plan` works on times alone but for the one place where a region has to be cut.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from qa_pipeline.asr.transcriber import SAMPLE_RATE, FloatArray
from qa_pipeline.call import Span

# Whisper's window is 30 s; the last second is kept free, for a word that runs into the window's end is lost.
PACK_SECONDS = 29.0

# A pause between two regions of one pack is kept as silence, up to this long: enough to end a sentence,
# too short for Whisper to take it for the end of the talk and stop.
JOIN_SECONDS = 0.5

# Between people who wait for each other longer than this, the talk starts anew: better a pack of its own.
APART_SECONDS = 8.0

_CUT_FRAME = SAMPLE_RATE // 50


@dataclass(frozen=True, slots=True)
class Piece:
    """Samples `start` to `end` of the recording, laid at `at` in the pack."""

    start: int
    end: int
    at: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pack:
    """Pieces in order of time, with silence between them; at most one Whisper window long."""

    pieces: tuple[Piece, ...]

    @property
    def length(self) -> int:
        return self.pieces[-1].at + self.pieces[-1].length

    @property
    def seconds(self) -> float:
        return self.length / SAMPLE_RATE

    def together(self, first: float, second: float) -> bool:
        """Whether two moments of the recording (in seconds, `first` not after `second`) lie in one piece."""
        low, high = first * SAMPLE_RATE, second * SAMPLE_RATE
        return any(piece.start <= low and high <= piece.end for piece in self.pieces)


def plan(samples: FloatArray, regions: Sequence[Span], *, limit: float = PACK_SECONDS) -> tuple[Pack, ...]:
    """Packs that hold every sample of `regions` exactly once, each at most `limit` seconds long.

    A full pack is closed at the longest pause of its second half; a region longer than `limit` is cut where it is
    quietest. `regions` are in order, without overlap.
    """
    most = int(limit * SAMPLE_RATE)
    waiting = [cut for region in regions for cut in _cut(samples, *_bounds(region, len(samples)), most)]
    packs: list[Pack] = []
    while waiting:
        count = _how_many(waiting, most)
        packs.append(_lay(waiting[:count]))
        waiting = waiting[count:]
    return tuple(packs)


def render(samples: FloatArray, pack: Pack) -> FloatArray:
    """The sound of a pack."""
    sound = np.zeros(pack.length, dtype=np.float32)
    for piece in pack.pieces:
        sound[piece.at : piece.at + piece.length] = samples[piece.start : piece.end]
    return sound


def restore(pack: Pack, start: float, end: float) -> Span:
    """Where a word at `start` to `end` seconds of the pack stands in the recording.

    The piece under the word's middle has it; what sticks out of that piece is cut off.
    """
    middle = int((start + end) / 2 * SAMPLE_RATE)
    piece = _nearest(pack, middle)
    first, last = (_within(piece, round(time * SAMPLE_RATE)) for time in (start, end))
    return Span(first / SAMPLE_RATE, last / SAMPLE_RATE)


Bounds = tuple[int, int]


def _bounds(region: Span, length: int) -> Bounds:
    return max(0, round(region.start * SAMPLE_RATE)), min(length, round(region.end * SAMPLE_RATE))


def _cut(samples: FloatArray, start: int, end: int, most: int) -> Iterator[Bounds]:
    while end - start > most:
        middle = _quietest(samples, start + most // 2, start + most)
        yield start, middle
        start = middle
    if end > start:
        yield start, end


def _quietest(samples: FloatArray, start: int, end: int) -> int:
    """The middle of the quietest 100 ms between two positions."""
    frames = samples[start : start + (end - start) // _CUT_FRAME * _CUT_FRAME].reshape(-1, _CUT_FRAME)
    smooth = np.convolve(np.square(frames).mean(axis=1), np.ones(5), mode="same")
    return start + (2 + int(smooth[2:-2].argmin())) * _CUT_FRAME + _CUT_FRAME // 2


def _how_many(waiting: Sequence[Bounds], most: int) -> int:
    """How many of the waiting stretches the next pack takes."""
    reach = 0
    for count, (start, end) in enumerate(waiting):
        pause = start - waiting[count - 1][1] if count else 0
        if pause > APART_SECONDS * SAMPLE_RATE and reach > most // 2:
            return count
        reach += _join(pause) + end - start
        if reach > most:
            return _longest_pause(waiting[: count + 1], most)
    return len(waiting)


def _longest_pause(stretches: Sequence[Bounds], most: int) -> int:
    """The index of the stretch after the longest pause, among those that leave the pack at least half full."""
    reach, best, longest = 0, len(stretches) - 1, -1
    for index, (start, end) in enumerate(stretches):
        pause = start - stretches[index - 1][1] if index else 0
        if reach >= most // 2 and pause >= longest:
            best, longest = index, pause
        reach += _join(pause) + end - start
    return best


def _join(pause: int) -> int:
    return min(pause, int(JOIN_SECONDS * SAMPLE_RATE))


def _lay(stretches: Sequence[Bounds]) -> Pack:
    pieces: list[Piece] = []
    at = 0
    for index, (start, end) in enumerate(stretches):
        at += _join(start - stretches[index - 1][1]) if index else 0
        pieces.append(Piece(start, end, at))
        at += end - start
    return Pack(tuple(pieces))


def _nearest(pack: Pack, position: int) -> Piece:
    index = max(0, bisect_right([piece.at for piece in pack.pieces], position) - 1)
    piece = pack.pieces[index]
    if index + 1 == len(pack.pieces):
        return piece
    following = pack.pieces[index + 1]
    return piece if position - (piece.at + piece.length) <= following.at - position else following


def _within(piece: Piece, position: int) -> int:
    return min(max(piece.start + position - piece.at, piece.start), piece.end)
