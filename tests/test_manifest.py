import re
from pathlib import Path

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.manifest import MANIFEST, Model, load_manifest
from qa_pipeline.settings import Settings

MODELS = load_manifest().models
WRITTEN = MANIFEST.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_file_is_pinned(model: Model) -> None:
    assert model.files
    for file in model.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 0
        assert file.parts


def test_every_package_is_pinned_to_one_version() -> None:
    for package in load_manifest().packages.values():
        assert re.fullmatch(r"[\w.-]+==[\d.]+", package.requirement)


def test_the_default_models_are_those_of_the_settings() -> None:
    settings = Settings(_env_file=None)
    wanted = {settings.whisper_model, settings.diarization_model, settings.voice_embedding_model}
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
