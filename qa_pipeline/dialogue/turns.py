"""Words and speakers to turns.

Sides recorded apart (`channel:` labels) have their own words each, and their turns overlap in time as people do;
voices that share one channel (`voice:` labels) take turns one after another.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from qa_pipeline.call import Role, SpeakerSpan, Turn, Word
from qa_pipeline.dialogue.cues import NO_CUES, Cues
from qa_pipeline.dialogue.wording import asks, ends_sentence, joined, same_word

PAUSE = 1.5
"""Seconds of own silence that end a turn; a typical pause in speech is a quarter to half a second
(Lundholm Fors 2015, "Production and Perception of Pauses in Speech")."""

YIELD = 0.5
"""Seconds of own silence that end a turn when the other side speaks in them."""

MURMUR = 1.0
"""Speech shorter than this may only signal listening; the other's turn then goes on through it."""

WEAK_EVIDENCE = 0.5
"""A word's label is weak when its speaker leads the next by less than this share of the word."""

SHORTEST_WORD = 0.02
"""Seconds; Whisper's time step, and the length given to a word without one."""

ONE_VOICE = "voice:0"


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word and the label of who spoke it."""

    word: Word
    speaker: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """The speaker a word falls to, and by what share of the word it leads the next speaker."""

    speaker: str
    lead: float


def label_words(words: Sequence[Word], spans: Sequence[SpeakerSpan]) -> tuple[SpokenWord, ...]:
    """Give each word of a mono recording to the speaker whose spans it overlaps most.

    `spans` do not overlap each other. A word outside all of them goes to the nearest; without spans there is
    one voice. A lone word that breaks into another's sentence on weak evidence is given to that other.
    """
    ordered = sorted(words, key=lambda word: (word.start, word.end))
    if not spans:
        return tuple(SpokenWord(word, ONE_VOICE) for word in ordered)
    by_time = sorted(spans, key=lambda span: (span.start, span.end))
    ends = [span.end for span in by_time]
    claims = [_claim(word, by_time, ends) for word in ordered]
    return tuple(map(SpokenWord, ordered, _smoothed(ordered, claims)))


def _claim(word: Word, spans: Sequence[SpeakerSpan], ends: Sequence[float]) -> _Claim:
    start, end = word.start, max(word.end, word.start + SHORTEST_WORD)
    first = bisect_left(ends, start)
    shares: dict[str, float] = defaultdict(float)
    for span in spans[first:]:
        if span.start >= end:
            break
        shares[span.speaker] += max(0.0, min(end, span.end) - max(start, span.start)) / (end - start)
    if not any(shares.values()):
        near = spans[max(0, first - 1) : first + 1]
        nearest = min(near, key=lambda span: max(span.start - end, start - span.end))
        return _Claim(nearest.speaker, 0.0)
    best, *others = sorted(shares, key=lambda speaker: -shares[speaker])
    return _Claim(best, shares[best] - (shares[others[0]] if others else 0.0))


def _smoothed(words: Sequence[Word], claims: Sequence[_Claim]) -> list[str]:
    speakers = [claim.speaker for claim in claims]
    for i in range(1, len(words) - 1):
        flanked = speakers[i - 1] == claims[i + 1].speaker != speakers[i]
        within = not ends_sentence(words[i - 1].text) and not ends_sentence(words[i].text)
        together = words[i + 1].start - words[i - 1].end <= PAUSE
        if flanked and within and together and claims[i].lead < WEAK_EVIDENCE:
            speakers[i] = speakers[i - 1]
    return speakers


def channel_words(words_by_channel: Sequence[Sequence[Word]]) -> tuple[SpokenWord, ...]:
    """Label each channel's words `channel:0`, `channel:1` …, in order of time.

    A word heard on two channels at the same time leaked from one to the other; the more probable one stays.
    """
    labelled = [
        SpokenWord(word, f"channel:{channel}") for channel, words in enumerate(words_by_channel) for word in words
    ]
    ordered = sorted(labelled, key=lambda spoken: (spoken.word.start, spoken.word.end, spoken.speaker))
    leaked: set[int] = set()
    for i, one in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            if ordered[j].word.start >= one.word.end:
                break
            if _same_sound(one, ordered[j]):
                leaked.add(j if one.word.probability >= ordered[j].word.probability else i)
    return tuple(spoken for i, spoken in enumerate(ordered) if i not in leaked)


def _same_sound(one: SpokenWord, other: SpokenWord) -> bool:
    """Whether the same word is on both channels for at least half of the shorter one."""
    common = min(one.word.end, other.word.end) - max(one.word.start, other.word.start)
    shorter = min(one.word.end - one.word.start, other.word.end - other.word.start)
    return one.speaker != other.speaker and common > 0 and 2 * common >= shorter and same_word(one.word, other.word)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that one speaker says without a longer pause."""

    speaker: str
    start: float
    end: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return joined(self.words)


def _run(speaker: str, words: Sequence[Word]) -> _Run:
    return _Run(speaker, words[0].start, max(max(word.start, word.end) for word in words), tuple(words))


def build_turns(spoken: Sequence[SpokenWord], roles: Mapping[str, Role], cues: Cues = NO_CUES) -> tuple[Turn, ...]:
    """Join consecutive words of one speaker to turns, ordered by start; blank words are left out.

    A pause longer than PAUSE ends a turn. Where sides are recorded apart, a turn also ends when the other side
    takes the floor in a pause; a murmur there ("mm-hm") does not end it.
    """
    heard = [one for one in spoken if one.word.text.strip()]
    ordered = sorted(heard, key=lambda one: (one.word.start, one.word.end, one.speaker))
    apart = all(one.speaker.startswith("channel:") for one in ordered)
    runs = _floor_runs(ordered, cues) if apart else _successive_runs(ordered)
    turns = [_turn(run, roles) for run in runs]
    return tuple(sorted(turns, key=lambda turn: (turn.start, turn.end, turn.speaker)))


def _successive_runs(ordered: Sequence[SpokenWord]) -> list[_Run]:
    stretches = groupby(ordered, key=lambda one: one.speaker)
    return [run for speaker, words in stretches for run in _runs(speaker, [one.word for one in words], PAUSE)]


def _floor_runs(ordered: Sequence[SpokenWord], cues: Cues) -> list[_Run]:
    by_speaker: dict[str, list[Word]] = defaultdict(list)
    for one in ordered:
        by_speaker[one.speaker].append(one.word)
    runs = {speaker: _runs(speaker, words, YIELD) for speaker, words in by_speaker.items()}
    turns: list[_Run] = []
    for speaker, own in runs.items():
        others = [run for other, theirs in runs.items() if other != speaker for run in theirs]
        turns += _rejoined(own, others, cues)
    return turns


def _runs(speaker: str, words: Sequence[Word], pause: float) -> list[_Run]:
    """Split one speaker's words at silences longer than `pause` seconds."""
    cuts = [i for i, (before, after) in enumerate(pairwise(words), 1) if after.start - before.end > pause]
    edges = [0, *cuts, len(words)]
    return [_run(speaker, words[start:end]) for start, end in pairwise(edges) if end > start]


def _rejoined(own: Sequence[_Run], others: Sequence[_Run], cues: Cues) -> list[_Run]:
    whole: list[_Run] = []
    for run in own:
        if whole and run.start - whole[-1].end <= PAUSE and _keeps_floor(whole[-1], run, others, cues):
            whole[-1] = _run(run.speaker, whole[-1].words + run.words)
        else:
            whole.append(run)
    return whole


def _keeps_floor(before: _Run, after: _Run, others: Sequence[_Run], cues: Cues) -> bool:
    between = [run for run in others if run.end > before.end and run.start < after.start]
    return all(_is_murmur(run, before.text, cues) for run in between)


def _is_murmur(run: _Run, before: str, cues: Cues) -> bool:
    """Short, no answer to a question, and either worded as a backchannel or dropped into an unfinished sentence."""
    if run.end - run.start >= MURMUR or asks(before):
        return False
    return not ends_sentence(before) or cues.is_backchannel(run.text)


def _turn(run: _Run, roles: Mapping[str, Role]) -> Turn:
    words = tuple(replace(word, text=word.text.strip()) for word in run.words)
    return Turn(roles.get(run.speaker, Role.UNKNOWN), run.start, run.end, run.text, words, run.speaker)
