"""A simulated pilot, and enough records to measure with. Everything it makes is invented and marked fictional."""
