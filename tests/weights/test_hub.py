"""Models out of a hub: a small one on this machine, asked through the real client library."""

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from qa_pipeline.errors import CallqaError, CorruptModel, MissingModel, Transient, UsageError
from qa_pipeline.weights import ready as weights
from qa_pipeline.weights.manifest import Hub, Manifest, Model
from qa_pipeline.weights.verifying import LOCK

COMMIT = "c0ffee" * 6 + "c0ff"
REPOSITORY = "someone/weights"


@dataclass
class Repository:
    """What the hub has: files as they are given out, and as they are stated where that is something else."""

    files: dict[str, bytes]
    large: frozenset[str] = frozenset({"model.bin"})
    stated: dict[str, bytes] = field(default_factory=dict)
    token: str = ""
    status: int = 0
    asked: list[str] = field(default_factory=list)

    def listing(self) -> dict[str, object]:
        return {"id": REPOSITORY, "sha": COMMIT, "siblings": [self._sibling(name) for name in self.files]}

    def _sibling(self, name: str) -> dict[str, object]:
        content = self.stated.get(name, self.files[name])
        git = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        told: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": git}
        if name in self.large:
            sha256 = hashlib.sha256(content).hexdigest()
            told["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 130}
        return told


class Answers(BaseHTTPRequestHandler):
    """The two addresses of a hub that a pull asks: the listing of a commit, and a file at it."""

    repository: Repository

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""

    def _answer(self, *, with_body: bool) -> None:
        there = self.repository
        there.asked.append(self.path)
        if there.token and self.headers.get("Authorization") != f"Bearer {there.token}":
            self._send(401, b"", {"X-Error-Code": "GatedRepo", "X-Error-Message": "accept the conditions"})
        elif there.status:
            self._send(there.status, b"", {"X-Error-Code": "RepoNotFound"} if there.status == 404 else {})
        elif self.path.startswith(f"/api/models/{REPOSITORY}/revision/main"):
            self._send(200, json.dumps(there.listing()).encode(), {"Content-Type": "application/json"})
        else:
            name = self.path.removeprefix(f"/{REPOSITORY}/resolve/{COMMIT}/").partition("?")[0]
            content = there.files[name]
            etag = hashlib.sha256(content).hexdigest()
            self._send(200, content if with_body else b"", {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}, len(content))

    def _send(self, status: int, body: bytes, headers: dict[str, str], length: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """The repository of a hub that answers on this machine alone."""
    from huggingface_hub import constants

    offered = Repository({"model.bin": b"large weights", "config.json": b"{}", "README.md": b"#", "deep/x.npz": b"n"})
    handler = type("Handler", (Answers,), {"repository": offered})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", constants.ENDPOINT + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)  # as it is where nobody imported the library yet
    monkeypatch.delenv("HF_TOKEN", raising=False)
    yield offered
    server.shutdown()
    server.server_close()


def manifest(*files: str, gated: bool = False) -> Manifest:
    hub = Hub(REPOSITORY, files or ("model.bin", "config.*", "deep/*.npz"), 16, gated)
    return Manifest({}, (Model("big", "transcriber", "faster-whisper", False, "MIT", "made up", ("en",), hub=hub),))


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.mark.usefixtures("repository")
def test_a_pull_brings_the_wanted_files_and_locks_them(models_dir: Path) -> None:
    told: list[tuple[int, int]] = []
    folder = weights.pull("big", models_dir, lambda done, total: told.append((done, total)), manifest())
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert names == [".verified.json", "config.json", "deep/x.npz", LOCK, "model.bin"]
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    assert (lock["repository"], lock["revision"]) == (REPOSITORY, COMMIT)
    assert lock["files"][0]["name"] == "model.bin"
    assert lock["files"][0]["sha256"] == hashlib.sha256(b"large weights").hexdigest()
    assert told[-1] == (16, 16)
    assert weights.locate("big", models_dir, manifest()) == folder
    assert weights.verify("big", models_dir, manifest()) == folder
    assert weights.revision("big", models_dir, manifest()) == COMMIT[:12]


def test_what_is_there_is_not_asked_for_again(repository: Repository, models_dir: Path) -> None:
    weights.pull("big", models_dir, manifest=manifest())
    repository.asked.clear()
    weights.pull("big", models_dir, manifest=manifest())
    assert repository.asked == []


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_a_file_that_is_not_the_one_the_hub_states_leaves_nothing(
    name: str, repository: Repository, models_dir: Path
) -> None:
    repository.stated[name] = bytes(reversed(repository.files[name]))
    with pytest.raises(CorruptModel, match=rf"{name}: .*, where someone/weights at c0ffeec0ffee says"):
        weights.pull("big", models_dir, manifest=manifest())
    assert not (models_dir / "big").exists()


@pytest.mark.usefixtures("repository")
def test_a_changed_file_is_caught_at_the_next_load(models_dir: Path) -> None:
    folder = weights.pull("big", models_dir, manifest=manifest())
    (folder / "model.bin").write_bytes(b"other weights")
    says = r"model\.bin: sha256 \w+, where hub\.lock\.json says .*; `callqa models pull big` brings it anew"
    with pytest.raises(CorruptModel, match=says):
        weights.locate("big", models_dir, manifest())
    assert weights.listing(models_dir, manifest())[0].state == "corrupt"


@pytest.mark.usefixtures("repository")
def test_a_lock_that_cannot_be_read_is_named(models_dir: Path) -> None:
    folder = weights.pull("big", models_dir, manifest=manifest())
    (folder / LOCK).write_text('{"repository": "x", "revision": "y"}', encoding="utf-8")
    with pytest.raises(CorruptModel, match=r"hub\.lock\.json: files: Field required; `callqa models pull big`"):
        weights.locate("big", models_dir, manifest())


def test_a_model_that_was_not_pulled_is_named_with_the_command_that_brings_it(models_dir: Path) -> None:
    with pytest.raises(MissingModel, match=r"big is not there; `callqa models pull big` brings it"):
        weights.locate("big", models_dir, manifest())
    assert weights.listing(models_dir, manifest())[0].state == "absent"


def test_a_gated_model_says_where_to_accept_and_where_the_token_goes(repository: Repository, models_dir: Path) -> None:
    repository.token = "right"  # noqa: S105  # made up
    says = r"accept them at https://huggingface\.co/someone/weights, then put a token .* CALLQA_HUB_TOKEN or HF_TOKEN"
    with pytest.raises(UsageError, match=says):
        weights.pull("big", models_dir, manifest=manifest(gated=True))
    pulled = weights.pull_all(["big"], models_dir, manifest=manifest(gated=True), token="right")  # noqa: S106  # made up
    assert pulled == (models_dir / "big",)


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (404, UsageError, "the hub has no such repository"),
        (503, Transient, "the hub answered HTTP 503; a folder of your own weights"),
    ],
)
def test_what_the_hub_refuses_is_one_clear_line(
    status: int, error: type[CallqaError], says: str, repository: Repository, models_dir: Path
) -> None:
    repository.status = status
    with pytest.raises(error, match=f"someone/weights: {says}") as caught:
        weights.pull("big", models_dir, manifest=manifest())
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("repository")
def test_a_hub_that_is_not_to_be_reached_is_named(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(Transient, match=r"someone/weights: the hub cannot be reached \(\w+\)"):
        weights.pull("big", models_dir, manifest=manifest())
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(UsageError, match="HF_HUB_OFFLINE is set, which forbids asking the hub"):
        weights.pull("big", models_dir, manifest=manifest())


def test_a_repository_that_lacks_a_file_is_named(repository: Repository, models_dir: Path) -> None:
    with pytest.raises(CorruptModel, match=r"someone/weights has no tokenizer\.json"):
        weights.pull("big", models_dir, manifest=manifest("model.bin", "tokenizer.json"))
    assert not [path for path in repository.asked if "resolve" in path]


def test_no_name_leads_out_of_the_models_folder(repository: Repository, models_dir: Path) -> None:
    repository.files["deep/../../evil"] = b"x"
    with pytest.raises(CorruptModel, match="has no"):
        weights.pull("big", models_dir, manifest=manifest("deep/*/*/evil"))
