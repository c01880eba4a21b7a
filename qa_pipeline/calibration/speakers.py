"""The head that tells what an agent says from what a customer says, from turns whose speaker is known."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from qa_pipeline.calibration.fitting import Bools, Fitted, cross_validate, deal, regression
from qa_pipeline.calibration.labelled import LabelledCall
from qa_pipeline.call import Role
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.rehearsal.examples import Example

STRENGTH = 1.0
"""Inverse regularisation strength. Fitted more loosely, or on the packs' sentences as well (which are the agent's eight
times in nine), the head does worse in languages that it was not fitted on."""


def spoken(calls: Iterable[LabelledCall], examples: Iterable[Example]) -> dict[str, bool]:
    """Every turn of the labelled calls and of the criteria's example calls, and whether an agent says it."""
    return dict([*_in_calls(calls), *_in_examples(examples)])


def _in_calls(calls: Iterable[LabelledCall]) -> Iterator[tuple[str, bool]]:
    for labelled in calls:
        for turn in labelled.call.turns:
            if turn.role is not Role.UNKNOWN:
                yield turn.text, turn.role is Role.AGENT


def _in_examples(examples: Iterable[Example]) -> Iterator[tuple[str, bool]]:
    for example in examples:
        for line in example.call.lines:
            if line.text:
                yield line.text, line.kind.startswith("agent")


def fit_speakers(by_agent: Mapping[str, bool], vectors: Mapping[str, Vectors]) -> Fitted:
    """Fit it with agents and customers counting alike, however many turns either has."""
    says = np.array([by_agent[text] for text in by_agent], bool)
    rows = np.stack([vectors[text] for text in by_agent])
    weights, fit = counted_alike(says), regression(STRENGTH)
    held_out = cross_validate(fit, rows, says, weights, deal(says, list(by_agent)))
    return Fitted(fit(rows, says, weights), "regression", held_out)


def counted_alike(by_agent: Bools) -> Vectors:
    """Weights by which either side comes to one half."""
    share = float(by_agent.mean())
    return np.asarray(np.where(by_agent, 0.5 / share, 0.5 / (1 - share)), np.float32)
