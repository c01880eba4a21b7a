"""Which scorecard a call is scored by: the one asked for, the one active for the call, or the settings' own."""

import shlex
from collections.abc import Sequence
from datetime import UTC, datetime

from qa_pipeline.activation import Activation, current, in_force
from qa_pipeline.errors import ScorecardError
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.settings import Settings


class Choice:
    """The scorecard for each call. Without a `name` it is what is active for the call, and where nothing is, the newest
    released version of CALLQA_SCORECARD; each scorecard is read once."""

    def __init__(
        self, settings: Settings, activations: Sequence[Activation] = (), *, name: str = "", version: int | None = None
    ) -> None:
        self._settings = settings
        self._activations = activations
        self._asked = (name, version) if name else None
        self._loaded: dict[tuple[str, int | None], Scorecard] = {}

    def check(self) -> None:
        """Load all that calls of today may need; raises ScorecardError for what does not load, or is a draft."""
        if self._asked:
            self._load(*self._asked)
            return
        active = current(self._activations, at=datetime.now(UTC))
        for one in active:
            self._active(one)
        if all(one.precision for one in active):  # some calls go by none of them
            self._load(self._settings.scorecard, None)

    def of(self, *, queue: str | None, call_type: str | None, called_at: datetime) -> Scorecard:
        """The scorecard of a call; raises ScorecardError where it is not to be had."""
        if self._asked:
            return self._load(*self._asked)
        active = in_force(self._activations, queue=queue, call_type=call_type, at=called_at)
        return self._active(active) if active else self._load(self._settings.scorecard, None)

    def _active(self, active: Activation) -> Scorecard:
        """The scorecard of an activation as it was then: a version that is released is never edited."""
        named = f"{active.name}/{active.version}"
        try:
            scorecard = self._load(active.name, active.version)
        except ScorecardError as error:
            raise ScorecardError(
                f"the active scorecard {named} cannot be used ({error}); bring its file back, or put another in its "
                f"place: `{_command(self._other(), active)}`"
            ) from None
        if scorecard.digest != active.digest:
            raise ScorecardError(
                f"the active scorecard {named} is another than was activated: its file was edited (sha256 "
                f"{scorecard.digest[:12]}, then {active.digest[:12]}); bring it back, or activate it as it is now: "
                f"`{_command(f'{active.name} {active.version}', active)}`"
            )
        return scorecard

    def _other(self) -> str:
        """Name and version of the scorecard that holds where nothing is active; the words for them without one."""
        try:
            scorecard = self._load(self._settings.scorecard, None)
        except ScorecardError:
            return "NAME VERSION"
        return f"{scorecard.name} {scorecard.version}"

    def _load(self, name: str, version: int | None) -> Scorecard:
        if (name, version) not in self._loaded:
            scorecard = load_scorecard(name, self._settings.resolved_scorecards_dir, version)
            if not scorecard.released:
                raise ScorecardError(
                    f"{name}/{scorecard.version} is a draft (released: false), and results are never of one; "
                    f"`callqa scorecard preview` shows what it would change"
                )
            self._loaded[name, version] = scorecard
        return self._loaded[name, version]


def _command(which: str, place: Activation) -> str:
    """The command by which a scorecard takes an activation's place: for the same calls from the same time."""
    since = place.starts_at.astimezone(UTC).replace(tzinfo=None).isoformat().removesuffix("T00:00:00")
    scope = (("--queue", place.queue), ("--call-type", place.call_type), ("--from", since))
    options = [part for name, value in scope if value for part in (name, value)]
    return f"callqa scorecard activate {which} {shlex.join(options)}"
