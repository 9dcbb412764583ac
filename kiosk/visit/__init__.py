"""One person's time at the glass. Pure: decides everything, draws nothing."""
