"""The dashboard: `callqa serve` runs this file. It names the pages and shows the one that was asked for."""

import streamlit as st

from qa_pipeline.errors import CallqaError

PAGES = (
    st.Page("views/overview.py", title="Overview", icon=":material/monitoring:", default=True),
    st.Page("views/calls.py", title="Calls", icon=":material/call:"),
    st.Page("views/call.py", title="Call", visibility="hidden"),
)


def main() -> None:
    """Show the page; what is wrong with the database or a setting is one sentence, with what helps."""
    st.set_page_config(page_title="callqa", page_icon=":material/headset_mic:", layout="wide")
    page = st.navigation(PAGES, position="top")
    try:
        page.run()
    except CallqaError as error:
        st.error(f"{str(error)[:1].upper()}{str(error)[1:]}", icon=":material/database_off:")


main()
