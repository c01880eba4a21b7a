"""What `callqa scorecard preview` prints: for people, as tab-separated lines, and as JSON; all as the calls come."""

import json
from collections.abc import Iterator
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from qa_pipeline.finding import ScorecardRef, Scored
from qa_pipeline.life.previewing import AgentTotals, Compared, Preview, Totals
from qa_pipeline.life.shelf import Failure
from qa_pipeline.scoring.moves import Reason

NOTHING = "There are no stored calls to compare: `callqa process` hears some."
UNKNOWN = "unknown agent"


def print_for_people(preview: Preview, out: Console, err: Console) -> None:
    """Each call that moves with its reasons, then agents and totals."""
    if not preview.available:
        out.print(NOTHING)
        return
    for one in _moved(preview, err):
        agent = f" ({one.row.agent})" if one.row.agent else ""
        head = f"call {one.row.id}, {one.row.file}{agent}: {_turned(one.before, one.after)}"
        out.print(Text(head, style="bold"), soft_wrap=True)
        for reason in one.reasons:
            out.print(Text(f"   {reason}"), soft_wrap=True)
    totals = preview.totals
    if any(totals.agents):
        out.print("\n[bold]Agents[/bold]  mean score before → after")
    for name, sums in _agents(totals) if any(totals.agents) else ():
        line = f"   {name or UNKNOWN}: {_means(sums)}, {sums.moved} of {sums.calls} calls move"
        out.print(Text(line), soft_wrap=True)
    out.print()
    for sentence in _sums(preview):
        out.print(Text(sentence), soft_wrap=True)


def print_lines(preview: Preview, out: IO[str], err: Console) -> None:
    """Tab-separated lines, each beginning with what it is about: `call`, `agent` or `total`."""
    if not preview.available:
        err.print(NOTHING)
    for one in _moved(preview, err):
        scores = (_number(one.before.score), _number(one.after.score))
        passed = (_state(one.before), _state(one.after), _failed(one.before), _failed(one.after))
        why = "; ".join(map(str, one.reasons))
        _tabbed(out, "call", one.row.id, one.row.file, one.row.agent, one.row.queue, *scores, *passed, why)
    for name, agent in _agents(preview.totals):
        means = (_number(agent.before.value), _number(agent.after.value))
        _tabbed(out, "agent", name, agent.calls, agent.moved, *means)
    for name, value in _counted(preview.totals).items():
        _tabbed(out, "total", name, _number(value) if isinstance(value, float) else value)


def print_json(preview: Preview, out: IO[str], err: Console) -> None:
    """One document, written as the calls come: `new`, `against`, `calls` that move, `agents`, `totals`."""
    names = {"new": _ref(preview.new.ref), "against": _ref(preview.old.ref)}
    out.write(f'{json.dumps(names)[:-1]}, "calls": [')
    separator = "\n"
    for one in _moved(preview, err):
        out.write(f"{separator}{json.dumps(_call(one), ensure_ascii=False)}")
        separator = ",\n"
    agents = [_agent(name, agent) for name, agent in _agents(preview.totals)]
    end = {"agents": agents, "totals": _counted(preview.totals)}
    out.write(f"],\n{json.dumps(end, ensure_ascii=False)[1:]}\n")


def _moved(preview: Preview, err: Console) -> Iterator[Compared]:
    """The calls that move; those that could not be read are named as they come."""
    for one in preview.run():
        if isinstance(one, Failure):
            err.print(Text(f"failed {one}", style="red"), soft_wrap=True)
        elif one.moves:
            yield one


def _turned(before: Scored, after: Scored) -> str:
    parts = [f"{_shown(before.score)} → {_shown(after.score)}"]
    if _state(before) != _state(after):
        parts.append(f"{_state(before) or 'no result'} → {_state(after) or 'no result'}")
    if _failed(before) != _failed(after):
        parts.append(f"auto-fail {_failed(before) or 'none'} → {_failed(after) or 'none'}")
    if before.band != after.band:
        parts.append(f"band {before.band or 'none'} → {after.band or 'none'}")
    return ", ".join(parts)


def _sums(preview: Preview) -> Iterator[str]:
    totals = preview.totals
    yield f"{totals.moved} of {totals.calls} calls move from {_named(preview.old.ref)} to {_named(preview.new.ref)}."
    yield f"Mean score {_means(totals)}."
    yield f"Passed to failed: {totals.pass_to_fail}. Failed to passed: {totals.fail_to_pass}."
    yield f"Auto-fails: {totals.auto_fails_new} new, {totals.auto_fails_gone} gone."
    if totals.failed:
        yield f"{totals.failed} calls could not be compared."


def _agents(totals: Totals) -> list[tuple[str, AgentTotals]]:
    """Those whose mean moves most come first."""
    return sorted(totals.agents.items(), key=lambda one: (-abs(_shift(one[1])), one[0]))


def _shift(agent: AgentTotals) -> float:
    return (agent.after.value or 0.0) - (agent.before.value or 0.0)


def _counted(totals: Totals) -> dict[str, float | None]:
    return {
        "calls": totals.calls,
        "moved": totals.moved,
        "failed": totals.failed,
        "pass_to_fail": totals.pass_to_fail,
        "fail_to_pass": totals.fail_to_pass,
        "auto_fails_new": totals.auto_fails_new,
        "auto_fails_gone": totals.auto_fails_gone,
        "mean_before": totals.before.value,
        "mean_after": totals.after.value,
    }


def _agent(name: str, agent: AgentTotals) -> dict[str, Any]:
    means = {"mean_before": agent.before.value, "mean_after": agent.after.value}
    return {"agent": name or None, "calls": agent.calls, "moved": agent.moved, **means}


def _call(one: Compared) -> dict[str, Any]:
    row = {"id": one.row.id, "file": one.row.file, "agent": one.row.agent, "queue": one.row.queue}
    return row | {
        "before": _outcome(one.before),
        "after": _outcome(one.after),
        "reasons": [_reason(reason) for reason in one.reasons],
    }


def _outcome(scored: Scored) -> dict[str, Any]:
    fail = _failed(scored) or None
    return {"score": scored.score, "passed": scored.passed, "band": scored.band, "auto_fail": fail}


def _reason(reason: Reason) -> dict[str, str]:
    return {"kind": reason.kind, "what": reason.what, "before": reason.before, "after": reason.after}


def _ref(ref: ScorecardRef) -> dict[str, Any]:
    return {"name": ref.name, "version": ref.version, "digest": ref.digest}


def _named(ref: ScorecardRef) -> str:
    return f"{ref.name}/{ref.version}"


def _means(of: AgentTotals | Totals) -> str:
    return f"{_shown(of.before.value)} → {_shown(of.after.value)}"


def _state(scored: Scored) -> str:
    return {True: "passed", False: "failed", None: ""}[scored.passed]


def _failed(scored: Scored) -> str:
    return scored.auto_fail.criterion if scored.auto_fail else ""


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _tabbed(out: IO[str], *fields: object) -> None:
    texts = ("" if field is None else " ".join(str(field).split()) for field in fields)
    out.write("\t".join(texts) + "\n")
