"""Films for tests, as authors bring them."""

from author.conftest import maker

__all__ = ["maker"]
