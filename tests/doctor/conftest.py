from pathlib import Path

import pytest


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of one's own weights, which the doctor takes as it is."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder
