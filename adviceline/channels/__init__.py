"""The ways in: each channel is a room of its own and imports no other channel."""
