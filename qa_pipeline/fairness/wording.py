"""Edits of wording: one variety's words for another's, fillers left out or put in."""

import re
from collections.abc import Iterator, Mapping

from qa_pipeline.call import Call
from qa_pipeline.fairness.edits import Edit
from qa_pipeline.fairness.lists import Politeness, Wordings
from qa_pipeline.language.sentences import spans_of

_PAUSE = r"[,.?!…;:—–-]"


def towards(call: Call, wordings: Wordings, variety: str) -> tuple[Edit, ...]:
    """The edits that put the call in the words of one of the two varieties.

    The longest wording counts first, and one that is of the variety already stays whole ("can you please").
    """
    target = wordings.varieties.index(variety)
    swaps = {row.wordings[1 - target]: row.wordings[target] for row in wordings.pairs if row.only in ("", variety)}
    kept = (*wordings.keep, *(row.wordings[target] for row in wordings.pairs))
    pattern = _one_of(swaps | {one: one for one in kept if one not in swaps})
    forms = _by_form(swaps)
    return tuple(
        Edit(index, *match.span(), forms[form] if form[0].isupper() else _cased(match.group(), forms[form]))
        for index, turn in enumerate(call.turns)
        for match in pattern.finditer(turn.text)
        if (form := _known(match.group(), forms)) is not None
    )


def without_fillers(call: Call, politeness: Politeness) -> tuple[Edit, ...]:
    """The edits that leave out the fillers that commas, or a sentence's edges, set off; never all of a sentence."""
    words = "|".join(_plain(one) for one in sorted(politeness.apart, key=len, reverse=True))
    opening = re.compile(rf"(?:(?:{words}),\s+)+(?=\w)(\w+)", re.IGNORECASE)
    inside = re.compile(rf"(\w+)((?:,\s+(?:{words}))+)(?={_PAUSE}|$),?", re.IGNORECASE)
    return tuple(
        edit
        for index, turn in enumerate(call.turns)
        for start, end in spans_of(turn.text)
        for edit in _left_out(index, turn.text, (start, end), opening, inside)
    )


def _left_out(
    index: int, text: str, span: tuple[int, int], opening: re.Pattern[str], inside: re.Pattern[str]
) -> Iterator[Edit]:
    start, end = span
    first = opening.match(text, start, end)
    if first:
        yield Edit(index, *first.span(), _cased(text[start], first.group(1)))
        start = first.end()
    for match in inside.finditer(text, start, end):
        yield Edit(index, *match.span(), match.group(1))


def with_fillers(call: Call, politeness: Politeness) -> tuple[Edit, ...]:
    """The edits that put a filler before the sentences that begin with one of the words it may stand before."""
    opening = politeness.opening
    pattern = _one_of({word: word for word in opening.before})
    return tuple(
        Edit(index, start, match.end(), f"{_upper(opening.say)}, {_as_inside(match.group(), opening.before)}")
        for index, turn in enumerate(call.turns)
        for start, end in spans_of(turn.text)
        if (match := pattern.match(turn.text, start, end)) and turn.text[start].isupper()
    )


def _as_inside(found: str, words: tuple[str, ...]) -> str:
    """A sentence's first word as it is written within one: as the list has it."""
    return next(word for word in words if word.casefold() == found.casefold())


def _one_of(forms: Mapping[str, str]) -> re.Pattern[str]:
    """The wordings as whole words, the longest first; one with a capital is found with it alone."""
    ordered = sorted(forms, key=len, reverse=True)
    alternatives = [_plain(form) if form[0].isupper() else f"(?i:{_plain(form)})" for form in ordered]
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(alternatives)})(?!\w)")


def _plain(form: str) -> str:
    return r"\s+".join(re.escape(word).replace("'", "['’]") for word in form.split())


def _by_form(swaps: Mapping[str, str]) -> dict[str, str]:
    return {form if form[0].isupper() else form.casefold(): into for form, into in swaps.items()}


def _known(found: str, forms: Mapping[str, str]) -> str | None:
    """The form of the list that was found, or None for one that stays."""
    said = " ".join(found.split()).replace("’", "'")
    return next((form for form in (said, said.casefold()) if form in forms), None)


def _cased(found: str, into: str) -> str:
    return _upper(into) if found[:1].isupper() else into


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
