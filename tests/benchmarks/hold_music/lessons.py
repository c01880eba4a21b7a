"""What the ears are fitted on: the texture of every block of mixed calls, and whether it is music."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.acoustics import FAINTEST_DBFS
from qa_pipeline.audio.spectrum import BLOCK_SECONDS, block_mask, spectrum
from qa_pipeline.audio.texture import texture
from qa_pipeline.audio.windows import Values
from qa_pipeline.call import Span
from tests.benchmarks.hold_music.hearing import Heard
from tests.benchmarks.hold_music.mixing import Mixed

BoolArray = NDArray[np.bool_]

# Blocks within half a second of an edge are neither.
EDGE_BLOCKS = 2
# The detector of speech takes a singer for a speaker: of so many calls, one is heard as if all were speech.
MISHEARD = 5


def examples(heard: Iterable[Heard], windows: Sequence[int]) -> list[tuple[Values, BoolArray]]:
    """For windows of each of those sizes, the texture of every block that is music or surely none, and which are."""
    found: list[list[tuple[Values, BoolArray]]] = [[] for _ in windows]
    for number, one in enumerate(heard):
        for side in range(len(one.speech)):
            rows = _of_channel(one, side, windows, misheard=number % MISHEARD == 0)
            for collected, pair in zip(found, rows, strict=True):
                collected.append(pair)
    return [(np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs])) for pairs in found]


def _of_channel(one: Heard, side: int, windows: Sequence[int], *, misheard: bool) -> list[tuple[Values, BoolArray]]:
    picture = spectrum(one.call.channels[side])
    spoken = block_mask(one.speech[side], len(picture.power))
    plays, sure = playing(one.call, side, len(picture.power))
    if misheard:
        spoken[:] = True
    elif one.call.kind == "announced":
        # Words over music are as much of the one as of the other.
        sure &= ~(plays & spoken)
    kept = sure & (picture.block_levels_db > FAINTEST_DBFS)
    return [(texture(picture, spoken, blocks)[kept], plays[kept]) for blocks in windows]


def playing(call: Mixed, side: int, blocks: int) -> tuple[BoolArray, BoolArray]:
    """Which blocks of a channel are music, and of which that can be said."""
    plays, sure = np.zeros(blocks, np.bool_), np.ones(blocks, np.bool_)
    here: Sequence[Span] = call.holds if side in call.playing else ()
    for hold in here:
        first, end = round(hold.start / BLOCK_SECONDS), round(hold.end / BLOCK_SECONDS)
        plays[first:end] = True
        for edge in (first, end):
            sure[max(0, edge - EDGE_BLOCKS) : edge + EDGE_BLOCKS] = False
    if side in call.playing and call.unsure:
        # Talk that a radio plays under is talk.
        heard = [Span(one.start, one.end) for one in call.said if one.side == side or len(call.channels) == 1]
        sure &= ~block_mask(call.unsure, blocks) | block_mask(heard, blocks)
    return plays, sure
