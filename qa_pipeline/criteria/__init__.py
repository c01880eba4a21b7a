"""Criteria: what is asked of a call, each a pure function from a `Reading` and its parameters to a `Finding`."""
