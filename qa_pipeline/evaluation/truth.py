"""The truth beside a recording: NAME.truth.json, NAME.rttm and NAME.txt, whichever are there."""

import json
import re
from dataclasses import replace
from pathlib import Path

from qa_pipeline.call import SpeakerSpan
from qa_pipeline.errors import UsageError
from qa_pipeline.evaluation.account import Account, account_of

_REMARK = re.compile(r"\[[^\]]*\]|<[^>]*>")


def truth_beside(audio: Path) -> Account | None:
    """Everything that is written down of a recording, as one account; None where nothing is.

    Raises UsageError naming the file and the line or key that cannot be read.
    """
    written, spoken, said = (audio.with_suffix(suffix) for suffix in (".truth.json", ".rttm", ".txt"))
    if not any(path.is_file() for path in (written, spoken, said)):
        return None
    truth = read_truth(written) if written.is_file() else Account()
    if spoken.is_file():
        truth = replace(truth, speech=read_rttm(spoken))
    if said.is_file():
        truth = replace(truth, text=read_transcript(said))
    return truth


def read_truth(path: Path) -> Account:
    """A truth in the shape of the export contract."""
    try:
        document = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise UsageError(f"{path}, line {error.lineno}: no JSON ({error.msg})") from None
    return account_of(document, str(path))


def read_rttm(path: Path) -> tuple[SpeakerSpan, ...]:
    """Who speaks when: the SPEAKER lines of a NIST Rich Transcription Time Marked file."""
    spans = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        fields = line.split()
        if not fields or fields[0] != "SPEAKER":
            continue  # ;; comments, SPKR-INFO, NON-SPEECH
        try:
            start, duration, speaker = float(fields[3]), float(fields[4]), fields[7]
        except (IndexError, ValueError):
            wanted = "SPEAKER file channel start duration <NA> <NA> name"
            raise UsageError(f"{path}, line {number}: {line.strip()!r} is not `{wanted}`") from None
        spans.append(SpeakerSpan(start, start + duration, speaker))
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def read_transcript(path: Path) -> str:
    """What was said, without the remarks in [square] or <angle> brackets."""
    return " ".join(_REMARK.sub(" ", _text(path)).split())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
