"""The titles of the code of practice on a call's page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from dashboard import data


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize(("language", "title"), [("fi", "Kohteliaisuus"), ("en", "Courtesy"), ("de", "Courtesy")])
def test_clauses_have_their_titles_in_the_calls_language_or_in_english(language: str, title: str) -> None:
    assert data.clause_titles(language)["standards.courtesy"] == title


def test_a_folder_without_a_code_of_practice_hides_no_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CALLQA_SCORECARDS_DIR", str(tmp_path))
    assert data.clause_titles("en") == {}
    assert "clauses are shown by their ids" in caplog.text
