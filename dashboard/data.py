"""What the pages read from the store, kept for a few seconds so that a click does not ask the database again."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import streamlit as st
from sqlalchemy.orm import Session

from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.code_of_practice import MAIN_LANGUAGE, available_codes, load_code
from qa_pipeline.settings import Settings, load_settings
from qa_pipeline.store import reads
from qa_pipeline.store.reads import CallDetail, CallFilter, CallPage, FilterChoices, Overview
from qa_pipeline.store.session import Store, open_store

FRESH_SECONDS = 5.0

log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()


@st.cache_resource(show_spinner=False)
def _store(url: str) -> Store:
    return open_store(url)


@contextmanager
def _session() -> Iterator[Session]:
    with _store(settings().resolved_database_url).reading() as session:
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


@st.cache_data(ttl=12 * FRESH_SECONDS, show_spinner=False)
def clause_titles(language: str) -> Mapping[str, str]:
    """The titles of the code of practice's clauses by id, in that language, or in English where it has none.

    A scorecards folder that cannot be read hides no call: the titles are empty then, and the log says why.
    """
    folder = settings().resolved_scorecards_dir
    try:
        code = load_code(folder, language if language in available_codes(folder) else MAIN_LANGUAGE)
    except ScorecardError as error:
        log.warning("clauses are shown by their ids: %s", error)
        return {}
    return {clause.id: clause.title for clause in code.clauses}


def playback_file(detail: CallDetail) -> Path | None:
    """The copy of the sound that browsers can play, or None when it is not there (any more).

    A data folder that was moved keeps its copies: they are looked for by name in today's folder as well.
    """
    if not detail.playback:
        return None
    stored = Path(detail.playback)
    places = (stored, settings().playback_dir / stored.name)
    return next((place for place in places if place.is_file()), None)
