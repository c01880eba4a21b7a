"""What operations see of callqa at work: log lines and metrics, and never a word of a call."""
