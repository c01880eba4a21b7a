"""Example sentences: what says a phrase key, what looks alike and says it not, and what says none of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences as people say them and as a recogniser writes them."""

    say: tuple[str, ...]
    contrast: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordinary:
    """What either side says in a call that says none of the keys: small talk, directions, numbers spelt out."""

    agent: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
