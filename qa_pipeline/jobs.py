"""What callqa does with recordings: hear and score them, and hand the results out."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from qa_pipeline.audio.decode import fingerprint
from qa_pipeline.audio.playback import write_playback
from qa_pipeline.call import CallMetadata
from qa_pipeline.engines import build_ears
from qa_pipeline.errors import CallqaError, LeaseLost, Transient
from qa_pipeline.lease import Lease
from qa_pipeline.life.choosing import Choice
from qa_pipeline.pipeline import Analysis, Ears, Stage, Wishes, analyse
from qa_pipeline.rating import embed, rate, stored, unstored, wording_state
from qa_pipeline.request import (
    UNDONE,
    Outcome,
    Request,
    Status,
    check_request,
    choice_of,
    names_left_out,
    prepare_store,
    why_aside,
)
from qa_pipeline.scoring.scorecard import Scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.storage import AudioStore, open_audio_store
from qa_pipeline.store import reads, writes
from qa_pipeline.store.outage import Outage, patiently
from qa_pipeline.store.session import Store, open_store
from qa_pipeline.store.states import State

__all__ = ["UNDONE", "Outcome", "Processor", "Request", "Status", "check_request", "names_left_out", "prepare_store"]

log = logging.getLogger(__name__)

Waiting = Callable[[], AbstractContextManager[object]]
"""Goes around every wait for the database, so that the wait counts as no part of the hearing."""


class Processor:
    """Everything that processing needs, made once a process and on first need: store, scorecard, engines.

    A database that is away is waited for `patience` seconds, and the outage, if any, told of it.
    """

    def __init__(
        self,
        settings: Settings,
        request: Request,
        *,
        threads: int,
        analyse: Callable[..., Analysis] = analyse,
        patience: float = 0.0,
        outage: Outage | None = None,
    ) -> None:
        self.settings = settings
        self.request = request
        self.threads = threads
        self.analyse = analyse
        self.patience = patience
        self.outage = outage

    @cached_property
    def store(self) -> Store:
        return open_store(self.settings.resolved_database_url, self.outage)

    @cached_property
    def audio(self) -> AudioStore:
        return open_audio_store(self.settings)

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

    def process_recording(
        self, lease: Lease, on_stage: Callable[[Stage], None] = lambda _: None, waiting: Waiting = nullcontext
    ) -> None:
        """Hear, score and store the recording that `lease` holds, from where its audio is; what goes wrong is raised.

        Raises what `analyse` and the stores raise, LeaseLost when the recording is another's by now.
        """
        self.__dict__.pop("choice", None)  # somebody may have activated another scorecard since the one before
        with waiting():
            row = patiently(lambda: self._row(lease.recording_id), seconds=self.patience)
        with self._audio_of(row) as path:
            self._complete(path, row, lease, on_stage, waiting)

    @contextmanager
    def _audio_of(self, row: reads.CallRow) -> Iterator[Path]:
        if row.audio_key is None:
            yield Path(row.path)
            return
        with self.audio.local(row.audio_key) as path:
            yield path

    def _process(self, path: Path, on_stage: Callable[[Stage], None]) -> Outcome:
        sha256 = fingerprint(path)
        entry = self._register(path, sha256)
        if entry.state == "scored" and not self.request.again:
            return Outcome(path, Status.KNOWN, self._rescored_if_needed(entry.id))
        if entry.state is State.QUARANTINED:
            row = self._row(entry.id)
            return Outcome(path, Status.QUARANTINED, row, f"{path}: {why_aside(row)}")
        lease = Lease(self.store, entry.id, seconds=self.settings.lease_seconds)
        if not lease.take():
            return Outcome(path, Status.BUSY, self._row(entry.id), "another process has it in hand")
        with lease:
            reason = self._hear(path, lease, on_stage)
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
            if self.request.again and entry.state is not State.QUARANTINED:
                writes.requeue(session, recording_id=entry.id)
            return entry

    def _hear(self, path: Path, lease: Lease, on_stage: Callable[[Stage], None]) -> str:
        """Analyse, score and store; returns the reason of a failure, which is stored as well, or an empty text."""
        try:
            self._complete(path, self._row(lease.recording_id), lease, on_stage)
        except CallqaError as error:
            return self._fail(lease, error.code, _naming(path, str(error)))
        except (RuntimeError, ValueError, MemoryError) as error:
            # What the engines raise on input that nobody foresaw: this recording fails, the rest of the run goes on.
            log.exception("recording %s failed", lease.recording_id)
            return self._fail(lease, "internal", f"{path.name}: {type(error).__name__}: {error}")
        return ""

    def _complete(
        self,
        path: Path,
        row: reads.CallRow,
        lease: Lease,
        on_stage: Callable[[Stage], None],
        waiting: Waiting = nullcontext,
    ) -> None:
        def tell(stage: Stage) -> None:
            on_stage(stage)
            self._note_stage(lease, stage)

        analysis = self.analyse(
            path,
            sha256=row.sha256,
            ears=self.ears,
            wishes=self.wishes_for(row.metadata),
            metadata=row.metadata,
            on_stage=tell,
        )
        self._save(_named(analysis, row.file), row, lease, waiting)

    def _note_stage(self, lease: Lease, stage: Stage) -> None:
        try:
            with self.store.session() as session:
                writes.set_stage(session, recording_id=lease.recording_id, owner=lease.owner, stage=stage.value)
        except LeaseLost:
            raise  # the rest would be for nothing
        except Transient:
            pass  # it is for onlookers, and the outage is told

    def _save(self, analysis: Analysis, row: reads.CallRow, lease: Lease, waiting: Waiting) -> None:
        playback = self.settings.playback_dir / f"{analysis.call.recording.sha256}.ogg"
        write_playback(analysis.decoded, playback)
        embedded = embed(analysis.call, self.settings)
        with waiting():
            scorecard = patiently(lambda: self._scorecard_of(row), seconds=self.patience)
        scored = rate(analysis.call, scorecard, self.settings, embedded)
        wording = wording_state(analysis.call.language, self.settings)

        def write() -> None:
            with self.store.session() as session:
                writes.save_result(
                    session,
                    recording_id=lease.recording_id,
                    owner=lease.owner,
                    call=analysis.call,
                    scored=scored,
                    playback=str(playback),
                    embeddings=stored(embedded),
                    wording=wording,
                )

        with waiting():
            try:
                patiently(write, seconds=self.patience)
            except LeaseLost:
                if not self._was_stored(lease):  # the database may have gone between the commit and its answer
                    raise

    def _was_stored(self, lease: Lease) -> bool:
        with self.store.reading() as session:
            *_, last = reads.attempts(session, recording_id=lease.recording_id)
        return last.worker == lease.owner and last.ended_at is not None and last.code is None

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
            row = reads.call_row(session, recording_id=recording_id)
        if row is None:
            raise CallqaError(f"recording {recording_id} is not in the database any more")
        return row


def _named(analysis: Analysis, file: str) -> Analysis:
    """The analysis under the name that the recording came with: audio that is kept is named by its sha256."""
    return replace(analysis, call=replace(analysis.call, recording=replace(analysis.call.recording, file=file)))


def _naming(path: Path, reason: str) -> str:
    """The reason with the file in it: a missing package or model does not know whom it keeps from being heard."""
    return reason if path.name in reason else f"{path}: {reason}"
