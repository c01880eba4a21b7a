"""Music in a channel: where the texture of the sound over seconds is that of music, whatever was taken for speech."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.ears import Ear, ears
from qa_pipeline.audio.spectrum import BLOCK_SECONDS, Spectrum, block_runs
from qa_pipeline.audio.windows import Values

BoolArray = NDArray[np.bool_]


# Added to the log-odds that were fitted: at this, mixed calls lose the fewest holds and gain none.
LEANING = 0.7
# No block speaks louder than this, nor does one that is too quiet to be heard: a rest in the music, or the line.
MOST_ODDS, QUIET_ODDS = 6.0, -1.0
# Nothing played varies less than this; mains hum and comfort noise do.
LEAST_SPREAD_DB = 0.35
# Nothing played varies more, but for a beat alone (1 % of the windows of music did); talk with its pauses does,
# and a rest in the music.
MOST_SPREAD_DB, PAUSING_ODDS = 14.0, -2.0
# What beginning or ending costs in log-odds: less music than 2.5 s, or a gap in it, is not worth a stretch of its own.
CHANGE_COST = 12.0
# An announcement ("your call is important to us") is read, or a song sung, over music that plays on: between its words
# this channel does not get as quiet as between the words of the conversation. A radio is as loud there as elsewhere.
BETWEEN_WORDS_PERCENTILE, PLAYS_ON_DB = 15.0, 4.0
# What is taken for speech is music all the same where it sounds as plainly of it as this.
PLAIN_ODDS = 0.5
# Less conversation (5 s) says nothing about its pauses: all that was taken for speech stays speech.
FEWEST_SPOKEN_BLOCKS = round(5.0 / BLOCK_SECONDS)
# An announcement is shorter than this and than the music around it, which is heard between its words: these get less
# quiet than the words of the conversation, and not much more so than the music. Longer is an agent who came back.
LONGEST_ANNOUNCEMENT, ANNOUNCED_DB, FADED_DB = round(14.0 / BLOCK_SECONDS), 0.0, 4.0
# A rest in the music, or a bar too quiet to be heard, in which nobody speaks.
LONGEST_REST = round(4.0 / BLOCK_SECONDS)
# Less music between words is a pause of theirs.
FEWEST_MUSIC_BLOCKS = round(2.5 / BLOCK_SECONDS)
# An edge lies where it parts music and rest best, within 3 s of where the long window has it.
EDGE_BLOCKS = round(3.0 / BLOCK_SECONDS)
# The window over an edge has half of it in silence or talk: as much (5 s) beside a stretch as sounds on, nearer to its
# level than to the line's, belongs to it.
REACHED_BLOCKS, REACHED_ODDS, REACHED_BELOW_DB = round(5.0 / BLOCK_SECONDS), -5.0, 12.0
LINE_PERCENTILE = 10.0
# What was taken for speech and is music is so but for what sounds of talk as plainly as this.
SUNG_ODDS = -2.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks from `first` up to `end`, with the confidence that they are what they were found as."""

    first: int
    end: int
    confidence: float


def music_stretches(picture: Spectrum, audible: BoolArray, spoken: BoolArray) -> list[Stretch]:
    """Stretches of music in order; `audible` and `spoken` say so of each block."""
    whole, edge = ears()
    odds = _log_odds(whole, picture, audible, spoken)
    runs = block_runs(_likeliest(odds))
    if not runs:
        return []
    edges = _sharpened(runs, _log_odds(edge, picture, audible, spoken))
    plain = _without_talk(edges, odds, picture, spoken)
    kept = _reached(plain, odds, picture.block_levels_db, audible & _unspoken(odds, spoken))
    parts = _joined(kept, picture, spoken)
    return [Stretch(first, end, _confidence(odds[first:end])) for first, end in parts]


def _log_odds(ear: Ear, picture: Spectrum, audible: BoolArray, spoken: BoolArray) -> Values:
    """The log-odds around each block, within the bounds of what one block may say."""
    odds, spread = ear.log_odds(picture, spoken)
    odds = np.clip(odds + LEANING, -MOST_ODDS, MOST_ODDS)
    odds = np.where(spread < LEAST_SPREAD_DB, -MOST_ODDS, odds)
    odds = np.where(spread > MOST_SPREAD_DB, np.minimum(odds, PAUSING_ODDS), odds)
    return np.where(audible, odds, QUIET_ODDS)


def _confidence(odds: Values) -> float:
    return 1 / (1 + float(np.exp(-odds.mean())))


def _likeliest(odds: Values) -> BoolArray:
    """Whether each block is music on the likeliest path between music and none (Viterbi)."""
    rest, music = 0.0, -CHANGE_COST
    changed = np.zeros((odds.size, 2), dtype=np.bool_)
    for index, value in enumerate(odds.tolist()):
        changed[index] = music - CHANGE_COST > rest, rest - CHANGE_COST > music
        rest, music = max(rest, music - CHANGE_COST), max(music, rest - CHANGE_COST) + value
    path = np.zeros(odds.size, dtype=np.bool_)
    playing = music > rest
    for index in range(odds.size - 1, -1, -1):
        path[index] = playing
        playing ^= bool(changed[index, int(playing)])
    return path


def _sharpened(runs: list[tuple[int, int]], odds: Values) -> list[tuple[int, int]]:
    """The runs with each edge moved to where the odds before and after it differ most."""
    ends = [0, *(edge for run in runs for edge in run), odds.size]
    moved: list[int] = [0]
    for index, (edge, after) in enumerate(pairwise(ends[1:])):
        low = max(moved[-1], edge - EDGE_BLOCKS, (ends[index] + edge) // 2 if index else 0)
        high = min(edge + EDGE_BLOCKS, (edge + after) // 2 if index < len(ends) - 3 else odds.size)
        gained = np.concatenate([[0.0], np.cumsum(odds[low:high])])
        moved.append(low + int(gained.argmax() if index % 2 else gained.argmin()))
    # The last block is filled up with silence.
    moved[-1] = odds.size if moved[-1] >= odds.size - 2 else moved[-1]
    return list(zip(moved[1::2], moved[2::2], strict=True))


def _without_talk(
    runs: list[tuple[int, int]], odds: Values, picture: Spectrum, spoken: BoolArray
) -> list[tuple[int, int]]:
    """What is left of the runs without the words between which the channel gets as quiet as in the conversation."""
    playing = _mask(runs, spoken.size)
    quiet = _quiet_of_talk(picture, spoken & ~playing)
    known = quiet != np.inf
    for first, end in block_runs(spoken & playing):
        plain = known and float(odds[first:end].mean()) > PLAIN_ODDS
        if not plain and _between_words(picture, first, end) <= quiet + PLAYS_ON_DB:
            playing[first:end] = False
    return [(first, end) for first, end in block_runs(playing) if end - first >= FEWEST_MUSIC_BLOCKS]


def _reached(runs: list[tuple[int, int]], odds: Values, levels: Values, usable: BoolArray) -> list[tuple[int, int]]:
    """The runs with what goes on beside them at about their level, where nobody speaks and it is no plain noise."""
    outside = ~_mask(runs, levels.size)
    line = float(np.percentile(levels[outside], LINE_PERCENTILE)) if outside.any() else -np.inf
    reached: list[tuple[int, int]] = []
    for index, (first, end) in enumerate(runs):
        level = float(np.median(levels[first:end]))
        alike = usable & (odds > REACHED_ODDS) & (levels > max(level - REACHED_BELOW_DB, (level + line) / 2))
        low = max(first - REACHED_BLOCKS, reached[-1][1] if reached else 0)
        high = min(end + REACHED_BLOCKS, runs[index + 1][0] if index + 1 < len(runs) else levels.size)
        reached.append((first - _leading(alike[low:first][::-1]), end + _leading(alike[end:high])))
    return reached


def _unspoken(odds: Values, spoken: BoolArray) -> BoolArray:
    """The blocks in which nobody speaks, and what was taken for speech and sounds of music on the whole."""
    unspoken = ~spoken
    for first, end in block_runs(spoken):
        if odds[first:end].mean() > PLAIN_ODDS:
            unspoken[first:end] = odds[first:end] > SUNG_ODDS
    return unspoken


def _mask(runs: list[tuple[int, int]], size: int) -> BoolArray:
    """True in the runs."""
    mask = np.zeros(size, dtype=np.bool_)
    for first, end in runs:
        mask[first:end] = True
    return mask


def _leading(mask: BoolArray) -> int:
    """How many values are True before the first that is not."""
    return int(np.logical_and.accumulate(mask).sum())


def _joined(runs: list[tuple[int, int]], picture: Spectrum, spoken: BoolArray) -> list[tuple[int, int]]:
    """The runs, those joined between which the music only rests, or plays on under a few words."""
    quiet = _quiet_of_talk(picture, spoken & ~_mask(runs, spoken.size))
    joined = runs[:1]
    for first, end in runs[1:]:
        before, pause = joined[-1]
        rests = first - pause <= LONGEST_REST and not spoken[pause:first].any()
        if rests or _plays_on(picture, (before, pause), (first, end), quiet):
            joined[-1] = (before, end)
        else:
            joined.append((first, end))
    return joined


def _plays_on(picture: Spectrum, one: tuple[int, int], other: tuple[int, int], quiet: float) -> bool:
    """Whether the music is heard between the words that part two stretches of it, and no longer than they last."""
    pause, first = one[1], other[0]
    if first - pause > min(LONGEST_ANNOUNCEMENT, one[1] - one[0] + other[1] - other[0]):
        return False
    played = min(_between_words(picture, *one), _between_words(picture, *other))
    return _between_words(picture, pause, first) > max(quiet + ANNOUNCED_DB, played - FADED_DB)


def _quiet_of_talk(picture: Spectrum, talk: BoolArray) -> float:
    """How quiet (dB) the channel gets between the words of the conversation; infinite where there is too little."""
    if talk.sum() < FEWEST_SPOKEN_BLOCKS:
        return np.inf
    return float(np.percentile(picture.levels_db[talk], BETWEEN_WORDS_PERCENTILE))


def _between_words(picture: Spectrum, first: int, end: int) -> float:
    """How quiet (dB) the channel gets in these blocks."""
    return float(np.percentile(picture.levels_db[first:end], BETWEEN_WORDS_PERCENTILE))
