"""Which speaker is the agent and which the customer.

Told by metadata, else by wording; where that leaves a doubt, by the meaning of every sentence too; else by who speaks
first and who asks: two hints that are right more often than not, and no more than that, so a call decided by them alone
stays under a confidence of 0.8 and is flagged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from qa_pipeline.call import Role, Turn
from qa_pipeline.dialogue.cues import Cues
from qa_pipeline.dialogue.turns import SpokenWord, build_turns
from qa_pipeline.dialogue.wording import asks

OPENING = 30.0
"""Seconds from the first word in which wording counts OPENING_WEIGHT times: who greets, names a company and offers
help says so here."""
OPENING_WEIGHT = 2.0

STRONGEST_CUE = 4.0
"""Log-odds that one turn may bring at most; cues within a turn repeat each other."""

SPOKE_FIRST = 0.6
ASKED_QUESTIONS = 0.5

EVIDENCE_SCALE = 0.5
"""Turns of one speaker are no independent witnesses, so their summed log-odds are halved before they become a
confidence."""

AGENT_EVIDENCE = 1.0
"""Evidence from which one more speaker, or a lone one, is taken for an agent; below its negative, for a customer."""

HIGHEST_INFERRED = 0.99

NO_DOUBT = 0.95
"""Confidence from which wording is believed alone: meaning would cost time and change nothing."""

STRONGEST_MEANING = 1.5
"""Log-odds that the meaning of one turn may bring at most: less than a cue, which was written down because it tells."""

RoleMeaning = Callable[[Sequence[str]], Sequence[float]]
"""For each text the log-odds (natural) that an agent says such a thing, whatever the language."""


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """Speaker label → role, and the probability that agent and customer are the right way round."""

    roles: Mapping[str, Role]
    confidence: float


def assign_roles(
    spoken: Sequence[SpokenWord], cues: Cues, *, agent_speaker: str | None, meaning: RoleMeaning | None = None
) -> RoleAssignment:
    """Give every speaker a role.

    `agent_speaker` is the label that metadata names; it wins when the recording has labels of its kind, so a
    channel named for a recording that turned out mono is passed over. With more than two speakers a second
    agent may be found (a transfer), and one that nothing is known of stays unknown. `meaning` is asked where wording
    leaves a doubt.
    """
    turns = build_turns(spoken, {}, cues)
    if not turns:
        return RoleAssignment({}, 0.0)
    evidence = _evidence(turns, cues)
    if agent_speaker is not None and _kind(agent_speaker) in map(_kind, evidence):
        return RoleAssignment(_around([agent_speaker], evidence, turns), 1.0)
    found = _by_best(evidence, turns)
    if meaning is None or found.confidence >= NO_DOUBT:
        return found
    return _by_best(_with_meaning(evidence, turns, meaning), turns)


def _by_best(evidence: Mapping[str, float], turns: Sequence[Turn]) -> RoleAssignment:
    if len(evidence) == 1:
        return _alone(*next(iter(evidence.items())))
    return _inferred(max(evidence, key=lambda speaker: evidence[speaker]), evidence, turns)


def _with_meaning(evidence: Mapping[str, float], turns: Sequence[Turn], meaning: RoleMeaning) -> dict[str, float]:
    """The evidence, and what the meaning of each turn adds to it."""
    added = dict(evidence)
    for turn, told in zip(turns, meaning([turn.text for turn in turns]), strict=True):
        added[turn.speaker] += max(-STRONGEST_MEANING, min(STRONGEST_MEANING, told))
    return added


def _kind(speaker: str) -> str:
    return speaker.partition(":")[0]


def _evidence(turns: Sequence[Turn], cues: Cues) -> dict[str, float]:
    """Log-odds of being the agent, per speaker."""
    first = turns[0]
    evidence = dict.fromkeys((turn.speaker for turn in turns), 0.0)
    for turn in turns:
        weight = OPENING_WEIGHT if turn.start < first.start + OPENING else 1.0
        cue = cues.role_evidence(turn.text)
        evidence[turn.speaker] += weight * max(-STRONGEST_CUE, min(STRONGEST_CUE, cue))
    if len(evidence) > 1:
        evidence[first.speaker] += SPOKE_FIRST
        for speaker, share in _question_shares(turns).items():
            evidence[speaker] += ASKED_QUESTIONS * share
    return evidence


def _question_shares(turns: Sequence[Turn]) -> dict[str, float]:
    """Each speaker's share of all turns that end in a question."""
    asked = [turn.speaker for turn in turns if asks(turn.text)]
    return {speaker: asked.count(speaker) / len(asked) for speaker in set(asked)}


def _alone(speaker: str, evidence: float) -> RoleAssignment:
    if abs(evidence) < AGENT_EVIDENCE:
        return RoleAssignment({speaker: Role.UNKNOWN}, 0.0)
    role = Role.AGENT if evidence > 0 else Role.CUSTOMER
    return RoleAssignment({speaker: role}, _confidence(abs(evidence)))


def _inferred(best: str, evidence: Mapping[str, float], turns: Sequence[Turn]) -> RoleAssignment:
    others = sorted((speaker for speaker in evidence if speaker != best), key=lambda speaker: evidence[speaker])
    agents = [best, *(other for other in others[1:] if evidence[other] >= AGENT_EVIDENCE)]
    roles = _around(agents, evidence, turns)
    customer = max(evidence[speaker] for speaker, role in roles.items() if role is Role.CUSTOMER)
    return RoleAssignment(roles, _confidence(min(evidence[agent] for agent in agents) - customer))


def _around(agents: Sequence[str], evidence: Mapping[str, float], turns: Sequence[Turn]) -> dict[str, Role]:
    """Agents are given; of the rest, the one who says most is the customer, and the others need evidence."""
    words = dict.fromkeys((speaker for speaker in evidence if speaker not in agents), 0)
    for turn in turns:
        if turn.speaker in words:
            words[turn.speaker] += len(turn.words)
    roles = dict.fromkeys(agents, Role.AGENT)
    main = max(words, key=lambda speaker: words[speaker], default=None)
    for speaker in words:
        roles[speaker] = Role.CUSTOMER if speaker == main else _by_evidence(evidence[speaker])
    return roles


def _by_evidence(evidence: float) -> Role:
    if evidence >= AGENT_EVIDENCE:
        return Role.AGENT
    return Role.CUSTOMER if evidence <= -AGENT_EVIDENCE else Role.UNKNOWN


def _confidence(difference: float) -> float:
    return min(HIGHEST_INFERRED, 1.0 / (1.0 + exp(-EVIDENCE_SCALE * difference)))
