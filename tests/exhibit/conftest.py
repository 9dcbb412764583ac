"""The author's sound exhibit, which is prepared here too."""

from author.conftest import films, pattern

__all__ = ["films", "pattern"]
