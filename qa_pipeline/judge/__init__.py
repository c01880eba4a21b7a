"""The judge: a language model of the owner's own, asked what no phrase and no measurement can tell."""
