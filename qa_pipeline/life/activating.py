"""Making a released scorecard the one that calls are scored by, and telling which ones are."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_pipeline.activation import Activation, spans
from qa_pipeline.errors import ScorecardError, UsageError
from qa_pipeline.life.choosing import Choice
from qa_pipeline.scoring.lint import lint
from qa_pipeline.scoring.locate import scorecard_files
from qa_pipeline.scoring.scorecard import Scorecard, load_scorecard
from qa_pipeline.settings import Settings
from qa_pipeline.store import reads, writes
from qa_pipeline.store.session import migrate, open_store


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls: of a queue, of a call type; an empty field is any."""

    queue: str = ""
    call_type: str = ""


@dataclass(frozen=True, slots=True)
class Active:
    """An activation that some calls go by: those from its start to `until`, when another of its scope follows.

    `problem` says why its scorecard cannot be used.
    """

    activation: Activation
    until: datetime | None = None
    problem: str = ""

    def at(self, now: datetime) -> str:
        """Whether it is `active`, was (`until then`) or will be (`from then on`)."""
        if self.activation.starts_at > now:
            return "from then on"
        return "active" if self.until is None or self.until > now else "until then"


def activate(
    settings: Settings, name: str, version: int, *, scope: Scope, starts_at: datetime, today: date
) -> Scorecard:
    """Score the calls of a scope from a time on by a scorecard.

    Raises ScorecardError for a draft, and for one that has lint errors, with the first of them.
    """
    scorecards = settings.resolved_scorecards_dir
    (path,) = scorecard_files(f"{name}/{version}", scorecards)
    wrong = [remark for remark in lint(path, scorecards, today=today) if remark.severity == "error"]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise ScorecardError(
            f"{name}/{version} is not activated: {wrong[0].text}{more}; `callqa scorecard lint` tells all"
        )
    scorecard = load_scorecard(name, scorecards, version)
    if not scorecard.released:
        raise ScorecardError(f"{path}: released: found false; allowed: true, for a scorecard that is activated")
    for option, value in (("--queue", scope.queue), ("--call-type", scope.call_type)):
        if value != value.strip():
            raise UsageError(f"{option} {value!r}: found space at its ends; allowed: the name alone")
    migrate(settings.resolved_database_url)
    with open_store(settings.resolved_database_url).session() as session:
        writes.activate(
            session,
            scorecard=scorecard.ref,
            queue=scope.queue or None,
            call_type=scope.call_type or None,
            starts_at=starts_at,
        )
    return scorecard


def active(settings: Settings) -> tuple[Active, ...]:
    """What was, is and will be active, scope by scope, each with what keeps it from being used."""
    migrate(settings.resolved_database_url)
    return standing(settings)


def standing(settings: Settings) -> tuple[Active, ...]:
    """What `active` tells, of a database whose tables are current, with nothing made or changed."""
    with open_store(settings.resolved_database_url).reading() as session:
        known = reads.activations(session)
    return tuple(Active(one, until, _problem(settings, one)) for one, until in spans(known))


def _problem(settings: Settings, one: Activation) -> str:
    alone = Choice(settings, [one])
    try:
        alone.of(queue=one.queue, call_type=one.call_type, called_at=one.starts_at)
    except ScorecardError as error:
        return str(error)
    return ""
