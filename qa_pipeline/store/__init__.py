"""The database: the one place with SQL, and the truth about where each recording stands."""
