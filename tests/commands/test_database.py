"""`callqa database upgrade` and `check`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa_pipeline.cli import app
from qa_pipeline.store.session import migrate

runner = CliRunner()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'calls.db'}"
    monkeypatch.setenv("CALLQA_DATABASE_URL", address)
    monkeypatch.setenv("CALLQA_DATA_DIR", str(tmp_path))
    return address


@pytest.mark.usefixtures("url")
def test_upgrading_makes_the_tables_and_then_finds_them_made() -> None:
    assert runner.invoke(app, ["database", "upgrade"]).stdout.endswith("calls.db: is made\n")
    assert runner.invoke(app, ["database", "upgrade"]).stdout.endswith("calls.db: is up to date\n")


def test_a_check_of_a_current_database_succeeds(url: str) -> None:
    migrate(url)
    checked = runner.invoke(app, ["database", "check"])
    assert (checked.exit_code, checked.stdout.endswith("is up to date\n")) == (0, True)


@pytest.mark.usefixtures("url")
def test_a_check_without_tables_fails_makes_nothing_and_names_what_helps(tmp_path: Path) -> None:
    checked = runner.invoke(app, ["database", "check"])
    assert checked.exit_code == 1
    assert "it has no tables yet; run `callqa database upgrade`" in checked.stdout
    assert list(tmp_path.iterdir()) == []
