"""The sound of the call: lines, hold sounds, leakage and noise, as it comes out of a telephone system's recorder."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sample_calls.script import HoldEvent, Script
from sample_calls.telephone import RATE, amplitude, companded, levelled, line_noise
from sample_calls.timeline import PlacedHold, PlacedLine, Timeline

FloatArray = NDArray[np.float32]
Music = Callable[[str], FloatArray]

SIDES = {"left": 0, "right": 1}
LEAKAGE_DELAY_S = 0.012
FADE_S = 0.15
BEEP_HZ, BEEP_S, BEEP_EVERY_S = 425.0, 0.5, 3.0


def mixed(script: Script, timeline: Timeline, music: Music) -> FloatArray:
    """The recording as float32 [channel][sample] at 8 kHz; `music` gives a track's samples by name."""
    channels = np.zeros((2 if script.sides == "stereo" else 1, round(timeline.duration * RATE)), np.float32)
    for line in timeline.lines:
        _add(channels[channel_of(script, line.speaker)], _voice(script, line), line.start)
    if script.line.leakage_db is not None and len(channels) == 2:
        channels = leaked(channels, script.line.leakage_db)
    for hold in timeline.holds:
        for channel in _hold_channels(script, hold.event):
            _add(channels[channel], hold_sound(hold, music), hold.start)
    rng = np.random.default_rng([script.seed, 1])
    noise = [line_noise(channels.shape[1], script.line.noise_db, rng) for _ in channels]
    return companded(channels + np.stack(noise))


def channel_of(script: Script, speaker: str) -> int:
    """The zero-based channel of a speaker; everybody is on 0 when mono."""
    side = script.speakers[speaker].channel
    return 0 if script.sides == "mono" or side is None else SIDES[side]


def leaked(channels: FloatArray, level_db: float) -> FloatArray:
    """Both channels with the other side's sound in them, `level_db` below it and a little late."""
    delay = round(LEAKAGE_DELAY_S * RATE)
    other = np.zeros_like(channels)
    other[:, delay:] = channels[::-1, :-delay]
    return (channels + amplitude(level_db) * other).astype(np.float32)


def hold_sound(hold: PlacedHold, music: Music) -> FloatArray:
    """What is heard while parked: the track (from the start again when it is too short), beeps, or nothing."""
    count = round((hold.end - hold.start) * RATE)
    event = hold.event
    if event.hold == "silence":
        return np.zeros(count, np.float32)
    if event.hold == "tone" or event.track is None:
        return _beeps(count, event.level_db)
    track = music(event.track)
    first = round(event.offset * RATE) % track.size
    return _faded(levelled(np.resize(np.roll(track, -first), count), event.level_db))


def _voice(script: Script, line: PlacedLine) -> FloatArray:
    return levelled(line.sound, script.speakers[line.speaker].level_db)


def _hold_channels(script: Script, event: HoldEvent) -> tuple[int, ...]:
    if script.sides == "mono":
        return (0,)
    return (0, 1) if event.channel == "both" else (SIDES[event.channel],)


def _beeps(count: int, level_db: float) -> FloatArray:
    time = np.arange(count) / RATE
    sounding = time % BEEP_EVERY_S < BEEP_S
    wave = np.sin(2 * np.pi * BEEP_HZ * time) * amplitude(level_db) * np.sqrt(2)
    beeps: FloatArray = (wave * sounding).astype(np.float32)
    return beeps


def _faded(samples: FloatArray) -> FloatArray:
    fade = min(round(FADE_S * RATE), samples.size // 2)
    envelope = np.ones(samples.size, np.float32)
    envelope[:fade] = np.linspace(0, 1, fade)
    envelope[samples.size - fade :] = np.linspace(1, 0, fade)
    return np.multiply(samples, envelope, dtype=np.float32)


def _add(channel: FloatArray, sound: FloatArray, start: float) -> None:
    first = round(start * RATE)
    room = min(sound.size, channel.size - first)
    channel[first : first + room] += sound[:room]
