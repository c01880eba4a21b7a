"""The script of a sample call: who speaks, what is said, and what happens on the line.

A script is YAML; README.md explains every key. In a line's text, `|` marks the moment where the line after it
comes in: a backchannel leaves the speaker talking, an interruption silences him soon after.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from qa_pipeline.call import HoldKind, Role
from qa_pipeline.errors import UsageError
from qa_pipeline.finding import Verdict

MARK = "|"
SCRIPTS_DIR = Path(__file__).parent / "scripts"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Speaker(_Part):
    """One voice of the call. `level_db` is the loudness of its speech in dBFS, `channel` its side when stereo."""

    role: Role
    voice: str
    channel: Literal["left", "right"] | None = None
    speed: float = Field(default=1.0, ge=0.6, le=1.6)
    level_db: float = Field(default=-23.0, ge=-50, le=-12)


class Line(_Part):
    """Somebody speaks, `gap` seconds after what came before (drawn from the seed when absent)."""

    speaker: str
    text: str
    gap: float | None = Field(default=None, ge=0, le=10)
    overlap: Literal["backchannel", "interruption"] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words as the transcript has them, marks left out."""
        return tuple(self.text.replace(MARK, " ").split())

    @property
    def marks(self) -> tuple[int, ...]:
        """For each mark, how many words stand before it."""
        return tuple(len(part.split()) for part in _prefixes(self.text))


class HoldEvent(_Part):
    """The customer is parked. `track` names a hold-music file, `offset` where in it the music begins."""

    hold: HoldKind
    seconds: float = Field(gt=0, le=300)
    track: str | None = None
    offset: float = Field(default=0.0, ge=0)
    level_db: float = Field(default=-26.0, ge=-60, le=-12)
    channel: Literal["left", "right", "both"] = "both"


class Pause(_Part):
    """Nobody speaks, and nobody said why."""

    pause: float = Field(gt=0, le=60)


Event = Line | HoldEvent | Pause


def _kind(event: object) -> str:
    """Which event it is, so that an error speaks of the one that was meant."""
    fields: Iterable[str] = event if isinstance(event, dict) else type(event).model_fields  # type: ignore[attr-defined]
    return next((kind for kind in ("hold", "pause") if kind in fields), "line")


class LineQuality(_Part):
    """What the telephone line adds: noise and the other side's voice, both in dB (noise dBFS, leakage relative)."""

    noise_db: float = Field(default=-64.0, ge=-100, le=-20)
    leakage_db: float | None = Field(default=None, ge=-80, le=-6)


def _event(raw: object) -> object:
    """Turn `{agent: "text", gap: 1}` into the fields of a Line; holds and pauses are left as they are."""
    if not isinstance(raw, dict) or "hold" in raw or "pause" in raw or "speaker" in raw:
        return raw
    said = [key for key in raw if key not in Line.model_fields]
    if len(said) != 1:
        raise ValueError(f"an event has one speaker, a hold or a pause; found {sorted(map(str, raw))}")
    options = {key: value for key, value in raw.items() if key != said[0]}
    return {"speaker": said[0], "text": raw[said[0]], **options}


WrittenEvent = Annotated[
    Annotated[Line, Tag("line")] | Annotated[HoldEvent, Tag("hold")] | Annotated[Pause, Tag("pause")],
    Discriminator(_kind),
    BeforeValidator(_event),
]


class Script(_Part):
    """One sample call, as written."""

    name: str
    title: str
    shows: str
    licence: Literal["Apache-2.0", "CC-BY-SA-3.0"]
    language: str = "en"
    seed: int
    sides: Literal["stereo", "mono"]
    speakers: Mapping[str, Speaker]
    line: LineQuality = LineQuality()
    pronounce: Mapping[str, str] = Field(default_factory=dict)
    dialogue: tuple[WrittenEvent, ...]
    expected: Mapping[str, Verdict]

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Script":
        _check_speakers(self)
        _check_overlaps(self)
        _check_licence(self)
        return self

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(event for event in self.dialogue if isinstance(event, Line))


def _prefixes(text: str) -> list[str]:
    parts = text.split(MARK)
    return [" ".join(parts[: count + 1]) for count in range(len(parts) - 1)]


def _check_speakers(script: Script) -> None:
    unknown = {line.speaker for line in script.lines} - set(script.speakers)
    if unknown:
        raise ValueError(f"dialogue: {sorted(unknown)} is not among speakers {sorted(script.speakers)}")
    sideless = [name for name, speaker in script.speakers.items() if speaker.channel is None]
    if script.sides == "stereo" and sideless:
        raise ValueError(f"speakers: {sideless} needs channel: left or right in a stereo call")


def _check_overlaps(script: Script) -> None:
    waiting: list[str] = []
    for event in script.dialogue:
        if isinstance(event, Line) and event.overlap:
            if not waiting:
                raise ValueError(f"dialogue: {event.text!r} overlaps, and no '{MARK}' in the line before waits for it")
            waiting.pop(0)
        elif waiting:
            raise ValueError(f"dialogue: the '{MARK}' in {waiting[0]!r} is followed by no overlapping line")
        else:
            waiting = [event.text] * len(event.marks) if isinstance(event, Line) else []
    if waiting:
        raise ValueError(f"dialogue: the '{MARK}' in {waiting[0]!r} is followed by no overlapping line")


def _check_licence(script: Script) -> None:
    tracks = [event for event in script.dialogue if isinstance(event, HoldEvent) and event.hold == "music"]
    if any(event.track is None for event in tracks):
        raise ValueError("dialogue: a hold with music needs a track")
    if tracks and script.licence != "CC-BY-SA-3.0":
        raise ValueError(f"licence: {script.licence}; the hold music makes the recording CC-BY-SA-3.0")


def load_script(path: Path) -> Script:
    """Read one script; raises UsageError naming the file, the key, what was found and what is allowed."""
    raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Script.model_validate({"name": path.stem, **raw})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "script"
        found = "" if isinstance(first["input"], dict) else f", found {first['input']!r}"
        raise UsageError(f"{path}: {key}: {first['msg']}{found}") from None


def script_paths() -> tuple[Path, ...]:
    """All scripts, by name."""
    return tuple(sorted(SCRIPTS_DIR.glob("*.yaml")))
