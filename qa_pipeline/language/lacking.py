"""What a language pack lacks before a scorecard can be used in its language."""

from collections.abc import Iterator
from pathlib import Path

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import read_document
from qa_pipeline.language.keys import MEANING_KEYS, PHRASE_KEYS
from qa_pipeline.language.pack import LanguagePack, available_languages, load_pack

ENOUGH_EXAMPLES = {"en": 12}
"""Example sentences, and contrasts, that each key should have."""
ENOUGH_IN_OTHERS = 8


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
        pack = load_pack(language, packs_dir)
    except ScorecardError as error:
        yield str(error)
        return
    if pack is not None:
        yield from _examples(pack, path)


def _examples(pack: LanguagePack, path: Path) -> Iterator[str]:
    enough = ENOUGH_EXAMPLES.get(pack.language, ENOUGH_IN_OTHERS)
    for key in MEANING_KEYS:
        there = pack.examples.get(key)
        counts = {"say": len(there.say) if there else 0, "contrast": len(there.contrast) if there else 0}
        short = [f"{count} under {part}" for part, count in counts.items() if count < enough]
        if short:
            found = " and ".join(short)
            yield f"{path}: examples.{key}: {found}; at least {enough} each; it is for: {PHRASE_KEYS[key]}"
