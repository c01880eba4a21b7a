"""Answers that were given before, so that scoring a call again asks nothing twice.

They lie beside the playback copies, a folder a recording: `<sha256 of the recording>/<sha256 of what was asked>.json`.
"""

import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from qa_pipeline.judge.answer import Answer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """The answers in a folder; one that cannot be read or written is told in the log and asked again."""

    folder: Path

    def get(self, recording: str, question: str) -> Answer | None:
        """The answer to a question about a recording, both by their sha256, if it is there."""
        path = self._path(recording, question)
        try:
            return Answer.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            log.warning("%s: a kept answer cannot be read (%s); it is asked again", path, type(error).__name__)
            return None

    def put(self, recording: str, question: str, answer: Answer) -> None:
        """Keep an answer; whole or not at all, also where two processes do."""
        path = self._path(recording, question)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(answer.model_dump_json(), encoding="utf-8")
            os.replace(fresh, path)  # noqa: PTH105  # Path.replace is the same call; this one reads as what it is
        except OSError as error:
            log.warning("%s: an answer cannot be kept: %s", path, error.strerror or error)

    def _path(self, recording: str, question: str) -> Path:
        return self.folder / recording / f"{question}.json"
