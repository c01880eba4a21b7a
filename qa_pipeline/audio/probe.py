"""Whether a file can be heard at all, told from its header and its first sound."""

from dataclasses import dataclass
from pathlib import Path

from qa_pipeline.audio.decode import MAX_CHANNEL_HOURS
from qa_pipeline.audio.source import Source, opened, unreadable

# Sound begins well before this in a file that has any.
MOST_PACKETS = 500


@dataclass(frozen=True, slots=True)
class Probed:
    """What the header says; `seconds` is None where it says nothing that can be relied on."""

    seconds: float | None
    channels: int
    codec: str


def probe(path: Path) -> Probed:
    """Open the recording and decode its first sound; raises UnreadableAudio with one line that names the file."""
    with opened(path) as source:
        channels = source.stream.channels
        claimed = source.seconds or 0.0
        if claimed * channels > MAX_CHANNEL_HOURS * 3600:
            hours = f"{claimed / 3600:,.0f} hours of sound on {channels} channels"
            raise unreadable(path, f"its header claims {hours}; at most {MAX_CHANNEL_HOURS} over all can be heard")
        if not _has_sound(source):
            raise unreadable(path, f"no sound could be decoded ({source.decoder.name}); export or copy it again")
        return Probed(source.seconds, channels, source.decoder.name)


def _has_sound(source: Source) -> bool:
    import av

    packets = source.container.demux(source.stream)
    for _ in range(MOST_PACKETS):
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return False
        try:
            if source.decoder.decode(packet):
                return True
        except av.FFmpegError:
            continue
    return False
