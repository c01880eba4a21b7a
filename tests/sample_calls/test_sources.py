"""Sources: nothing unverified is used, and what is missing is named with what brings it."""

import hashlib
import tarfile
from pathlib import Path

import numpy as np
import pytest

from qa_pipeline.errors import CorruptModel, MissingExtra, UsageError
from sample_calls import sources
from sample_calls.sources import Source, fetch, hold_music, voice_style


def pinned(path: Path) -> Source:
    return Source("thing", "1", path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_file_that_is_already_there_is_checked_and_used(tmp_path: Path) -> None:
    path = tmp_path / "thing.whl"
    path.write_bytes(b"whole")
    assert fetch(pinned(path), tmp_path) == path


def test_a_damaged_file_is_named_and_not_used(tmp_path: Path) -> None:
    path = tmp_path / "thing.whl"
    path.write_bytes(b"whole")
    source = pinned(path)
    path.write_bytes(b"torn")
    with pytest.raises(CorruptModel, match=r"thing\.whl: sha256 is"):
        fetch(source, tmp_path)


def test_missing_music_names_the_package_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="apt-get install asterisk-moh-opsound-wav"):
        hold_music("macroform-cold_day", tmp_path)


@pytest.fixture
def styles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder with an archive of one voice."""
    (tmp_path / "af_sky.bin").write_bytes(np.arange(512, dtype=np.float32).tobytes())
    archive = tmp_path / "styles.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "af_sky.bin", "package/voices/af_sky.bin")
    monkeypatch.setattr(sources, "STYLES", pinned(archive))
    return tmp_path


def test_a_voice_has_a_style_for_each_length(styles: Path) -> None:
    style = voice_style("af_sky", styles)
    assert style.shape == (2, 256)
    assert style[1, 0] == 256


def test_an_unknown_voice_is_answered_with_those_there_are(styles: Path) -> None:
    with pytest.raises(UsageError, match=r"'af_moon' is not in styles\.tgz; it has af_sky"):
        voice_style("af_moon", styles)
