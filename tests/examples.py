"""Hand-built values for tests: a small call of two turns, its scored result, and recordings in a store."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from qa_pipeline.call import (
    Call,
    CallMetadata,
    Health,
    HealthIssue,
    Hold,
    Interruption,
    Loudness,
    Recording,
    Role,
    Span,
    Turn,
    Word,
)
from qa_pipeline.finding import (
    AutoFail,
    Evidence,
    Finding,
    ScorecardRef,
    Scored,
    ScoredCriterion,
    SectionScore,
    SwapChange,
    SwapCheck,
    Verdict,
)
from qa_pipeline.store import writes
from qa_pipeline.store.session import Store
from qa_pipeline.store.types import utc_now

NOON = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
OWNER = "host:1:1"
METADATA = CallMetadata(
    started_at=NOON,
    agent="Šarūnas",
    team="North",
    queue="support",
    direction="inbound",
    call_type="complaint",
    customer_reference="CR-100%_7",
    customer_name="Ελένη",
    language="en",
    agent_channel="left",
    hold_events=(Span(20.0, 30.0),),
    talk_seconds=200.5,
    hold_seconds=10.0,
    wrap_up_seconds=30.0,
    csat=4.0,
    external_id="1704067200.17",
    sources={"agent": "manifest", "team": "roster"},
)


def sha_of(name: str) -> str:
    """A sha256 that belongs to the name."""
    return hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()


def turn(role: Role, start: float, text: str, *, speaker: str) -> Turn:
    """A turn in which each word takes 0.4 s."""
    words = tuple(
        Word(word, round(start + 0.4 * place, 3), round(start + 0.4 * place + 0.3, 3), 0.9)
        for place, word in enumerate(text.split())
    )
    return Turn(role, start, words[-1].end, text, words, speaker)


def example_call(file: str = "call.wav") -> Call:
    """An agent greets, a customer answers, music plays; every field of `Call` holds something."""
    return Call(
        recording=Recording(file=file, sha256=sha_of(file), duration=42.5, channels=2),
        language="en",
        language_confidence=0.98,
        role_confidence=0.9,
        turns=(
            turn(Role.AGENT, 1.0, "Thank you for calling Northwind", speaker="channel:0"),
            turn(Role.CUSTOMER, 4.0, "My café invoice is wrong", speaker="channel:1"),
        ),
        holds=(Hold(20.0, 30.0, "music", "inferred", 0.97),),
        silences=(Span(8.0, 12.5),),
        overlaps=(Span(3.9, 4.1),),
        interruptions=(Interruption(4.0, Role.CUSTOMER),),
        metrics={"duration": 42.5, "hold_count": 1.0, "loudness_lufs": None},
        health=Health((HealthIssue("clipping", "warning", "0.4 % of samples", 1),), {"loudness_lufs": "clipping"}),
        loudness=Loudness(((-20.5, -100.0), (-31.25, -19.0))),
        metadata=METADATA,
        models={"transcriber": "whisper-base"},
        options={"silence_gap": 3.0, "agent_channel": "auto"},
    )


def example_scored(score: float | None = 75.0) -> Scored:
    """Two sections, three criteria with every kind of proof, one flag; `score` may be changed."""
    return Scored(
        scorecard=ScorecardRef("inbound_support", 1, sha_of("inbound_support")),
        score=score,
        score_range=None if score is None else (score - 5, score + 5),
        coverage=0.8,
        passed=None if score is None else score >= 70,
        band="meets",
        auto_fail=None,
        sections=(SectionScore("opening", "Opening", 2.0, 0.5), SectionScore("hold", "Hold", 1.0, None)),
        criteria=(
            ScoredCriterion("opening", "Names the company", 1.0, False, _company_named()),
            ScoredCriterion("opening", "Gives their own name", 1.0, False, _own_name_missing()),
            ScoredCriterion("hold", "Asks before a hold", 3.0, True, _hold_unclear()),
        ),
        flags=("low_coverage",),
    )


def failed_scored() -> Scored:
    """A result with a provisional auto-fail."""
    fail = AutoFail("no_card_data_aloud", "call", score_before=75.0)
    return replace(example_scored(0.0), auto_fail=fail, passed=False, flags=("auto_fail", "low_coverage"))


def unsure_scored() -> Scored:
    """A result with the swap check of a call whose roles are unsure."""
    change = SwapChange("company_named", as_heard=Verdict.MET, swapped=Verdict.NOT_MET)
    check = SwapCheck(as_heard=80.0, swapped=41.25, changes=(change,))
    return replace(example_scored(), flags=("role_uncertain",), swap_check=check)


def scaled_scored() -> Scored:
    """A result with a section inside a section, a scale question and a bonus."""
    level = Finding("few_interruptions", Verdict.NOT_MET, 0.9, "The agent interruptions is 2.", level=5.0)
    extra = Finding("anything_else", Verdict.MET, 0.9, "The agent asks.")
    return replace(
        example_scored(),
        sections=(
            SectionScore("care", "Care", 1.0, 0.444444),
            SectionScore("listening", "Listening", 2.0, 0.444444, inside="care"),
        ),
        criteria=(
            ScoredCriterion("listening", "Few interruptions", 1.0, False, level, scale=(1.0, 10.0)),
            ScoredCriterion("listening", "Anything else", 0.0, False, extra, bonus=5.0),
        ),
    )


def add_recording(store: Store, file: str = "call.wav", metadata: CallMetadata = METADATA) -> int:
    """Register a recording whose bytes belong to its file name."""
    with store.session() as session:
        return writes.register(
            session, path=f"/calls/{file}", file=file, sha256=sha_of(file), size_bytes=1_000, metadata=metadata
        ).id


def add_scored(
    store: Store, file: str = "call.wav", scored: Scored | None = None, metadata: CallMetadata = METADATA
) -> int:
    """Register a recording, claim it, and save the example call with a result."""
    recording_id = add_recording(store, file, metadata)
    call = replace(example_call(file), metadata=metadata)
    with store.session() as session:
        assert writes.claim(session, recording_id=recording_id, owner=OWNER, lease_seconds=60, now=utc_now())
        writes.save_result(
            session,
            recording_id=recording_id,
            owner=OWNER,
            call=call,
            scored=scored or example_scored(),
            playback=f"playback/{file}.ogg",
        )
    return recording_id


def _company_named() -> Finding:
    proof = Evidence(1.0, 2.9, Role.AGENT, "Thank you for calling Northwind")
    return Finding(
        "company_named", Verdict.MET, 0.95, "The company is named.", (proof,), clause="communication.clarity"
    )


def _own_name_missing() -> Finding:
    return Finding("own_name_given", Verdict.NOT_MET, 0.8, "No name in the opening.", searched=Span(0.0, 30.0))


def _hold_unclear() -> Finding:
    proofs = (Evidence(20.0, 30.0, Role.UNKNOWN), Evidence(4.0, 5.9, Role.CUSTOMER, "My café invoice is wrong"))
    return Finding(
        "hold_permission_asked",
        Verdict.UNDETERMINED,
        0.4,
        "The speech before it is unclear.",
        proofs,
        decided_by="system",
    )
