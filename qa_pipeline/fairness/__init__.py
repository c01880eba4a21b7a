"""Whether a mark hangs on who somebody is or how politely they speak: calls scored again with that alone changed."""
