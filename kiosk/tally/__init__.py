"""Anonymous counts of what visitors opened."""
