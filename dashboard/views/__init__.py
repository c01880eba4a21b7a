"""The pages, one a file; each is a function that Streamlit runs."""
