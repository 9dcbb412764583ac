"""What authors run: their folder read with every fault, and made ready to show."""
