"""From words and speakers to a dialogue: turns with roles, silences, holds, overlaps, and the numbers on them."""
