import pytest

from qa_pipeline.dialogue.cues import NO_CUES, Cues


@pytest.mark.parametrize("text", ["", "Please hold the line.", "Okay.", "How can I help you?"])
def test_without_a_pack_no_wording_tells_anything(text: str) -> None:
    cues: Cues = NO_CUES
    assert cues.role_evidence(text) == 0.0
    assert not any(
        tells(text) for tells in (cues.announces_hold, cues.ends_hold, cues.accepts_hold, cues.is_backchannel)
    )
