"""Where a call sounds of music or tones instead of voices, and how loud it is (from `loudness`)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray
from qa_pipeline.audio.loudness import integrated_lufs, loudness
from qa_pipeline.audio.music import Stretch, music_stretches
from qa_pipeline.audio.spectrum import BLOCK_SECONDS, Spectrum, block_mask, spectrum
from qa_pipeline.audio.tones import tone_stretches
from qa_pipeline.call import Sound, Span

__all__ = ["channel_sounds", "hold_sounds", "integrated_lufs", "loudness", "together", "without"]

Kind = Literal["music", "tone"]

# Shorter is a jingle, a click tone or a ring that is answered at once, and nobody is parked by it.
SHORTEST_SOUND = 3.0
# Over the whole stretch it has to be likelier than not; talk that the speech detector missed is not.
LEAST_CONFIDENCE = 0.5
# A tone that has so much of music before and after it is part of that.
AMID = 1.5
# A last note that rings on is a tone of its own, and still the music's; likewise the same music on both channels.
TOUCHING = 1.0
# Hold music is played at about the level of speech, up to 15 dB below; its quiet bars lie further down.
BELOW_SPEECH_DB = 28.0
# With nobody to compare with: comfort noise lies below.
FAINTEST_DBFS = -58.0


def hold_sounds(channels: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> tuple[Sound, ...]:
    """The sounds of all channels (see `channel_sounds`) in order and apart from each other."""
    return together(channel_sounds(channels, speech))


def channel_sounds(channels: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> tuple[tuple[Sound, ...], ...]:
    """For each channel its stretches of 3 s or more that sound like music or a tone, in order and apart.

    `channels` are mono at 16 kHz, `speech` has the regions of each. Whether a sound is a hold, the wording around
    it tells. Edges are good to about half a second.
    """
    seconds = [channel.size / SAMPLE_RATE for channel in channels]
    return pictured_sounds([spectrum(channel) for channel in channels], speech, seconds)


def pictured_sounds(
    pictures: Sequence[Spectrum], speech: Sequence[Sequence[Span]], seconds: Sequence[float]
) -> tuple[tuple[Sound, ...], ...]:
    """What `channel_sounds` finds, of channels whose pictures are at hand and that last so long."""
    masks = [block_mask(regions, picture.power.shape[0]) for regions, picture in zip(speech, pictures, strict=True)]
    faintest = _faintest(pictures, masks)
    anyone = np.logical_or.reduce(masks) if masks else np.empty(0, dtype=np.bool_)
    found: list[tuple[Sound, ...]] = []
    for duration, picture, spoken in zip(seconds, pictures, masks, strict=True):
        audible = picture.block_levels_db >= faintest
        tones = _long(tone_stretches(picture, audible, spoken, anyone), "tone", duration)
        music = _long(music_stretches(picture, audible, spoken), "music", duration)
        found.append(_apart(_parted(tones, music)))
    return tuple(found)


def together(sounds: Sequence[Sequence[Sound]]) -> tuple[Sound, ...]:
    """The sounds of several channels as those of the call: what overlaps or touches is one."""
    return _apart([sound for of_channel in sounds for sound in of_channel])


def without(regions: Sequence[Span], sounds: Sequence[Sound]) -> tuple[Span, ...]:
    """The regions with the sounds cut out, so that a song is never transcribed."""
    kept = list(regions)
    for sound in sounds:
        pieces = [(Span(r.start, min(r.end, sound.start)), Span(max(r.start, sound.end), r.end)) for r in kept]
        kept = [piece for pair in pieces for piece in dict.fromkeys(pair) if piece.duration > 0]
    return tuple(kept)


def _faintest(pictures: Sequence[Spectrum], masks: Sequence[NDArray[np.bool_]]) -> float:
    """The level in dBFS that a block must reach to be heard as a sound at all."""
    powers = [picture.power[mask].sum(axis=1) for picture, mask in zip(pictures, masks, strict=True)]
    spoken = np.concatenate([np.empty(0), *powers])
    if not spoken.size:
        return FAINTEST_DBFS
    return max(FAINTEST_DBFS, 10 * float(np.log10(spoken.mean() + 1e-10)) - BELOW_SPEECH_DB)


def _long(stretches: Sequence[Stretch], kind: Kind, duration: float) -> list[Sound]:
    """The stretches that last long enough and are likely enough, as sounds within a recording of that duration."""
    return [
        Sound(
            round(stretch.first * BLOCK_SECONDS, 3),
            round(min(duration, stretch.end * BLOCK_SECONDS), 3),
            kind,
            round(stretch.confidence, 3),
        )
        for stretch in stretches
        if (stretch.end - stretch.first) * BLOCK_SECONDS >= SHORTEST_SOUND and stretch.confidence > LEAST_CONFIDENCE
    ]


def _parted(tones: Sequence[Sound], music: Sequence[Sound]) -> list[Sound]:
    """Tones and music with none in both: a tone within music is a note of it, and another has no music over it."""
    kept = [t for t in tones if not any(m.start <= t.start - AMID and t.end + AMID <= m.end for m in music)]
    rest = [replace(m, start=part.start, end=part.end) for m in music for part in without([Span(m.start, m.end)], kept)]
    return [*kept, *(m for m in rest if m.end - m.start >= SHORTEST_SOUND)]


def _apart(sounds: Sequence[Sound]) -> tuple[Sound, ...]:
    """Sounds of all channels in order; those that overlap or touch become one, of the kind that is longer."""
    joined: list[Sound] = []
    for sound in sorted(sounds, key=lambda sound: (sound.start, sound.end)):
        if joined and sound.start < joined[-1].end + _slack(joined[-1], sound):
            longer = max(joined[-1], sound, key=lambda sound: sound.end - sound.start)
            joined[-1] = replace(longer, start=joined[-1].start, end=max(joined[-1].end, sound.end))
        else:
            joined.append(sound)
    return tuple(joined)


def _slack(first: Sound, second: Sound) -> float:
    """How far apart two sounds may be and belong together; ringing that music follows stays ringing."""
    return 0.0 if (first.kind, second.kind) == ("tone", "music") else TOUCHING
