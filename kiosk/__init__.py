"""An offline touch kiosk for a travelling exhibition."""

__version__ = "0.1.0"
