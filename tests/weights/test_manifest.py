import re
from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import Settings
from qa_pipeline.weights.manifest import MANIFEST, Model, load_manifest

MODELS = load_manifest().models
WRITTEN = MANIFEST.read_text(encoding="utf-8")


PACKAGED = [model for model in MODELS if model.hub is None]


@pytest.mark.parametrize("model", PACKAGED, ids=lambda model: model.name)
def test_every_file_out_of_a_package_is_pinned(model: Model) -> None:
    assert model.files
    for file in model.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 0
        assert file.parts


def test_every_package_is_pinned_to_one_version() -> None:
    for package in load_manifest().packages.values():
        assert re.fullmatch(r"[\w.-]+==[\d.]+", package.requirement)


def test_what_is_brought_when_nothing_is_named_asks_no_hub() -> None:
    assert all(model in PACKAGED for model in MODELS if model.default)


@pytest.mark.parametrize("model", [model for model in MODELS if model.hub], ids=lambda model: model.name)
def test_every_whisper_of_a_hub_brings_what_a_folder_needs(model: Model) -> None:
    assert model.hub is not None
    if model.kind == "transcriber":
        assert {"model.bin", "config.json", "tokenizer.json", "vocabulary.*"} <= set(model.hub.files)
    # Its features are 128 bands rather than 80, which this file alone tells.
    assert ("preprocessor_config.json" in model.hub.files) == ("large-v3" in model.name)


def test_the_default_models_are_those_of_the_settings() -> None:
    settings = Settings(_env_file=None)
    hearing = {settings.whisper_model, settings.diarization_model, settings.voice_embedding_model}
    wanted = hearing | {settings.embedding_model}
    assert {model.name for model in MODELS if model.default} == wanted


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_readme_tells_of_every_model(model: Model) -> None:
    rows = [
        row for row in MANIFEST.with_name("README.md").read_text().splitlines() if row.startswith(f"| `{model.name}`")
    ]
    assert len(rows) == 1
    assert f"| {model.licence} |" in rows[0]
    assert rows[0].endswith("| yes |" if model.default else "| no |")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: transcriber", "kind: oracle", r"models\.0\.kind: .*, found 'oracle'"),
        ("size: 145217607", "size: big", r"models\.0\.files\.0\.size: .*, found 'big'"),
        ("{package: whisper_base_1,", "{package: nowhere,", r"whisper-base: package 'nowhere' is not under packages"),
        ("packages:", "packages: [", r"while parsing"),
        ("    hub: {repository", "    hob: {repository", r"whisper-tiny: found neither of files and hub; allowed: one"),
    ],
)
def test_a_mistake_in_a_manifest_is_named(old: str, new: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_text(WRITTEN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError, match=says) as caught:
        load_manifest(path)
    assert str(caught.value).startswith(str(path))


def test_an_absent_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"manifest\.yaml: No such file"):
        load_manifest(tmp_path / "manifest.yaml")
