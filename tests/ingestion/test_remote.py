"""Recordings at addresses: a web server of this machine, memory, and an S3 of this machine."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import fsspec
import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.ingestion.ingest import Standing
from qa_pipeline.ingestion.remote import shown
from qa_pipeline.settings import Settings
from tests.ingestion.conftest import Take, row, write_wav
from tests.ingestion.test_archives import packed
from tests.storage.conftest import BUCKET, s3

__all__ = ["s3"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's own name
        """Nothing."""


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'callqa.db'}"  # what a database makes of it is seen elsewhere


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The address of a folder `web` that a server shows."""
    (tmp_path / "web").mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "web")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_recording_and_its_sidecar_are_fetched_from_the_web(
    take: Take, settings: Settings, tmp_path: Path, web: str
) -> None:
    write_wav(tmp_path / "web" / "call 1.wav")
    (tmp_path / "web" / "call 1.json").write_text('{"agent": "Anna"}', encoding="utf-8")
    (outcome,) = take(f"{web}/call%201.wav")
    found = row(settings, outcome.recording_id)
    assert (found.file, found.agent, found.path) == ("call 1.wav", "Anna", f"{web}/call%201.wav")


def test_a_signed_address_is_fetched_and_its_signature_kept_nowhere(
    take: Take, settings: Settings, tmp_path: Path, web: str
) -> None:
    write_wav(tmp_path / "web" / "a.wav")
    (outcome,) = take(f"{web}/a.wav?signature=secret")
    assert row(settings, outcome.recording_id).path == outcome.origin == f"{web}/a.wav"


def test_a_zip_is_fetched_from_the_web(take: Take, tmp_path: Path, web: str) -> None:
    sound = write_wav(tmp_path / "a.wav").read_bytes()
    packed(tmp_path / "web", {"a.wav": sound})
    (outcome,) = take(f"{web}/calls.zip")
    assert (outcome.standing, outcome.origin) == (Standing.RECEIVED, f"{web}/calls.zip/a.wav")


@pytest.mark.parametrize("path", ["none.wav?signature=secret", "none.zip"])
def test_what_the_server_has_not_is_refused(take: Take, web: str, path: str) -> None:
    (outcome,) = take(f"{web}/{path}")
    assert outcome.standing is Standing.REFUSED
    assert "secret" not in outcome.reason


def test_a_server_that_does_not_answer_is_told(take: Take) -> None:
    (outcome,) = take("http://127.0.0.1:9/a.wav")
    assert outcome.standing is Standing.REFUSED
    assert "http://127.0.0.1:9/a.wav: cannot be" in outcome.reason


def test_a_file_system_with_folders_is_walked_in_order(take: Take, settings: Settings, tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    for number, name in enumerate(("b/2.wav", "b/1.wav", "a.wav", "a.json", "notes.txt", "deep/er/c.wav")):
        memory.pipe(f"/calls/{name}", write_wav(tmp_path / "x.wav", number).read_bytes())
    memory.pipe("/calls/a.json", b'{"agent": "Anna"}')
    outcomes = take("memory://calls")
    memory.rm("/calls", recursive=True)
    assert [outcome.origin for outcome in outcomes] == [
        f"memory://calls/{name}" for name in ("a.wav", "b/1.wav", "b/2.wav", "deep/er/c.wav")
    ]
    assert row(settings, outcomes[0].recording_id).agent == "Anna"


@pytest.mark.usefixtures("s3")
def test_a_bucket_is_walked(take: Take, settings: Settings, tmp_path: Path) -> None:
    client = boto3.client("s3")
    for number, name in enumerate(("in/2024/a.wav", "in/2024/b.wav")):
        client.put_object(Bucket=BUCKET, Key=name, Body=write_wav(tmp_path / "x.wav", number).read_bytes())
    client.put_object(Bucket=BUCKET, Key="in/2024/b.json", Body=b'{"agent": "Anna"}')
    outcomes = take(f"s3://{BUCKET}/in")
    assert [outcome.origin for outcome in outcomes] == [f"s3://{BUCKET}/in/2024/{name}.wav" for name in "ab"]
    assert row(settings, outcomes[1].recording_id).agent == "Anna"
    assert take(f"s3://{BUCKET}/none")[0].standing is Standing.REFUSED


def test_an_address_of_no_known_kind_is_a_wrong_use(take: Take) -> None:
    with pytest.raises(UsageError, match=r"gopher://x/a\.wav: .*allowed are paths"):
        take("gopher://x/a.wav")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://user:secret@host/a.wav?sig=x#y", "https://user:***@host/a.wav"),
        ("s3://bucket/a?b.wav", "s3://bucket/a?b.wav"),
        ("s3://bucket/a\nb.wav", "s3://bucket/a?b.wav"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(url: str, plain: str) -> None:
    assert shown(url) == plain


def test_zips_under_an_address_are_taken_in_and_a_broken_one_loses_nothing_else(
    take: Take, settings: Settings, tmp_path: Path
) -> None:
    fs = fsspec.filesystem("memory")
    sound = write_wav(tmp_path / "a.wav").read_bytes()
    fs.pipe("/zips/north/calls.zip", packed(tmp_path, {"a.wav": sound, "a.json": b'{"agent": "Anna"}'}).read_bytes())
    fs.pipe("/zips/broken.zip", b"junk")
    outcomes = take("memory://zips")
    assert [one.standing for one in outcomes] == [Standing.REFUSED, Standing.RECEIVED]
    assert outcomes[1].origin == "memory://zips/north/calls.zip/a.wav"
    assert row(settings, outcomes[1].recording_id).agent == "Anna"
    fs.rm("/zips", recursive=True)
