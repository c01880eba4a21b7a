"""A call mixed by chance: talk, and in every other call a hold with music, in a third of those under announcements."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_pipeline.audio.decode import SAMPLE_RATE, FloatArray, decode
from qa_pipeline.call import Span
from sample_calls.telephone import companded
from tests.audio.sounds import encode, noise, silence
from tests.benchmarks.hold_music.folders import Folder, levelled
from tests.benchmarks.hold_music.noises import NOISES, UNDER_TALK, ringing

G711 = "pcm_mulaw"
# The line: a codec of PyAV's, its rate and the container that keeps it; most lines are G.711.
LINES = (
    (G711, 8_000, ""),
    (G711, 8_000, ""),
    (G711, 8_000, ""),
    ("adpcm_g726", 8_000, "wav"),
    ("libopencore_amrnb", 8_000, "amr"),
    ("libopus", 8_000, "ogg"),
    ("libopus", 16_000, "ogg"),
    ("libmp3lame", 8_000, "mp3"),
    ("libmp3lame", 16_000, "mp3"),
)
KINDS = ("music", "music", "announced", "none", "noise", "radio")
# Calls without a hold in which something sounds: between the talk, under it, before it; or digits are dictated.
COUNTER_KINDS = ("noise", "noisy", "dictated", "noisy", "ringing")
SPEECH_DBFS, MUSIC_DBFS, NOISE_BELOW_DB = (-28.0, -16.0), (-35.0, -20.0), (15.0, 40.0)
HOLD_SECONDS = (10.0, 35.0)
LONGEST_DIGIT = 0.6
BAND_HZ = (300.0, 3_400.0)
SIDES = 2
STEP = SAMPLE_RATE // 20


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody talks: 0 is the agent."""

    side: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Mixed:
    """A call as it comes off the line, mono or agent and customer, and what is in it.

    `playing` are the channels that the music is on; `unsure` are stretches of which nobody could say (a radio).
    """

    name: str
    kind: str
    channels: tuple[FloatArray, ...]
    said: tuple[Said, ...]
    holds: tuple[Span, ...]
    playing: tuple[int, ...] = ()
    unsure: tuple[Span, ...] = ()


def mixed_calls(
    count: int, music: Folder, speech: Folder, *, seed: int, kinds: Sequence[str] = KINDS
) -> Iterator[Mixed]:
    """That many calls, kind after kind; the same for the same folders and seed."""
    for number in range(count):
        mixer = Mixer(music, speech, np.random.default_rng([seed, number]))
        yield mixer.call(f"{seed}-{number}", kinds[number % len(kinds)])


class Mixer:
    """Builds one call on two sides, each as long as the other."""

    def __init__(self, music: Folder, speech: Folder, rng: np.random.Generator) -> None:
        self._music, self._speech, self._rng = music, speech, rng
        self._voices = [speech.group(rng) for _ in range(SIDES)]
        self._levels = [float(rng.uniform(*SPEECH_DBFS)) for _ in range(SIDES)]
        self._sides: list[list[FloatArray]] = [[], []]
        self._said: list[Said] = []
        self._now = 0.0

    def call(self, name: str, kind: str) -> Mixed:
        rng = self._rng
        holds: list[Span] = []
        unsure: list[Span] = []
        if kind == "ringing":
            self._add(dict.fromkeys(range(SIDES), ringing(float(rng.uniform(6, 20)), rng)))
        self._talk(float(rng.uniform(8, 22)))
        start = self._now
        playing: tuple[int, ...] = tuple(range(SIDES)) if rng.random() < 0.5 else (int(rng.integers(SIDES)),)
        if kind in {"music", "announced"}:
            holds.append(self._hold(playing, announced=kind == "announced"))
        elif kind == "returned":
            holds = [self._hold(playing, announced=False), self._return(), self._hold(playing, announced=False)][::2]
        elif kind == "noise":
            self._noise(playing)
        elif kind == "dictated":
            self._dictate()
        self._talk(float(rng.uniform(6, 16)))
        sides = [np.concatenate(side) for side in self._sides]
        if kind == "noisy":
            sides[playing[0]] += self._noise_of(UNDER_TALK, self._now)[: sides[0].size]
        if kind == "radio":
            sides[1] += levelled(self._music.stretch(self._music.group(rng), self._now, rng)[: sides[1].size], -42)
            unsure.append(Span(0.0, self._now))
            playing = (1,)
        mono = rng.random() < 0.5
        channels = [sides[0] + sides[1]] if mono else sides
        name = f"{name} {kind} at {start:.0f} s"
        heard = (0,) if mono else playing
        return Mixed(name, kind, self._line(channels), tuple(self._said), tuple(holds), heard, tuple(unsure))

    def _talk(self, seconds: float) -> None:
        until = self._now + seconds
        while self._now < until:
            # The agent speaks first: music before that is waiting, and no hold.
            side = int(self._rng.random() < 0.45 and bool(self._said))
            sound = self._speech.utterance(self._voices[side], self._rng, 8.0)
            self._said.append(Said(side, self._now, self._now + sound.size / SAMPLE_RATE))
            self._add({side: levelled(sound, self._levels[side])})
            self._add({side: silence(float(self._rng.uniform(0.1, 1.0)))})

    def _hold(self, playing: tuple[int, ...], *, announced: bool) -> Span:
        rng = self._rng
        seconds, level = float(rng.uniform(*HOLD_SECONDS)), float(rng.uniform(*MUSIC_DBFS))
        played = levelled(self._music.stretch(self._music.group(rng), seconds, rng), level)
        fade = round(float(rng.choice([0.02, 0.15, 0.5])) * SAMPLE_RATE)
        played[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
        played[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
        if announced:
            self._announce(played, level + float(rng.uniform(2, 12)))
        self._add({0: silence(float(rng.uniform(0.2, 1.5)))})
        start = self._now
        self._add(dict.fromkeys(playing, played))
        span = Span(start, self._now)
        self._add({0: silence(float(rng.uniform(0.2, 1.5)))})
        return span

    def _return(self) -> Span:
        """The agent comes back for a few words, and parks the customer again."""
        start = self._now
        while self._now < start + 3:
            sound = levelled(self._speech.utterance(self._voices[0], self._rng, 6.0), self._levels[0])
            self._said.append(Said(0, self._now, self._now + sound.size / SAMPLE_RATE))
            self._add({0: sound})
        return Span(start, self._now)

    def _announce(self, played: FloatArray, level: float) -> None:
        rng, voice = self._rng, self._speech.group(self._rng)
        at = float(rng.uniform(3, 8))
        while True:
            spoken = levelled(self._speech.utterance(voice, rng, 6.0), level)
            first = round(at * SAMPLE_RATE)
            if first + spoken.size > played.size - 2 * SAMPLE_RATE:
                return
            played[first : first + spoken.size] += spoken
            at += spoken.size / SAMPLE_RATE + float(rng.uniform(0.3, 12))

    def _dictate(self) -> None:
        """Somebody says a long number: words of one length, evenly apart, in one voice."""
        rng, side = self._rng, int(self._rng.integers(SIDES))
        gap = float(rng.uniform(0.15, 0.9))
        for _ in range(int(rng.integers(8, 20))):
            word = self._speech.utterance(self._voices[side], rng, LONGEST_DIGIT)
            self._said.append(Said(side, self._now, self._now + word.size / SAMPLE_RATE))
            self._add({side: levelled(word, self._levels[side])})
            self._add({side: silence(gap * float(rng.uniform(0.9, 1.1)))})

    def _noise(self, playing: tuple[int, ...]) -> None:
        self._add(dict.fromkeys(playing, self._noise_of(tuple(NOISES), float(self._rng.uniform(6, 25)))))

    def _noise_of(self, kinds: Sequence[str], duration: float) -> FloatArray:
        sound = NOISES[kinds[int(self._rng.integers(len(kinds)))]](duration, self._rng)
        return sound * np.float32(10 ** (-float(self._rng.uniform(0, 18)) / 20))

    def _add(self, sounds: dict[int, FloatArray]) -> None:
        # Whole steps: the transforms of a line's length are fast then.
        length = -(-max(sound.size for sound in sounds.values()) // STEP) * STEP
        for side in range(SIDES):
            self._sides[side].append(np.zeros(length, np.float32))
            if side in sounds:
                self._sides[side][-1][: sounds[side].size] = sounds[side]
        self._now += length / SAMPLE_RATE

    def _line(self, channels: list[FloatArray]) -> tuple[FloatArray, ...]:
        """The channels after noise, band and codec."""
        rng = self._rng
        codec, rate, form = LINES[int(rng.integers(len(LINES)))]
        narrow = rate == LINES[0][1] and rng.random() < 0.8
        below = float(rng.uniform(*NOISE_BELOW_DB))
        heard = []
        for channel in channels:
            hissing = noise(channel.size / SAMPLE_RATE, -24 - below, seed=int(rng.integers(1 << 30)), slope=0.5)
            sent = channel + hissing[: channel.size]
            heard.append(coded(banded(sent) if narrow else sent, codec, rate, form))
        length = min(channel.size for channel in heard)
        return tuple(channel[:length] for channel in heard)


def banded(samples: FloatArray) -> FloatArray:
    """The telephone band of the samples."""
    spectrum = np.fft.rfft(samples)
    frequency = np.fft.rfftfreq(samples.size, 1 / SAMPLE_RATE)
    spectrum[(frequency < BAND_HZ[0]) | (frequency > BAND_HZ[1])] *= 0.03
    return np.fft.irfft(spectrum, samples.size).astype(np.float32)


def coded(samples: FloatArray, codec: str, rate: int, form: str) -> FloatArray:
    """What is left of the samples after the codec."""
    if codec == G711:
        return g711(samples)
    with tempfile.TemporaryDirectory() as folder:
        path = encode(Path(folder) / "line", np.clip(samples, -1, 1)[np.newaxis], codec, rate=rate, form=form)
        return decode(path).channels[0]


def g711(samples: FloatArray) -> FloatArray:
    """The samples after µ-law at 8 kHz."""
    kept = np.fft.irfft(np.fft.rfft(samples)[: samples.size // 4 + 1], samples.size // 2) / 2
    sent = companded(kept.astype(np.float32))
    return (np.fft.irfft(np.fft.rfft(sent), samples.size) * 2).astype(np.float32)


def on_line(samples: FloatArray, gain: float, noise_below_db: float | None) -> FloatArray:
    """A recording sent over a G.711 line, fainter or with noise at that distance below −24 dBFS."""
    whole = samples[: samples.size // STEP * STEP] * np.float32(gain)
    if noise_below_db is not None:
        whole = whole + noise(whole.size / SAMPLE_RATE, -24 - noise_below_db, seed=5)[: whole.size]
    return g711(banded(whole))


def as_plain(name: str, channels: Sequence[FloatArray]) -> Mixed:
    """A recording as a call without a hold."""
    return Mixed(name, "talk", tuple(channels), (), ())
