"""Files out of a model hub, fetched by huggingface_hub: the one place that may ask it, and only when models are pulled.

Its own settings apply: HF_ENDPOINT for a mirror, HTTPS_PROXY, HF_TOKEN where no token is given.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from qa_pipeline.errors import CorruptModel, Transient, UsageError
from qa_pipeline.weights.manifest import Hub, ModelFile
from qa_pipeline.weights.verifying import Lock, check_file, sha256_of

_COMMAND_HELP = "a folder of your own weights serves as well, see models/README.md"


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as the hub states it: `sha256` where the file is large, `git_sha1` (of the git blob) where it is small."""

    name: str
    size: int
    sha256: str
    git_sha1: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What of a repository is wanted, at one commit."""

    repository: str
    revision: str
    files: tuple[Offered, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def look_up(hub: Hub, *, token: str = "") -> Offer:
    """Ask the hub for the commit, the sizes and the checksums of the files that are wanted.

    Raises UsageError where the token is missing or has no right, Transient where the hub does not answer,
    CorruptModel where the repository lacks a file.
    """
    with _told_plainly(hub):
        found = _client(token).model_info(hub.repository, revision=hub.revision, files_metadata=True)
    files = [_offered(sibling) for sibling in found.siblings or ()]
    wanted = tuple(file for pattern in hub.files for file in files if _matches(file.name, pattern))
    for pattern in hub.files:
        if not any(_matches(file.name, pattern) for file in wanted):
            raise CorruptModel(f"{hub.repository} has no {pattern}, which models/manifest.yaml takes from it")
    return Offer(hub.repository, str(found.sha), wanted)


def bring(
    hub: Hub, offer: Offer, folder: Path, *, token: str = "", on_bytes: Callable[[int], None] = lambda _: None
) -> Lock:
    """Fetch what was offered into `folder`, hold each file against the checksum that the hub states, and tell its lock.

    `on_bytes` is told the bytes that are here so far. Raises as `look_up` does.
    """
    client, progress = _client(token), _progress(on_bytes)
    for file in offer.files:
        with _told_plainly(hub):
            client.hf_hub_download(
                offer.repository, file.name, revision=offer.revision, local_dir=folder, tqdm_class=progress
            )
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # the library's own notes
    return Lock(offer.repository, offer.revision, tuple(_verified(file, folder, offer) for file in offer.files))


def _client(token: str) -> Any:
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # read when the library is imported
    from huggingface_hub import HfApi

    return HfApi(token=token or None)


def _offered(sibling: Any) -> Offered:
    sha256 = sibling.lfs.sha256 if sibling.lfs else ""
    return Offered(sibling.rfilename, int(sibling.size or 0), sha256, str(sibling.blob_id or ""))


def _matches(name: str, pattern: str) -> bool:
    """Whether the name fits; a star stays within its folder, and no name leads out of the model's own."""
    parts, wanted = name.split("/"), pattern.split("/")
    fits = len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
    return fits and not {"", ".", ".."} & set(parts)


def _verified(file: Offered, folder: Path, offer: Offer) -> ModelFile:
    path = folder / file.name
    source = f"{offer.repository} at {offer.revision[:12]}"
    remedy = "the download is damaged, pull it again"
    found = ModelFile(file.name, file.size, file.sha256 or sha256_of(path), ())
    check_file(found, path, source, remedy)
    if not file.sha256 and file.git_sha1 != _git_sha1(path):
        raise CorruptModel(f"{path}: git blob {_git_sha1(path)}, where {source} says {file.git_sha1}; {remedy}")
    return found


def _git_sha1(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _progress(on_bytes: Callable[[int], None]) -> type:
    """A bar as the library wants one, which draws nothing and passes the bytes of all its files on."""
    from tqdm import tqdm

    done = 0

    class Told(tqdm):  # type: ignore[misc]  # tqdm has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": True})

        def update(self, n: float | None = 1) -> None:
            nonlocal done
            done += int(n or 0)
            on_bytes(done)

    return Told


@contextmanager
def _told_plainly(hub: Hub) -> Iterator[None]:
    """Turn what the library raises into one line that says what helps."""
    from huggingface_hub import errors

    try:
        yield
    except errors.OfflineModeIsEnabled:
        raise UsageError(f"{hub.repository}: HF_HUB_OFFLINE is set, which forbids asking the hub; unset it") from None
    except errors.RepositoryNotFoundError as error:
        raise UsageError(_refused(hub, error)) from None
    except errors.HfHubHTTPError as error:
        raise Transient(f"{hub.repository}: the hub answered {_status(error)}; {_COMMAND_HELP}") from None
    except (errors.HTTPError, errors.LocalEntryNotFoundError) as error:  # type: ignore[attr-defined]  # httpx's, by the name that holds for every version of it
        reason = type(error.__cause__ or error).__name__
        raise Transient(f"{hub.repository}: the hub cannot be reached ({reason}); {_COMMAND_HELP}") from None


def _refused(hub: Hub, error: Any) -> str:
    """Why the hub does not show the repository: it says the same of one that is not there, not public, or gated."""
    if not hub.gated:
        return f"{hub.repository}: the hub has no such repository, or not for this token ({_status(error)})"
    return (
        f"{hub.repository}: is given out only to those who accepted its conditions ({_status(error)}): accept them at "
        f"https://huggingface.co/{hub.repository}, then put a token of that account into CALLQA_HUB_TOKEN or HF_TOKEN"
    )


def _status(error: Any) -> str:
    response = getattr(error, "response", None)
    return f"HTTP {response.status_code}" if response is not None else type(error).__name__
