"""Sticks: which are in, how they are opened and let go, and how files on them are touched."""
