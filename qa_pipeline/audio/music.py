"""Music in a channel: what holds its pitches, keeps its level and was not taken for speech."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.spectrum import BLOCK_SECONDS, Spectrum, block_runs

BoolArray = NDArray[np.bool_]
Values = NDArray[np.float64]

# Judged together, around each block: 2 s is longer than a word and shorter than the shortest stretch that counts.
WINDOW_BLOCKS = 8
# Fewer usable blocks than this in a window say nothing.
FEWEST_BLOCKS = 4
# Harmonics of a held note stand out of their surroundings of 300 Hz.
SURROUNDING_BINS = 19
# Deeper dips of the level say no more about its steadiness.
LEVEL_RANGE_DB = 40.0

# Log-odds of music against speech, babble and noise. Set by hand between the weights that two logistic regressions on
# Debian's five asterisk-moh-opsound tracks led to (1.9, −0.25, −0.2, −3.6) and one (2.5, −0.38, 0.09, −1.3) on 8,480
# windows of calls mixed from the tuning sample calls' voices and 44 tracks of eight Debian packages (that one,
# asc-music, drascula-music, extremetuxracer-data, fretsonfire-songs-sectoid, frozen-bubble-data, hyperrogue-music,
# xmoto-data) at 0 to −18 dB through G.711, AMR, Opus, MP3, G.726 and G.723.1, against talk, tones and noises.
# The level above the channel's quiet added nothing.
RIDGE_WEIGHT, SPREAD_WEIGHT, FLATNESS_WEIGHT, BIAS = 2.2, -0.32, -0.1, -2.7
# Nothing played varies less than this; mains hum and comfort noise do.
LEAST_SPREAD_DB = 0.35
# Where the detector hears speech (a singer), only music as plain as this counts; talk varies more in level.
SUNG_LOG_ODDS, SUNG_SPREAD_DB = 1.5, 5.5
# A stretch has a block that is music, and goes on over those that may well be.
GOES_ON_LOG_ODDS = -1.0
# Less of it, without rests and edges, may be a held vowel that the speech detector missed.
FEWEST_MUSIC_BLOCKS = round(2.5 / BLOCK_SECONDS)
NO_LOG_ODDS = -9.0
# Windows over an edge see the step in level: as much beside a stretch, at about its level, belongs to it.
EDGE_BLOCKS, EDGE_BELOW_DB = WINDOW_BLOCKS, 15.0
# A rest or a quiet bar inside the music; drums or effects, lively but of no pitch, may last longer.
LONGEST_REST = round(4.0 / BLOCK_SECONDS)
LONGEST_BREAK, LIVELY_SHARE = round(20.0 / BLOCK_SECONDS), 0.7
# An announcement ("your call is important to us") is read over music that plays on: between its words this channel
# does not get as quiet as between the words of the conversation. Longer is an agent who came back.
LONGEST_ANNOUNCEMENT = round(14.0 / BLOCK_SECONDS)
BETWEEN_WORDS_PERCENTILE, PLAYS_ON_DB = 15.0, 7.0
# Less conversation (5 s) says nothing about its pauses.
FEWEST_SPOKEN_BLOCKS = round(5.0 / BLOCK_SECONDS)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks from `first` up to `end`, with the confidence that they are what they were found as."""

    first: int
    end: int
    confidence: float


def music_stretches(picture: Spectrum, audible: BoolArray, spoken: BoolArray) -> list[Stretch]:
    """Stretches of music in order; `audible` and `spoken` say so of each block."""
    odds, _ = _log_odds(picture, audible & ~spoken)
    sung_odds, sung_spread = _log_odds(picture, audible)
    sung = (sung_odds > SUNG_LOG_ODDS) & (sung_spread < SUNG_SPREAD_DB)
    odds = np.where(sung, np.maximum(odds, sung_odds), odds)
    runs = [(first, end) for first, end in block_runs(odds > GOES_ON_LOG_ODDS) if odds[first:end].max() > 0]
    joined = _over_rests(runs, odds, spoken & ~sung)
    lasting = [(first, end) for first, end in joined if (odds[first:end] > 0).sum() >= FEWEST_MUSIC_BLOCKS]
    whole = _over_announcements(lasting, picture, spoken)
    return [_stretch(odds, picture.block_levels_db, first, end) for first, end in whole]


def _stretch(odds: Values, levels: Values, first: int, end: int) -> Stretch:
    confidence = 1 / (1 + float(np.exp(-_mean_odds(odds[first:end]))))
    alike = (odds > NO_LOG_ODDS) & (levels > np.median(levels[first:end]) - EDGE_BELOW_DB)
    before, after = alike[max(0, first - EDGE_BLOCKS) : first][::-1], alike[end : end + EDGE_BLOCKS]
    return Stretch(first - _leading(before), end + _leading(after), confidence)


def _mean_odds(odds: Values) -> float:
    """The mean over the blocks that could be judged."""
    return float(odds[odds > NO_LOG_ODDS].mean())


def _leading(mask: BoolArray) -> int:
    """How many values are True before the first that is not."""
    return int(np.logical_and.accumulate(mask).sum())


def _over_rests(runs: list[tuple[int, int]], odds: Values, spoken: BoolArray) -> list[tuple[int, int]]:
    """The runs, those joined between which the music only pauses: nobody speaks, and it is short or full of sound."""
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        if joined and not spoken[joined[-1][1] : first].any() and _only_pauses(odds, *joined[-1], first, end):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _only_pauses(odds: Values, start: int, pause: int, first: int, end: int) -> bool:
    """Whether the music from `start` to `pause` goes on from `first` to `end`."""
    if first - pause <= LONGEST_REST:
        return True
    lively = float((odds[pause:first] > NO_LOG_ODDS).mean())
    return first - pause <= LONGEST_BREAK and lively >= LIVELY_SHARE and _mean_odds(odds[start:end]) > 0


def _over_announcements(runs: list[tuple[int, int]], picture: Spectrum, spoken: BoolArray) -> list[tuple[int, int]]:
    """The runs, those joined between which somebody speaks over music that plays on.

    A radio plays on too, but all through the call, so that it is no louder there than elsewhere between the words.
    """
    talk = spoken.copy()
    for first, end in runs:
        talk[max(0, first - EDGE_BLOCKS) : end + EDGE_BLOCKS] = False
    if talk.sum() < FEWEST_SPOKEN_BLOCKS:
        return runs
    quiet = float(np.percentile(picture.levels_db[talk], BETWEEN_WORDS_PERCENTILE))
    joined = runs[:1]
    for (before, pause), (first, end) in pairwise(runs):
        # More is said between than played around it where somebody talks beside a radio.
        brief = 0 < first - pause <= min(LONGEST_ANNOUNCEMENT, pause - before, end - first)
        if brief and np.percentile(picture.levels_db[pause:first], BETWEEN_WORDS_PERCENTILE) > quiet + PLAYS_ON_DB:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _log_odds(picture: Spectrum, usable: BoolArray) -> tuple[Values, Values]:
    """Log-odds of music, and the spread of the level in dB, around each block; from the usable blocks alone."""
    count = _around(usable.astype(np.float64))
    weight = np.where(usable, 1.0, 0.0)[:, None]
    enough = usable & (count >= FEWEST_BLOCKS)
    share = np.maximum(count, 1.0)[:, None]
    spread = _spread(picture, usable)
    ridge = _ridge(_around(picture.log_db * weight) / share)
    flatness = _flatness(_around(picture.power * weight) / share)
    odds = RIDGE_WEIGHT * ridge + SPREAD_WEIGHT * spread + FLATNESS_WEIGHT * flatness + BIAS
    return np.where(enough & (spread >= LEAST_SPREAD_DB), odds, NO_LOG_ODDS), spread


def _around(values: NDArray[np.floating]) -> Values:
    """The sum over the window around each block."""
    before = WINDOW_BLOCKS // 2
    padding = [(before, WINDOW_BLOCKS - before - 1)] + [(0, 0)] * (values.ndim - 1)
    summed = np.cumsum(np.pad(values, padding), axis=0, dtype=np.float64)
    summed = np.concatenate([np.zeros_like(summed[:1]), summed])
    return np.asarray(summed[WINDOW_BLOCKS:] - summed[:-WINDOW_BLOCKS])


def _ridge(logs: Values) -> Values:
    """How far (dB) pitches that last through the window stand out: twice the mean excess over their surroundings.

    Averaging logarithms over time keeps a held note and blurs a gliding voice.
    """
    half = SURROUNDING_BINS // 2
    summed = np.cumsum(np.pad(logs, ((0, 0), (half + 1, half)), mode="reflect"), axis=1)
    smooth = (summed[:, SURROUNDING_BINS:] - summed[:, :-SURROUNDING_BINS]) / SURROUNDING_BINS
    return np.asarray(2 * np.maximum(logs - smooth, 0).mean(axis=1))


def _flatness(power: Values) -> Values:
    """Spectral flatness in dB: 0 for white noise, far below for tones."""
    floor = 1e-12
    return np.asarray(10 * np.log10(power + floor).mean(axis=1) - 10 * np.log10(power.mean(axis=1) + floor))


def _spread(picture: Spectrum, usable: BoolArray) -> Values:
    """Standard deviation in dB of the frames' levels around each block; syllables and pauses make it large."""
    levels = picture.levels_db.astype(np.float64)
    floor = _loudest_around(np.where(usable, levels.max(axis=1), -np.inf)) - LEVEL_RANGE_DB
    levels = np.where(usable[:, None], np.maximum(levels, np.where(np.isfinite(floor), floor, 0.0)[:, None]), 0.0)
    frames = np.maximum(_around(usable.astype(np.float64)), 1.0) * levels.shape[1]
    mean = _around(levels.sum(axis=1)) / frames
    return np.asarray(np.sqrt(np.maximum(_around(np.square(levels).sum(axis=1)) / frames - mean**2, 0.0)))


def _loudest_around(values: Values) -> Values:
    before = WINDOW_BLOCKS // 2
    padded = np.pad(values, (before, WINDOW_BLOCKS - before - 1), constant_values=-np.inf)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, WINDOW_BLOCKS).max(axis=1))
