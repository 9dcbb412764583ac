"""Packs: made and signed by a publisher, trusted, installed and kept by a kiosk."""
