"""What callqa does with recordings: hear and score them, and hand the results out."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from qa_pipeline.asr.languages import LANGUAGES
from qa_pipeline.audio.decode import fingerprint
from qa_pipeline.audio.playback import write_playback
from qa_pipeline.call import CallMetadata
from qa_pipeline.engines import build_ears, hot_words, require_engines
from qa_pipeline.errors import CallqaError, UsageError
from qa_pipeline.lease import Lease
from qa_pipeline.life.choosing import Choice
from qa_pipeline.pipeline import AgentChannel, Analysis, Ears, Stage, Wishes, analyse
from qa_pipeline.rating import embed, rate, stored, unstored, wording_state
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import Store, migrate, open_store

log = logging.getLogger(__name__)


class Status(StrEnum):
    """How one file of a run ended."""

    SCORED = "scored"
    KNOWN = "known"  # scored before, nothing to do
    BUSY = "busy"  # another process has it in hand
    FAILED = "failed"


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


class Processor:
    """Everything that processing needs, made once a process and on first need: store, scorecard, engines."""

    def __init__(
        self, settings: Settings, request: Request, *, threads: int, analyse: Callable[..., Analysis] = analyse
    ) -> None:
        self.settings = settings
        self.request = request
        self.threads = threads
        self.analyse = analyse

    @cached_property
    def store(self) -> Store:
        return open_store(self.settings.resolved_database_url)

    @cached_property
    def choice(self) -> Choice:
        return choice_of(self.settings, self.store, self.request)

    @cached_property
    def ears(self) -> Ears:
        return build_ears(self.settings, threads=self.threads)

    def wishes_for(self, told: CallMetadata) -> Wishes:
        """What the command names comes before what is told of the call, and that before the settings."""
        asked = self.request.agent_channel
        return Wishes(
            language=self.request.language or told.language or self.settings.language,
            agent_channel=(told.agent_channel or "auto") if asked == "auto" else asked,
            silence_gap=self.settings.silence_gap,
        )

    def process(self, path: Path, on_stage: Callable[[Stage], None] = lambda _: None) -> Outcome:
        """Hear and score one file; a failure is an outcome with its reason, never an exception."""
        try:
            return self._process(path, on_stage)
        except CallqaError as error:
            return Outcome(path, Status.FAILED, reason=_naming(path, str(error)))
        except OSError as error:
            return Outcome(path, Status.FAILED, reason=f"{path}: {error.strerror or error}")

    def _process(self, path: Path, on_stage: Callable[[Stage], None]) -> Outcome:
        sha256 = fingerprint(path)
        entry = self._register(path, sha256)
        if entry.state == "scored" and not self.request.again:
            return Outcome(path, Status.KNOWN, self._rescored_if_needed(entry.id))
        lease = Lease(self.store, entry.id, seconds=self.settings.lease_seconds)
        if not lease.take():
            return Outcome(path, Status.BUSY, self._row(entry.id), "another process has it in hand")
        with lease:
            reason = self._hear(path, sha256, lease, on_stage)
        status = Status.FAILED if reason else Status.SCORED
        return Outcome(path, status, self._row(entry.id), reason)

    def _register(self, path: Path, sha256: str) -> writes.Registered:
        with self.store.session() as session:
            entry = writes.register(
                session,
                path=str(path.resolve()),
                file=path.name,
                sha256=sha256,
                size_bytes=path.stat().st_size,
                metadata=CallMetadata(),
            )
            if self.request.again:
                writes.requeue(session, recording_id=entry.id)
            return entry

    def _hear(self, path: Path, sha256: str, lease: Lease, on_stage: Callable[[Stage], None]) -> str:
        """Analyse, score and store; returns the reason of a failure, which is stored as well, or an empty text."""

        def tell(stage: Stage) -> None:
            on_stage(stage)
            with self.store.session() as session:
                writes.set_stage(session, recording_id=lease.recording_id, owner=lease.owner, stage=stage.value)

        try:
            told = self._row(lease.recording_id).metadata
            analysis = self.analyse(
                path, sha256=sha256, ears=self.ears, wishes=self.wishes_for(told), metadata=told, on_stage=tell
            )
            self._save(analysis, lease)
        except CallqaError as error:
            return self._fail(lease, error.code, _naming(path, str(error)))
        except (RuntimeError, ValueError, MemoryError) as error:
            # What the engines raise on input that nobody foresaw: this recording fails, the rest of the run goes on.
            log.exception("recording %s failed", lease.recording_id)
            return self._fail(lease, "internal", f"{path.name}: {type(error).__name__}: {error}")
        return ""

    def _save(self, analysis: Analysis, lease: Lease) -> None:
        playback = self.settings.playback_dir / f"{analysis.call.recording.sha256}.ogg"
        write_playback(analysis.decoded, playback)
        embedded = embed(analysis.call, self.settings)
        scorecard = self._scorecard_of(self._row(lease.recording_id))
        scored = rate(analysis.call, scorecard, self.settings, embedded)
        with self.store.session() as session:
            writes.save_result(
                session,
                recording_id=lease.recording_id,
                owner=lease.owner,
                call=analysis.call,
                scored=scored,
                playback=str(playback),
                embeddings=stored(embedded),
                wording=wording_state(analysis.call.language, self.settings),
            )

    def _fail(self, lease: Lease, code: str, reason: str) -> str:
        with self.store.session() as session:
            writes.mark_failed(session, recording_id=lease.recording_id, owner=lease.owner, code=code, reason=reason)
        return reason

    def _rescored_if_needed(self, recording_id: int) -> reads.CallRow:
        """The row of a call that is scored already; scored again, without its sound, if by another scorecard."""
        row = self._row(recording_id)
        scorecard = self._scorecard_of(row)
        if (row.scorecard_name, row.scorecard_version) == (scorecard.name, scorecard.version):
            return row
        with self.store.session() as session:
            detail = reads.call_detail(session, recording_id=recording_id)
            if detail is not None and detail.call is not None:
                kept = unstored(reads.embeddings_of(session, recording_id=recording_id))
                scored = rate(detail.call, scorecard, self.settings, kept)
                wording = wording_state(detail.call.language, self.settings)
                writes.save_score(session, recording_id=recording_id, scored=scored, wording=wording)
        return self._row(recording_id)

    def _scorecard_of(self, row: reads.CallRow) -> Scorecard:
        called_at = row.started_at or row.received_at
        return self.choice.of(queue=row.queue, call_type=row.call_type, called_at=called_at)

    def _row(self, recording_id: int) -> reads.CallRow:
        with self.store.reading() as session:
            detail = reads.call_detail(session, recording_id=recording_id)
        if detail is None:
            raise CallqaError(f"recording {recording_id} is not in the database any more")
        return detail.row


def _naming(path: Path, reason: str) -> str:
    """The reason with the file in it: a missing package or model does not know whom it keeps from being heard."""
    return reason if path.name in reason else f"{path}: {reason}"


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
