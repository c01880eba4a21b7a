"""Whether what calls are scored by is there, and loads."""

from collections.abc import Iterator
from pathlib import Path

from qa_pipeline import engines
from qa_pipeline.doctor.check import Check
from qa_pipeline.errors import CallqaError
from qa_pipeline.language.pack import available_languages
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights


def rules(settings: Settings) -> Iterator[Check]:
    """The scorecard of the settings, the language packs and what was fitted for meaning."""
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
    yield from _meaning(settings)


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
    yield Check("meaning", "ok", told + (f", trust {trust.version}" if trust else ""))


def _embedder_name(settings: Settings) -> str:
    """How the embedding's name begins, without loading it."""
    model = settings.embedding_model
    revision = weights.revision(model, settings.resolved_models_dir)
    return f"{Path(model).name} " if revision == "own" else f"{model} {revision}"
