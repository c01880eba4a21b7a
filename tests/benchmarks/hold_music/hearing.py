"""Mixed calls as the detector hears them: pictures and regions of speech, and where it should say music."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.acoustics import FAINTEST_DBFS, pictured_sounds
from qa_pipeline.audio.decode import SAMPLE_RATE, decode
from qa_pipeline.audio.spectrum import BLOCK_SECONDS, Spectrum, block_mask, spectrum
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.audio.texture import texture
from qa_pipeline.audio.windows import Values
from qa_pipeline.call import Sound, Span
from tests.benchmarks.hold_music.folders import SUFFIXES
from tests.benchmarks.hold_music.mixing import Mixed, as_plain, on_line

# Blocks within half a second of an edge are neither.
EDGE_BLOCKS = 2
# The detector of speech takes a singer for a speaker: of so many calls, one is heard as if all were speech.
MISHEARD = 5
# A recording of plain talk is heard as it is, over a line, faint, and with noise this far below.
FAINT, NOISY_DB = 0.15, 22.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A call with, for each channel, its picture and its regions of speech."""

    call: Mixed
    pictures: tuple[Spectrum, ...]
    speech: tuple[tuple[Span, ...], ...]

    @property
    def sounds(self) -> tuple[tuple[Sound, ...], ...]:
        seconds = [channel.size / SAMPLE_RATE for channel in self.call.channels]
        return pictured_sounds(self.pictures, self.speech, seconds)


def hear(calls: Iterable[Mixed]) -> Iterator[Heard]:
    for call in calls:
        yield Heard(
            call,
            tuple(spectrum(channel) for channel in call.channels),
            tuple(speech_regions(channel) for channel in call.channels),
        )


def recordings_of_talk(folder: Path) -> Iterator[Mixed]:
    """Each recording under the folder, in which there is no music at all, in four states."""
    for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        channels = decode(file).channels
        yield as_plain(f"{file.stem}", channels)
        yield as_plain(f"{file.stem} on the line", [on_line(channel, 1.0, None) for channel in channels])
        yield as_plain(f"{file.stem} faint", [on_line(channel, FAINT, None) for channel in channels])
        yield as_plain(f"{file.stem} noisy", [on_line(channel, 1.0, NOISY_DB) for channel in channels])


def examples(heard: Iterable[Heard], blocks: int) -> tuple[Values, NDArray[np.bool_]]:
    """The texture of every block that is music or surely none, and which of them are music."""
    rows, answers = [], []
    for number, one in enumerate(heard):
        for side, (picture, regions) in enumerate(zip(one.pictures, one.speech, strict=True)):
            spoken = block_mask(regions, len(picture.power))
            plays, sure = playing(one.call, side, len(picture.power))
            if number % MISHEARD == 0:
                spoken[:] = True
            elif one.call.kind == "announced":
                # Words over music are as much of the one as of the other.
                sure &= ~(plays & spoken)
            kept = sure & (picture.block_levels_db > FAINTEST_DBFS)
            rows.append(texture(picture, spoken, blocks)[kept])
            answers.append(plays[kept])
    return np.concatenate(rows), np.concatenate(answers)


def playing(call: Mixed, side: int, blocks: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
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
