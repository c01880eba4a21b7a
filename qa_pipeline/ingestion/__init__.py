"""How recordings come in: from where, with what told of them, and what becomes of those that cannot be used yet."""
