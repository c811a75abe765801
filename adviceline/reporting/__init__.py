"""The monthly figures: from facts, through measures and disclosure control, to a page, a CSV file or JSON."""
