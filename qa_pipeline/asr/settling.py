"""Two hearings made one transcript, with an account of every word that was given and not believed."""

from collections.abc import Iterable, Sequence

from qa_pipeline.asr.doubt import Heard, additions, because, believable, within
from qa_pipeline.asr.stock import without_stock_phrases
from qa_pipeline.asr.transcriber import Doubt, Dropped, Transcript
from qa_pipeline.call import Span, Word


def settle(
    first: Iterable[Heard], second: Iterable[Heard], *, gaps: Sequence[Span], regions: Sequence[Span], language: str
) -> Transcript:
    """The words to be believed: those of the first hearing that are sure, and in its gaps those of the second.

    A word that the second hearing gave again, or took back, is not counted as dropped by the first.
    """
    sure = [heard for heard in first if not heard.doubtful]
    lost = [heard for heard in first if heard.doubtful]
    again = [heard for heard in second if not heard.outcome.worthless]
    worthless = [heard for heard in second if heard.outcome.worthless]
    added = additions(gaps, words_of(again))
    whole = believable(in_order([*words_of(sure), *added.words]))
    silent = {word for heard in (*sure, *again) if heard.outcome.silent for word in heard.words}
    last = without_stock_phrases(whole.words, regions, silent, language)
    dropped = (
        *(drop for heard in lost for drop in _given_up(heard) if not _inside(drop.word, gaps)),
        *(drop for heard in worthless for drop in _given_up(heard) if _inside(drop.word, gaps)),
        *because(Doubt.OUTSIDE_SPEECH, [word for heard in sure for word in heard.outside]),
        *because(Doubt.OUTSIDE_SPEECH, [word for heard in again for word in heard.outside if _inside(word, gaps)]),
    )
    return Transcript(last.words, (*dropped, *added.dropped, *whole.dropped, *last.dropped))


def words_of(heard: Iterable[Heard]) -> list[Word]:
    """Every word of the packs, in order of time."""
    return in_order(word for one in heard for word in one.words)


def in_order(words: Iterable[Word]) -> list[Word]:
    return sorted(words, key=lambda word: (word.start, word.end))


def _given_up(heard: Heard) -> tuple[Dropped, ...]:
    if heard.echo:
        return because(Doubt.ECHO, heard.words)
    return because(Doubt.LOOP if heard.outcome.looping else Doubt.NO_SPEECH, heard.words)


def _inside(word: Word, gaps: Sequence[Span]) -> bool:
    return any(within(word, gap) for gap in gaps)
