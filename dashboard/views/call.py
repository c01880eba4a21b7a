"""The page of one call, `?call=ID`: hear it, read it, and see what proves each mark."""

import re

import streamlit as st

from dashboard import data
from dashboard.widgets.header import show_header
from dashboard.widgets.measurements import by_side, of_the_call, withheld
from dashboard.widgets.payload import payload_of
from dashboard.widgets.player import show_player
from dashboard.widgets.swap import show_swap_check
from dashboard.widgets.words import NEXT_STEPS, plain, state_word, titled
from qa_pipeline.call import Call
from qa_pipeline.store.reads import CallDetail, CallRow

# No longer than a database's largest whole number.
AN_ID = re.compile("[0-9]{1,18}")


def show() -> None:
    """Draw the call that the address asks for, as far as it has been heard."""
    st.page_link("views/calls.py", label="All calls", icon=":material/arrow_back:")
    asked = _asked()
    detail = data.call_detail(int(asked)) if AN_ID.fullmatch(asked) else None
    if detail is None:
        st.info(_no_such_call(asked), icon=":material/search_off:")
        return
    show_header(detail)
    if detail.row.state != "scored":
        _show_state(detail.row)
    if detail.call is None:
        return
    if detail.scored:
        show_swap_check(detail.scored)
    _show_player(detail, detail.call)
    _show_measurements(detail.call)
    _show_particulars(detail)


def _asked() -> str:
    """The id in the address. The browser's way back may come here without one; then the call seen last is meant."""
    asked = st.query_params.get("call") or st.session_state.get("seen", "")
    st.session_state["seen"] = asked
    return str(asked)


def _no_such_call(asked: str) -> str:
    if not asked:
        return "No call was chosen; pick one from the list of calls."
    return f"There is no call “{plain(asked)}”; pick one from the list of calls."


def _show_state(row: CallRow) -> None:
    step = NEXT_STEPS.get(row.state, "")
    if row.state in {"failed", "quarantined"}:
        reason = f" {plain(row.error_message.removesuffix('.'))}." if row.error_message else ""
        st.error(f"**{state_word(row.state)}.**{reason} {step}", icon=":material/error:")
        return
    stage = f" Stage: {plain(row.stage)}." if row.stage else ""
    st.info(f"**{state_word(row.state)}.** {step}{stage}", icon=":material/hourglass_empty:")


def _show_player(detail: CallDetail, call: Call) -> None:
    sound = data.playback_file(detail)
    if sound is None:
        st.warning(
            "There is no copy of the sound to play. Transcript, scores and times are complete; "
            "`callqa process --again` with the file makes the copy anew.",
            icon=":material/volume_off:",
        )
    titles = data.clause_titles(call.language)
    show_player(payload_of(call, detail.scored, playable=sound is not None, clauses=titles), sound)


def _show_measurements(call: Call) -> None:
    st.subheader("Measurements")
    for reason, titles in withheld(call).items():
        st.caption(f"**Withheld:** {', '.join(titles)}. {reason}")
    left, right = st.columns(2, gap="medium")
    left.table(by_side(call), border="horizontal", hide_index=True)
    right.table(of_the_call(call), border="horizontal", hide_index=True)


def _show_particulars(detail: CallDetail) -> None:
    """Where every figure comes from: the file, what heard it, with which settings, and the scorecard's digest."""
    call, scored = detail.call, detail.scored
    if call is None:
        return
    facts = {"File": detail.row.path, "sha256": call.recording.sha256, "Channels": str(call.recording.channels)}
    facts |= {f"Model, {engine}": name for engine, name in call.models.items()}
    facts |= {titled(option): str(value) for option, value in call.options.items()}
    if scored:
        card = scored.scorecard
        facts["Scorecard"] = f"{card.name}, version {card.version}, digest {card.digest}"
    with st.expander("How this was found"):
        st.table(
            {"What": list(facts), "Which": [plain(value) for value in facts.values()]},
            border="horizontal",
            hide_index=True,
        )


show()
