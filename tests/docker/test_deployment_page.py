"""docs/deployment.md: its manifests can be read, and it names no metric, setting or variable that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from qa_pipeline.observing.meters import Meters
from qa_pipeline.observing.queue import QueueCollector
from qa_pipeline.settings import Settings
from tests.observing.test_queue import Asked

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
DOCUMENTS = [
    one for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.S | re.M) for one in yaml.safe_load_all(block)
]
MANIFESTS = {f"{one['kind']} {one['metadata']['name']}": one for one in DOCUMENTS if "kind" in one}
SUFFIXES = re.compile(r"_(total|sum|count|bucket|created)$")


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, one in MANIFESTS.items():
        if one["kind"] in ("Deployment", "Job"):
            yield name, one["spec"]["template"]["spec"]


def told_metrics() -> set[str]:
    registry = CollectorRegistry()
    Meters(registry)
    registry.register(QueueCollector(Asked(), keep=0))
    return {metric.name for metric in registry.collect()}


def test_there_is_a_manifest_for_each_part() -> None:
    assert set(MANIFESTS) == {
        "Secret callqa",
        "PersistentVolumeClaim callqa-data",
        "Job callqa-migrate",
        "Deployment callqa-worker",
        "Deployment callqa-dashboard",
        "Service callqa-dashboard",
        "ScaledObject callqa-worker",
    }


@pytest.mark.parametrize(("name", "pod"), list(pods()), ids=[name for name, _ in pods()])
def test_a_pod_has_no_root_and_no_rights_and_mounts_what_it_declares(name: str, pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsUser"] == 10001, name
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_secret_holds_settings() -> None:
    fields = {f"callqa_{name}" for name in Settings.model_fields}
    assert set(MANIFESTS["Secret callqa"]["stringData"]) <= fields


def test_every_metric_on_the_page_is_told_and_every_told_one_is_on_the_page() -> None:
    settings = set(MANIFESTS["Secret callqa"]["stringData"])
    named = {SUFFIXES.sub("", name) for name in re.findall(r"\bcallqa_[a-z_]+\b", PAGE)} - settings - {"callqa_data"}
    assert named == told_metrics()


def test_every_variable_on_the_page_is_a_setting_or_one_of_compose() -> None:
    compose = (ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8")
    known = {f"CALLQA_{name.upper()}" for name in Settings.model_fields} | {"CALLQA_SECRETS_DIR"}
    for variable in set(re.findall(r"\bCALLQA_[A-Z_]+\b", PAGE)) - known:
        assert f"${{{variable}:-" in compose, variable
