"""People's answers: given one by one or by the table, what they come to, and how far they agree."""
