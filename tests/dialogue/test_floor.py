import pytest

from qa_pipeline.call import Turn
from qa_pipeline.dialogue.floor import floor_turns, heard_apart, speech, voice

from .spoken import AGENT, CUES, CUSTOMER, pairs, turn, words


def test_speech_is_words_joined_over_a_breath() -> None:
    spoken = (*words("so then", 0, 1), *words("we", 1.5, 2), *words("go", 2.6, 3))
    assert pairs(speech([Turn(AGENT, 0, 3, "so then we go", spoken)])) == [(0, 2), (2.6, 3)]


def test_a_turn_without_words_counts_whole() -> None:
    assert pairs(speech([Turn(AGENT, 1, 3, "", ())])) == [(1, 3)]


@pytest.mark.parametrize(
    ("question", "reply", "takes"),
    [
        ("And then we send it.", turn(CUSTOMER, 4, 4.5, "Mm-hm."), False),
        ("Shall we send it?", turn(CUSTOMER, 4, 4.5, "Mm-hm."), True),
        ("And then we send it.", turn(CUSTOMER, 4, 4.5, "Thanks."), True),
        ("And then we send it.", turn(CUSTOMER, 1, 2, "Oh really."), False),  # said inside the other's turn
        ("And then we send it.", turn(CUSTOMER, 2, 4, "Oh really."), True),
    ],
)
def test_backchannels_and_words_inside_anothers_turn_take_no_floor(question: str, reply: Turn, takes: bool) -> None:
    agent = turn(AGENT, 0, 3, question)
    assert floor_turns([reply, agent], CUES) == ((agent, reply) if takes else (agent,))


@pytest.mark.parametrize(("speaker", "apart"), [("voice:1", False), ("channel:1", True), ("", True)])
def test_voices_on_one_channel_cannot_be_heard_together(speaker: str, apart: bool) -> None:
    assert heard_apart([turn(AGENT, 0, 1), turn(CUSTOMER, 1, 2, speaker=speaker)]) is apart


def test_a_voice_is_its_label_or_else_its_role() -> None:
    assert voice(turn(AGENT, 0, 1)) == "channel:0"
    assert voice(turn(AGENT, 0, 1, speaker="")) == "agent"
