"""The dashboard: `callqa serve` runs this file. It names the pages and shows the one that was asked for."""

import streamlit as st

from qa_pipeline.errors import CallqaError

# Drawn here, because a named icon of the page's tab would be fetched from a font server.
ICON = """<svg viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d6a73"/>
<path d="M7 13v6M11.5 9v14M16 12v8M20.5 6v20M25 13v6" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>"""

# Streamlit leaves a third of the window empty above a page's title.
STYLE = "<style>.stMainBlockContainer { padding-top: 4.5rem; padding-bottom: 3rem; max-width: 100rem; }</style>"

PAGES = (
    st.Page("views/overview.py", title="Overview", icon=":material/monitoring:", default=True),
    st.Page("views/calls.py", title="Calls", icon=":material/call:"),
    st.Page("views/call.py", title="Call", visibility="hidden"),
)


def main() -> None:
    """Show the page; what is wrong with the database or a setting is one sentence, with what helps."""
    st.set_page_config(page_title="callqa", page_icon=ICON, layout="wide")
    st.html(STYLE)
    page = st.navigation(PAGES, position="top")
    try:
        page.run()
    except CallqaError as error:
        st.error(f"{str(error)[:1].upper()}{str(error)[1:]}", icon=":material/database_off:")


main()
