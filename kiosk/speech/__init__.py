"""What is said aloud to visitors: clips of an exhibit, in order, and who plays them."""
