"""What the dialogue wants to know of wording; a language pack answers, by shape alone."""

from typing import Protocol


class Cues(Protocol):
    """Wording cues of one language."""

    def role_evidence(self, text: str, /) -> float:
        """Log-odds (natural) that an agent said it: above 0 for the agent, below 0 for the customer, 0 for no hint."""
        ...

    def announces_hold(self, text: str, /) -> bool:
        """Whether the customer is asked, or told, to hold."""
        ...

    def ends_hold(self, text: str, /) -> bool:
        """Whether the speaker comes back from a hold."""
        ...

    def accepts_hold(self, text: str, /) -> bool:
        """Whether the speaker agrees to wait."""
        ...

    def is_backchannel(self, text: str, /) -> bool:
        """Whether the whole text only signals listening ("mm-hm", "okay")."""
        ...


class NoCues:
    """A language without a pack: no wording tells anything."""

    def role_evidence(self, _text: str, /) -> float:
        return 0.0

    def announces_hold(self, _text: str, /) -> bool:
        return False

    def ends_hold(self, _text: str, /) -> bool:
        return False

    def accepts_hold(self, _text: str, /) -> bool:
        return False

    def is_backchannel(self, _text: str, /) -> bool:
        return False


NO_CUES = NoCues()
