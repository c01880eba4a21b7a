"""Whether a file can be heard, told quickly."""

from pathlib import Path

import pytest

from qa_pipeline.audio.probe import Probed, probe
from qa_pipeline.errors import UnreadableAudio
from tests.ingestion.conftest import write_wav
from tests.ingestion.test_ingest import header_claiming_hours

SAMPLES = Path(__file__).parents[2] / "sample_calls"


def test_a_recording_tells_its_length_channels_and_codec(tmp_path: Path) -> None:
    assert probe(write_wav(tmp_path / "a.wav")) == Probed(0.1, 1, "pcm_s16le")


def test_every_sample_call_can_be_heard() -> None:
    for path in sorted(SAMPLES.glob("*.flac"))[:6]:
        assert (probe(path).seconds or 0) > 10


def headerless_wav() -> bytes:
    """A header without any sound behind it."""
    return header_claiming_hours()[:44].replace((0x7FFE_0000).to_bytes(4, "little"), b"\0\0\0\0")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"junk" * 300, "its header is damaged"),
        (header_claiming_hours(), "claims 37 hours"),
        (headerless_wav(), "no sound could be decoded"),
        (b"%PDF-1.4" + bytes(3000), "its header is damaged"),
    ],
)
def test_what_cannot_be_heard_is_said_to_be_so(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    with pytest.raises(UnreadableAudio, match=says):
        probe(path)
