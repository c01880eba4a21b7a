"""The list of calls: filter, order, page through, and open one with a click."""

from dataclasses import replace

import streamlit as st

from dashboard import data
from dashboard.widgets import filters
from dashboard.widgets.call_table import show_calls
from qa_pipeline.store.reads import CallFilter


def show() -> None:
    """Draw the calls that the filters let through."""
    st.title("Calls", anchor=False)
    where = filters.ask(data.choices())
    total = data.calls(replace(where, limit=1)).total
    if not total:
        _show_none(where)
        return
    pages = -(-total // filters.PAGE_SIZE)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(f"{total:,} call" if total == 1 else f"{total:,} calls")
        page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    found = data.calls(replace(where, offset=(page - 1) * filters.PAGE_SIZE))
    opened = show_calls(found.rows, key="calls")
    if opened is not None:
        st.switch_page("views/call.py", query_params={"call": str(opened)})


def _show_none(where: CallFilter) -> None:
    if where == CallFilter(order=where.order, limit=where.limit):
        st.info("There are no calls yet. `callqa process PATH` hears and scores a recording or a folder.")
        return
    st.info("No call matches these filters.", icon=":material/filter_alt_off:")


show()
