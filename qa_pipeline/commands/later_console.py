"""What is printed of calls that are known and of which more is told now."""

from collections import Counter

from rich.console import Console

from qa_pipeline.commands.lines import counted, printable, tell_line
from qa_pipeline.ingestion.ingest import Outcome

MOST_LINES = 20
"""Values that were kept, and numbers of recordings, that are listed."""


class LaterDetails:
    """Counts what known calls take over, and says at the end what makes it count."""

    def __init__(self, out: Console, err: Console, *, dry_run: bool) -> None:
        self._out = out
        self._err = err
        self._dry_run = dry_run
        self._calls = self._kept = self._scored = 0
        self._fields: Counter[str] = Counter()
        self._heard: list[int] = []
        self._to_be_heard: Counter[str] = Counter()
        self._to_be_scored: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Take note of an outcome, and print what was not taken over."""
        later = outcome.later
        if later is None or outcome.recording_id is None:
            return
        for reason in later.kept:
            self._kept += 1
            if self._kept <= MOST_LINES:
                tell_line(self._err, f"kept {outcome.origin}: {printable(reason)}")
        self._calls += bool(later.fields)
        self._fields.update(later.fields)
        self._to_be_heard.update(later.to_be_heard)
        if later.to_be_heard:
            self._heard.append(outcome.recording_id)
        self._to_be_scored.update(later.to_be_scored)
        self._scored += bool(later.to_be_scored)

    def end(self) -> None:
        """Print the sum."""
        if self._kept > MOST_LINES:
            tell_line(self._err, f"… {self._kept} values kept in all")
        if self._kept:
            tell_line(self._err, "a JSON file beside the recording is believed before a manifest, names and defaults")
        if not self._calls:
            return
        took = "would take" if self._dry_run else "took"
        calls = counted(self._calls, "call")
        tell_line(self._out, f"{calls} {took} over later details: {_listed(self._fields)}.")
        if self._scored:
            which = f"the scores of {counted(self._scored, 'call')}"
            tell_line(self._out, f"`callqa rescore` makes {_listed(self._to_be_scored)} count in {which}.")
        if self._heard:
            numbers = " ".join(map(str, self._heard[:MOST_LINES])) + (" …" if len(self._heard) > MOST_LINES else "")
            what = f"{counted(len(self._heard), 'call')} heard without {_listed(self._to_be_heard)}"
            tell_line(self._out, f"`callqa retry --again {numbers}` hears anew {what}.")


def _listed(fields: Counter[str]) -> str:
    return ", ".join(f"{name}: {count}" if len(fields) > 1 else name for name, count in fields.most_common())
