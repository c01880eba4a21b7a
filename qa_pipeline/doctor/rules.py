"""Whether what calls are scored by is there, and loads."""

from collections.abc import Iterator

from qa_pipeline import engines
from qa_pipeline.doctor.check import Check
from qa_pipeline.errors import CallqaError
from qa_pipeline.language.pack import available_languages
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings


def rules(settings: Settings) -> Iterator[Check]:
    """The scorecard of the settings and the language packs."""
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
