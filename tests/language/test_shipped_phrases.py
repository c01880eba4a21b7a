"""What the shipped packs find and what they pass over: tests/golden/phrases.yaml."""

from pathlib import Path

import pytest
import yaml

from qa_pipeline.language.pack import load_pack
from tests.criteria.spoken import SCORECARDS

SENTENCES = yaml.safe_load((Path(__file__).parents[1] / "golden" / "phrases.yaml").read_text(encoding="utf-8"))
CASES = [
    (language, key, sentence, kind == "finds")
    for language, kinds in SENTENCES.items()
    for kind, keys in kinds.items()
    for key, sentences in keys.items()
    for sentence in sentences
]


@pytest.mark.parametrize(("language", "key", "sentence", "expected"), CASES)
def test_a_pack_finds_what_is_said_in_other_words_and_passes_over_what_only_sounds_like_it(
    language: str, key: str, sentence: str, expected: bool
) -> None:
    pack = load_pack(language, SCORECARDS / "packs")
    assert pack is not None
    assert bool(pack.find(key, sentence)) is expected
