"""Dialogues: what may be written, and what is refused with file, line, found and allowed."""

from pathlib import Path

import pytest

from qa_pipeline.errors import ScorecardError
from qa_pipeline.language.documents import read_document
from qa_pipeline.language.validation import validated_part
from qa_pipeline.rehearsal.dialogue import Dialogue


def read(text: str, folder: Path) -> Dialogue:
    path = folder / "calls.yaml"
    path.write_text(f"calls:\n  -\n{text}", encoding="utf-8")
    document = read_document(path)
    return validated_part(Dialogue, document, document.data["calls"][0], ("calls", 0))


def test_a_dialogue_is_its_lines_alone_or_with_what_else_is_true(tmp_path: Path) -> None:
    bare = read('    [agent: "Hello.", hold: 20]', tmp_path)
    full = read('    lines: [agent: "Hello.", hold: 20]\n    metadata: {queue: a}\n    heard: 0.4', tmp_path)
    assert bare.lines == full.lines
    assert [line.kind for line in bare.lines] == ["agent", "hold"]
    assert (full.metadata.of_call().queue, full.heard) == ("a", 0.4)


@pytest.mark.parametrize(
    ("text", "line", "found", "allowed"),
    [
        ('    - agent: "Hello."\n    - agnt: "Yes."', 4, "agnt", "did you mean 'agent'?"),
        ('    - {agent: "Hello.", hold: 3}', 3, "agent", "a line with one key"),
        ("    - agent: yes", 3, "True", "in quotes"),
        ("    - agent: ' '", 3, "' '", "what is said"),
        ("    - hold: 0", 3, "0", "seconds, above 0"),
        ("    - silence: long", 3, "long", "seconds, above 0"),
        ('    - agent interrupts: "Yes."', 3, "agent interrupts", "a turn of the other side"),
        ('    - agent: "Hello."\n    - agent overlaps: "Yes."', 3, "agent overlaps", "a turn of the other side"),
        ("    []", 3, "[]", "at least 1 item"),
        (
            '    lines: [agent: "Hello."]\n    metrics: {agent_talk_ration: 1}',
            4,
            "agent_talk_ration",
            "agent_talk_ratio",
        ),
        ('    lines: [agent: "Hello."]\n    metadata: {que: a}', 4, "que", "did you mean 'queue'?"),
        ('    lines: [agent: "Hello."]\n    herd: 1', 4, "herd", "did you mean 'heard'?"),
    ],
)
def test_a_wrong_dialogue_is_refused(tmp_path: Path, text: str, line: int, found: str, allowed: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        read(text, tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/calls.yaml:{line}: "), message
    assert found in message
    assert allowed in message
