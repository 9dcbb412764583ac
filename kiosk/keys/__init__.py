"""Keys: of publishers, of kiosks, and how a signature is made and judged."""
