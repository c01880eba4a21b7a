"""Calls written as dialogue, and what has to be found in them: how criteria and scorecards are tried out."""
