"""The values of fields, as sidecars, manifests and people write them."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qa_pipeline.asr.languages import LANGUAGES
from qa_pipeline.call import Span

LONGEST_TEXT = 500
EMPTY = {"", "-", "–", "n/a", "N/A", "null", "NULL", "none", "None", "NaN", "nan"}
DIRECTIONS = {
    **dict.fromkeys(("inbound", "in", "incoming", "i", "ingoing", "received"), "inbound"),
    **dict.fromkeys(("outbound", "out", "outgoing", "o", "dialed", "dialled", "outbound_api"), "outbound"),
}
# The first channel is the left one; counted from 0, as ffmpeg does.
SIDES = {
    **dict.fromkeys(("left", "l", "0", "agent,customer", "ch0", "channel0", "channel_0"), "left"),
    **dict.fromkeys(("right", "r", "1", "customer,agent", "ch1", "channel1", "channel_1"), "right"),
}
# Names and three-letter codes of the languages that have a pack.
LANGUAGE_NAMES = {
    **dict.fromkeys(("eng", "english"), "en"),
    **dict.fromkeys(("fin", "finnish", "suomi"), "fi"),
    **dict.fromkeys(("lit", "lithuanian", "lietuvių"), "lt"),
    **dict.fromkeys(("lav", "latvian", "latviešu"), "lv"),
    **dict.fromkeys(("ell", "gre", "greek", "ελληνικά"), "el"),
    **dict.fromkeys(("por", "portuguese", "português"), "pt"),
}


class Unreadable(ValueError):
    """A value that its field cannot take; the text says what can."""


def is_empty(value: Any) -> bool:
    """Whether nothing was told: no value, no text, or one of the words that programs write for nothing."""
    return value is None or (isinstance(value, str) and value.strip() in EMPTY)


def plain(value: Any) -> str:
    """The text on one line, without characters that a database cannot keep; raises Unreadable where it is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unreadable("a text is needed")
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    spaced = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    line = " ".join(spaced.split())
    if len(line) > LONGEST_TEXT:
        raise Unreadable(f"{len(line)} characters; at most {LONGEST_TEXT} are allowed")
    return unicodedata.normalize("NFC", line)


def _direction(value: Any) -> str:
    return _one_of(DIRECTIONS, value, "inbound, outbound")


def _language(value: Any) -> str:
    text = plain(value).casefold()
    code = LANGUAGE_NAMES.get(text, re.split(r"[-_]", text)[0])
    if code not in LANGUAGES:
        raise Unreadable("a language that can be heard is needed, such as en, fi or pt-BR")
    return code


def _agent_channel(value: Any) -> str:
    if isinstance(value, Mapping):
        roles = {plain(role).casefold(): channel for role, channel in value.items()}
        if "agent" in roles:
            return _agent_channel(roles["agent"])
        roles = {plain(channel).casefold(): role for role, channel in roles.items() if not is_empty(channel)}
        value = roles.get("agent", "?")
    if isinstance(value, list):
        value = ",".join(plain(role) for role in value)
    return _one_of(SIDES, value, "left, right, 0 (left), 1 (right), or the roles in order: agent,customer")


def _one_of(words: Mapping[str, str], value: Any, allowed: str) -> str:
    word = (
        re.sub(r"\s*([,/;|])\s*", ",", plain(value).casefold())
        .replace("client", "customer")
        .replace("caller", "customer")
    )
    if word.replace(" ", "_") not in words:
        raise Unreadable(f"allowed are {allowed}")
    return words[word.replace(" ", "_")]


def _seconds(value: Any) -> float:
    """Seconds, or minutes and hours before them with colons between."""
    parts = plain(value).split(":")
    if not 1 <= len(parts) <= 3:
        raise Unreadable("seconds, mm:ss or hh:mm:ss are needed")
    total = 0.0
    for part in parts:
        total = total * 60 + _number(part)
    if total < 0:
        raise Unreadable("seconds of 0 or more are needed")
    return total


def _number(value: Any) -> float:
    text = plain(value).replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text) or not math.isfinite(float(text)):
        raise Unreadable("a number is needed")
    return float(text)


def _holds(value: Any) -> tuple[Span, ...]:
    """Stretches in seconds: `[[20, 30.5]]`, `[{"start": 20, "end": 30.5}]`, with `duration` too, `20-30.5; 60-75`."""
    if isinstance(value, str):
        value = _listed(value)
    if not isinstance(value, list):
        raise Unreadable("a list of stretches is needed, such as [[20, 30.5]] or 20-30.5; 60-75")
    spans = sorted(_span(one) for one in value)
    if any(span.start < 0 or span.end <= span.start for span in spans):
        raise Unreadable("each hold begins at 0 or later and ends after it begins")
    return tuple(spans)


def _listed(text: str) -> Any:
    if text.strip().startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise Unreadable("the list of holds is no JSON") from None
    return [one.replace("–", "-").split("-") for one in re.split(r"[;|]", text) if one.strip()]


def _span(value: Any) -> Span:
    if isinstance(value, Mapping) and "start" in value and ("end" in value or "duration" in value):
        start = _seconds(value["start"])
        return Span(start, _seconds(value["end"]) if "end" in value else start + _seconds(value["duration"]))
    if isinstance(value, list) and len(value) == 2:
        return Span(_seconds(value[0]), _seconds(value[1]))
    raise Unreadable("each hold has a start and an end, in seconds")


READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("agent", "team", "queue", "call_type", "customer_reference", "customer_name", "external_id"), plain
    ),
    "direction": _direction,
    "language": _language,
    "agent_channel": _agent_channel,
    "hold_events": _holds,
    **dict.fromkeys(("talk_seconds", "hold_seconds", "wrap_up_seconds"), _seconds),
    "csat": _number,
}
"""Field → how its value is read; each raises Unreadable. The start time is `dates`' own."""


def shown(value: Any) -> str:
    """A value for people, on one short line."""
    return " ".join("".join(_printable(str(value))).split())[:80]


def _printable(text: str) -> Iterator[str]:
    yield from (char if char.isprintable() else " " for char in text)
