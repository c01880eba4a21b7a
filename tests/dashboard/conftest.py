"""A seeded store on SQLite, and the pages as Streamlit's own test runner sees them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.serve import APP
from tests.dashboard import seed

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, seed.Seeded]:
    """A data folder with the seeded recordings; no test changes it."""
    folder = tmp_path_factory.mktemp("seeded")
    return folder, seed.fill(f"sqlite:///{folder / 'callqa.db'}", folder / "playback" / "double-charge.ogg")


@pytest.fixture
def seeded(seeded_folder: tuple[Path, seed.Seeded], monkeypatch: pytest.MonkeyPatch) -> seed.Seeded:
    """The seeded recordings' ids, with the dashboard reading their data folder."""
    folder, known = seeded_folder
    monkeypatch.setenv("CALLQA_DATA_DIR", str(folder))
    return known


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page by its file (`views/calls.py`) with an address' parameters; nothing is cached between tests."""
    for variable in ("CALLQA_DATABASE_URL", "CALLQA_SCORECARD"):
        monkeypatch.delenv(variable, raising=False)
    st.cache_data.clear()
    st.cache_resource.clear()

    def opened(page: str = "", **params: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=30).run()
        if page:
            app.switch_page(page)
        for name, value in params.items():
            app.query_params[name] = value
        return app.run() if page or params else app

    yield opened
    st.cache_data.clear()
    st.cache_resource.clear()
