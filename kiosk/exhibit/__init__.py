"""The exhibit: what one author wrote, checked, prepared and read back."""
