"""The fitted numbers that turn a channel's texture into the log-odds of music: `ears.json`, written by the fit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_pipeline.audio.spectrum import Spectrum
from qa_pipeline.audio.texture import FEATURES, texture
from qa_pipeline.audio.windows import Values
from qa_pipeline.errors import CorruptModel

NUMBERS = "ears.json"


@dataclass(frozen=True, slots=True, eq=False)
class Ear:
    """A net of one hidden layer over `texture.FEATURES` in a window of `blocks`; `hidden` is (features, units)."""

    blocks: int
    hidden: Values
    hidden_bias: Values
    out: Values
    out_bias: float

    def log_odds(self, picture: Spectrum, spoken: NDArray[np.bool_]) -> tuple[Values, Values]:
        """The log-odds of music around each block, and the spread of its level in dB."""
        features = texture(picture, spoken, self.blocks)
        return self.odds(features), features[:, FEATURES.index("spread")]

    def odds(self, features: Values) -> Values:
        """The log-odds of music for rows of features."""
        return np.asarray(np.maximum(features @ self.hidden + self.hidden_bias, 0) @ self.out + self.out_bias)


@cache
def ears() -> tuple[Ear, Ear]:
    """The ear for whole stretches and the one for their edges."""
    return read_ears(files("qa_pipeline.audio").joinpath(NUMBERS).read_text(encoding="utf-8"))


def read_ears(text: str) -> tuple[Ear, Ear]:
    """The ears that a numbers file holds; raises CorruptModel where it was fitted for other features."""
    found: Mapping[str, Any] = json.loads(text)
    if found["features"] != list(FEATURES):
        raise CorruptModel(f"{NUMBERS}: features are {found['features']}, not {list(FEATURES)}; fit it anew")
    return _ear(found["whole"]), _ear(found["edge"])


def written(whole: Ear, edge: Ear) -> str:
    """The numbers file of two ears, to four digits."""
    return json.dumps({"features": FEATURES, "whole": _numbers(whole), "edge": _numbers(edge)}) + "\n"


def _ear(numbers: Mapping[str, Any]) -> Ear:
    hidden, bias, out = (np.array(numbers[key], np.float64) for key in ("hidden", "hidden_bias", "out"))
    return Ear(int(numbers["blocks"]), hidden, bias, out, float(numbers["out_bias"]))


def _numbers(ear: Ear) -> dict[str, int | float | Sequence[Any]]:
    return {
        "blocks": ear.blocks,
        "hidden": [[_rounded(value) for value in row] for row in ear.hidden],
        "hidden_bias": [_rounded(value) for value in ear.hidden_bias],
        "out": [_rounded(value) for value in ear.out],
        "out_bias": _rounded(ear.out_bias),
    }


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
