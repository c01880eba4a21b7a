"""What is asked of a run of processing, whether it can be done, and how each file of it ended."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qa_pipeline.asr.languages import LANGUAGES
from qa_pipeline.engines import hot_words, require_engines
from qa_pipeline.errors import UsageError
from qa_pipeline.life.choosing import Choice
from qa_pipeline.pipeline import AgentChannel
from qa_pipeline.scoring.scorecard import load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads
from qa_pipeline.store.session import Store, migrate, open_store
from qa_pipeline.store.states import MENDED, POISON


class Status(StrEnum):
    """How one file of a run ended."""

    SCORED = "scored"
    KNOWN = "known"  # scored before, nothing to do
    BUSY = "busy"  # another process has it in hand
    FAILED = "failed"
    QUARANTINED = "quarantined"  # a person has to put it right first


UNDONE = (Status.FAILED, Status.BUSY, Status.QUARANTINED)
"""What a run that was asked for a file left undone, with a reason."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a run of `process`. `again` hears recordings anew that are already scored.

    Without a `scorecard` each call is scored by the one that is active for it.
    """

    language: str = ""
    agent_channel: AgentChannel = "auto"
    scorecard: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's end: its row where the recording could be read at all, a reason where it failed."""

    path: Path
    status: Status
    row: reads.CallRow | None = None
    reason: str = ""


def prepare_store(settings: Settings) -> None:
    """Make the data folder and bring the database up to date."""
    migrate(settings.resolved_database_url)


def check_request(settings: Settings, request: Request) -> None:
    """Refuse what is wrong for every recording alike before the first one is touched.

    Raises ScorecardError for a scorecard or vocabulary that does not load, UsageError for a language that nobody hears
    or a device that is not there, MissingModel where there is no transcriber, with the command that brings it.
    """
    if request.scorecard:
        load_scorecard(request.scorecard, settings.resolved_scorecards_dir)
    language = request.language or settings.language
    if language and language not in LANGUAGES:
        raise UsageError(
            f"--language {language}: not a language that Whisper hears; allowed are {', '.join(sorted(LANGUAGES))}"
        )
    require_engines(settings, language)
    prepare_store(settings)
    choice_of(settings, open_store(settings.resolved_database_url), request).check()


def choice_of(settings: Settings, store: Store, request: Request) -> Choice:
    """Which scorecard each call of a run is scored by."""
    with store.reading() as session:
        return Choice(settings, reads.activations(session), name=request.scorecard)


def names_left_out(settings: Settings) -> tuple[str, ...]:
    """The names of the vocabulary that the transcriber is not told of, for want of room."""
    return hot_words(settings).left_out


def why_aside(row: reads.CallRow) -> str:
    """Why a recording in quarantine is not heard, and the command that lets it be."""
    release = f"`callqa quarantine release {row.id}` queues it"
    mend = f"`callqa quarantine mend {row.id} FIELD=VALUE` puts it right, and {release}"
    helps = {POISON: f"`callqa retry {row.id}` queues it once more", MENDED: release}
    return f"recording {row.id} is in quarantine: {row.error_message}; {helps.get(row.error_code or '', mend)}"
