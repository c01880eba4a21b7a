"""A recording becomes a `Call`: the stages in order."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from qa_pipeline.asr.transcriber import Dropped, LanguageGuess, Transcriber, Transcript
from qa_pipeline.audio.acoustics import channel_sounds, integrated_lufs, loudness, together, without
from qa_pipeline.audio.decode import Decoded, FloatArray, decode
from qa_pipeline.audio.health import HealthCode, check, voice_sources, with_invented
from qa_pipeline.audio.speech import speech_regions
from qa_pipeline.call import Call, CallMetadata, Health, Recording, Sound, Span, SpeakerSpan
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.hold_events import outside_told, told_holds, with_holds_known
from qa_pipeline.dialogue.holds import find_holds
from qa_pipeline.dialogue.metrics import measure
from qa_pipeline.dialogue.overlaps import find_interruptions, find_overlaps
from qa_pipeline.dialogue.roles import RoleMeaning, assign_roles
from qa_pipeline.dialogue.silences import silence_gaps
from qa_pipeline.dialogue.turns import SpokenWord, build_turns, channel_words, label_words
from qa_pipeline.diarization.channels import channel_speech
from qa_pipeline.diarization.diarizer import Diarizer

AgentChannel = Literal["left", "right", "auto"]

# Where nobody says otherwise, a mono call has these two voices, and a third where a call is passed on.
AGENT_AND_CUSTOMER = 2


class Stage(StrEnum):
    """What `analyse` is doing, in this order."""

    DECODE = "decode"
    SPEECH = "speech"
    SPEAKERS = "speakers"
    WORDS = "words"
    DIALOGUE = "dialogue"


@dataclass(frozen=True, slots=True)
class Ears:
    """The engines that hear, and how many of them may work at once. A stereo recording needs no diarizer.

    `models` names the weights of each engine (`transcriber`, `diarizer`) for good, `options` what else of the engines
    shapes what is heard. `role_meaning` tells agents from customers where wording leaves a doubt.
    """

    transcriber: Transcriber
    diarizer: Callable[[], Diarizer]
    cues: Callable[[str], Cues]
    threads: int
    models: Mapping[str, str]
    options: Mapping[str, float | str] = field(default_factory=dict)
    role_meaning: RoleMeaning | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the owner says of a recording beforehand. An empty language is found in the speech."""

    language: str = ""
    agent_channel: AgentChannel = "auto"
    silence_gap: float = 3.0


@dataclass(frozen=True, slots=True)
class Analysis:
    """The call, and the sound it was heard in (for the playback copy)."""

    call: Call
    decoded: Decoded


@dataclass(frozen=True, slots=True)
class Sides:
    """What there is to hear: one array and its speech for each speaker (`separate`), or one for all of them.

    `channels` are the channels of the recording that the arrays are.
    """

    separate: bool
    channels: tuple[int, ...]
    sources: tuple[FloatArray, ...]
    speech: tuple[tuple[Span, ...], ...]
    sounds: tuple[Sound, ...]
    health: Health


@dataclass(frozen=True, slots=True)
class Words:
    """Every word with its speaker, where there was speech, in which language, and the words that were not believed."""

    spoken: tuple[SpokenWord, ...]
    speech: tuple[Span, ...]
    language: LanguageGuess
    dropped: tuple[Dropped, ...] = ()


def analyse(
    path: Path,
    *,
    sha256: str,
    ears: Ears,
    wishes: Wishes,
    metadata: CallMetadata,
    on_stage: Callable[[Stage], None] = lambda _: None,
) -> Analysis:
    """Hear the recording at `path` and tell what was said and done in it.

    Raises UnreadableAudio when no decoder can make sound of it, MissingModel and MissingExtra when an engine is absent.
    """
    on_stage(Stage.DECODE)
    decoded = decode(path)
    on_stage(Stage.SPEECH)
    sides = find_sides(decoded, metadata.hold_events or ())
    on_stage(Stage.SPEAKERS)
    with ThreadPoolExecutor(ears.threads) as pool:
        speakers = find_speakers(sides, ears, pool)
        on_stage(Stage.WORDS)
        words = find_words(sides, speakers, ears, wishes, pool)
    on_stage(Stage.DIALOGUE)
    recording = Recording(path.name, sha256, decoded.duration, len(decoded.channels))
    return Analysis(understand(recording, decoded, sides, words, ears, wishes, metadata), decoded)


def find_sides(decoded: Decoded, told: Sequence[Span] = ()) -> Sides:
    """Which channels to hear, where there is speech and where hold sounds, and what is wrong with the recording.

    What is said in holds that were `told` is not heard: nobody of the call says it, or nobody is there to hear it.
    """
    heard = tuple(speech_regions(channel) for channel in decoded.channels)
    sounds = channel_sounds(decoded.channels, heard)
    # Each channel's own: a radio in the customer's room takes no word from the agent.
    speech = tuple(without(regions, own) for regions, own in zip(heard, sounds, strict=True))
    health = check(decoded, speech)
    voices = voice_sources(decoded, health)
    return Sides(
        separate=voices.sides == "channels",
        channels=voices.indices,
        sources=voices.arrays,
        speech=tuple(outside_told(speech[channel], told) for channel in voices.indices),
        sounds=together(sounds),
        health=health,
    )


def find_speakers(sides: Sides, ears: Ears, pool: ThreadPoolExecutor) -> Callable[[], tuple[SpeakerSpan, ...]]:
    """Who speaks when, to be asked for later: channels are told at once, voices while the words are being found."""
    if not any(sides.speech):
        return tuple
    if sides.separate:
        spans = channel_speech(sides.sources, sides.speech)
        return lambda: spans
    # Where the other side was not recorded, or said nothing, there may be one voice or two: the sound decides.
    one_left = sides.health.has(HealthCode.DEAD_CHANNEL) or sides.health.has(HealthCode.ONE_SIDED)
    speakers = None if one_left else AGENT_AND_CUSTOMER
    return pool.submit(ears.diarizer().diarize, sides.sources[0], sides.speech[0], speakers=speakers).result


def find_words(
    sides: Sides,
    speakers: Callable[[], tuple[SpeakerSpan, ...]],
    ears: Ears,
    wishes: Wishes,
    pool: ThreadPoolExecutor,
) -> Words:
    """Every word with its speaker; the sources are heard side by side where threads allow."""
    if not any(sides.speech):
        return Words((), (), LanguageGuess(wishes.language, 1.0 if wishes.language else 0.0))
    language = find_language(sides, ears, wishes)

    def transcribe(source: FloatArray, regions: tuple[Span, ...]) -> Transcript:
        return ears.transcriber.transcribe(source, regions, language=language.language)

    if not sides.separate:
        found = pool.submit(transcribe, sides.sources[0], sides.speech[0])
        heard = found.result()
        return Words(label_words(heard.words, speakers()), sides.speech[0], language, heard.dropped)
    spans = speakers()
    own = [tuple(Span(s.start, s.end) for s in spans if s.speaker == f"channel:{n}") for n in range(len(sides.sources))]
    apart = list(pool.map(transcribe, sides.sources, own))
    dropped = tuple(drop for heard in apart for drop in heard.dropped)
    speech = tuple(Span(span.start, span.end) for span in spans)
    return Words(channel_words([heard.words for heard in apart]), speech, language, dropped)


def find_language(sides: Sides, ears: Ears, wishes: Wishes) -> LanguageGuess:
    """The language the owner named, else the one that the speech of all sources sounds like."""
    if wishes.language:
        return LanguageGuess(wishes.language, 1.0)
    return ears.transcriber.detect_language(sides.sources, sides.speech)


def understand(
    recording: Recording,
    decoded: Decoded,
    sides: Sides,
    words: Words,
    ears: Ears,
    wishes: Wishes,
    metadata: CallMetadata,
) -> Call:
    """Turns with roles, the holds, silences and interruptions, and the measurements."""
    cues = ears.cues(words.language.language)
    told = _agent_speaker(sides, wishes)
    roles = assign_roles(words.spoken, cues, agent_speaker=told, meaning=ears.role_meaning)
    turns = build_turns(words.spoken, roles.roles, cues)
    silences = silence_gaps(words.speech, recording.duration, gap=wishes.silence_gap)
    health = with_invented(sides.health, Counter(drop.doubt.value for drop in words.dropped))
    if metadata.hold_events is None:
        holds = find_holds(turns, silences, sides.sounds, cues, duration=recording.duration)
    else:
        holds = told_holds(metadata.hold_events, sides.sounds, duration=recording.duration)
        health = with_holds_known(health)
    overlaps = find_overlaps(turns)
    interruptions = find_interruptions(turns, cues)
    metrics = measure(
        turns,
        holds,
        silences,
        overlaps,
        interruptions,
        duration=recording.duration,
        lufs=integrated_lufs(decoded.channels),
        cues=cues,
        gap=wishes.silence_gap,
        after_call_work=metadata.wrap_up_seconds,
    )
    return Call(
        recording=recording,
        language=words.language.language,
        language_confidence=words.language.confidence,
        role_confidence=roles.confidence,
        turns=turns,
        holds=holds,
        silences=silences,
        overlaps=overlaps,
        interruptions=interruptions,
        metrics={name: None if name in health.withheld else value for name, value in metrics.items()},
        health=health,
        loudness=loudness(decoded.channels),
        metadata=metadata,
        models=_models(sides, ears),
        options={"silence_gap": wishes.silence_gap, "agent_channel": wishes.agent_channel, **ears.options},
    )


def _agent_speaker(sides: Sides, wishes: Wishes) -> str | None:
    """The label of the channel that the owner says is the agent's, if that channel is heard by itself."""
    channel = {"left": 0, "right": 1}.get(wishes.agent_channel)
    if channel is None or not sides.separate or channel not in sides.channels:
        return None
    return f"channel:{sides.channels.index(channel)}"


def _models(sides: Sides, ears: Ears) -> dict[str, str]:
    """The models that had a part in hearing these sides."""
    used = {"transcriber"} if sides.separate or not any(sides.speech) else {"transcriber", "diarizer"}
    return {engine: name for engine, name in ears.models.items() if engine in used}
