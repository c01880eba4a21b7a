"""models/manifest.yaml as values: which models callqa knows, what their files are, and which packages bring them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from qa_pipeline.errors import UsageError
from qa_pipeline.settings import shipped

MANIFEST = shipped("models") / "manifest.yaml"

Kind = Literal["transcriber", "diarizer", "voice_embedding", "sentence_embedding"]


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the registry; `size` is its download in bytes, `wheel` the one platform's wheel that is wanted."""

    requirement: str
    size: int
    wheel: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a package's wheel: the whole of a file, or one piece of it."""

    package: str
    path: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, put together from its parts in order."""

    name: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    """A repository of a model hub: `files` are patterns of the names wanted, `size` is about their bytes in all.

    A `gated` one is given out only to those who accepted its conditions, and asks for a token.
    """

    repository: str
    files: tuple[str, ...]
    size: int
    gated: bool = False
    revision: str = "main"


@dataclass(frozen=True, slots=True)
class Model:
    """One model, out of packages (`files`) or out of a `hub`; `default` ones are pulled when none is named."""

    name: str
    kind: Kind
    engine: str
    default: bool
    licence: str
    origin: str
    languages: tuple[str, ...]
    files: tuple[ModelFile, ...] = ()
    hub: Hub | None = None

    @property
    def size(self) -> int:
        """Bytes on the disk; about, where a hub has it."""
        return self.hub.size if self.hub else sum(file.size for file in self.files)

    @property
    def remedy(self) -> str:
        """The command that brings the model, as a clause."""
        return f"`callqa models pull {self.name}` brings it"

    @property
    def parts(self) -> tuple[Part, ...]:
        """What its files are put together from, in order."""
        return tuple(part for file in self.files for part in file.parts)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All models, and the packages that bring them by their short name."""

    packages: Mapping[str, Package]
    models: tuple[Model, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(model.name for model in self.models)

    def get(self, name: str) -> Model:
        """The model called `name`; raises UsageError naming those that there are."""
        for model in self.models:
            if model.name == name:
                return model
        raise UsageError(f"{name!r} is neither a model nor a folder; the models are {', '.join(self.names)}")


@cache
def load_manifest(path: Path = MANIFEST) -> Manifest:
    """Read the manifest, once a process; raises UsageError naming the file, the key and what is wrong with it."""
    try:
        found = TypeAdapter(Manifest).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path}: {key}: {first['msg']}, found {first['input']!r}") from None
    _refuse_unknown_packages(found, path)
    _refuse_no_source(found, path)
    return found


def _refuse_unknown_packages(manifest: Manifest, path: Path) -> None:
    for model in manifest.models:
        for package in dict.fromkeys(part.package for part in model.parts):
            if package not in manifest.packages:
                allowed = ", ".join(manifest.packages)
                raise UsageError(f"{path}: {model.name}: package {package!r} is not under packages ({allowed})")


def _refuse_no_source(manifest: Manifest, path: Path) -> None:
    for model in manifest.models:
        if bool(model.files) == bool(model.hub):
            found = "both" if model.hub else "neither"
            raise UsageError(f"{path}: {model.name}: found {found} of files and hub; allowed: one of them")
