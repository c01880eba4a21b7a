"""What a language pack lacks before a scorecard can be used in its language."""

from collections.abc import Iterator
from pathlib import Path

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import read_document
from qa_pipeline.language.keys import PHRASE_KEYS
from qa_pipeline.language.pack import available_languages, load_pack


def lacking(language: str, packs_dir: Path) -> Iterator[str]:
    """One sentence for each thing that the pack of a language lacks; nothing for one that is complete."""
    path = packs_dir / f"{language}.yaml"
    if not path.is_file():
        there = ", ".join(available_languages(packs_dir)) or "none"
        yield f"{path}: there is no language pack for {language!r}; there are: {there}"
        return
    try:
        phrases = read_document(path).data.get("phrases")
        missing = [key for key in PHRASE_KEYS if isinstance(phrases, dict) and not phrases.get(key)]
        yield from (f"{path}: phrases.{key}: nothing is written; it is for: {PHRASE_KEYS[key]}" for key in missing)
        if not missing:
            load_pack(language, packs_dir)
    except ScorecardError as error:
        yield str(error)
