"""The rules of the staff's corner, without a screen."""
