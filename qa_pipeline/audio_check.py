"""Whether every recording's audio is still there, and still what it was when it came."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_pipeline.settings import Settings
from qa_pipeline.storage import AudioStore, open_audio_store
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.upgrade import Schema, schema

BATCH = 500
"""Recordings that are asked of the database at once."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A recording whose audio is not what it was: `finding` is missing, altered, or why it cannot be read."""

    id: int
    file: str
    place: str
    finding: str


@dataclass(frozen=True, slots=True)
class AudioCheck:
    """A walk through all recordings of the settings' database. Reads every byte of their audio and changes nothing."""

    settings: Settings

    def damages(self, on_checked: Callable[[int, int], None] = lambda *_: None) -> Iterator[Damage]:
        """Each recording with damaged audio, by number; `on_checked` is told bytes done and in all after each one.

        Raises Transient when the store as a whole, or the database, cannot be reached.
        """
        url = self.settings.resolved_database_url
        if schema(url) in (Schema.ABSENT, Schema.EMPTY):
            return
        store, kept = open_store(url), open_audio_store(self.settings)
        try:
            with store.reading() as session:
                done, whole = 0, reads.audio_bytes(session)
            for place in _places(store):
                finding = _finding(place, kept)
                if finding != "ok":
                    yield Damage(place.id, place.file, _where(place, kept), finding)
                done += place.size_bytes
                on_checked(done, whole)
        finally:
            store.close()


def _places(store: Store) -> Iterator[reads.AudioPlace]:
    """All recordings; no session is held open while their audio is read."""
    last = 0
    while True:
        with store.reading() as session:
            page = reads.audio_places(session, after=last, limit=BATCH)
        if not page:
            return
        yield from page
        last = page[-1].id


def _finding(place: reads.AudioPlace, kept: AudioStore) -> str:
    if place.audio_key is not None:
        return kept.verify(place.audio_key, sha256=place.sha256)
    try:
        with Path(place.path).open("rb") as file:
            return "ok" if hashlib.file_digest(file, "sha256").hexdigest() == place.sha256 else "altered"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _where(place: reads.AudioPlace, kept: AudioStore) -> str:
    return f"{kept.address.rstrip('/')}/{place.audio_key}" if place.audio_key is not None else place.path
