"""What changes from one scorecard to another, in words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qa_pipeline.criteria.catalogue import CRITERIA
from qa_pipeline.criteria.words import plain
from qa_pipeline.scoring.layout import Band, CriterionEntry, InnerSection, JudgeQuestion, Scale, ScorecardFile, Section

NONE = "none"
AnySection = Section | InnerSection


def differences(old: ScorecardFile, new: ScorecardFile) -> tuple[str, ...]:
    """One sentence for each difference: the scorecard, its sections, its criteria; none when they are alike."""
    return (*_card(old, new), *_sections(old, new), *_criteria(old, new))


def _card(old: ScorecardFile, new: ScorecardFile) -> Iterator[str]:
    shown: Mapping[str, Callable[[ScorecardFile], object]] = {
        "name": lambda card: card.name,
        "title": lambda card: card.title,
        "languages": lambda card: ", ".join(card.languages),
        "pass mark": lambda card: f"{card.pass_mark:g}",
        "low coverage": lambda card: f"{card.low_coverage:g}",
        "bands": lambda card: _bands(card.bands),
        "review by": lambda card: card.review_by,
        "released": lambda card: _word(card.released),
    }
    for what, show in shown.items():
        yield from _changed(f"The scorecard's {what}", show(old), show(new))


def _sections(old: ScorecardFile, new: ScorecardFile) -> Iterator[str]:
    before = {section.id: section for section in old.all_sections}
    after = {section.id: section for section in new.all_sections}
    yield from (f"Section {name} is removed." for name in before if name not in after)
    yield from (f"Section {name} is added, with weight {after[name].weight:g}." for name in after if name not in before)
    for name in (name for name in before if name in after):
        one, other = before[name], after[name]
        yield from _changed(f"Section {name}: title", one.title, other.title)
        yield from _changed(f"Section {name}: weight", f"{one.weight:g}", f"{other.weight:g}")
        yield from _changed(f"Section {name}: inside", old.inside.get(name, NONE), new.inside.get(name, NONE))


def _criteria(old: ScorecardFile, new: ScorecardFile) -> Iterator[str]:
    before, after = _places(old), _places(new)
    yield from (f"{name} is removed from section {place}." for name, place in before.items() if name not in after)
    for name, place in after.items():
        entry = new.entry(name)
        if name not in before and entry is not None:
            yield f"{name} is added to section {place}, with {_weight(entry)}{', critical' if entry.critical else ''}."
    for name in (name for name in before if name in after):
        one, other = old.entry(name), new.entry(name)
        if one is not None and other is not None:
            yield from _changed(f"{name}: section", before[name], after[name])
            yield from _entry(one, other)


def _places(card: ScorecardFile) -> dict[str, str]:
    """The section of each criterion."""
    return {entry.name: section.id for section in card.all_sections for entry in section.criteria}


def _entry(old: CriterionEntry, new: CriterionEntry) -> Iterator[str]:
    shown: Mapping[str, Callable[[CriterionEntry], object]] = {
        "title": lambda entry: entry.title,
        "weight or bonus": _weight,
        "critical": lambda entry: _word(entry.critical),
        "what it brings to 0 when not met": lambda entry: entry.fails or NONE,
        "applies when": lambda entry: " and ".join(str(one) for one in entry.applies_when) or "always",
        "scale": lambda entry: _scale(entry.scale) if entry.scale else NONE,
        "question for the judge": lambda entry: _question(entry.judge) if entry.judge else NONE,
        "clause": lambda entry: entry.clause,
        "guidance": lambda entry: entry.guidance.strip(),
        "coaching": lambda entry: entry.coaching.strip(),
    }
    for what, show in shown.items():
        yield from _changed(f"{old.name}: {what}", show(old), show(new))
    before, after = _parameters(old), _parameters(new)
    for name in dict.fromkeys((*before, *after)):
        yield from _changed(f"{old.name}: parameter {name}", before.get(name, NONE), after.get(name, NONE))


def _parameters(entry: CriterionEntry) -> dict[str, Any]:
    """What the criterion is asked with, defaults included."""
    criterion = CRITERIA.get(entry.name)
    if criterion is None:
        return dict(entry.params)
    return criterion.model.model_validate(entry.params).model_dump()


def _changed(what: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        after = _text(new)
        yield f"{what}: {_text(old)} → {after}{'' if after.endswith('.') else '.'}"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) or NONE if isinstance(value, list | tuple) else str(value)


def _word(truth: bool) -> str:
    return "yes" if truth else "no"


def _weight(entry: CriterionEntry) -> str:
    return f"a bonus of {entry.bonus:g}" if entry.bonus else f"weight {entry.weight:g}"


def _bands(bands: tuple[Band, ...]) -> str:
    return ", ".join(f"{band.name} from {band.at_least:g}" for band in bands)


def _question(asked: JudgeQuestion) -> str:
    answer = f"yes is {plain(asked.yes_means)}, proven by the {asked.proven_by}"
    return f"{asked.question.strip()} ({answer}; prompt {asked.prompt})"


def _scale(scale: Scale) -> str:
    bounds = ("above" if one.at_most is None else f"up to {one.at_most:g}" for one in scale.levels)
    levels = ", ".join(f"{one.level:g} {bound}" for one, bound in zip(scale.levels, bounds, strict=True))
    return f"{plain(scale.metric)}: {levels}" + ("" if scale.met_from is None else f"; met from {scale.met_from:g}")
