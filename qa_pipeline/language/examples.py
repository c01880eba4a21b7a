"""Example sentences of a phrase key: what says it, and what looks alike and says it not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences as people say them and as a recogniser writes them."""

    say: tuple[str, ...]
    contrast: tuple[str, ...]
