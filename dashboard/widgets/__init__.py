"""The parts that pages are made of: words, badges, filters, tables, the player."""
