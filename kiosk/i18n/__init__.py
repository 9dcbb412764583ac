"""The words on the glass, in the visitor's language."""
