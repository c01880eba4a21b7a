"""Who is the agent, from what is said alone: golden dialogues in every language, without their roles."""

import pytest

from qa_pipeline.call import Role
from qa_pipeline.dialogue.roles import assign_roles
from qa_pipeline.dialogue.turns import SpokenWord
from qa_pipeline.engines import pack_for, role_meaning_for
from qa_pipeline.rehearsal.dialogue import Dialogue
from qa_pipeline.rehearsal.staging import stage
from qa_pipeline.settings import Settings

from .test_dialogues import FILES, golden

EVERY = 4
"""One dialogue in so many is asked about: embedding all of them takes minutes."""

SURE = 0.8
"""Confidence from which a call's roles are not flagged for a person."""


def spoken(dialogue: Dialogue, language: str) -> tuple[list[SpokenWord], str]:
    """The words with a voice for each side, and the agent's voice; the middle of the call alone, without greetings."""
    turns = stage(dialogue, language=language).turns
    middle = turns[len(turns) // 4 :]
    voices = {Role.AGENT: "voice:1", Role.CUSTOMER: "voice:0"}
    return [SpokenWord(word, voices[turn.role]) for turn in middle for word in turn.words], voices[Role.AGENT]


@pytest.mark.models
def test_the_agent_is_found_in_every_language_though_nobody_greets() -> None:
    settings = Settings()
    meaning = role_meaning_for(settings)
    right, sure, surely_wrong, asked = 0, 0, [], 0
    for path in FILES:
        pack = pack_for(path.parent.name, settings.resolved_scorecards_dir)
        assert pack is not None
        for one in golden(path)[::EVERY]:
            words, agent = spoken(one.call, path.parent.name)
            found = assign_roles(words, pack, agent_speaker=None, meaning=meaning)
            asked += 1
            right += found.roles[agent] is Role.AGENT
            sure += found.confidence >= SURE
            if found.confidence >= SURE and found.roles[agent] is not Role.AGENT:
                surely_wrong.append(one.at)
    assert right >= 0.9 * asked
    assert len(surely_wrong) <= 0.02 * asked
