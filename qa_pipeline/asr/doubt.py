"""What a recogniser says without having heard it, told from what was said: rules on words and on stretches without any.

The numbers of `Outcome` and their limits are Whisper's own: Radford et al. 2022, "Robust Speech Recognition via
Large-Scale Weak Supervision", section 4.5.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qa_pipeline.asr.transcriber import Doubt, Dropped, Transcript
from qa_pipeline.call import Span, Word

LOOPING_COMPRESSION = 2.4
DOUBTFUL_LOGPROB = -1.0
LIKELY_SILENCE = 0.6

# Worth another hearing: a whole region without a word, which may be a "yes", and within a region a stretch as long
# as a clause; between words, shorter ones are "um" and breath.
UNHEARD_REGION_SECONDS = 0.8
UNHEARD_STRETCH_SECONDS = 1.5
# Word edges are rough: this much around a word counts as heard.
WORD_MARGIN = 0.25
# Heard by itself, a short stretch makes Whisper invent; it needs the talk around it.
CONTEXT_SECONDS = 4.0
# What the second hearing adds must be likelier than not.
ADDED_PROBABILITY = 0.5

# "No, no, no, no" is said; the same one to four words over and over, more often than this, is a decoder in a loop.
LOOP_TIMES = 5
LOOP_WORDS = 4

# Words in a row that the recogniser itself gives next to no chance.
FAINT_PROBABILITY = 0.1
FAINT_WORDS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one pack went: average log-probability, chance of silence, and how far the text can be compressed."""

    logprob: float
    silence: float
    compression: float

    @property
    def doubtful(self) -> bool:
        """Worth another try."""
        return self.looping or self.logprob < DOUBTFUL_LOGPROB

    @property
    def worthless(self) -> bool:
        """Not speech, or a loop: no word of it is to be believed."""
        silent = self.silent and self.logprob < DOUBTFUL_LOGPROB
        return silent or self.looping

    @property
    def silent(self) -> bool:
        """More likely silence than speech."""
        return self.silence > LIKELY_SILENCE

    @property
    def looping(self) -> bool:
        """Compressed so well that it must repeat itself."""
        return self.compression > LOOPING_COMPRESSION


@dataclass(frozen=True, slots=True)
class Heard:
    """What was made of one pack; word times are the recording's.

    `outside` has words that no speech was under; an `echo` says back the names that the recogniser was told to expect.
    """

    words: tuple[Word, ...]
    outcome: Outcome
    outside: tuple[Word, ...] = ()
    echo: bool = False

    @property
    def doubtful(self) -> bool:
        """Worth another try."""
        return self.echo or self.outcome.doubtful


def believable(words: Sequence[Word]) -> Transcript:
    """The words, without loops (one round is kept) and without runs of words that nothing speaks for."""
    rounds = _without_loops(words)
    spoken = _without_faint_runs(rounds.words)
    return Transcript(spoken.words, (*rounds.dropped, *spoken.dropped))


def unheard(regions: Iterable[Span], words: Sequence[Word]) -> tuple[Span, ...]:
    """The stretches of `regions` that hold no word and are long enough to have held one; both are in order of time."""
    ends = [word.end + WORD_MARGIN for word in words]
    found: list[Span] = []
    for region in regions:
        for gap in _gaps(region, words[bisect_right(ends, region.start) :]):
            shortest = UNHEARD_REGION_SECONDS if gap == region else UNHEARD_STRETCH_SECONDS
            if gap.duration >= shortest:
                found.append(gap)
    return tuple(found)


def around(gaps: Iterable[Span], regions: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of `regions` within a few seconds of a gap, in order and without overlap."""
    near: list[Span] = []
    for gap in gaps:
        start, end = gap.start - CONTEXT_SECONDS, gap.end + CONTEXT_SECONDS
        if near and start <= near[-1].end:
            near[-1] = Span(near[-1].start, end)
        else:
            near.append(Span(start, end))
    parts = (Span(max(a.start, b.start), min(a.end, b.end)) for a in regions for b in near)
    return tuple(part for part in parts if part.duration > 0)


def additions(gaps: Iterable[Span], words: Sequence[Word]) -> Transcript:
    """The words of a second hearing that fall into the gaps of the first, gap by gap where they are likely."""
    added: list[Word] = []
    dropped: list[Dropped] = []
    for gap in gaps:
        found = [word for word in words if within(word, gap)]
        if found and _mean(found) >= ADDED_PROBABILITY:
            added += found
        else:
            dropped += because(Doubt.FAINT, found)
    return Transcript(tuple(added), tuple(dropped))


def because(doubt: Doubt, words: Iterable[Word]) -> tuple[Dropped, ...]:
    """The words as dropped for one reason."""
    return tuple(Dropped(word, doubt) for word in words)


def within(word: Word, span: Span) -> bool:
    """Whether the middle of the word lies in the span."""
    return span.start <= (word.start + word.end) / 2 <= span.end


def _mean(words: Sequence[Word]) -> float:
    return sum(word.probability for word in words) / len(words)


def _gaps(region: Span, words: Iterable[Word]) -> Iterator[Span]:
    start = region.start
    for word in words:
        if word.start - WORD_MARGIN >= region.end:
            break
        if word.start - WORD_MARGIN > start:
            yield Span(start, word.start - WORD_MARGIN)
        start = max(start, word.end + WORD_MARGIN)
    if start < region.end:
        yield Span(start, region.end)


def _without_loops(words: Sequence[Word]) -> Transcript:
    plain = [word.text.casefold().strip(".,!?…-") for word in words]
    kept: list[Word] = []
    dropped: list[Dropped] = []
    at = 0
    while at < len(words):
        size, times = _loop_at(plain, at)
        kept += words[at : at + size]
        dropped += because(Doubt.LOOP, words[at + size : at + size * times])
        at += size * times
    return Transcript(tuple(kept), tuple(dropped))


def _loop_at(plain: Sequence[str], at: int) -> tuple[int, int]:
    """How many words make the loop that starts at `at`, and how often they come; (1, 1) where there is none."""
    for size in range(1, LOOP_WORDS + 1):
        times = 1
        while plain[at + size * times : at + size * (times + 1)] == plain[at : at + size]:
            times += 1
        if times > LOOP_TIMES:
            return size, times
    return 1, 1


def _without_faint_runs(words: Sequence[Word]) -> Transcript:
    kept: list[Word] = []
    dropped: list[Dropped] = []
    for faint, found in groupby(words, key=lambda word: word.probability < FAINT_PROBABILITY):
        run = tuple(found)
        if faint and len(run) >= FAINT_WORDS:
            dropped += because(Doubt.FAINT, run)
        else:
            kept += run
    return Transcript(tuple(kept), tuple(dropped))
