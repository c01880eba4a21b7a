"""What the pages read from the store, kept for a few seconds so that a click does not ask the database again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import streamlit as st
from sqlalchemy.orm import Session

from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.store import reads
from qa_pipeline.store.reads import CallDetail, CallFilter, CallPage, FilterChoices, Overview
from qa_pipeline.store.session import Store, open_store

FRESH_SECONDS = 5.0


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def _store(url: str) -> Store:
    return open_store(url)


@contextmanager
def _session() -> Iterator[Session]:
    with _store(settings().resolved_database_url).session() as session:
        yield session


@st.cache_data(ttl=FRESH_SECONDS, show_spinner=False)
def overview(since: datetime | None) -> Overview:
    """The numbers of all calls since that moment, or of all there are."""
    with _session() as session:
        return reads.overview(session, since=since)


@st.cache_data(ttl=FRESH_SECONDS, show_spinner=False)
def calls(where: CallFilter) -> CallPage:
    """One page of the calls that the filter lets through, and how many there are."""
    with _session() as session:
        return reads.calls(session, where=where)


@st.cache_data(ttl=FRESH_SECONDS, show_spinner=False)
def choices() -> FilterChoices:
    """The values that a filter can offer: only those that some call has."""
    with _session() as session:
        return reads.choices(session)


@st.cache_data(ttl=FRESH_SECONDS, show_spinner=False)
def call_detail(recording_id: int) -> CallDetail | None:
    """Everything known of one call, or None when there is no such call."""
    with _session() as session:
        return reads.call_detail(session, recording_id=recording_id)


def playback_file(detail: CallDetail) -> Path | None:
    """The copy of the sound that browsers can play, or None when it is not there (any more)."""
    if not detail.playback:
        return None
    path = Path(detail.playback)
    path = path if path.is_absolute() else settings().playback_dir / path
    return path if path.is_file() else None
