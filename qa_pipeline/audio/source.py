"""Opens a recording for decoding, or says in one line why it cannot be."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa_pipeline.audio.claims import claimed_seconds
from qa_pipeline.errors import UnreadableAudio

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.stream import AudioStream
    from av.container import InputContainer

# What a recorder may write. Left out on purpose: playlists (hls, concat, dash, sdp) make ffmpeg open other files and
# addresses, and `tty` takes any text for a film.
CONTAINERS = (
    "wav,w64,aiff,au,caf,sox,voc,ircam,nistsphere,flac,wv,tta,ape,mp3,aac,ac3,eac3,ogg,spx,asf,xwma,"
    "mov,mp4,m4a,3gp,3g2,matroska,webm,avi,flv,mpeg,mpegts,"
    "amr,amrnb,amrwb,gsm,g722,g726,g726le,g729,g723_1,alaw,mulaw,s16le"
)
# Telephone systems write these without a header; ffmpeg would take them for 44.1 kHz, or for nothing.
HEADERLESS = {
    ".ul": ("mulaw", 8_000),
    ".ulaw": ("mulaw", 8_000),
    ".al": ("alaw", 8_000),
    ".alaw": ("alaw", 8_000),
    ".sln": ("s16le", 8_000),
    ".sln16": ("s16le", 16_000),
}
# The files of a folder that are taken for recordings.
AUDIO_SUFFIXES = frozenset(
    ".aac .ac3 .afc .aif .aifc .aiff .amr .au .avi .awb .caf .flac .g722 .gsm .m4a .m4b .mka .mkv .mov .mp2 .mp3 .mp4 "
    ".mpga .oga .ogg .ogv .opus .ra .snd .spx .ulaw .w64 .wav .wave .webm .wma .wv".split()
) | frozenset(HEADERLESS)
# ffmpeg's own AMR decoder refuses discontinuous transmission (silence frames), which is how telephones send it.
PREFERRED_DECODERS = {"amrnb": "libopencore_amrnb"}
# Below, no speech fits in the band and resampling would inflate a small file a thousandfold; above, no recorder writes.
SOURCE_RATES_HZ = (4_000, 384_000)
# A conference bridge writes a track a party; a file that claims more is broken.
MAX_CHANNELS = 16


@dataclass(frozen=True, slots=True)
class Source:
    """An open recording: packets come from `container`, `decoder` makes frames of them; `seconds` is what it claims."""

    container: "InputContainer"
    stream: "AudioStream"
    decoder: "AudioCodecContext"
    seconds: float | None


def named(path: Path) -> str:
    """The path on one printable line, whatever bytes its name has."""
    return "".join(char if char.isprintable() else "?" for char in str(path))


def unreadable(path: Path, reason: str) -> UnreadableAudio:
    """The one-line error for a file that gives no sound."""
    return UnreadableAudio(f"{named(path)}: {reason}")


def check_file(path: Path) -> None:
    """Raises UnreadableAudio unless the path is a non-empty file that may be read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise unreadable(path, "is a folder; name a recording inside it")
        if not stat.S_ISREG(status.st_mode):
            raise unreadable(path, "is a device or pipe; copy its sound into a file first")
        if status.st_size == 0:
            raise unreadable(path, "is empty (0 bytes); copy or export it again")
        with path.open("rb"):
            return
    except FileNotFoundError:
        raise unreadable(path, "no such file") from None
    except OSError as error:
        raise unreadable(path, f"cannot be opened ({error.strerror or error})") from None


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The recording, ready to decode; raises UnreadableAudio naming the file."""
    import av

    check_file(path)
    options = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    form, rate = HEADERLESS.get(path.suffix.lower(), (None, None))
    if rate:
        options["sample_rate"] = str(rate)
    try:
        # "file:" keeps a colon in a name from being read as a network protocol.
        container = av.open(f"file:{path}", format=form, options=options, metadata_errors="replace")
    except (av.FFmpegError, IndexError, ValueError, OSError):
        reason = "its header is damaged or of a format not known here; wav, flac, mp3, ogg, opus and m4a are"
        raise unreadable(path, reason) from None
    with container:
        yield _source(path, container)


def _source(path: Path, container: "InputContainer") -> Source:
    """The first audio stream that can be decoded; raises UnreadableAudio saying what its header has instead."""
    reasons = [f"holds no sound ({container.format.long_name or container.format.name})"]
    for stream in container.streams.audio:
        reason = _unusable(stream)
        if reason is None:
            return Source(container, stream, _decoder(stream), claimed_seconds(path, container, stream))
        reasons.append(reason)
    raise unreadable(path, reasons[-1])


def _unusable(stream: "AudioStream") -> str | None:
    """Why this stream cannot be decoded, or None when it can."""
    low, high = SOURCE_RATES_HZ
    if stream.codec_context is None:
        return "its sound is in a codec that cannot be decoded here; export it as wav, flac, mp3, opus or m4a"
    if not low <= stream.rate <= high:
        return f"its header says {stream.rate} Hz; {low} to {high} Hz can be used"
    # ffmpeg reports more channels than it can hold as 0.
    if not 1 <= stream.channels <= MAX_CHANNELS:
        return f"its header has {stream.channels or 'no usable number of'} channels; 1 to {MAX_CHANNELS} can be used"
    return None


def _decoder(stream: "AudioStream") -> "AudioCodecContext":
    from av.audio.codeccontext import AudioCodecContext
    from av.codec.codec import UnknownCodecError

    context = stream.codec_context
    try:
        preferred = AudioCodecContext.create(PREFERRED_DECODERS[context.name], "r")
    except (KeyError, UnknownCodecError):
        return context
    assert isinstance(preferred, AudioCodecContext)  # noqa: S101  # the stub names the base class alone
    preferred.sample_rate = stream.rate
    preferred.layout = stream.layout
    return preferred
