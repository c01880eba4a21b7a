"""A call with some of its words replaced: the texts, and the words with their times, changed alike."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa_pipeline.call import Call, Turn, Word
from qa_pipeline.language.sentences import spans_of


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters `start` to `end` of the text of the call's turn at the index `turn` become `text`."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that an edit changes, as it was and as it is."""

    before: str
    after: str


def edited(call: Call, edits: Iterable[Edit]) -> Call:
    """The call with the edits made; those of one turn must not overlap.

    Words keep their times. Words that take the place of others share their time by their letters; as many as before
    keep each its own. Raises ValueError for a turn whose words are not those of its text.
    """
    by_turn: dict[int, list[Edit]] = defaultdict(list)
    for edit in sorted(edits):
        by_turn[edit.turn].append(edit)
    turns = tuple(_turn(turn, by_turn[index]) if index in by_turn else turn for index, turn in enumerate(call.turns))
    return replace(call, turns=turns)


def can_be_edited(turn: Turn) -> bool:
    """Whether the turn's words are those of its text, so that both can be changed alike."""
    return not turn.words or _places(turn) is not None


def by_sentence(call: Call, edits: Iterable[Edit]) -> tuple[tuple[Edit, ...], ...]:
    """The edits of each sentence that they change, in order."""
    grouped: dict[tuple[int, int], list[Edit]] = defaultdict(list)
    for edit in sorted(edits):
        grouped[edit.turn, _sentence(call.turns[edit.turn], edit)[0]].append(edit)
    return tuple(map(tuple, grouped.values()))


def changed_sentence(turn: Turn, edits: Sequence[Edit]) -> Changed:
    """The sentence of the edits, which are those of one sentence, before and after them."""
    start, end = _sentence(turn, edits[0])
    end = max(end, edits[-1].end)
    return Changed(turn.text[start:end], _text(turn.text, edits, start, end))


def _sentence(turn: Turn, edit: Edit) -> tuple[int, int]:
    spans = (span for span in spans_of(turn.text) if span[0] <= edit.start < span[1])
    return next(spans, (0, len(turn.text)))


def _turn(turn: Turn, edits: Sequence[Edit]) -> Turn:
    if any(one.end > other.start for one, other in pairwise(edits)):
        raise ValueError(f"edits that overlap: {edits}")
    text = _text(turn.text, edits, 0, len(turn.text))
    return replace(turn, text=text, words=_words(turn, edits) if turn.words else ())


def _text(text: str, edits: Sequence[Edit], start: int, end: int) -> str:
    """The characters `start` to `end` of a text with the edits made."""
    parts, cursor = [], start
    for edit in edits:
        parts += [text[cursor : edit.start], edit.text]
        cursor = edit.end
    return "".join((*parts, text[cursor:end]))


def _words(turn: Turn, edits: Sequence[Edit]) -> tuple[Word, ...]:
    places = _places(turn)
    if places is None:
        raise ValueError(f"words that are not those of the turn's text {turn.text!r}")
    words: list[Word] = []
    index = 0
    while index < len(places):
        start, end = places[index]
        last, within = index, [edit for edit in edits if edit.start < end and start < edit.end]
        while within and last + 1 < len(places) and places[last + 1][0] < within[-1].end:
            last += 1
            end = places[last][1]
            within = [edit for edit in edits if edit.start < end and start < edit.end]
        old = turn.words[index : last + 1]
        words += _shared(old, _text(turn.text, within, start, end).split()) if within else old
        index = last + 1
    return tuple(words)


def _shared(old: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """Words of these texts in the time of the old ones."""
    if len(texts) == len(old):
        return [replace(word, text=text) for word, text in zip(old, texts, strict=True)]
    start, end = old[0].start, max(word.end for word in old)
    probability = sum(word.probability for word in old) / len(old)
    letters, total = 0, sum(map(len, texts))
    edges = [start]
    for text in texts[:-1]:
        letters += len(text)
        edges.append(start + (end - start) * letters / total)
    return [Word(text, *edge, probability) for text, edge in zip(texts, pairwise((*edges, end)), strict=True)]


def _places(turn: Turn) -> list[tuple[int, int]] | None:
    """Where each word stands in the turn's text; None where they are not all there, in order."""
    places, cursor = [], 0
    for word in turn.words:
        text = word.text.strip()
        start = turn.text.find(text, cursor)
        if start < 0 or turn.text[cursor:start].strip():
            return None
        cursor = start + len(text)
        places.append((start, cursor))
    return None if turn.text[cursor:].strip() else places
