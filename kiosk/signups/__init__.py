"""Sign-ups: sealed, kept, carried away, collected. Only the coordinator's key opens one."""
