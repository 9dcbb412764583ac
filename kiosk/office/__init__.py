"""The coordinator's desk: sign-ups collected, backed up, counted, exported and acknowledged."""
