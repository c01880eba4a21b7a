"""How right callqa is: what it heard and answered, laid beside the truth (docs/evaluation.md)."""
