"""What hangs on who is who in a call whose roles are unsure: the swap check."""

import streamlit as st

from dashboard.widgets.numbers import points
from dashboard.widgets.words import VERDICTS, plain
from qa_pipeline.finding import Scored, SwapCheck, Verdict


def show_swap_check(scored: Scored) -> None:
    """Draw the swap check, where there is one."""
    check = scored.swap_check
    if check is None:
        return
    st.warning(sentence_of(check), icon=":material/swap_horiz:")
    if check.changes:
        with st.expander(f"What changes with agent and customer exchanged ({len(check.changes)})"):
            st.table(rows_of(scored, check), border="horizontal", hide_index=True)


def sentence_of(check: SwapCheck) -> str:
    """What the call would score either way round."""
    return (
        "It is not sure which voice is the agent's. With the roles as heard the call would score "
        f"{points(check.as_heard)}, with agent and customer exchanged {points(check.swapped)}. "
        "Criteria that hang on it are undetermined; `callqa process --agent-channel` names the agent's side."
    )


def rows_of(scored: Scored, check: SwapCheck) -> dict[str, list[str]]:
    """A table of the criteria that change: a column either way round."""
    titles = {item.finding.criterion: item.title for item in scored.criteria}
    return {
        "Criterion": [plain(titles.get(change.criterion, change.criterion)) for change in check.changes],
        "As heard": [_answer(change.as_heard, change.as_heard_level) for change in check.changes],
        "Exchanged": [_answer(change.swapped, change.swapped_level) for change in check.changes],
    }


def _answer(verdict: Verdict, level: float | None) -> str:
    word = VERDICTS[verdict].word
    return word if level is None else f"{word} (level {level:g})"
