"""Processes that hear what waits: the broker and its messages, the worker, and who clears up after the dead."""
