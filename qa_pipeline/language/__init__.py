"""Language packs: the phrases of a language, as data, and how they are found in what was said."""
