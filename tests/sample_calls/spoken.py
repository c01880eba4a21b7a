"""Stand-ins for the voice: lines with a steady tone of a known length for each word."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from qa_pipeline.call import Role, Span
from sample_calls.edges import Spoken
from sample_calls.script import Event, Line, LineQuality, Script, Speaker
from sample_calls.telephone import RATE

WORD_S = 0.3
LEAD_S = 0.1


def a_call(*dialogue: Event, sides: Literal["stereo", "mono"] = "stereo", leakage_db: float | None = None) -> Script:
    return Script(
        name="a",
        title="A call",
        shows="",
        licence="CC-BY-SA-3.0",
        seed=5,
        sides=sides,
        speakers={
            "agent": Speaker(role=Role.AGENT, voice="af_sky", channel="left", level_db=-20),
            "customer": Speaker(role=Role.CUSTOMER, voice="am_liam", channel="right", level_db=-30),
        },
        line=LineQuality(noise_db=-70, leakage_db=leakage_db),
        dialogue=dialogue,
        expected={},
    )


def agent(text: str, **options: object) -> Line:
    return Line.model_validate({"speaker": "agent", "text": text, **options})


def customer(text: str, **options: object) -> Line:
    return Line.model_validate({"speaker": "customer", "text": text, **options})


def spoken(lines: Sequence[Line]) -> tuple[Spoken, ...]:
    """Every word lasts `WORD_S`, after `LEAD_S` of silence."""
    return tuple(_tone(len(line.words)) for line in lines)


def _tone(count: int) -> Spoken:
    spans = tuple(Span(LEAD_S + WORD_S * index, LEAD_S + WORD_S * (index + 1)) for index in range(count))
    time = np.arange(round(RATE * WORD_S * count)) / RATE
    tone = (0.3 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    return Spoken(np.concatenate([np.zeros(round(RATE * LEAD_S), np.float32), tone]), spans)
