"""One kiosk as it runs: what it is made of, what staff can do with it, and how it is."""
