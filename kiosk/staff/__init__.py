"""What staff may do that visitors may not, decided without a screen."""
