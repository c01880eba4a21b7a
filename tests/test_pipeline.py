"""From heard words to the call, with engines that say what the test wants: what is told wins over what is heard."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from qa_pipeline.asr.transcriber import Doubt, Dropped, LanguageGuess, Transcript
from qa_pipeline.audio.decode import FloatArray
from qa_pipeline.call import Call, CallMetadata, Health, Recording, Role, Sound, Span, SpeakerSpan, Word
from qa_pipeline.pipeline import Ears, Sides, Wishes, find_sides, find_words, understand
from tests.audio.sounds import decoded, noise, voice
from tests.dialogue.spoken import CUES, words

SECONDS = 60.0
LEFT = (
    *words("Hello, how can I help you today?", 1, 4),
    *words("One moment.", 17, 19),
    *words("I have it here.", 41, 43),
)
RIGHT = words("I'm calling about my bill.", 5, 8)


@dataclass
class Recogniser:
    """Says one thing for each source, in their order, with what it did not believe."""

    transcripts: list[Transcript]
    name: str = "recogniser"
    asked: int = 0

    def transcribe(self, _samples: FloatArray, _regions: Sequence[Span], *, language: str) -> Transcript:
        assert language
        self.asked += 1
        return self.transcripts[self.asked - 1]

    def detect_language(self, sources: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> LanguageGuess:
        assert len(sources) == len(speech) == 2
        return LanguageGuess("fi", 0.6)


def no_diarizer() -> None:
    raise AssertionError("a stereo recording needs none")


def call(
    *,
    wishes: Wishes | None = None,
    metadata: CallMetadata | None = None,
    dropped: tuple[Dropped, ...] = (),
    withheld: dict[str, str] | None = None,
) -> Call:
    """A stereo call: the left side greets, the right side has a reason to call, and music plays from 20 to 40."""
    wishes, metadata = wishes or Wishes(), metadata or CallMetadata()
    recogniser = Recogniser([Transcript(LEFT, dropped[:1]), Transcript(RIGHT, dropped[1:])])
    ears = Ears(recogniser, no_diarizer, lambda _: CUES, 1, {"transcriber": "recogniser 1"})  # type: ignore[arg-type]
    sound = decoded(noise(SECONDS, -30, seed=1), noise(SECONDS, -30, seed=2))
    speech = ((Span(0.8, 4.2), Span(16.8, 19.2), Span(40.8, 43.2)), (Span(4.8, 8.2),))
    music = (Sound(20.0, 40.0, "music", 0.9),)
    sides = Sides(True, (0, 1), sound.channels, speech, music, Health((), withheld or {}))
    spans = tuple(SpeakerSpan(one.start, one.end, f"channel:{n}") for n, own in enumerate(speech) for one in own)
    with ThreadPoolExecutor(1) as pool:
        found = find_words(sides, lambda: spans, ears, wishes, pool)
    return understand(Recording("a.wav", "0" * 64, SECONDS, 2), sound, sides, found, ears, wishes, metadata)


def test_a_language_that_is_named_is_certain_and_one_that_is_heard_as_sure_as_it_sounds() -> None:
    named = call(wishes=Wishes(language="pt"))
    assert (named.language, named.language_confidence) == ("pt", 1.0)
    assert (call().language, call().language_confidence) == ("fi", 0.6)


@pytest.mark.parametrize(
    ("side", "role", "certain"),
    [("auto", Role.AGENT, False), ("left", Role.AGENT, True), ("right", Role.CUSTOMER, True)],
)
def test_a_named_agent_channel_wins_over_wording(side: str, role: Role, certain: bool) -> None:
    heard = call(wishes=Wishes(agent_channel=side))  # type: ignore[arg-type]  # the table's own values
    assert heard.turns[0].role is role
    assert (heard.role_confidence == 1.0) is certain


def test_a_hold_is_found_in_the_sound_where_nobody_tells() -> None:
    (hold,) = call().holds
    assert (hold.start, hold.end, hold.kind, hold.source) == (20.0, 40.0, "music", "inferred")


def test_told_holds_win_and_inferred_ones_are_not_added() -> None:
    told = CallMetadata(hold_events=(Span(10.0, 15.0), Span(22.0, 41.0)))
    heard = call(metadata=told)
    assert [(hold.start, hold.end, hold.kind) for hold in heard.holds] == [(10, 15, "silence"), (22, 41, "music")]
    assert {(hold.source, hold.confidence) for hold in heard.holds} == {("metadata", 1.0)}
    assert (heard.metrics["hold_count"], heard.metrics["hold_time"]) == (2.0, 24.0)
    assert heard.metadata == told


def test_words_in_a_told_hold_are_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    regions = (Span(1.0, 9.0), Span(22.0, 30.0), Span(41.0, 50.0))
    monkeypatch.setattr("qa_pipeline.pipeline.speech_regions", lambda _: regions)
    monkeypatch.setattr("qa_pipeline.pipeline.channel_sounds", lambda channels, _: ((),) * len(channels))
    sound = decoded(voice(SECONDS, seed=1), voice(SECONDS, seed=2))
    assert find_sides(sound).speech == (regions, regions)
    assert find_sides(sound, [Span(20.0, 40.0)]).speech == ((regions[0], regions[2]),) * 2


def test_told_that_there_was_no_hold_music_is_none() -> None:
    heard = call(metadata=CallMetadata(hold_events=()))
    assert (heard.holds, heard.metrics["hold_count"]) == ((), 0.0)


def test_told_holds_are_measured_though_a_fault_of_the_recording_would_withhold_them() -> None:
    withheld = {"hold_time": "one_sided", "silence_time": "one_sided"}
    heard = call(metadata=CallMetadata(hold_events=(Span(20.0, 40.0),)), withheld=withheld)
    assert (heard.metrics["hold_time"], heard.metrics["silence_time"]) == (20.0, None)
    assert call(withheld=withheld).metrics["hold_time"] is None


def test_words_that_were_not_believed_are_counted_by_kind_in_the_health() -> None:
    lone = Word("Subtitles", 12.0, 12.5, 0.7)
    drops = (Dropped(lone, Doubt.STOCK_PHRASE), *(Dropped(replace(lone, text="la"), Doubt.LOOP) for _ in range(2)))
    (issue,) = call(dropped=drops).health.issues
    assert (issue.code, issue.severity) == ("invented_words", "info")
    assert issue.detail == "3 words dropped: 2 loop, 1 stock phrase"


def test_where_every_word_is_believed_the_health_says_nothing_of_it() -> None:
    assert call().health.issues == ()
