"""Scoring: a scorecard version and a call give verdicts, a score with its range, and flags."""
