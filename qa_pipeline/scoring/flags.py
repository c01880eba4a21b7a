"""The flags of a scored call: why a person should look at it. docs/scoring.md has the list."""

from qa_pipeline.criteria.reading import Reading
from qa_pipeline.finding import ScoredCriterion, Verdict
from qa_pipeline.scoring.arithmetic import Tally
from qa_pipeline.scoring.layout import ScorecardFile


def flags(
    reading: Reading, scorecard: ScorecardFile, criteria: tuple[ScoredCriterion, ...], tally: Tally
) -> tuple[str, ...]:
    """The flags that are raised, in the order of docs/scoring.md."""
    call = reading.call
    failed = any(one.critical and one.finding.verdict is Verdict.NOT_MET for one in criteria)
    # Where the language is a guess, what there is for it says nothing of the call.
    spoken = bool(call.turns) and not reading.language_unsure
    unknown = [one for one in criteria if one.finding.verdict is Verdict.UNDETERMINED]
    raised = {
        "auto_fail": failed,
        "below_pass_mark": not failed and tally.score is not None and tally.score < scorecard.pass_mark,
        "pass_uncertain": _straddles(tally, scorecard.pass_mark),
        "critical_undetermined": any(one.critical for one in unknown),
        "undetermined": bool(unknown),
        "low_coverage": tally.coverage is not None and tally.coverage < scorecard.low_coverage,
        # Where nobody said a word there is no role and no language to be unsure of; health says what is wrong.
        "role_uncertain": reading.roles_unsure,
        "language_uncertain": reading.language_unsure,
        "no_language_pack": spoken and not reading.has_pack,
        "language_unsupported": spoken and reading.language not in scorecard.languages,
    }
    health = [f"health:{issue.code}" for issue in call.health.issues if issue.severity in ("warning", "error")]
    return (*(flag for flag, is_raised in raised.items() if is_raised), *dict.fromkeys(health))


def _straddles(tally: Tally, pass_mark: float) -> bool:
    """Whether what the machine could not tell decides between pass and fail."""
    if tally.score_range is None:
        return False
    worst, best = tally.score_range
    return worst < pass_mark <= best
