"""What feedback is decided by: pure rules."""
