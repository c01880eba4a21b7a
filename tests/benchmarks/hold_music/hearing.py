"""Mixed calls as the detector hears them, and the music that it says is in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_pipeline.audio.acoustics import channel_sounds
from qa_pipeline.audio.decode import decode
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.call import Sound, Span
from tests.benchmarks.hold_music.folders import SUFFIXES
from tests.benchmarks.hold_music.mixing import Mixed, as_plain, on_line

# A recording of plain talk is heard as it is, over a line, faint, and with noise this far below.
FAINT, NOISY_DB = 0.15, 22.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A call with the regions of speech of each channel."""

    call: Mixed
    speech: tuple[tuple[Span, ...], ...]

    @property
    def sounds(self) -> Sequence[Sequence[Sound]]:
        return channel_sounds(self.call.channels, self.speech)


def hear(calls: Iterable[Mixed]) -> Iterator[Heard]:
    for call in calls:
        yield Heard(call, tuple(speech_regions(channel) for channel in call.channels))


def recordings_of_talk(folder: Path) -> Iterator[Mixed]:
    """Each recording under the folder, in which there is no music at all, in four states."""
    for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        channels = decode(file).channels
        yield as_plain(f"{file.stem}", channels)
        yield as_plain(f"{file.stem} on the line", [on_line(channel, 1.0, None) for channel in channels])
        yield as_plain(f"{file.stem} faint", [on_line(channel, FAINT, None) for channel in channels])
        yield as_plain(f"{file.stem} noisy", [on_line(channel, 1.0, NOISY_DB) for channel in channels])
