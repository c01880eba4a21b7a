"""How explanations say times, measurements and faults: in words, never in the codes of the files."""

from collections.abc import Mapping

from qa_pipeline.call import Health

MEASURED: Mapping[str, str] = {
    "agent_interruptions": "who talked over whom",
    "agent_longest_monologue": "how long the agent spoke without a break",
    "agent_talk_ratio": "how much of the call the agent spoke",
    "first_agent_speech": "when the agent first spoke",
    "hold_count": "whether the customer was put on hold",
    "hold_time": "how long the customer was on hold",
    "longest_dead_air": "how long both sides were silent",
    "longest_hold": "how long the customer was on hold",
}
"""What each measurement that a criterion needs would tell; completes "the machine cannot tell …"."""

FAULTS: Mapping[str, str] = {
    "no_speech": "nobody speaks in the recording",
    "dead_channel": "one side of the call was not recorded",
    "one_sided": "only one side of the call is heard to speak",
    "fake_stereo": "both channels carry the same sound, in which two people speaking at once cannot be heard apart",
    "single_channel": "both speakers share one channel, in which two people speaking at once cannot be heard apart",
    "too_short": "the recording is too short",
    "truncated": "the recording breaks off before its end",
    "near_silent_channel": "one side of the call is hardly to be heard",
    "clipping": "the recording is distorted",
    "low_level": "the voices are quiet",
    "noisy": "the voices hardly stand out from the noise",
    "invented_words": "words that nobody said were dropped from the transcript",
}
"""What each fault of a recording means, as a clause."""


def measured(metric: str) -> str:
    """What a measurement would tell, in words."""
    return MEASURED.get(metric, f"the {plain(metric)}")


def fault(code: str) -> str:
    """What a fault of the recording means, in words."""
    return FAULTS.get(code, f"the recording has a fault ({plain(code)})")


def faults(health: Health) -> str:
    """The faults of a recording that lose something, in words; what is merely noted of it ("info") is none."""
    return " and ".join(dict.fromkeys(fault(issue.code) for issue in health.issues if issue.severity != "info"))


def plain(code: str) -> str:
    """A name of the files as words: "agent_talk_ratio" → "agent talk ratio"."""
    return code.replace("_", " ")


def clock(seconds: float) -> str:
    """A moment of the call as a player shows it: whole seconds passed, "0:47", "12:03" or "1:00:05"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
