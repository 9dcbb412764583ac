"""The author's sound exhibit, which is prepared here too."""

from author.conftest import maker, pattern

__all__ = ["maker", "pattern"]
