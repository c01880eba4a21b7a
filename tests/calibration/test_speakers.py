"""Who says what: the turns that the head of speakers is fitted on, and that it tells them apart."""

import numpy as np
import pytest

from qa_pipeline.calibration.labelled import LabelledCall
from qa_pipeline.calibration.speakers import counted_alike, fit_speakers, spoken
from qa_pipeline.finding import Verdict
from qa_pipeline.rehearsal.dialogue import Line
from qa_pipeline.rehearsal.examples import Example, ExampleCall
from tests.criteria.spoken import call

LABELLED = LabelledCall(call([{"agent": "How can I help?"}, {"customer": "My phone is dead."}]), {})


def example(*lines: tuple[str, str]) -> Example:
    told = ExampleCall(lines=tuple(Line(kind=kind, text=text) for kind, text in lines))
    return Example("help_offered", Verdict.MET, "en", told, "x.yaml:1")


def test_every_turn_of_calls_and_examples_teaches_who_speaks() -> None:
    found = spoken([LABELLED], [example(("agent", "Good day."), ("customer interrupts", "No!"), ("hold", ""))])
    assert found == {"How can I help?": True, "My phone is dead.": False, "Good day.": True, "No!": False}


def test_agents_and_customers_count_alike() -> None:
    weights = counted_alike(np.array([True, True, True, False]))
    assert weights[:3].sum() == pytest.approx(2.0)
    assert weights[3] == pytest.approx(2.0)


def test_the_head_tells_turns_apart_that_it_was_not_fitted_on() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn comes with the voices extra")
    rng = np.random.default_rng(5)
    by_agent = {f"turn {number}": number % 4 != 0 for number in range(80)}
    vectors = {text: rng.normal(size=8).astype(np.float32) + 4 * agent for text, agent in by_agent.items()}
    fitted = fit_speakers(by_agent, vectors)
    assert ((fitted.held_out > 0.5) == list(by_agent.values())).mean() > 0.95
