"""Every error that callqa raises on purpose.

CallqaError                 one line for the user; `code` for the database and the metrics
├── UsageError              the command or a setting is wrong              exit status 2
│   └── ScorecardError      a scorecard, pack, code or words file is wrong
├── RecordingError          this recording cannot be used, now or later
│   ├── UnreadableAudio     no decoder can make sound of it
│   └── NoSpeech            it decodes, and nobody speaks
├── MissingModel            a model is not here; the message has the command that brings it
├── MissingExtra            an optional package is not here; likewise
├── CorruptModel            a model file's sha256 is not the one in the manifest, or in the lock of its pull
└── Transient               this recording is worth another try
    ├── Unavailable         what every recording needs is away: database, audio store, room on the disk
    ├── LeaseLost           the recording is another worker's by now
    └── OverTime            hearing it took longer than a recording of its length may

`permanent` tells whether another try can help.
"""

from typing import ClassVar


class CallqaError(Exception):
    """Base of all; the text is one line that names the file or key, what was found and what helps."""

    code: ClassVar[str] = "error"
    permanent: ClassVar[bool] = True


class UsageError(CallqaError):
    code = "usage"


class ScorecardError(UsageError):
    code = "scorecard"


class RecordingError(CallqaError):
    code = "recording"


class UnreadableAudio(RecordingError):
    code = "unreadable_audio"


class NoSpeech(RecordingError):
    code = "no_speech"


class MissingModel(CallqaError):
    code = "missing_model"
    permanent = False


class MissingExtra(CallqaError):
    code = "missing_extra"
    permanent = False


class CorruptModel(CallqaError):
    code = "corrupt_model"


class Transient(CallqaError):
    code = "transient"
    permanent = False


class Unavailable(Transient):
    code = "unavailable"


class LeaseLost(Transient):
    code = "lease_lost"


class OverTime(Transient):
    code = "over_time"
