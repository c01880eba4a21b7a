"""Whether what calls are scored by is there, and loads."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from qa_pipeline import engines
from qa_pipeline.doctor.check import Check
from qa_pipeline.errors import CallqaError
from qa_pipeline.language.pack import available_languages
from qa_pipeline.life.activating import Active, standing
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store.upgrade import Schema, schema
from qa_pipeline.weights import ready as weights


def rules(settings: Settings) -> Iterator[Check]:
    """The scorecard of the settings, the language packs, the active scorecards and what was fitted for meaning."""
    folder = settings.resolved_scorecards_dir
    try:
        card = load_scorecard(settings.scorecard, folder)
        yield Check("scorecard", "ok", f"{card.name} version {card.version} in {folder}")
    except CallqaError as error:
        yield Check("scorecard", "failed", str(error))
    sound = []
    for language in available_languages(folder / "packs"):
        try:
            engines.pack_for(language, folder)
            sound.append(language)
        except CallqaError as error:
            yield Check(f"language {language}", "failed", str(error))
    asked = settings.language.partition("-")[0].lower()
    lacking = f"; none for CALLQA_LANGUAGE={asked}: its wording is not judged" if asked and asked not in sound else ""
    yield Check("languages", "warning" if lacking else "ok", f"packs for {', '.join(sound) or 'none'}{lacking}")
    yield from _active(settings)
    yield from _meaning(settings)


def _active(settings: Settings) -> Iterator[Check]:
    """Whether each scorecard that calls are scored by, or will be, is still what was activated."""
    with suppress(CallqaError):  # a database that is away is told of by its own check
        if schema(settings.resolved_database_url) is not Schema.CURRENT:
            return
        now = datetime.now(UTC)
        yield from (_one_active(one, now) for one in standing(settings) if one.problem or one.at(now) != "until then")


def _one_active(one: Active, now: datetime) -> Check:
    made = one.activation
    comes = made.starts_at > now
    if one.problem:
        return Check("active scorecard", "failed" if one.at(now) == "active" else "warning", one.problem)
    parts = (f"queue {made.queue}" if made.queue else "", f"call type {made.call_type}" if made.call_type else "")
    whose = " and ".join(filter(None, parts)) or "every call"
    since = f" from {made.starts_at:%Y-%m-%d %H:%M} UTC" if comes else ""
    return Check("active scorecard", "ok", f"{made.name}/{made.version}, for {whose}{since}")


def _meaning(settings: Settings) -> Iterator[Check]:
    """Whether heads and trust load, and are of the embedding; without one nothing is judged by them."""
    try:
        heads, trust = engines.heads_for(settings), engines.trust_for(settings)
        engines.role_meaning_for(settings)
        if heads is None:
            return
        named = _embedder_name(settings)
    except CallqaError as error:
        yield Check("meaning", "failed", str(error))
        return
    told = f"fitting {heads.version} of {heads.model}"
    if not heads.model.startswith(named):
        other = f"CALLQA_EMBEDDING_MODEL is {named.strip()}; `callqa calibrate` fits anew"
        yield Check("meaning", "failed", f"{told}, and {other}")
        return
    if trust is None:
        lacks = "no trust: no answer is left open for being right too seldom; trust/ of the shipped scorecards has it"
        yield Check("meaning", "warning", f"{told}, {lacks}")
        return
    yield Check("meaning", "ok", f"{told}, trust {trust.version}")


def _embedder_name(settings: Settings) -> str:
    """How the embedding's name begins, without loading it."""
    model = settings.embedding_model
    revision = weights.revision(model, settings.resolved_models_dir)
    return f"{Path(model).name} " if revision == "own" else f"{model} {revision}"
