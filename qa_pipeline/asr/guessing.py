"""Which stretches of a call its language is told from, and what their probabilities say together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from qa_pipeline.asr.packing import Pack, plan
from qa_pipeline.asr.transcriber import FloatArray, LanguageGuess
from qa_pipeline.call import Span
from qa_pipeline.errors import NoSpeech

# The guess settles within a few windows; each costs as much as the encoding of 30 s.
MOST_WINDOWS = 4
# One window may be a greeting in another language, or a name.
FEWEST_WINDOWS = 2
SETTLED = 0.95

Chances = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Window:
    """Up to 30 s of speech of one source."""

    samples: FloatArray
    pack: Pack


def windows(sources: Sequence[FloatArray], speech: Sequence[Sequence[Span]]) -> Iterator[Window]:
    """Windows from all over the call, of each source in turn."""
    share = max(1, MOST_WINDOWS // max(1, len(sources)))
    own = [
        [Window(samples, pack) for pack in _spread(plan(samples, regions), share)]
        for samples, regions in zip(sources, speech, strict=True)
    ]
    for round_ in zip_longest(*own):
        yield from (window for window in round_ if window is not None)


def guess(found: Iterator[Window], chances_in: Callable[[Window], Chances]) -> LanguageGuess:
    """The language with the highest probability on average over the windows, each weighted by its seconds of speech.

    Windows are heard until the guess is settled. Raises NoSpeech where there is no window.
    """
    seconds = 0.0
    weighed: dict[str, float] = {}
    for count, window in enumerate(found, start=1):
        seconds += window.pack.seconds
        for language, chance in chances_in(window).items():
            weighed[language] = weighed.get(language, 0.0) + chance * window.pack.seconds
        if count >= FEWEST_WINDOWS and max(weighed.values()) >= SETTLED * seconds:
            break
    if not weighed:
        raise NoSpeech("no language can be told: nobody speaks")
    best = max(weighed, key=lambda language: weighed[language])
    return LanguageGuess(best, min(1.0, weighed[best] / seconds))


def _spread(packs: Sequence[Pack], count: int) -> list[Pack]:
    """At most `count` packs, evenly spread over them all."""
    if len(packs) <= count:
        return list(packs)
    last = max(1, count - 1)
    return [packs[round(index * (len(packs) - 1) / last)] for index in range(count)]
