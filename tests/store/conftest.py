"""A shelf of calls to look at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qa_pipeline.call import CallMetadata
from qa_pipeline.store.session import Store
from tests.examples import METADATA, NOON, add_recording, add_scored, example_scored, failed_scored


@pytest.fixture
def shelf(store: Store) -> Store:
    """Five recordings: two good calls, an auto-failed one, one with nothing to score, one not heard yet."""
    unsure = replace(example_scored(90.0), score_range=(60.0, 95.0), coverage=0.5, band="exceeds", flags=())
    nothing = replace(example_scored(None), band=None, coverage=None, flags=("no_speech",))
    add_scored(store, "a.wav", example_scored(75.0), METADATA)
    add_scored(store, "b.wav", unsure, told(1, agent="Ελένη", queue="sales", customer_reference="CR-1000"))
    add_scored(store, "c.wav", failed_scored(), told(2))
    add_scored(store, "d_1%.wav", nothing, told(3, agent="Anna"))
    add_recording(store, "e.wav", told(4, agent=None, queue=None))
    return store


def told(days: int, **metadata: Any) -> CallMetadata:
    return replace(METADATA, started_at=NOON + timedelta(days=days), **metadata)
