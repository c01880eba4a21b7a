"""How long a recording says it is, before anything is decoded."""

import struct
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

# Without an index their length is guessed from the bit rate, which means nothing when that varies.
GUESSED_FROM_BIT_RATE = {"mp3", "aac", "ac3", "eac3", "mpeg", "mpegts"}
# An mp3 with one of these marks in its first frame states its length.
MP3_INDEX_MARKS = (b"Xing", b"Info", b"VBRI")
# Recorders that write as they go leave 0, or about the largest number that the field can hold.
PLACEHOLDER_BYTES = 0x7FFF_0000
# RIFF files keep tags between header and sound; an intact header has been met well before this.
MAX_CHUNKS = 64


def claimed_seconds(path: Path, container: "InputContainer", stream: "AudioStream") -> float | None:
    """Seconds that the header claims, or None where it claims nothing that can be relied on."""
    if container.format.name == "wav":
        missing = missing_wav_bytes(path)
        stated = _stated(container, stream)
        byte_rate = stream.codec_context.bit_rate / 8 if stream.codec_context.bit_rate else 0
        return stated + missing / byte_rate if stated and missing and byte_rate else stated
    if container.format.name in GUESSED_FROM_BIT_RATE and not _has_mp3_index(path):
        return None
    return _stated(container, stream)


def _stated(container: "InputContainer", stream: "AudioStream") -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration is not None else None


def missing_wav_bytes(path: Path) -> int:
    """Bytes of sound that the `data` chunk claims and the file does not have (ffmpeg goes by the file's size alone)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return 0
        file.seek(12)
        for _ in range(MAX_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                return 0
            name, length = struct.unpack("<4sI", head)
            if name == b"data":
                return max(0, file.tell() + length - size) if 0 < length < PLACEHOLDER_BYTES else 0
            file.seek(length + length % 2, 1)
    return 0


def _has_mp3_index(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(10)
        # An ID3v2 tag comes first; its length is written in four bytes of seven bits.
        tag = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
        file.seek(10 + tag if head[:3] == b"ID3" else 0)
        first_frame = file.read(4096)
    return any(mark in first_frame for mark in MP3_INDEX_MARKS)
