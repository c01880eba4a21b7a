"""Make the broken recordings again: `python -m sample_calls.broken`.

Each is the beginning of a sample call, or hold music alone, with one fault put in, and the health codes that name it.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_calls.sources import hold_music
from sample_calls.telephone import RATE, amplitude, companded, levelled, read_flac, write_flac

FloatArray = NDArray[np.float32]

HERE = Path(__file__).parent
SOURCE = "bank_blocked_card"
TRACK = "macroform-the_simplicity"
BEGINNING_S = 34.0
KEPT = 0.6  # of a truncated file's bytes
DRIVE_DB = 24.0  # how far the clipped call is driven into the limit
LIMIT = 0.98  # of full scale
LEVEL_DB = -24.0


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken recording: its sound, what is lost of the file, and each health code with the channels it is on."""

    title: str
    sound: Callable[[], FloatArray]
    codes: Mapping[str, tuple[int | None, ...]]
    kept: float = 1.0
    licence: str = "Apache-2.0"


def beginning(seconds: float = BEGINNING_S) -> FloatArray:
    """The first seconds of a sound call, float32 [channel][sample] at 8 kHz."""
    return read_flac(HERE / f"{SOURCE}.flac")[:, : round(seconds * RATE)]


def fake_stereo() -> FloatArray:
    """Both voices on both channels, the right one 6 dB fainter."""
    mono = beginning().sum(axis=0, dtype=np.float32)
    return companded(np.stack([mono, amplitude(-6.0) * mono]))


def dead_channel() -> FloatArray:
    """The agent's side alone; nothing at all was recorded of the other."""
    sound = beginning().copy()
    sound[1] = 0.0
    return sound


def clipped() -> FloatArray:
    """Both sides driven far into a limit, as by a line with its gain too high."""
    return companded(np.clip(amplitude(DRIVE_DB) * beginning(), -LIMIT, LIMIT))


def only_music() -> FloatArray:
    """Hold music from beginning to end, on one channel."""
    return companded(levelled(hold_music(TRACK)[20 * RATE : 45 * RATE], LEVEL_DB)[np.newaxis])


def too_short() -> FloatArray:
    """Three tenths of a second out of the agent's first words."""
    return beginning(2.3)[:1, 2 * RATE :]


BROKEN: Mapping[str, Broken] = {
    "fake_stereo": Broken("One signal on both channels", fake_stereo, {"fake_stereo": (None,)}),
    "dead_channel": Broken("The customer was not recorded", dead_channel, {"dead_channel": (1,)}),
    "clipped": Broken("Gain far too high", clipped, {"clipping": (0, 1)}),
    "truncated": Broken("A file that ends early", beginning, {"truncated": (None,)}, kept=KEPT),
    "only_music": Broken(
        "Nobody but the music",
        only_music,
        {"no_speech": (None,), "single_channel": (None,)},
        licence="CC-BY-SA-3.0",
    ),
    "too_short": Broken(
        "A third of a second", too_short, {"no_speech": (None,), "single_channel": (None,), "too_short": (None,)}
    ),
}


def make(name: str, out_dir: Path) -> Path:
    """Write one broken recording with its truth; returns the audio file."""
    broken = BROKEN[name]
    audio = out_dir / f"{name}.flac"
    sound = broken.sound()
    write_flac(audio, sound)
    whole = audio.read_bytes()
    audio.write_bytes(whole[: round(len(whole) * broken.kept)])
    audio.with_suffix(".truth.json").write_text(
        json.dumps(_truth(broken, audio, sound), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return audio


def _truth(broken: Broken, audio: Path, sound: FloatArray) -> dict[str, Any]:
    """Health alone: a truth may lack what is not to be measured. The duration is what the file promises."""
    return {
        "recording": {
            "file": audio.name,
            "sha256": hashlib.sha256(audio.read_bytes()).hexdigest(),
            "duration": round(sound.shape[1] / RATE, 3),
            "channels": sound.shape[0],
        },
        "title": broken.title,
        "licence": broken.licence,
        "language": "en",
        "health": {
            "issues": [
                {"code": code, "channel": channel} for code, channels in broken.codes.items() for channel in channels
            ]
        },
    }


def main() -> int:
    """Make all of them."""
    for name in BROKEN:
        sys.stdout.write(f"{make(name, HERE / 'broken')}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
