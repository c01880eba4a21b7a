"""The plain words for every code that a call can carry: states, verdicts, flags, bands, faults of a recording."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa_pipeline.call import HealthIssue, Role
from qa_pipeline.finding import Verdict
from qa_pipeline.store.reads import State


@dataclass(frozen=True, slots=True)
class VerdictWord:
    """How a verdict is shown: never by colour alone, so a sign and a word; `meaning` tells it from its neighbours."""

    word: str
    sign: str
    meaning: str


VERDICTS: Mapping[Verdict, VerdictWord] = {
    Verdict.MET: VerdictWord("Met", "✓", "It was done."),
    Verdict.NOT_MET: VerdictWord("Not met", "✕", "It was called for and not done."),
    Verdict.NOT_APPLICABLE: VerdictWord("Not applicable", "–", "The situation never arose; the score leaves it out."),
    Verdict.UNDETERMINED: VerdictWord(
        "Undetermined", "?", "The machine cannot tell; the score's range shows both possibilities."
    ),
}

ROLES: Mapping[Role, str] = {Role.AGENT: "Agent", Role.CUSTOMER: "Customer", Role.UNKNOWN: "Unknown speaker"}

STATES: Mapping[str, str] = {
    State.RECEIVED: "Received",
    State.QUEUED: "Queued",
    State.PROCESSING: "Being heard",
    State.SCORED: "Scored",
    State.FAILED: "Failed",
    State.QUARANTINED: "Set aside",
}

NEXT_STEPS: Mapping[str, str] = {
    State.RECEIVED: "It is known and has not been heard yet; `callqa process` hears it.",
    State.QUEUED: "It waits its turn.",
    State.PROCESSING: "It is being heard now; this page shows the result when it is done.",
    State.FAILED: "The last try ended in an error; `callqa process` with the file tries it again.",
    State.QUARANTINED: "Something about it must be put right by a person before it can be heard.",
}

HEALTH: Mapping[str, str] = {
    "no_speech": "Nobody speaks in this recording.",
    "dead_channel": "One side of the call was not recorded.",
    "one_sided": "Only one side of the call is heard to speak.",
    "fake_stereo": "Both channels carry the same sound, so the speakers were told apart by their voices.",
    "single_channel": "Both speakers share one channel, so they were told apart by their voices.",
    "too_short": "The recording is too short to say much about.",
    "truncated": "The file breaks off before its end.",
    "near_silent_channel": "One side of the call is so quiet that words are easily missed.",
    "clipping": "The recording is distorted where it is too loud.",
    "low_level": "The voices are quiet.",
    "noisy": "The voices hardly stand out from the noise.",
    "invented_words": "Words that nobody said were dropped from the transcript.",
}

FLAGS: Mapping[str, str] = {
    "auto_fail": "Automatic fail",
    "below_pass_mark": "Below the pass mark",
    "pass_uncertain": "Pass uncertain",
    "critical_undetermined": "Critical criterion undetermined",
    "undetermined": "Criterion undetermined",
    "low_coverage": "Low coverage",
    "role_uncertain": "Speakers uncertain",
    "language_uncertain": "Language uncertain",
    "no_language_pack": "No language pack",
    "language_unsupported": "Language not supported",
}

LANGUAGE_DOUBTS: Mapping[str, str] = {
    "language_uncertain": (
        "It is not sure in which language this call is, so no criterion on wording was judged; measurements were. "
        "`callqa process --language` names the language."
    ),
    "no_language_pack": (
        "There is no language pack for this call's language, so no criterion on wording was judged; measurements were."
    ),
}

# The head of a call says these with its result; the list shows them all, as the overview counts them all.
SAID_BY_RESULT = frozenset({"auto_fail", "below_pass_mark", "pass_uncertain"})

UNCERTAIN_RESULT = (
    "The pass mark lies within the score's range: what the machine could not tell decides between pass and fail."
)

LANGUAGES: Mapping[str, str] = {
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "sv": "Swedish",
}


def titled(code: str) -> str:
    """A code as a phrase: `needs_improvement` → `Needs improvement`."""
    phrase = code.replace("_", " ").strip()
    return phrase[:1].upper() + phrase[1:]


def state_word(state: str) -> str:
    return STATES.get(state, titled(state))


def result_word(*, passed: bool, uncertain: bool) -> str:
    """The result as it is read; `uncertain` where the pass mark lies within the score's range."""
    word = "Passed" if passed else "Not passed"
    return f"{word}, uncertain" if uncertain else word


def flag_word(flag: str) -> str:
    """A flag in words; a fault of the recording (`health:clipping`) says that it is one."""
    kind, _, code = flag.partition(":")
    if kind == "health" and code:
        return f"Recording: {titled(code).lower()}"
    return FLAGS.get(flag, titled(flag))


def language_word(code: str | None) -> str:
    return LANGUAGES.get(code, code) if code else "–"


def fault(code: str) -> str:
    """What a fault of the recording means, in one sentence."""
    return HEALTH.get(code, f"{titled(code)}.")


def issue_sentence(issue: HealthIssue) -> str:
    """The fault in plain words, then what was measured."""
    meaning = fault(issue.code)
    return f"{meaning.removesuffix('.')} ({issue.detail})." if issue.detail else meaning


def plain(text: str) -> str:
    """Text that a call or a file brought, made safe for Markdown: every mark is shown, none takes effect."""
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in " ".join(text.split()))


_MARKS = frozenset("\\`*_{}[]<>()#+-.!|~$:&^=\"'")
