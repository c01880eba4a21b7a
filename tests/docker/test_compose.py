"""docker/compose.yaml: Docker understands it, and it holds what docs/deployment.md promises."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE, CUDA = ROOT / "docker" / "compose.yaml", ROOT / "docker" / "compose.cuda.yaml"
OURS = ("migrate", "worker", "dashboard")
OTHERS = ("postgres", "redis")


def _without_compose() -> NoReturn:
    reason = "neither `docker compose` nor docker-compose is here (Debian: apt-get install docker-compose)"
    if os.environ.get("CALLQA_REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def command() -> list[str]:
    """How Compose is called on this machine."""
    plugin = shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True)
    if plugin and plugin.returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else _without_compose()


def readable(file: Path, folder: Path) -> Path:
    """The file, or for Debian's Compose 1 a copy in the folder without the project's name, which it does not know."""
    if command() != ["docker-compose"]:
        return file
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    copy = folder / file.name
    copy.write_text("".join(line for line in lines if not line.startswith("name:")), encoding="utf-8")
    return copy


def config(secrets: Path, *files: Path, **told: str) -> dict[str, Any]:
    """The files as Compose reads them, every variable filled in."""
    named = [word for file in files for word in ("--file", str(readable(file, secrets)))]
    environment = {"PATH": os.environ["PATH"], "CALLQA_SECRETS": str(secrets), **told}
    words = [*command(), "--project-directory", str(COMPOSE.parent), *named, "config"]
    run = subprocess.run(words, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr
    read: dict[str, Any] = yaml.safe_load(run.stdout)
    return read


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    (tmp_path / "database_password").write_text("not to be seen", encoding="utf-8")
    return tmp_path


@pytest.fixture
def services(secrets: Path) -> dict[str, Any]:
    found: dict[str, Any] = config(secrets, COMPOSE)["services"]
    return found


def test_the_project_has_its_own_name_wherever_it_lies() -> None:
    """Named after the folder `docker`, it would share containers and volumes with every project that does the same."""
    read = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert read["name"] == "callqa"
    assert set(re.findall(r"--volume (callqa_\w+):", page)) == {f"{read['name']}_data"}
    assert "data" in read["volumes"]


def test_redis_answers_the_other_containers(services: dict[str, Any]) -> None:
    """Without a password it answers its own machine alone, unless told; the image is not always the official one."""
    words = services["redis"]["command"]
    assert words[words.index("--protected-mode") + 1] == "no"


def test_there_are_five_services(services: dict[str, Any]) -> None:
    assert set(services) == {*OURS, *OTHERS}


@pytest.mark.parametrize("name", [*OURS, *OTHERS])
def test_no_service_may_write_its_root_or_gain_rights(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert [option.replace("=", ":") for option in service["security_opt"]] == ["no-new-privileges:true"]
    assert any(str(place).startswith("/tmp") for place in service["tmpfs"])  # noqa: S108  # a place in a container
    assert not service.get("privileged")


@pytest.mark.parametrize("name", ["worker", "dashboard"])
def test_tables_are_upgraded_before_a_service_starts(services: dict[str, Any], name: str) -> None:
    assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert services["migrate"]["command"] == ["database", "upgrade"]


@pytest.mark.parametrize("name", OTHERS)
def test_a_server_has_a_health_check_and_no_root(services: dict[str, Any], name: str) -> None:
    assert services[name]["healthcheck"]["test"][0] == "CMD"
    assert services[name]["user"] == name


def test_the_dashboard_alone_is_reached_from_outside_and_from_this_machine_only(secrets: Path) -> None:
    read = config(secrets, COMPOSE)
    assert [name for name, one in read["services"].items() if one.get("ports")] == ["dashboard"]
    assert "127.0.0.1" in str(read["services"]["dashboard"]["ports"])
    assert read["networks"]["inside"]["internal"] is True
    assert [name for name, one in read["services"].items() if "outside" in one["networks"]] == ["dashboard"]


def test_secrets_come_from_files_and_stand_nowhere(secrets: Path) -> None:
    read = config(secrets, COMPOSE)
    assert "not to be seen" not in str(read)
    assert {secret["target"] for name in OURS for secret in read["services"][name]["secrets"]} == {
        "callqa_database_password"
    }
    assert not [
        word for one in read["services"].values() for word in one.get("environment") or () if word.endswith("WORD")
    ]


def test_the_number_of_workers_is_a_variable(secrets: Path) -> None:
    assert config(secrets, COMPOSE, CALLQA_WORKERS="7")["services"]["worker"]["deploy"]["replicas"] == 7


def test_a_gpu_is_a_second_file(secrets: Path) -> None:
    worker = config(secrets, COMPOSE, CUDA, CALLQA_DEVICE="cuda")["services"]["worker"]
    (device,) = worker["deploy"]["resources"]["reservations"]["devices"]
    assert (device["driver"], device["capabilities"]) == ("nvidia", ["gpu"])
    assert worker["environment"]["CALLQA_DEVICE"] == "cuda"
    assert worker["build"]["args"]["DEVICE"] == "cuda"
