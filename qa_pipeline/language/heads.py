"""The fitted heads of meaning on the disk: `scorecards/meaning/<version>.yaml` for people, `.npz` beside it."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import read_document
from qa_pipeline.language.embedder import Vectors
from qa_pipeline.language.keys import MEANING_KEYS
from qa_pipeline.language.meaning import Heads
from qa_pipeline.language.validation import validated

Share = Annotated[float, Field(ge=0, le=1)]
NEVER = 2.0
"""A threshold that no probability reaches: the key is judged by phrases alone."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Held(_Strict):
    """What a head was seen to do on sentences that it was not fitted on.

    Precision and recall are at `accept`; `risk` is the share of wrong answers and `coverage` that of answers given,
    outside the doubt between `reject` and `accept`. `curve` is risk by coverage.
    """

    precision: Share | None
    recall: Share
    risk: Share
    coverage: Share
    curve: list[tuple[Share, Share]]


class HeadEntry(_Strict):
    """One key's head. `by` says how the weights came about: a regression, or the margin of the two means.

    Of the sentences that it was fitted on, `say` say the key and `other` do not; `reviewed` of them were said in
    reviewed calls.
    """

    by: str
    say: int = Field(ge=0)
    other: int = Field(ge=0)
    reviewed: int = Field(0, ge=0)
    accept: float = Field(ge=0, le=NEVER)
    reject: float = Field(ge=0, le=NEVER)
    held_out: Held | None = None


class HeadsFile(_Strict):
    """What `callqa calibrate` writes about a fitting, and `load_heads` reads; `counts` has its calls and answers."""

    version: int = Field(ge=1)
    model: str
    fitted_on: list[str]
    counts: dict[str, int] = Field(default_factory=dict)
    error_rate: Share
    heads: dict[str, HeadEntry]


def newest(folder: Path) -> Path | None:
    """The YAML file of the newest fitting in a folder, or None."""
    versions = [path for path in folder.glob("*.yaml") if path.stem.isdecimal()]
    return max(versions, key=lambda path: int(path.stem), default=None)


def load_heads(path: Path, allowed: Collection[str] = MEANING_KEYS) -> Heads:
    """The heads of one fitting, of keys that are `allowed`.

    Raises ScorecardError naming file, key, what was found and what is allowed.
    """
    document = read_document(path)
    file = validated(HeadsFile, document)
    for key in file.heads:
        if key not in allowed:
            raise document.error(("heads", key), key, f"one of {', '.join(allowed)}")
    keys = tuple(file.heads)
    numbers = path.with_suffix(".npz")
    try:
        with np.load(numbers, allow_pickle=False) as arrays:
            weights, bias = arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32)
            of = arrays["keys"].tolist()
    except (OSError, ValueError, KeyError) as error:
        raise ScorecardError(f"{numbers}: the weights of {path.name} cannot be read: {error}") from None
    if of != list(keys) or weights.shape[:1] != bias.shape or len(bias) != len(keys):
        raise ScorecardError(f"{numbers}: its keys are not those of {path.name}; both come from one `callqa calibrate`")
    thresholds = np.array([(head.accept, head.reject) for head in file.heads.values()], np.float32).reshape(-1, 2)
    return Heads(file.version, file.model, keys, weights, bias, thresholds[:, 0], thresholds[:, 1])


def save_numbers(path: Path, keys: Sequence[str], weights: Vectors, bias: Vectors) -> None:
    """Write the weights beside the YAML file at `path`, as float16: what is lost moves no probability by 0.01.

    `weights` is (keys, dimensions), `bias` (keys).
    """
    np.savez(
        path.with_suffix(".npz"),
        keys=np.array(keys),
        weights=weights.astype(np.float16),
        bias=bias.astype(np.float32),
    )
