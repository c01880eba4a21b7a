"""docker/Dockerfile, as far as it can be read without building it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
STAGES = re.split(r"^FROM ", re.sub(r"\\\n", " ", DOCKERFILE), flags=re.MULTILINE)[1:]


def lines(stage: str, instruction: str) -> list[str]:
    return [line.removeprefix(instruction).strip() for line in stage.splitlines() if line.startswith(f"{instruction} ")]


def sources() -> list[str]:
    """What is copied from the checkout."""
    copied = [line.split() for stage in STAGES for line in lines(stage, "COPY") if "--from" not in line]
    return [name for words in copied for name in words[:-1] if not name.startswith("--")]


@pytest.mark.parametrize("name", sources())
def test_everything_that_is_copied_is_there_and_let_through(name: str) -> None:
    ignore = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert (ROOT / name).exists()
    assert f"!{name}" in ignore


def test_the_last_stage_runs_as_a_user_of_fixed_number_and_has_a_health_check() -> None:
    last = STAGES[-1]
    assert lines(last, "USER") == ["10001:10001"]
    assert lines(last, "HEALTHCHECK")
    assert "docker/entrypoint.sh" in lines(last, "ENTRYPOINT")[0]


def test_nothing_but_the_base_image_is_pulled() -> None:
    """A `syntax` line would fetch a builder from Docker Hub; the one that Docker brings knows all that is used here."""
    assert not re.search(r"^#\s*syntax\s*=", DOCKERFILE, re.MULTILINE)
    assert {stage.split()[0] for stage in STAGES} == {"python:${PYTHON}-slim-bookworm"}


def test_the_last_stage_installs_nothing() -> None:
    assert not [line for line in lines(STAGES[-1], "RUN") if re.search(r"apt-get|pip install", line)]


def test_packages_come_in_the_versions_of_the_lock() -> None:
    installs = [line for line in lines(STAGES[0], "RUN") if "pip install" in line]
    assert "--constraint requirements.lock" in installs[0]
    assert "--no-deps" in installs[1]
