"""A server to ask, and a judge that asks it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_pipeline.judge.client import ChatClient, Server
from qa_pipeline.judge.judge import LanguageJudge
from qa_pipeline.judge.kept import KeptAnswers
from tests.criteria.spoken import SCORECARDS
from tests.judge.server import MODEL, ModelServer, serving

MakeJudge = Callable[..., LanguageJudge]


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serving() as server:
        yield server


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a client has waited between its attempts; it does not really wait."""
    return []


@pytest.fixture
def make_judge(model: ModelServer, waits: list[float], tmp_path: Path) -> MakeJudge:
    def make(**asked: Any) -> LanguageJudge:
        server = Server(**{"url": model.url, "model": MODEL, "timeout": 5.0, "retries": 2, **asked})
        return LanguageJudge(ChatClient(server, sleep=waits.append), SCORECARDS, KeptAnswers(tmp_path / "answers"))

    return make


@pytest.fixture
def judge(make_judge: MakeJudge) -> LanguageJudge:
    return make_judge()
