"""The Finnish voices: Festival speaks a line and tells when each word was said."""

import shutil
import subprocess
import tempfile
import wave
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from qa_pipeline.call import Span
from qa_pipeline.errors import MissingExtra, UsageError
from sample_calls.edges import FloatArray, Spoken, drawn_in
from sample_calls.telephone import narrow

VOICES: Mapping[str, str] = {"fi_lj": "suo_fi_lj_diphone", "fi_mv": "hy_fi_mv_diphone"}
ENCODING = "iso-8859-1"  # the only one that these voices read
PACKAGES = "festival festvox-suopuhe-lj festvox-suopuhe-mv"

# What Festival is told: speak the line into a file, then print start and end of each word in seconds.
COMMANDS = """
(voice_{voice})
(Parameter.set 'Duration_Stretch {stretch:.3f})
(set! line (Utterance Text "{text}"))
(utt.synth line)
(utt.save.wave line "{sound}" 'riff)
(mapcar
  (lambda (word) (format t "%f %f\\n" (item.feat word "word_start") (item.feat word "word_end")))
  (utt.relation.items line 'Word))
"""


def speak(words: Sequence[str], voice: str, speed: float) -> Spoken:
    """Say the words; raises UsageError where Festival makes more or fewer words of them (numbers in figures)."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "line.wav"
        printed = _run(_commands(words, voice, speed, sound))
        spans = [Span(*map(float, line.split())) for line in printed.splitlines()]
        if len(spans) != len(words):
            raise UsageError(f"{' '.join(words)!r} is read as {len(spans)} words; write it as it is spoken")
        samples = _telephone(sound)
    return Spoken(samples, drawn_in(_in_order(spans), samples))


def _commands(words: Sequence[str], voice: str, speed: float, sound: Path) -> str:
    text = " ".join(words).replace('"', "")
    return COMMANDS.format(voice=VOICES[voice], stretch=1 / speed, text=text, sound=sound)


def _run(commands: str) -> str:
    festival = shutil.which("festival")
    if festival is None:
        raise MissingExtra(f"Finnish needs Festival and its voices: apt-get install {PACKAGES}")
    run = subprocess.run([festival, "--pipe"], input=commands.encode(ENCODING), capture_output=True)  # noqa: S603
    if run.returncode or b"ERROR" in run.stderr:
        reason = run.stderr.decode(ENCODING).strip().splitlines()[0]
        raise MissingExtra(f"Festival cannot speak: {reason}; apt-get install {PACKAGES}")
    return run.stdout.decode(ENCODING)


def _telephone(path: Path) -> FloatArray:
    with wave.open(str(path)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return narrow((samples / 32_768.0).astype(np.float32), sound.getframerate())


def _in_order(spans: Sequence[Span]) -> list[Span]:
    """The spans with no word beginning before the one before it has ended (rounding makes some)."""
    starts = [spans[0].start, *(max(before.end, after.start) for before, after in pairwise(spans))]
    return [Span(start, span.end) for start, span in zip(starts, spans, strict=True)]
