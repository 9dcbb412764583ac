"""One SQLite file of this program: made, opened and brought up to date, durable."""
