"""Tiny dialogues for the tests: words spread evenly over their time, and cues of a few words."""

from qa_pipeline.call import Role, Span, SpeakerSpan, Turn, Word
from qa_pipeline.dialogue.turns import SpokenWord

AGENT, CUSTOMER, UNKNOWN = Role.AGENT, Role.CUSTOMER, Role.UNKNOWN
CHANNELS = {AGENT: "channel:0", CUSTOMER: "channel:1", UNKNOWN: "channel:2"}
ROLES = {speaker: role for role, speaker in CHANNELS.items()}


def words(text: str, start: float, end: float, probability: float = 0.9) -> tuple[Word, ...]:
    texts = text.split()
    step = (end - start) / len(texts)
    return tuple(
        Word(word, round(start + i * step, 6), round(start + (i + 1) * step, 6), probability)
        for i, word in enumerate(texts)
    )


def said(speaker: str, text: str, start: float, end: float) -> list[SpokenWord]:
    return [SpokenWord(word, speaker) for word in words(text, start, end)]


def turn(role: Role, start: float, end: float, text: str = "That is what I said.", speaker: str | None = None) -> Turn:
    return Turn(role, start, end, text, words(text, start, end), CHANNELS[role] if speaker is None else speaker)


def voice(start: float, end: float, number: int) -> SpeakerSpan:
    return SpeakerSpan(start, end, f"voice:{number}")


def pairs(spans: tuple[Span, ...]) -> list[tuple[float, float]]:
    return [(round(span.start, 6), round(span.end, 6)) for span in spans]


class FewCues:
    """A language of a few phrases."""

    def role_evidence(self, text: str, /) -> float:
        return 3.0 * ("how can I help" in text) - 3.0 * ("I'm calling" in text)

    def announces_hold(self, text: str, /) -> bool:
        return "please hold" in text

    def ends_hold(self, text: str, /) -> bool:
        return "thanks for holding" in text

    def accepts_hold(self, text: str, /) -> bool:
        return "I'll wait" in text

    def is_backchannel(self, text: str, /) -> bool:
        return text.strip(".").casefold() in {"mm-hm", "okay", "mm-hm okay right"}


CUES = FewCues()
