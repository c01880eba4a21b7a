"""A store for audio of every kind: a folder, and an S3 on this machine."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from qa_pipeline.settings import Settings
from qa_pipeline.storage import AudioStore, open_audio_store

BUCKET = "calls"


def store_at(url: str, data_dir: Path) -> AudioStore:
    return open_audio_store(Settings(audio_url=url, data_dir=data_dir, _env_file=None))


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedMotoServer]:
    """A running S3 with an empty bucket, that the environment points to."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    surroundings = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    _forget_all(f"http://{host}:{port}")
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    yield server
    server.stop()


def _forget_all(endpoint: str) -> None:
    """Servers of one process share what they hold."""
    httpx.post(f"{endpoint}/moto-api/reset").raise_for_status()


@pytest.fixture(params=["folder", "s3"])
def audio_store(request: pytest.FixtureRequest, tmp_path: Path) -> AudioStore:
    """An empty store in the data folder, then one in a bucket."""
    if request.param == "folder":
        return store_at("", tmp_path / "data")
    request.getfixturevalue("s3")
    return store_at(f"s3://{BUCKET}/audio", tmp_path / "data")
