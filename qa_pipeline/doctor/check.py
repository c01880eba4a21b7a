"""One thing that the doctor looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "info", "warning", "failed"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it stands, and the line that helps. `failed` is what the settings ask for and is not."""

    name: str
    state: State
    detail: str
    remedy: str = ""
