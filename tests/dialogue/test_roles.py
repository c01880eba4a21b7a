from collections.abc import Sequence

import pytest

from qa_pipeline.dialogue.cues import NO_CUES
from qa_pipeline.dialogue.roles import assign_roles
from qa_pipeline.dialogue.turns import SpokenWord

from .spoken import AGENT, CUES, CUSTOMER, UNKNOWN, FewCues, said

GREETING = "Good morning, how can I help you?"
REASON = "Hello, I'm calling about my bill."


def two(first: str, second: str) -> list[SpokenWord]:
    return [*said("voice:0", first, 0, 3), *said("voice:1", second, 3.5, 6)]


@pytest.mark.parametrize(
    ("first", "second", "agent"),
    [
        (GREETING, REASON, "voice:0"),
        (GREETING, "Hello.", "voice:0"),
        (REASON, GREETING, "voice:1"),  # wording outweighs who speaks first
        ("Hello.", REASON, "voice:0"),
    ],
)
def test_wording_tells_agent_and_customer(first: str, second: str, agent: str) -> None:
    found = assign_roles(two(first, second), CUES, agent_speaker=None)
    assert found.roles[agent] is AGENT
    assert sorted(found.roles.values()) == [AGENT, CUSTOMER]
    assert found.confidence > 0.8


def test_confidence_grows_with_evidence_and_is_never_certain() -> None:
    weak = assign_roles(two("Hello.", REASON), CUES, agent_speaker=None).confidence
    strong = assign_roles(two(GREETING, REASON), CUES, agent_speaker=None).confidence
    assert 0.5 < weak < strong <= 0.99


def test_wording_counts_most_in_the_opening() -> None:
    late = [*said("voice:0", "Hello.", 0, 1), *said("voice:1", "Yes.", 2, 3), *said("voice:1", GREETING, 60, 63)]
    early = [*said("voice:0", "Hello.", 0, 1), *said("voice:1", "Yes.", 2, 3), *said("voice:1", GREETING, 20, 23)]
    confidences = [assign_roles(call, CUES, agent_speaker=None).confidence for call in (late, early)]
    assert confidences[0] < confidences[1]


def test_without_cues_who_speaks_first_is_a_weak_hint() -> None:
    found = assign_roles(two("Good morning, can you hear me?", "Yes."), NO_CUES, agent_speaker=None)
    assert found.roles == {"voice:0": AGENT, "voice:1": CUSTOMER}
    assert 0.5 < found.confidence < 0.8


@pytest.mark.parametrize("agent", ["voice:0", "voice:1"])
def test_metadata_wins_over_wording(agent: str) -> None:
    found = assign_roles(two(GREETING, REASON), CUES, agent_speaker=agent)
    assert (found.roles[agent], found.confidence) == (AGENT, 1.0)
    assert sorted(found.roles.values()) == [AGENT, CUSTOMER]


def test_a_named_agent_who_says_nothing_leaves_the_customer() -> None:
    found = assign_roles(said("channel:1", "Hello? Anybody?", 0, 2), CUES, agent_speaker="channel:0")
    assert (found.roles["channel:1"], found.confidence) == (CUSTOMER, 1.0)


def test_a_channel_named_for_a_call_heard_as_voices_is_passed_over() -> None:
    found = assign_roles(two(REASON, GREETING), CUES, agent_speaker="channel:0")
    assert found.roles == {"voice:0": CUSTOMER, "voice:1": AGENT}
    assert found.confidence < 1.0


def test_a_transfer_has_two_agents() -> None:
    spoken = [*two(GREETING, REASON), *said("voice:2", "Billing, how can I help?", 20, 22)]
    spoken += said("voice:1", "It is the same bill again, as I told the other one.", 23, 26)
    found = assign_roles(spoken, CUES, agent_speaker=None)
    assert found.roles == {"voice:0": AGENT, "voice:1": CUSTOMER, "voice:2": AGENT}


def test_the_second_agent_of_a_transfer_may_say_most() -> None:
    spoken = [*two(GREETING, REASON), *said("voice:2", "Billing, how can I help? " + "So I look. " * 9, 40, 60)]
    found = assign_roles(spoken, CUES, agent_speaker=None)
    assert found.roles == {"voice:0": AGENT, "voice:1": CUSTOMER, "voice:2": AGENT}


@pytest.mark.parametrize("agent_speaker", [None, "voice:0"])
def test_a_third_voice_that_nothing_is_known_of_stays_unknown(agent_speaker: str | None) -> None:
    spoken = [*two(GREETING, REASON), *said("voice:2", "Dinner.", 20, 20.5)]
    found = assign_roles(spoken, CUES, agent_speaker=agent_speaker)
    assert found.roles == {"voice:0": AGENT, "voice:1": CUSTOMER, "voice:2": UNKNOWN}


@pytest.mark.parametrize(
    ("text", "role"), [(GREETING, AGENT), (REASON, CUSTOMER), ("Hello, can you hear me?", UNKNOWN)]
)
def test_one_speaker_alone_is_known_by_wording_only(text: str, role: str) -> None:
    found = assign_roles(said("voice:0", text, 0, 3), CUES, agent_speaker=None)
    assert found.roles == {"voice:0": role}
    assert (found.confidence == 0.0) is (role == UNKNOWN)


class _Even(FewCues):
    """As much evidence for the second speaker as the first has by speaking first."""

    def role_evidence(self, text: str, /) -> float:
        return 1.0 if text == "Second." else 0.7


def test_even_evidence_still_gives_each_a_role_and_no_confidence() -> None:
    found = assign_roles(two("First.", "Second."), _Even(), agent_speaker=None)
    assert sorted(found.roles.values()) == [AGENT, CUSTOMER]
    assert found.confidence == 0.5


def test_three_agents_cannot_be_alone() -> None:
    spoken = [*said("voice:0", GREETING, 0, 3), *said("voice:1", GREETING, 4, 7), *said("voice:2", GREETING, 8, 11)]
    assert CUSTOMER in assign_roles(spoken, CUES, agent_speaker=None).roles.values()


def test_no_words_have_no_roles() -> None:
    found = assign_roles([], CUES, agent_speaker="channel:0")
    assert (dict(found.roles), found.confidence) == ({}, 0.0)


UNSURE = two("First.", "Second.")


def test_meaning_decides_where_wording_leaves_a_doubt() -> None:
    found = assign_roles(UNSURE, NO_CUES, agent_speaker=None, meaning=lambda _: [-2.0, 2.0])
    assert found.roles == {"voice:0": CUSTOMER, "voice:1": AGENT}
    assert found.confidence > assign_roles(UNSURE, NO_CUES, agent_speaker=None).confidence


def test_meaning_is_not_asked_where_wording_leaves_none_or_the_channel_is_told() -> None:
    def asked(_: Sequence[str]) -> Sequence[float]:
        raise AssertionError("asked")

    spoken = [*two(GREETING, REASON), *said("voice:0", GREETING, 7, 9)]
    assert assign_roles(spoken, CUES, agent_speaker=None, meaning=asked).roles["voice:0"] is AGENT
    assert assign_roles(UNSURE, CUES, agent_speaker="voice:1", meaning=asked).confidence == 1.0


def test_one_turn_of_meaning_brings_no_more_than_a_weak_cue() -> None:
    def confidence(told: float) -> float:
        return assign_roles(UNSURE, NO_CUES, agent_speaker=None, meaning=lambda _: [told, -told]).confidence

    assert confidence(1.5) == confidence(40.0) < 0.9
