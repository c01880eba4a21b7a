"""The truth of a call as a `Call`, so that it can be scored as if every word had been heard rightly."""

from qa_pipeline.call import Call, Hold, Recording, Turn, Word
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.metrics import measure
from qa_pipeline.dialogue.overlaps import find_overlaps
from qa_pipeline.dialogue.silences import SILENCE_GAP, silence_gaps
from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.account import Account, SaidTurn


def call_of(name: str, truth: Account, cues: Cues, *, gap: float = SILENCE_GAP) -> Call:
    """The call that a truth tells, every word, role and language certain; measurements follow from its times.

    Raises UsageError where the truth lacks turns or the recording's length.
    """
    if truth.turns is None or truth.duration is None:
        raise UsageError(f"{name}: its truth has no turns or no length, so it is no call that could be scored")
    turns = tuple(sorted(map(_turn, truth.turns), key=lambda turn: turn.start))
    silences = truth.silences
    if silences is None:
        silences = silence_gaps([turn.span for turn in turns], truth.duration, gap=gap)
    holds = tuple(Hold(one.start, one.end, one.kind, "metadata", 1.0) for one in truth.holds or ())
    overlaps = find_overlaps(turns)
    interruptions = truth.interruptions or ()
    return Call(
        recording=Recording(name, truth.sha256 or "0" * 64, truth.duration, _channels(truth)),
        language=truth.language,
        language_confidence=1.0,
        role_confidence=1.0,
        turns=turns,
        holds=holds,
        silences=silences,
        overlaps=overlaps,
        interruptions=interruptions,
        metrics=measure(
            turns, holds, silences, overlaps, interruptions, duration=truth.duration, lufs=None, cues=cues, gap=gap
        ),
    )


def _turn(said: SaidTurn) -> Turn:
    words = tuple(Word(word.text, word.start, word.end, 1.0) for word in said.words)
    return Turn(said.role, said.start, said.end, said.text, words, said.speaker)


def _channels(truth: Account) -> int:
    return len({turn.channel for turn in truth.turns or () if turn.channel is not None}) or 1
