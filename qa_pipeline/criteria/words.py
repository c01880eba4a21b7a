"""How explanations say times."""


def clock(seconds: float) -> str:
    """A moment of the call as a player shows it: whole seconds passed, "0:47", "12:03" or "1:00:05"."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
